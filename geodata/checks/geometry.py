"""Rules for geometry as it stands in a file, before any library has mended it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import shape

from geodata.checks.vocabulary import place
from geodata.faults import Fault
from geodata.space import DRAWN_EXTENT, Box

Ring = list[list[float]]
KINDS = ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


def check_geometry(where: Fault, geometry: Mapping[str, Any], extent: Box = DRAWN_EXTENT) -> list[Fault]:
    """Return the faults of one geometry: kind, positions, closed rings, winding, validity."""

    def fault(what: str, remedy: str) -> Fault:
        return Fault(where.file, where.record, "geometry", what, remedy)

    if geometry.get("type") not in KINDS:
        return [fault(f"unknown geometry type {geometry.get('type')!r}", f"Use one of {', '.join(KINDS)}")]
    try:
        verdicts = [place(position[0], position[1], extent) for position in positions(geometry["coordinates"])]
        rings = list(_rings(geometry))
    except (TypeError, IndexError, KeyError):
        return [fault("coordinates are not nested as the type wants", "See RFC 7946, section 3.1")]
    wrong = [verdict for verdict in verdicts if verdict]
    faults = [fault(*verdict) for verdict in wrong[:1]]
    faults += [fault(*verdict) for outer, ring in rings for verdict in _ring_faults(outer, ring)]
    if faults:
        return faults
    try:
        drawn = shape(geometry)
    except (ValueError, shapely.errors.ShapelyError) as error:
        return [fault(f"too few positions ({error})", "A line needs two, a ring four")]
    if drawn.is_empty:
        return [fault("the geometry is empty", "Draw it or remove the record")]
    if not drawn.is_valid:
        reason = shapely.is_valid_reason(drawn)
        return [fault(f"invalid geometry: {reason}", "Redraw it without crossing itself")]
    return []


def positions(coordinates: Any) -> Iterator[list[float]]:
    """Yield every position of nested coordinates."""
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from positions(part)


def _rings(geometry: Mapping[str, Any]) -> Iterator[tuple[bool, Ring]]:
    """Yield every ring with a flag for exteriors."""
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    for polygon in polygons.get(geometry["type"], []):
        for number, ring in enumerate(polygon):
            yield number == 0, ring


def _ring_faults(outer: bool, ring: Ring) -> Iterator[tuple[str, str]]:
    if len(ring) < 4 or ring[0] != ring[-1]:
        yield "a ring is not closed", "Repeat the first position at the end"
        return
    counterclockwise = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring)) < 0
    if counterclockwise != outer:
        kind = "exterior is clockwise" if outer else "hole is counterclockwise"
        yield f"wrong winding: an {kind}", "Exteriors run counterclockwise, holes clockwise (RFC 7946)"
