"""Cut the GSHHG land to the drawn extent: fine where people look, coarse around it."""

from __future__ import annotations

from pathlib import Path

import shapely
from shapely.geometry import Polygon

from geodata.extraction.feature_file import Feature
from geodata.extraction.gshhg import LAND, read_records
from geodata.extraction.metric import Vertices
from geodata.extraction.rings import area_km2, clipped, polygons_of, thinned
from geodata.space import DRAWN_EXTENT, Box

DETAIL = Box(11.0, 42.5, 49.0, 71.5)
"""Inside this box the coast is fine; its edge parts the two zones exactly."""
DETAIL_TOLERANCE_M = 90.0
DETAIL_ISLAND_KM2 = 0.4
SURROUNDINGS_TOLERANCE_M = 1_500.0
SURROUNDINGS_ISLAND_KM2 = 8.0


def land(unpacked: Path) -> list[Feature]:
    """Return the land as polygons, largest first, each with its `zone`: `detail` or `surroundings`.

    Lakes are land here. The two zones meet on the edge of `DETAIL` without gap or overlap.
    """
    rings = [record.vertices for record in read_records(unpacked, "gshhs", DRAWN_EXTENT) if record.level == LAND]
    inner = _zone(rings, DETAIL, DETAIL_TOLERANCE_M, DETAIL_ISLAND_KM2)
    outer = []
    for side in _surroundings(DRAWN_EXTENT, DETAIL):
        outer += _zone(rings, side, SURROUNDINGS_TOLERANCE_M, SURROUNDINGS_ISLAND_KM2)
    return [({"zone": "detail"}, polygon) for polygon in _largest_first(inner)] + [
        ({"zone": "surroundings"}, polygon) for polygon in _largest_first(outer)
    ]


def _surroundings(extent: Box, hole: Box) -> list[Box]:
    return [
        Box(extent.west, extent.south, hole.west, extent.north),
        Box(hole.east, extent.south, extent.east, extent.north),
        Box(hole.west, extent.south, hole.east, hole.south),
        Box(hole.west, hole.north, hole.east, extent.north),
    ]


def _zone(rings: list[Vertices], box: Box, tolerance_m: float, smallest_km2: float) -> list[Polygon]:
    pieces: list[Polygon] = []
    for ring in rings:
        for piece in clipped(ring, box):
            if area_km2(piece) >= smallest_km2 or _touches_edge(piece, box):
                pieces += thinned(piece, box, tolerance_m)
    # Thinning may close a narrow strait: what overlaps is one land.
    return polygons_of(shapely.union_all(pieces))


def _touches_edge(piece: Polygon, box: Box) -> bool:
    west, south, east, north = piece.bounds
    return bool(west <= box.west or south <= box.south or east >= box.east or north >= box.north)


def _largest_first(polygons: list[Polygon]) -> list[Polygon]:
    return sorted(polygons, key=lambda polygon: (-round(area_km2(polygon), 3), polygon.bounds))
