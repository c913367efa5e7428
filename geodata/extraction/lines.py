"""Make one clean line of many: close small gaps, drop side arms, cut out loops."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import shapely
from shapely.geometry import LineString

from geodata.extraction.metric import Vertices, in_metres, metres

SIDE_ARM_M = 1_500.0


def joined(lines: Iterable[LineString], widest_gap_m: float) -> list[LineString]:
    """Return the lines (lon, lat in degrees) merged where ends meet or lie within `widest_gap_m`, longest first.

    Gaps are closed by a straight segment, the narrowest first. A line that leaves a longer one and comes back to it
    is a side arm and is left out. Loops are cut out of every line.
    """
    merged = shapely.line_merge(shapely.MultiLineString(list(lines)))
    parts = sorted(shapely.get_parts(merged), key=lambda line: -in_metres(line).length)
    chains = [shapely.get_coordinates(part) for part in _without_side_arms(parts)]
    while len(chains) > 1:
        gap, first, second, way = _narrowest_gap(chains)
        if gap > widest_gap_m:
            break
        one, other = chains[first], chains[second]
        bridged = np.concatenate([one[::-1] if way[0] else one, other[::-1] if way[1] else other])
        chains = [chain for number, chain in enumerate(chains) if number not in {first, second}] + [bridged]
    done = [without_loops(LineString(chain)) for chain in chains]
    return sorted(done, key=lambda line: -in_metres(line).length)


def _without_side_arms(parts: list[LineString]) -> list[LineString]:
    kept: list[LineString] = []
    for part in parts:
        ends = [shapely.Point(end) for end in (part.coords[0], part.coords[-1])]
        inner = (in_metres(other) for other in kept)
        if not any(all(in_metres(end).distance(line) < SIDE_ARM_M for end in ends) for line in inner):
            kept.append(part)
    return kept


def _narrowest_gap(chains: list[Vertices]) -> tuple[float, int, int, tuple[bool, bool]]:
    """Return the gap in metres, the two chains, and whether each must be turned to run across the gap."""
    ends = [metres(chain[[0, -1]]) for chain in chains]
    return min(
        (float(np.hypot(*(ends[first][one] - ends[second][other]))), first, second, (one == 0, other == 1))
        for first, second in combinations(range(len(chains)), 2)
        for one in (0, 1)
        for other in (0, 1)
    )


def without_loops(line: LineString) -> LineString:
    """Return the line without the parts between two passes over the same point; a closed line is returned as it is."""
    vertices = _without_spikes(shapely.get_coordinates(line))
    if np.array_equal(vertices[0], vertices[-1]):
        return line
    while (crossing := _first_crossing(vertices)) is not None:
        start, stop, point = crossing
        vertices = np.concatenate([vertices[: start + 1], point[np.newaxis], vertices[stop + 1 :]])
        vertices = _without_spikes(vertices)
    return LineString(vertices)


def _without_spikes(vertices: Vertices) -> Vertices:
    """Drop repeated vertices and every there-and-back."""
    kept: list[tuple[float, float]] = []
    for lon, lat in vertices.tolist():
        while kept and kept[-1] == (lon, lat):
            kept.pop()
        if len(kept) >= 2 and kept[-2] == (lon, lat):
            kept.pop()
        else:
            kept.append((lon, lat))
    return np.array(kept)


def _first_crossing(vertices: Vertices) -> tuple[int, int, Vertices] | None:
    """Return the first segment that a later one meets, the last segment that meets it, and where."""
    if LineString(vertices).is_simple:
        return None
    segments = shapely.linestrings(np.stack([vertices[:-1], vertices[1:]], axis=1))
    pairs = shapely.STRtree(segments).query(segments, predicate="intersects").T
    meeting = sorted((int(one), -int(other)) for one, other in pairs if other > one + 1)
    if not meeting:
        return None
    start, stop = meeting[0][0], -meeting[0][1]
    return start, stop, shapely.get_coordinates(shapely.intersection(segments[start], segments[stop]))[0]
