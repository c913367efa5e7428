"""Find the way of a river through the nameless GSHHG river lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely

from geodata.extraction.metric import Vertices, metres

JOIN_M = 9_000.0
"""The widest gap that is bridged: reservoirs cut rivers, and so do the sheets of the source."""
JOIN_COST = 9.0
"""A metre of bridge costs this much: dear enough that no bridge cuts off a meander."""
SNAP_M = 6_000.0
COARSE_HANDICAP_M = 1_500.0
"""A stop snaps to the best source, unless another one has water so much nearer."""


class Waters(NamedTuple):
    """Lines of one origin (lon, lat in degrees) and what a metre along them costs."""

    origin: str
    lines: Sequence[Vertices]
    cost: float


class RiverNetwork:
    """A graph of river vertices: drawn segments between them, and bridges from line ends to the lines nearby."""

    def __init__(self, waters: Sequence[Waters]) -> None:
        numbers: dict[tuple[float, float], int] = {}
        self._ways: list[list[tuple[int, float]]] = []
        self._lonlat: list[tuple[float, float]] = []
        self._origin: list[str] = []
        self._best_origin = waters[0].origin
        chains = [
            ([self._node(point, water.origin, numbers) for point in np.round(line, 5).tolist()], water.cost)
            for water in waters
            for line in water.lines
        ]
        self._xy = metres(np.array(self._lonlat))
        self._tree = shapely.STRtree(shapely.points(self._xy))
        for chain, cost in chains:
            for one, other in pairwise(chain):
                self._link(one, other, cost)
        self._bridge([chain for chain, _ in chains])

    def _node(self, point: list[float], origin: str, numbers: dict[tuple[float, float], int]) -> int:
        key = (point[0], point[1])
        if key not in numbers:
            numbers[key] = len(numbers)
            self._lonlat.append(key)
            self._origin.append(origin)
            self._ways.append([])
        return numbers[key]

    def _link(self, one: int, other: int, cost: float) -> None:
        length = float(np.hypot(*(self._xy[one] - self._xy[other]))) * cost
        self._ways[one].append((other, length))
        self._ways[other].append((one, length))

    def _bridge(self, chains: list[list[int]]) -> None:
        """Link each end of a line to the nearest vertex of every other line within reach."""
        line_of = {node: number for number, chain in enumerate(chains) for node in chain}
        ends = sorted({node for chain in chains for node in (chain[0], chain[-1])})
        found = self._tree.query(shapely.points(self._xy[ends]), predicate="dwithin", distance=JOIN_M)
        nearest: dict[tuple[int, int], tuple[float, int]] = {}
        for row, node in found.T.tolist():
            end = ends[row]
            if line_of[node] != line_of[end]:
                distance = float(np.hypot(*(self._xy[end] - self._xy[node])))
                key = (end, line_of[node])
                nearest[key] = min(nearest.get(key, (distance, node)), (distance, node))
        for (end, _), (_, node) in nearest.items():
            self._link(end, node, JOIN_COST)

    def route(self, points: Iterable[tuple[float, float]]) -> tuple[Vertices, list[str]]:
        """Return the cheapest way through `points` in their order: vertices (lon, lat in degrees) and origins, sorted.

        Raises ValueError naming the point that no river comes near, or the two points that nothing connects.
        """
        stops = [self._nearest(point) for point in points]
        nodes = [stops[0]]
        for start, stop in pairwise(stops):
            nodes += self._cheapest(start, stop)[1:]
        nodes = _without_spurs(nodes)
        return np.array([self._lonlat[node] for node in nodes]), sorted({self._origin[node] for node in nodes})

    def _nearest(self, point: tuple[float, float]) -> int:
        place = shapely.Point(metres(np.array([point]))[0])
        near: list[int] = self._tree.query(place, predicate="dwithin", distance=SNAP_M).tolist()
        if not near:
            raise ValueError(f"no river vertex within {SNAP_M / 1000:.0f} km of {point}: move the point onto the river")
        distance = {node: float(np.hypot(*(self._xy[node] - (place.x, place.y)))) for node in near}
        for node in near:
            if self._origin[node] != self._best_origin:
                distance[node] += COARSE_HANDICAP_M
        return min(distance, key=lambda node: (distance[node], node))

    def _cheapest(self, start: int, stop: int) -> list[int]:
        best = {start: 0.0}
        before: dict[int, int] = {}
        queue = [(0.0, start)]
        while queue:
            cost, node = heappop(queue)
            if node == stop:
                break
            if cost > best[node]:
                continue
            for other, length in self._ways[node]:
                total = cost + length
                if total < best.get(other, np.inf):
                    best[other], before[other] = total, node
                    heappush(queue, (total, other))
        if stop not in best:
            raise ValueError(f"no way from {self._lonlat[start]} to {self._lonlat[stop]}: add a point between them")
        way = [stop]
        while way[-1] != start:
            way.append(before[way[-1]])
        return way[::-1]


def _without_spurs(nodes: list[int]) -> list[int]:
    """Cut out every loop, so that a stop beside the stream leaves no there-and-back."""
    kept: list[int] = []
    place: dict[int, int] = {}
    for node in nodes:
        if node in place:
            for dropped in kept[place[node] + 1 :]:
                del place[dropped]
            del kept[place[node] + 1 :]
        else:
            place[node] = len(kept)
            kept.append(node)
    return kept
