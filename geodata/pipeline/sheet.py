"""A picture of one stretch for review by eye: its control points, its neighbours, towns and rivers around it."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import shapely
from matplotlib.axes import Axes
from shapely.geometry import shape

from geodata.faults import Fault, FaultsError
from geodata.pipeline.linework import in_metres, join, resolve
from geodata.pipeline.sources import Stretch, read_features, read_sources
from geodata.pipeline.units import window_frame
from geodata.read import SOURCES


def draw_sheet(stretch_id: str, picture: Path) -> None:
    """Draw one stretch to a PNG; FaultsError when there is no such stretch."""
    stretches = read_sources().stretches
    chosen = next((stretch for stretch in stretches if stretch.id == stretch_id), None)
    if chosen is None:
        known = ", ".join(stretch.id for stretch in stretches)
        raise FaultsError([Fault("lines", stretch_id, "id", "there is no such stretch", f"Choose one of {known}")])
    lines, _ = resolve(stretches)
    lines, _ = join(stretches, lines, window_frame())
    west, south, east, north = lines[stretch_id].buffer(25_000).bounds
    figure, axes = plt.subplots(figsize=(14, 14))
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xlabel="km", ylabel="km")
    axes.set_title(f"{stretch_id}: {chosen.name}\n{chosen.method}, within {chosen.precision_km:g} km", loc="left")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda metres, _: f"{metres / 1000:.0f}")
    _draw_base(axes, shapely.box(west, south, east, north))
    for key, line in lines.items():
        axes.plot(*line.xy, color="crimson" if key == stretch_id else "0.35", lw=1.6 if key == stretch_id else 1.0)
    _draw_points(axes, chosen)
    figure.savefig(picture, dpi=100, bbox_inches="tight")
    plt.close(figure)


def _draw_base(axes: Axes, view: shapely.Polygon) -> None:
    for stem, colour in (("land", "0.8"), ("lakes", "#7aa6c8"), ("rivers", "#7aa6c8")):
        for feature in read_features(SOURCES / "base" / f"{stem}.geojson"):
            geometry = in_metres(shape(feature["geometry"]))
            if geometry.intersects(view):
                for part in shapely.get_parts(geometry):
                    outline = part.exterior if part.geom_type == "Polygon" else part
                    axes.plot(*outline.xy, color=colour, lw=0.7)
    for feature in read_features(SOURCES / "base" / "gazetteer.geojson"):
        point = in_metres(shape(feature["geometry"]))
        if point.within(view):
            axes.plot(point.x, point.y, ".", color="0.2", ms=3)
            axes.text(point.x, point.y, " " + feature["properties"]["name"], fontsize=6, color="0.2", clip_on=True)


def _draw_points(axes: Axes, stretch: Stretch) -> None:
    """Mark every control point; names would cover each other, so they stand in a key beside the map."""
    controls = in_metres(stretch.control_points)
    key: list[str] = []
    for place, name in zip(controls.coords, [*stretch.point_names, *[None] * 999], strict=False):
        axes.plot(*place, "o", color="crimson", ms=4)
        if name:
            key.append(f"{len(key) + 1}  {name}")
            axes.annotate(str(len(key)), place, (5, 3), textcoords="offset points", fontsize=8, color="crimson")
    legend = "\n".join(key)
    axes.text(1.02, 1.0, legend, transform=axes.transAxes, fontsize=8, color="crimson", va="top", linespacing=1.5)
