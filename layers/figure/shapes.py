"""Shapes in points of the page: cut to the frame, simplified, patterned, made into arrows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from layers.figure.sheet import Geometries, Rectangle, Sheet
from layers.palette import PatternDrawing

Coordinates = npt.NDArray[np.float64]

_BLEED: Final = 24.0
"""Shapes are cut this far outside the frame, so that no cut edge shows."""


def on_sheet(sheet: Sheet, geometries: Sequence[Any] | Geometries) -> Geometries:
    """Return geometries in degrees as points of the page, simplified and cut near the frame; gone ones are left out."""
    return cut(sheet, simplified(sheet, geometries))


def simplified(sheet: Sheet, geometries: Sequence[Any] | Geometries) -> Geometries:
    """Return geometries in degrees as points of the page, each simplified by itself."""
    return np.asarray(
        shapely.simplify(sheet.points(geometries), sheet.tolerance, preserve_topology=False), dtype=object
    )


def coverage_on_sheet(sheet: Sheet, geometries: Sequence[Any]) -> Geometries:
    """Return polygons that share their edges as points of the page, simplified so that they still do; none left out."""
    moved = sheet.points(geometries)
    simple = shapely.coverage_simplify(moved, sheet.tolerance * 1.5)
    return within(sheet, shapely.make_valid(simple))


def cut(sheet: Sheet, geometries: Geometries) -> Geometries:
    """Return geometries cut near the frame; those that lie wholly outside are left out."""
    clipped = within(sheet, geometries)
    return np.asarray(clipped[~shapely.is_empty(clipped)], dtype=object)


def within(sheet: Sheet, geometries: Geometries) -> Geometries:
    """Return geometries in points cut near the frame; those wholly outside become empty."""
    around = sheet.frame.grown(_BLEED).as_polygon()
    result = np.asarray(geometries, dtype=object).copy()
    crossing = ~shapely.contains_properly(around, result)
    fixed = shapely.make_valid(result[crossing])
    result[crossing] = shapely.intersection(fixed, around)
    return result


def polygons_only(geometry: Any) -> shapely.MultiPolygon:
    """Return the polygons of a geometry, whatever else it holds."""
    parts = shapely.get_parts(shapely.get_parts(np.array([geometry], dtype=object)))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon" and not part.is_empty])


def joined(geometries: Geometries) -> Any:
    """Return polygons as one geometry without inner seams, or lines as one that runs on where ends meet."""
    union = shapely.union_all(geometries)
    return shapely.line_merge(union) if "Line" in union.geom_type else union


def rules(area: Any, drawing: PatternDrawing, stretch: float = 1.0) -> Any:
    """Return the parallel rules of a hatch inside an area, as lines; the phase is the page's, so neighbours agree."""
    lines = [_rules(area, angle, drawing.spacing * stretch) for angle in drawing.angles]
    return shapely.intersection(shapely.MultiLineString([line for group in lines for line in group]), area)


def _rules(area: Any, angle: float, spacing: float) -> list[Coordinates]:
    turn = np.radians(angle)
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    left, bottom, right, top = area.bounds
    corners = np.array([[left, bottom], [left, top], [right, bottom], [right, top]])
    first, last = np.ceil((corners @ across).min() / spacing), np.floor((corners @ across).max() / spacing)
    near, far = (corners @ along).min() - 1, (corners @ along).max() + 1
    steps = np.arange(first, last + 1) * spacing
    return [np.array([near * along + step * across, far * along + step * across]) for step in steps]


def dots(area: Any, drawing: PatternDrawing, stretch: float = 1.0) -> Coordinates:
    """Return the places of a dot pattern inside an area, in points, one row each."""
    step = drawing.spacing * stretch
    left, bottom, right, top = area.bounds
    rows = np.arange(np.floor(bottom / step), np.ceil(top / step) + 1)
    columns = np.arange(np.floor(left / step), np.ceil(right / step) + 1)
    x, y = np.meshgrid(columns, rows)
    x = (x + (y % 2) / 2) * step
    y = y * step
    inside = shapely.contains_xy(area, x, y)
    return np.column_stack([x[inside], y[inside]])


def inner_outline(area: Any, inset: float) -> Any:
    """Return the line that follows an area's edge inside it, at a distance in points."""
    return shapely.buffer(shapely.simplify(area, 0.4), -inset, quad_segs=2).boundary


def smooth(places: Coordinates, steps: int = 10) -> Coordinates:
    """Return a curve through places (centripetal Catmull-Rom), `steps` positions for each leg."""
    if len(places) < 3:
        return places
    padded = np.vstack([2 * places[0] - places[1], places, 2 * places[-1] - places[-2]])
    knots = np.concatenate([[0.0], np.cumsum(np.maximum(np.hypot(*np.diff(padded, axis=0).T) ** 0.5, 1e-6))])
    curve = [places[:1]]
    for leg in range(len(places) - 1):
        four, times = padded[leg : leg + 4], knots[leg : leg + 4]
        share = np.linspace(times[1], times[2], steps + 1)[1:, None]
        curve.append(_catmull_rom(four, times, share))
    return np.vstack(curve)


def _catmull_rom(four: Coordinates, times: Coordinates, at: Coordinates) -> Coordinates:
    """Return positions between the second and third of four places (Barry and Goldman's pyramid of mixtures)."""

    def mixed(one: Coordinates, other: Coordinates, start: float, end: float) -> Coordinates:
        return one + (other - one) * ((at - start) / (end - start))

    first = [mixed(four[i], four[i + 1], times[i], times[i + 1]) for i in range(3)]
    second = [mixed(first[i], first[i + 1], times[i], times[i + 2]) for i in range(2)]
    return mixed(second[0], second[1], times[1], times[2])


def arrow(curve: Coordinates, breadth: float) -> Any:
    """Return a tapered arrow along a curve, as one polygon: thin at the tail, `breadth` at the neck.

    A curve shorter than the head is drawn as the head alone.
    """
    head = breadth * 2.1
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    neck = max(length[-1] - head, 0.0)
    tip, base = curve[-1], _at(curve, length, neck)
    direction = tip - base
    direction = direction / max(float(np.hypot(*direction)), 1e-9)
    side = np.array([-direction[1], direction[0]])
    base = tip - direction * head
    wings = [tip, base + side * breadth * 1.15, base + direction * head * 0.22, base - side * breadth * 1.15]
    parts = [shapely.Polygon(wings)]
    if neck > 0:
        parts += _shaft(np.vstack([curve[length < neck], _at(curve, length, neck)[None, :]]), breadth)
    return polygons_only(shapely.union_all(parts, grid_size=0.01))


def _shaft(curve: Coordinates, breadth: float) -> list[Any]:
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    radii = breadth / 2 * (0.28 + 0.72 * length / max(length[-1], 1e-9))
    rounds = shapely.buffer(shapely.points(curve), radii, quad_segs=4)
    return [shapely.convex_hull(shapely.union(one, other)) for one, other in pairwise(rounds)]


def _at(curve: Coordinates, length: Coordinates, distance: float) -> Coordinates:
    return np.array([np.interp(distance, length, curve[:, axis]) for axis in (0, 1)])


def bounds(geometry: Any) -> Rectangle:
    """Return the rectangle around a geometry."""
    return Rectangle(*geometry.bounds)
