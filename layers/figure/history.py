"""The historical layers of a day, drawn from the same catalogue as on screen; what was drawn is told to the legend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.path import Path

from geodata.timeline import PERIOD, is_missing, is_valid, parse_date
from layers.axes import MINOR
from layers.borders import STYLES, frontier_class
from layers.catalogue import CATALOGUE
from layers.events import SHAPES, Shape, category_of
from layers.figure import shapes
from layers.figure.painter import Painter
from layers.layer import Layer, LegendEntry, Style
from layers.palette import PATTERNS
from layers.territories import HOLDER_LEGEND, STATUS_LEGEND

Data = Mapping[str, gpd.GeoDataFrame]
Drawn = dict[str, list[LegendEntry]]

CHANGED: Final = LegendEntry(Style(key="changed", stroke="glow", width=3.0), "Changed on this day")
SMALLEST_CHANGE: Final = 4.0
"""Square points: smaller patches of changed land are crumbs along edges that do not quite meet."""
SMALL_SCALE: Final = 1_200.0
"""Metres to a point: on smaller maps there is no room for the axes of minor echelons."""
_BREADTH: Final = {"panzer_group": 1.0, "army": 0.8, "corps": 0.62}


def rows_on(frame: gpd.GeoDataFrame, on: str) -> gpd.GeoDataFrame:
    """Return the features that are valid on an ISO date; a missing first day counts as always."""
    starts = frame["valid_from"].map(lambda day: PERIOD.first if is_missing(day) else str(day))
    valid = [is_valid(start, end, on) for start, end in zip(starts, frame["valid_to"], strict=True)]
    return frame[np.array(valid, dtype=bool)]


def draw_territories(painter: Painter, layer: Layer, data: Data, on: str) -> Drawn:
    """Fill every territory of the day with its holder's hue and lay the pattern of its status over it."""
    frame = rows_on(data[layer.dataset], on).sort_values("id")
    if frame.empty:
        return {}
    geometries = shapes.coverage_on_sheet(painter.sheet, frame.geometry.to_numpy())
    styles = [layer.style(row) for row in frame.to_dict("records")]
    statuses = frame["status"].to_numpy()
    groups: dict[str, list[int]] = {}
    for number, style in enumerate(styles):
        if shapely.area(shapely.intersection(geometries[number], painter.sheet.frame.as_polygon())) > 1.0:
            groups.setdefault(style.key, []).append(number)
    for fill in sorted({styles[numbers[0]].fill or "" for numbers in groups.values()}):
        same = [number for numbers in groups.values() for number in numbers if styles[number].fill == fill]
        # A hair of its own colour hides the seams between areas of one hue.
        painter.area(shapes.polygons_only(shapely.union_all(geometries[same])), fill, stroke=fill, width=0.6)
    for key in sorted(groups):
        draw_pattern(painter, shapely.union_all(geometries[groups[key]]), styles[groups[key][0]])
    holders = {styles[numbers[0]].fill for numbers in groups.values()}
    used = {str(statuses[number]) for numbers in groups.values() for number in numbers}
    return {
        "territories": [entry for entry in HOLDER_LEGEND if entry.style.key in holders],
        "statuses": [entry for entry in STATUS_LEGEND if entry.style.key in used - {"sovereign"}],
    }


def draw_pattern(painter: Painter, geometry: Any, style: Style, *, inside: bool = True, stretch: float = 1.0) -> None:
    """Lay a style's pattern and outline over an area that is filled already."""
    area = shapes.polygons_only(geometry)
    if area.is_empty:
        return
    drawing, ink = PATTERNS[style.pattern], style.pattern_colour or "ink"
    if drawing.angles:
        painter.line(shapes.rules(area, drawing, stretch), ink, drawing.width, opacity=0.75, inside=inside)
    elif drawing.spacing:
        places = shapes.dots(area, drawing, stretch)
        painter.marks(places, Path.unit_circle(), drawing.width, ink, inside=inside)
    elif drawing.inset:
        painter.line(shapes.inner_outline(area, drawing.inset), ink, drawing.width, inside=inside)
    if style.stroke and style.width:
        painter.line(area, style.stroke, style.width, dash=style.dash, inside=inside)


