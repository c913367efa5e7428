"""From control points to joined linework: follow what survives, join the ends that meet.

Distances are measured in map metres (`geodata.space.LAEA`); results are WGS 84 lon, lat with five decimals, the
resolution at which the linework is noded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point
from shapely.ops import substring

from geodata.faults import Fault
from geodata.pipeline.sources import Stretch, read_base
from geodata.read import SOURCES
from geodata.space import to_degrees, to_map

FOLLOW_TOLERANCE_M: Final = 5_000.0
JOIN_TOLERANCE_M: Final = 1_000.0
"""A drawn end moves no farther than this to what it meets: a wider gap is a fault of the source, to be named."""
BRIDGE_TOLERANCE_M: Final = 3_000.0
"""Lines that survive or follow water end where they end; between them a wider gap is bridged."""
DECIMALS: Final = 5

Lines = dict[str, LineString]


def in_metres(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return a WGS 84 geometry in map metres."""
    return shapely.transform(geometry, to_map().transform, interleaved=False)


def in_degrees(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return a geometry in map metres as WGS 84, rounded to the published resolution."""
    degrees = shapely.transform(geometry, to_degrees().transform, interleaved=False)
    return shapely.transform(degrees, lambda xy: np.round(xy, DECIMALS))


def resolve(stretches: Iterable[Stretch], folder: Path = SOURCES) -> tuple[Lines, list[Fault]]:
    """Return every stretch as a line in map metres by id, and the faults of those that cannot be resolved."""
    lines: Lines = {}
    faults: list[Fault] = []
    for stretch in stretches:
        if stretch.id in lines:
            faults.append(_fault(stretch, "id", "the id is used twice", "Give every stretch an id of its own"))
            continue
        try:
            lines[stretch.id] = _resolve_one(stretch, folder)
        except ValueError as error:
            faults.append(_fault(stretch, "follows", str(error), "Move the control point or follow another line"))
    return lines, faults


def _resolve_one(stretch: Stretch, folder: Path) -> LineString:
    controls = in_metres(stretch.control_points)
    if stretch.method == "digitised":
        return controls
    file, _, key = (stretch.follows or "").partition(":")
    base = read_base(file, folder).get(key) if (folder / "base" / f"{file}.geojson").exists() else None
    if base is None:
        raise ValueError(f"there is no base line {stretch.follows!r}")
    return follow(in_metres(base), [Point(xy) for xy in controls.coords])


def follow(base: LineString | MultiLineString, points: Sequence[Point]) -> LineString:
    """Return the way along a base line through points near it, in map metres.

    Raises ValueError when a point lies farther than 5 km from the line, or when no single part of it passes all points.
    """
    parts = list(getattr(base, "geoms", [base]))
    worst = [max(part.distance(point) for point in points) for part in parts]
    best = int(np.argmin(worst))
    if worst[best] > FOLLOW_TOLERANCE_M:
        away = max(points, key=parts[best].distance)
        lon, lat = to_degrees().transform(away.x, away.y)
        raise ValueError(f"control point {lon:.3f}, {lat:.3f} lies {worst[best] / 1000:.1f} km from the followed line")
    return _through(parts[best], points)


def _through(part: LineString, points: Sequence[Point]) -> LineString:
    stations = [part.project(point) for point in points]
    coordinates: list[tuple[float, ...]] = []
    for start, end in pairwise(stations):
        piece = _along(part, start, end)
        coordinates.extend(piece if not coordinates else piece[1:])
    if len(coordinates) < 2:
        raise ValueError("all control points fall on the same spot of the followed line")
    return LineString(coordinates)


def _along(part: LineString, start: float, end: float) -> list[tuple[float, ...]]:
    """Cut a line between two stations; on a ring, take the shorter way round."""
    straight = substring(part, start, end)
    if not part.is_ring or straight.length <= part.length / 2:
        return list(straight.coords)
    low, high = sorted((start, end))
    around = list(substring(part, high, part.length).coords) + list(substring(part, 0, low).coords)[1:]
    return around if start == high else around[::-1]


def join(stretches: Sequence[Stretch], lines: Mapping[str, LineString], frame: LineString) -> tuple[Lines, list[Fault]]:
    """Return the lines with ends that meet made one, and a fault for every end that meets nothing.

    An end joins other ends within reach; else it runs on to the nearest point of a line or of the frame within reach:
    3 km between lifted and routed lines, 1 km when either is digitised. Lifted and routed ends stay where they are,
    and digitised ends move to them.
    """
    known = [stretch for stretch in stretches if stretch.id in lines]
    joined = _join_ends(known, lines)
    reach = {stretch.id: _tolerance(stretch) for stretch in known}
    faults: list[Fault] = []
    met = _meeting_ends(joined)
    inside = shapely.Polygon(frame)
    for stretch in known:
        for at in (0, -1):
            if (stretch.id, at) in met:
                continue
            end = Point(joined[stretch.id].coords[at])
            if not inside.contains(end):
                continue
            reached = _reach(stretch.id, end, joined, reach, frame)
            if reached is None:
                faults.append(_dangling(stretch, end, joined))
                continue
            place, trunk = reached
            joined[stretch.id] = _with_end(joined[stretch.id], at, place, stretch.method)
            if trunk is not None:
                joined[trunk] = _with_vertex(joined[trunk], place)
    return joined, faults


def _join_ends(stretches: Sequence[Stretch], lines: Mapping[str, LineString]) -> Lines:
    if not stretches:
        return dict(lines)
    ends = [(stretch, at) for stretch in stretches for at in (0, -1)]
    points = shapely.points([lines[stretch.id].coords[at] for stretch, at in ends])
    clusters = _cluster(points, [stretch for stretch, _ in ends])
    joined = dict(lines)
    for members in clusters:
        if len(members) < 2:
            continue
        fixed = [index for index in members if ends[index][0].method != "digitised"]
        place = points[(fixed or members)[0]]
        for index in members:
            stretch, at = ends[index]
            joined[stretch.id] = _with_end(joined[stretch.id], at, place, stretch.method)
    return joined


def _cluster(points: np.ndarray, owners: Sequence[Stretch]) -> list[list[int]]:
    """Group ends within reach of each other, closest pairs first, never both ends of one line."""
    tree = shapely.STRtree(points)
    first, second = tree.query(points, predicate="dwithin", distance=BRIDGE_TOLERANCE_M)
    pairs = [(float(shapely.distance(points[a], points[b])), a, b) for a, b in zip(first, second, strict=True) if a < b]
    group = {index: {index} for index in range(len(points))}
    for distance, a, b in sorted(pairs):
        if distance > min(_tolerance(owners[a]), _tolerance(owners[b])):
            continue
        both = group[a] | group[b]
        if len({owners[index].id for index in both}) == len(both):
            for index in both:
                group[index] = both
    unique = {min(members): sorted(members) for members in group.values()}
    return [unique[key] for key in sorted(unique)]


def _tolerance(stretch: Stretch) -> float:
    """Return how far, in metres, an end of a stretch may be from what it meets."""
    return JOIN_TOLERANCE_M if stretch.method == "digitised" else BRIDGE_TOLERANCE_M


def _meeting_ends(lines: Mapping[str, LineString]) -> set[tuple[str, int]]:
    at_place: dict[tuple[float, ...], list[tuple[str, int]]] = {}
    for key, line in lines.items():
        for at in (0, -1):
            at_place.setdefault(line.coords[at], []).append((key, at))
    return {end for ends in at_place.values() if len(ends) > 1 for end in ends}


def _reach(
    own: str, end: Point, lines: Mapping[str, LineString], reach: Mapping[str, float], frame: LineString
) -> tuple[Point, str | None] | None:
    """Return the nearest point to run on to, and the id of the line on which it lies (None for the frame).

    `reach` says, in metres, how far an end of each line may be from what it meets.
    """
    others: dict[str | None, LineString] = {key: line for key, line in lines.items() if key != own}
    others[None] = frame
    near = [
        key
        for key, line in others.items()
        if line.dwithin(end, reach[own] if key is None else min(reach[own], reach[key]))
    ]
    if not near:
        return None
    nearest = min(near, key=lambda key: end.distance(others[key]))
    trunk = others[nearest]
    return trunk.interpolate(trunk.project(end)), nearest


def _with_vertex(line: LineString, place: Point) -> LineString:
    """Give a line a vertex where another one ends on it.

    A point in the middle of a long segment in metres lies some metres off that segment in degrees: without a vertex of
    its own the two would not meet.
    """
    at = line.project(place)
    stations = [line.project(Point(xy)) for xy in line.coords]
    index = bisect_left(stations, at)
    if index < len(stations) and abs(stations[index] - at) < 0.01:
        return line
    coordinates = list(line.coords)
    coordinates.insert(index, place.coords[0])
    return LineString(coordinates)


def _with_end(line: LineString, at: int, place: Point, method: str) -> LineString:
    coordinates = list(line.coords)
    there = place.coords[0]
    if coordinates[at] == there:
        return line
    if method == "digitised":
        coordinates[at] = there
    elif at == 0:
        coordinates.insert(0, there)
    else:
        coordinates.append(there)
    return LineString(coordinates)


def _dangling(stretch: Stretch, end: Point, lines: Mapping[str, LineString]) -> Fault:
    lon, lat = to_degrees().transform(end.x, end.y)
    others = {key: line.distance(end) for key, line in lines.items() if key != stretch.id}
    nearest = min(others, key=others.__getitem__)
    fault = (
        f"dangling end at {lon:.3f}, {lat:.3f}; the nearest line, {nearest}, is {others[nearest] / 1000:.1f} km away"
    )
    return _fault(
        stretch, "coordinates", fault, "Move the end to the line that it should meet, or draw what is missing"
    )


def _fault(stretch: Stretch, field: str, fault: str, remedy: str) -> Fault:
    return Fault(stretch.file, stretch.id, field, fault, remedy)
