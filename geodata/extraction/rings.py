"""Cut and thin shorelines so that pieces on either side of a cut still meet."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LinearRing, LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.extraction.metric import Vertices, in_metres, metres
from geodata.space import Box

ON_CUT_DEGREES = 1e-7
LATTICE_DEGREES = 0.5


def clipped(ring: Vertices, box: Box) -> list[Polygon]:
    """Return the polygons that a closed ring (lon, lat in degrees) leaves inside a box."""
    inside = shapely.clip_by_rect(Polygon(ring), *box)
    if not inside.is_valid:
        inside = shapely.make_valid(inside)
    return polygons_of(inside)


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """Return the polygons in a geometry of any kind; points and lines are left out."""
    parts = [part for part in shapely.get_parts(geometry) if not part.is_empty]
    nested = [polygons_of(part) for part in parts if part.geom_type in {"MultiPolygon", "GeometryCollection"}]
    return [part for part in parts if part.geom_type == "Polygon"] + [one for some in nested for one in some]


def thinned(polygon: Polygon, box: Box, tolerance_m: float) -> list[Polygon]:
    """Return a valid polygon thinned to `tolerance_m` metres, without moving any vertex on the edges of `box`.

    The parts of a ring between two vertices on the cut are thinned one by one, so two neighbours cut by the same box
    keep the same vertices on it. A ring that thinning leaves without area is dropped.
    """
    exterior = _thinned_ring(shapely.get_coordinates(polygon.exterior), box, tolerance_m)
    if exterior is None:
        return []
    holes = [_thinned_ring(shapely.get_coordinates(ring), box, tolerance_m) for ring in polygon.interiors]
    shape = Polygon(exterior, [hole for hole in holes if hole is not None])
    return polygons_of(shape if shape.is_valid else shapely.make_valid(shape, method="structure", keep_collapsed=False))


def area_km2(polygon: Polygon | MultiPolygon) -> float:
    """Return the true area of a lon, lat polygon in square kilometres."""
    return float(in_metres(polygon).area) / 1e6


def _thinned_ring(ring: Vertices, box: Box, tolerance_m: float) -> LinearRing | None:
    on_cut = _on_edge(ring, box)
    if not on_cut.any():
        start = int(metres(ring[:-1])[:, 0].argmin())
        ring = np.concatenate([ring[start:-1], ring[: start + 1]])
        middle = len(ring) // 2
        anchors = np.array([0, middle, len(ring) - 1])
    else:
        start = int(np.flatnonzero(on_cut)[0])
        ring = np.concatenate([ring[start:-1], ring[: start + 1]])
        anchors = np.flatnonzero(_on_edge(ring, box))
    plane = metres(ring)
    kept = [ring[:1]]
    for begin, end in pairwise(anchors.tolist()):
        kept.append(ring[begin + 1 : end + 1][_kept_by_thinning(plane[begin : end + 1], tolerance_m)])
    vertices = _with_lattice(np.concatenate(kept), box)
    return LinearRing(vertices) if len(vertices) >= 4 else None


def _with_lattice(ring: Vertices, box: Box) -> Vertices:
    """Add a vertex at every half degree along the edges of `box`.

    Neighbours share these vertices, so their common edge stays common when it is bent by a projection.
    """
    filled = [ring[:1]]
    for start, stop in pairwise(ring):
        for axis, values in ((0, (box.west, box.east)), (1, (box.south, box.north))):
            if any(abs(start[axis] - value) + abs(stop[axis] - value) < ON_CUT_DEGREES for value in values):
                filled.append(_between(start, stop, 1 - axis))
        filled.append(stop[np.newaxis])
    return np.concatenate(filled)


def _between(start: Vertices, stop: Vertices, moving: int) -> Vertices:
    low, high = sorted((start[moving], stop[moving]))
    values = np.arange(np.ceil(low / LATTICE_DEGREES), np.floor(high / LATTICE_DEGREES) + 1) * LATTICE_DEGREES
    values = values[(values > low + ON_CUT_DEGREES) & (values < high - ON_CUT_DEGREES)]
    added = np.repeat(start[np.newaxis], len(values), axis=0)
    added[:, moving] = values if start[moving] < stop[moving] else values[::-1]
    return added


def _kept_by_thinning(plane: Vertices, tolerance_m: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return for every vertex after the first whether Douglas-Peucker keeps it; the last one is always kept."""
    if len(plane) == 2:
        return np.array([True])
    kept = shapely.get_coordinates(shapely.simplify(LineString(plane), tolerance_m, preserve_topology=False))
    wanted = {(x, y) for x, y in kept.tolist()}
    flags = np.array([(x, y) in wanted for x, y in plane[1:].tolist()])
    flags[-1] = True
    return flags


def _on_edge(ring: Vertices, box: Box) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    lon, lat = ring[:, 0], ring[:, 1]
    distances = np.abs(np.column_stack([lon - box.west, lon - box.east, lat - box.south, lat - box.north]))
    edge: np.ndarray[tuple[int], np.dtype[np.bool_]] = distances.min(axis=1) < ON_CUT_DEGREES
    return edge