def draw_changes(painter: Painter, layer: Layer, data: Data, on: str) -> Drawn:
    """Outline what changed its holder or its status on this very day with the one glowing colour.

    Land that an army holds on the day does not change with its unit; what the army took on the day does.
    """
    if on == PERIOD.first:
        return {}
    frame = data[layer.dataset]
    changed = _areas(painter, frame[frame["valid_from"] == on])
    if "occupations" in data:
        held = rows_on(data["occupations"], on)
        taken = held[(held["valid_from"] == on) & ~held["gathered"]]
        changed = shapely.union(shapely.difference(changed, _areas(painter, held)), _areas(painter, taken))
    area = shapely.MultiPolygon([part for part in shapely.get_parts(changed) if part.area > SMALLEST_CHANGE])
    if area.is_empty:
        return {}
    for width, opacity in ((7.0, 0.28), (4.0, 0.45), (1.8, 0.95)):
        painter.line(area, "glow", width, opacity=opacity, round_ends=True)
    return {layer.key: [CHANGED]}


def _areas(painter: Painter, rows: gpd.GeoDataFrame) -> Any:
    return shapely.union_all(shapely.make_valid(shapes.on_sheet(painter.sheet, rows.geometry.to_numpy())))


def draw_borders(painter: Painter, layer: Layer, data: Data, on: str) -> Drawn:
    """Draw every border piece by its class on the day, which follows from the territories on its two sides."""
    if "territories" not in data:
        return {}
    sides = {
        str(row["unit"]): row for row in rows_on(data["territories"], on).drop(columns="geometry").to_dict("records")
    }
    classes: dict[str, list[Any]] = {}
    for row in data[layer.dataset].sort_values("id").to_dict("records"):
        precision = None if is_missing(row["precision_km"]) else float(row["precision_km"])
        found = frontier_class(sides.get(str(row["unit_left"])), sides.get(str(row["unit_right"])), precision)
        classes.setdefault(found, []).append(row["geometry"])
    seen = set()
    for key in reversed(STYLES):
        lines = shapes.on_sheet(painter.sheet, classes.get(key, []))
        if key != "none" and shapely.intersects(lines, painter.sheet.frame.as_polygon()).any():
            draw_lines(painter, lines, STYLES[key])
            seen.add(key)
    return {layer.key: [entry for entry in layer.legend if entry.style.key in seen]}


def draw_lines(painter: Painter, lines: Any, style: Style, *, casing: bool = False, inside: bool = True) -> None:
    """Draw lines in a style; a casing of halo colour sets them off from what lies below."""
    line = shapes.joined(lines)
    if casing:
        painter.line(line, "halo", style.width + 2.0, opacity=0.7, inside=inside)
    painter.line(line, style.stroke or "ink", style.width, dash=style.dash, round_ends=not style.dash, inside=inside)


def draw_areas(painter: Painter, layer: Layer, data: Data, on: str) -> Drawn:
    """Draw the areas of a layer as its styles say."""
    return _draw_features(painter, layer, data, on, (2,))


def draw_lines_and_points(painter: Painter, layer: Layer, data: Data, on: str) -> Drawn:
    """Draw the lines of a layer, and its points above them, as its styles say."""
    return _draw_features(painter, layer, data, on, (1, 0))


