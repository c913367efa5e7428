"""The ground of the map: sea with its coastal light, land, lakes, rivers, the net of degrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geodata.space import DRAWN_EXTENT, WINDOW
from layers.figure.painter import Painter, text_width
from layers.figure.shapes import cut, on_sheet, polygons_only
from layers.figure.sheet import Rectangle, Sheet

_GLOW: Final = ((13.0, 0.16), (9.0, 0.22), (5.5, 0.30), (2.6, 0.42))
"""Breadth in points and opacity of the strokes that make the light along the coast."""

_RIVER_WIDTH: Final = {1: 1.15, 2: 0.9, 3: 0.65, 4: 0.45}
_FADES: Final = 9
_HAIR: Final = 0.03
_SMALLEST_LAKE: Final = 3.0
"""Lakes under this many square points are left out."""


class Land(NamedTuple):
    """The land near the frame in points: its pieces as stored, and its outline without the cuts between them."""

    pieces: Any
    coast: Any


def land_on_sheet(sheet: Sheet, data: Mapping[str, gpd.GeoDataFrame]) -> Land:
    """Return the land of the drawn extent."""
    if "base_land" not in data:
        return Land(shapely.MultiPolygon(), shapely.MultiLineString())
    frame = data["base_land"]
    fine = shapely.segmentize(frame.geometry.to_numpy(), 0.25)  # long cuts along a meridian are curves on the page
    pieces = shapely.MultiPolygon([part for piece in on_sheet(sheet, fine)
                                   for part in polygons_only(piece).geoms])  # fmt: skip
    lines = shapely.multilinestrings([ring for part in pieces.geoms for ring in (part.exterior, *part.interiors)])
    clear = sheet.points([_without_cuts(frame)])[0]
    return Land(pieces, shapely.intersection(lines, clear))


def _without_cuts(land: gpd.GeoDataFrame) -> Any:
    """Return the drawn extent less a hair along its edge and along the joint of finer and coarser land, in degrees."""
    extent = shapely.box(*DRAWN_EXTENT)
    joints = [extent.exterior]
    if "zone" in land.columns:
        joints += [shapely.box(*zone.total_bounds).exterior for _, zone in land.groupby("zone")]
    clear = shapely.difference(extent, shapely.buffer(shapely.multilinestrings(joints), _HAIR))
    return shapely.segmentize(clear, 0.25)


def draw_sea_and_land(painter: Painter, land: Land) -> None:
    """Fill the frame with sea, let it grow light along the coast, and lay the land on it."""
    painter.area(painter.sheet.frame.as_polygon(), "sea")
    for width, opacity in _GLOW:
        painter.line(land.coast, "coast_glow", width, opacity=opacity, round_ends=True)
    painter.area(land.pieces, "land", stroke="land", width=0.6)


def draw_lakes_and_coast(painter: Painter, data: Mapping[str, gpd.GeoDataFrame], land: Land) -> None:
    """Draw lakes and the coastline above whatever fills the land."""
    if "base_lakes" in data:
        lakes = on_sheet(painter.sheet, data["base_lakes"].geometry.to_numpy())
        seen = [part for lake in lakes for part in polygons_only(lake).geoms if part.area >= _SMALLEST_LAKE]
        painter.area(shapely.MultiPolygon(seen), "lake", stroke="lake_shore", width=0.5)
    painter.line(land.coast, "coast", 0.7)


def draw_rivers(painter: Painter, data: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Draw rivers by rank, the small ones only where the map is large enough."""
    if "base_rivers" not in data:
        return
    rivers = data["base_rivers"]
    ranks = rivers["rank"].fillna(4).astype(int)
    coarse = painter.sheet.metres_per_point > 1800
    for rank in sorted(_RIVER_WIDTH, reverse=True):
        if rank == 4 and coarse:
            continue
        chosen = on_sheet(painter.sheet, rivers.geometry[ranks == rank].to_numpy())
        painter.line(shapely.geometrycollections(chosen), "river", _RIVER_WIDTH[rank], round_ends=True)


def draw_veil(painter: Painter, land: Land) -> None:
    """Let the land fade to paper outside the window in which territories are known, and where the drawn land ends."""
    sheet = painter.sheet
    window = sheet.points([shapely.segmentize(shapely.box(*WINDOW), 0.5)])[0]
    step = 11_000 / sheet.metres_per_point
    for ring in reversed(range(_FADES)):
        hole = shapely.buffer(window, -ring * step, join_style="mitre")
        rest = polygons_only(shapely.difference(sheet.frame.as_polygon(), hole))
        painter.area(rest, "land", opacity=0.16, within=land.pieces)
    for ring in range(_FADES):
        beyond = shapely.box(DRAWN_EXTENT.east - (_FADES - 1 - ring) * 0.45, 35, 85, 80)
        strip = cut(sheet, sheet.points([shapely.segmentize(beyond, 0.5)]))
        last = ring == _FADES - 1
        painter.area(shapely.geometrycollections(strip), "land", opacity=1.0 if last else 0.35)


def draw_graticule(painter: Painter) -> None:
    """Draw a faint net of degrees with its figures inside the safe part of the map."""
    sheet = painter.sheet
    step = 5 if sheet.metres_per_point > 900 else 2
    meridians = [_meridian(lon) for lon in range(-20, 86, step)]
    parallels = [_parallel(lat) for lat in range(30, 81, step)]
    net = on_sheet(sheet, np.array([*meridians, *parallels], dtype=object))
    painter.line(shapely.geometrycollections(net), "graticule", 0.5, opacity=0.55)


def degree_labels(sheet: Sheet) -> list[tuple[str, Rectangle]]:
    """Return the figures of the net of degrees with their places along the lower and left edge of the safe map."""
    step = 5 if sheet.metres_per_point > 900 else 2
    low, left = max(sheet.safe.bottom, sheet.frame.bottom + 8) + 4, max(sheet.safe.left, sheet.frame.left + 8)
    found = []
    floor = shapely.LineString([(left, low), (sheet.frame.right - 30, low)])
    wall = shapely.LineString([(left, low + 40), (left, min(sheet.safe.top, sheet.frame.top) - 20)])
    for line, edge, text in (
        *((_meridian(lon), floor, f"{abs(lon)}° {'E' if lon >= 0 else 'W'}") for lon in range(-20, 86, step)),
        *((_parallel(lat), wall, f"{lat}° N") for lat in range(30, 81, step)),
    ):
        for spot in shapely.get_parts(shapely.intersection(sheet.points([line])[0], edge)):
            if spot.geom_type == "Point" and text != "0° W":
                width = text_width(text, "italic", 10.5)
                start = spot.x + 3
                found.append((text, Rectangle(start, spot.y + 2, start + width, spot.y + 11)))
    return found


def draw_degree_labels(painter: Painter, labels: list[tuple[str, Rectangle]]) -> None:
    """Write the figures of the net of degrees."""
    for text, box in labels:
        painter.text((box.left, box.bottom), text, face="italic", size=10.5, colour="graticule_text", halo=1.0)


def draw_neatline(painter: Painter) -> None:
    """Draw the double frame of the map."""
    painter.line(painter.sheet.frame.as_polygon(), "neatline", 1.5, inside=False)
    painter.line(painter.sheet.frame.grown(-5.0).as_polygon(), "neatline", 0.4, inside=False)


def _meridian(lon: float) -> shapely.LineString:
    return shapely.LineString([(lon, lat) for lat in np.arange(30, 82.1, 1.0)])


def _parallel(lat: float) -> shapely.LineString:
    return shapely.LineString([(lon, lat) for lon in np.arange(-20, 85.1, 1.0)])