def _draw_features(painter: Painter, layer: Layer, data: Data, on: str, dimensions: tuple[int, ...]) -> Drawn:
    frame = rows_on(data[layer.dataset], on).sort_values("id")
    frame = frame[np.isin(shapely.get_dimensions(frame.geometry.to_numpy()), dimensions)]
    groups: dict[tuple[int, str], list[Any]] = {}
    styles: dict[str, Style] = {}
    for row, geometry in zip(frame.to_dict("records"), _laid_out(painter, frame), strict=True):
        style = layer.style(row)
        styles[style.key] = style
        if not geometry.is_empty:
            groups.setdefault((shapely.get_dimensions(row["geometry"]), style.key), []).append(geometry)
    order = [entry.style.key for entry in layer.legend]
    drawn = set()
    seen = [group for group in groups if group[1] in order]
    for dimension, key in sorted(seen, key=lambda group: (-group[0], -order.index(group[1]))):
        found = np.array(groups[dimension, key], dtype=object)
        if _draw_group(painter, dimension, found, styles[key]):
            drawn.add(key)
    return {layer.key: [entry for entry in layer.legend if entry.style.key in drawn]}


def _laid_out(painter: Painter, frame: gpd.GeoDataFrame) -> Any:
    """Return the features in points, simplified: areas so that neighbours still share their edges."""
    geometries = frame.geometry.to_numpy()
    laid_out = np.empty(len(geometries), dtype=object)
    areas = shapely.get_dimensions(geometries) == 2
    if areas.any():
        laid_out[areas] = shapes.coverage_on_sheet(painter.sheet, geometries[areas])
    laid_out[~areas] = shapes.within(painter.sheet, shapes.simplified(painter.sheet, geometries[~areas]))
    return laid_out


def _draw_group(painter: Painter, dimension: int, found: Any, style: Style) -> bool:
    """Draw features of one dimension and style; tell whether any of it lies within the frame."""
    frame = painter.sheet.frame.as_polygon()
    if not shapely.intersects(found, frame).any():
        return False
    if dimension == 2:
        area = shapes.polygons_only(shapely.union_all(found))
        painter.area(area, style.fill, opacity=style.opacity)
        draw_pattern(painter, area, style)
    elif dimension == 1:
        draw_lines(painter, found, style, casing=True)
    else:
        draw_point(painter, shapely.get_coordinates(found), style, "circle", 8.0)
    return True


def draw_point(painter: Painter, places: Any, style: Style, shape: Shape, diameter: float, inside: bool = True) -> None:
    """Put the marker of a style at places given in points."""
    fill = style.fill or "ink"
    painter.marks(places, _marker(shape), diameter, fill, stroke=style.stroke, width=style.width, inside=inside)


def draw_axes(painter: Painter, layer: Layer, data: Data, on: str) -> Drawn:
    """Draw every axis as a tapered arrow from its start to where its formation had arrived on the day."""
    drawn = set()
    frame = rows_on(data[layer.dataset], on)
    if painter.sheet.metres_per_point > SMALL_SCALE:
        frame = frame[~frame["echelon"].isin(MINOR)]
    order = ["corps", "army", "panzer_group"]
    ranked = sorted(frame.to_dict("records"), key=lambda row: (_rank(row, order), str(row["id"])))
    for row in ranked:
        curve = reached(painter, row["legs"], on)
        if len(curve) < 2:
            continue
        style = layer.style(row)
        breadth = style.width * _BREADTH.get(str(row.get("echelon")), 0.8)
        arrow = shapes.arrow(curve, breadth)
        if shapely.intersects(arrow, painter.sheet.frame.as_polygon()):
            painter.area(arrow, style.fill, opacity=style.opacity, stroke=style.stroke, width=0.9)
            drawn.add(style.key)
    return {layer.key: [entry for entry in layer.legend if entry.style.key in drawn]}


def _rank(row: Mapping[str, Any], order: Sequence[str]) -> int:
    echelon = str(row.get("echelon"))
    return order.index(echelon) if echelon in order else 1


def reached(painter: Painter, legs: Iterable[Mapping[str, Any]], on: str) -> shapes.Coordinates:
    """Return the smoothed course of an axis up to a date, in points; between two dated places it lies in proportion."""
    stops = list(legs)
    places = np.array([painter.sheet.place(leg["lon"], leg["lat"]) for leg in stops])
    days = np.array([float(parse_date(leg["date"]).toordinal()) for leg in stops])
    steps = 10
    curve = shapes.smooth(places, steps)
    if len(places) == 2:
        curve = np.linspace(places[0], places[1], steps + 1)
    today = float(parse_date(on).toordinal())
    arrived = int(np.searchsorted(days, today, side="right")) - 1
    if arrived < 0:
        return np.empty((0, 2))
    if arrived >= len(stops) - 1:
        return curve
    share = (today - days[arrived]) / (days[arrived + 1] - days[arrived])
    position = (arrived + share) * steps
    whole = int(position)
    tip = curve[whole] + (curve[min(whole + 1, len(curve) - 1)] - curve[whole]) * (position - whole)
    return np.vstack([curve[: whole + 1], tip]) if position > whole else curve[: whole + 1]


def draw_events(painter: Painter, layer: Layer, data: Data, on: str) -> Drawn:
    """Mark the events of this very day, each by the shape of its category within a glowing ring."""
    frame = data[layer.dataset]
    today = frame[frame["valid_from"] == on].sort_values("id")
    drawn = set()
    for row in today.to_dict("records"):
        spot = painter.sheet.place(row["geometry"].x, row["geometry"].y)
        if not shapely.contains_xy(painter.sheet.frame.as_polygon(), *spot):
            continue
        place = np.array([_beside(spot, painter.marked)])
        style = layer.style(row)
        painter.marks(place, Path.unit_circle(), 25.0, "glow", stroke="halo", width=1.0)
        painter.marks(place, Path.unit_circle(), 20.0, "halo")
        draw_point(painter, place, style, SHAPES[category_of(row)], 15.0)
        painter.marked.append((float(place[0, 0]), float(place[0, 1])))
        drawn.add(style.key)
    return {layer.key: [entry for entry in layer.legend if entry.style.key in drawn]}


def _beside(spot: tuple[float, float], taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return a spot, moved to the right until it lies clear of the markers that are set already."""
    x, y = spot
    while any(np.hypot(x - other[0], y - other[1]) < 24.0 for other in taken):
        x += 6.0
    return x, y


def _marker(shape: Shape) -> Path:
    """Return a marker in a box from -1 to 1."""
    if shape == "circle":
        return Path.unit_circle()
    if shape == "cross":
        arm = 0.36
        corners = [(-arm, 1), (arm, 1), (arm, arm), (1, arm), (1, -arm), (arm, -arm), (arm, -1), (-arm, -1),
                   (-arm, -arm), (-1, -arm), (-1, arm), (-arm, arm), (-arm, 1)]  # fmt: skip
        return Path(corners, closed=True)
    corners_of = {"triangle": 3, "diamond": 4, "pentagon": 5, "hexagon": 6}
    if shape == "wedge":
        return Path([(-0.87, 0.5), (0.87, 0.5), (0, -1), (-0.87, 0.5)], closed=True)
    if shape == "square":
        return Path([(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8), (-0.8, -0.8)], closed=True)
    return Path.unit_regular_polygon(corners_of[shape])


Drawer = Callable[[Painter, Layer, Data, str], Drawn]
AXES: Final = tuple(layer.key for layer in CATALOGUE if layer.kind == "axis")

BELOW_WATER: Final[Mapping[str, Drawer | None]] = {
    "territories": draw_territories, "borders": None, "events": None, **dict.fromkeys(AXES),
}  # fmt: skip
"""How a layer's areas are drawn, before lakes and rivers; `draw_areas` for a layer that is not listed."""

ABOVE_WATER: Final[Mapping[str, Drawer | None]] = {
    "territories": draw_changes, "borders": draw_borders, "events": draw_events, **dict.fromkeys(AXES, draw_axes),
}  # fmt: skip
"""How the rest of a layer is drawn; `draw_lines_and_points` for a layer that is not listed."""
