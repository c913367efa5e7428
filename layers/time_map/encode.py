"""Geometry for the browser: projected by pyproj, quantised, cut into shared arcs, written as compact text.

The text of an arc is, for each point, the step from the point before it, east and south in quanta, as two
whole numbers. A number is folded to be positive (0, -1, 1, -2, 2, ... become 0, 1, 2, 3, 4, ...) and written in
base 92 with the printable ASCII characters that need no escape in JSON and cannot close a script element.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from geodata.space import to_map
from layers.time_map.detail import arc_levels, point_levels
from layers.time_map.topology import Path, Topology, cut, without_repeats

QUANTUM: Final = 60.0
"""Metres per unit of the drawn geometry: two pixels at the closest zoom, a quarter of the best precision claimed."""

ALPHABET: Final = "".join(chr(code) for code in range(35, 127) if chr(code) not in "&'<\\") + "!"
_SHORT: Final = 71
"""Digits below this end a number; the others carry on."""

_DECIMALS: Final = 4
"""Coordinates are rounded to this many decimals of a degree, as the base files are, so that equal points stay equal."""


@dataclass(frozen=True)
class Geometry:
    """Where the paths of one geometry stand among all paths."""

    first: int
    count: int


class GeometryTable:
    """Collects geometries and writes them as shared arcs."""

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._geometries: list[Geometry] = []
        self._known: dict[bytes, int] = {}

    def add(self, geometry: shapely.Geometry) -> int:
        """Take a WGS 84 area or line; return its number. The same geometry given twice gets the same number."""
        key = shapely.to_wkb(geometry)
        if key not in self._known:
            paths = list(_paths(geometry))
            self._known[key] = len(self._geometries)
            self._geometries.append(Geometry(len(self._paths), len(paths)))
            self._paths.extend(paths)
        return self._known[key]

    def encoded(self) -> dict[str, Any]:
        """Return everything as plain values: `quantum`, `points`, `sizes`, `levels`, `arcLevels`, `geometries`."""
        topology = cut(self._paths)
        steps = [np.diff(arc, axis=0, prepend=[[0, 0]]) for arc in topology.arcs]
        levels = point_levels(topology.arcs, QUANTUM)
        return {
            "quantum": QUANTUM,
            "alphabet": ALPHABET,
            "short": _SHORT,
            "sizes": encode_numbers(len(arc) for arc in topology.arcs),
            "points": encode_numbers(number for step in steps for number in fold(step).ravel().tolist()),
            "levels": "".join("".join(map(str, level.tolist())) for level in levels),
            "arcLevels": "".join(map(str, arc_levels(topology.arcs, QUANTUM))),
            "geometries": encode_numbers(self._geometry_numbers(topology)),
        }

    def _geometry_numbers(self, topology: Topology) -> Iterable[int]:
        """Yield for each geometry its number of paths, and for each path its number of arcs and their references.

        References are written as differences, since consecutive arcs mostly have consecutive numbers.
        """
        before = 0
        for geometry in self._geometries:
            own = topology.references[geometry.first : geometry.first + geometry.count]
            filled = [references for references in own if references]
            yield len(filled)
            for references in filled:
                yield len(references)
                for reference in references:
                    signed = 2 * reference if reference >= 0 else 2 * ~reference + 1
                    yield _fold_one(signed - before)
                    before = signed


def project(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return a WGS 84 geometry in quanta of the map, x east and y south of its centre, not yet whole numbers."""

    def quantise(degrees: np.ndarray) -> np.ndarray:
        east, north = to_map().transform(*np.round(degrees, _DECIMALS).T)
        return np.column_stack([east, -np.asarray(north)]) / QUANTUM

    return shapely.transform(geometry, quantise)


def _paths(geometry: shapely.Geometry) -> Iterable[Path]:
    for part in shapely.get_parts(project(geometry)):
        if part.geom_type == "Polygon":
            yield from (_path(ring, closed=True) for ring in (part.exterior, *part.interiors))
        elif part.geom_type == "LineString":
            yield _path(part, closed=False)


def _path(line: shapely.LineString, closed: bool) -> Path:
    cells = np.rint(shapely.get_coordinates(line)).astype(np.int64)
    return Path(without_repeats(cells, closed), closed)


def fold(numbers: np.ndarray) -> np.ndarray:
    """Return whole numbers folded to be positive, small ones first."""
    return np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)


def _fold_one(number: int) -> int:
    return -2 * number - 1 if number < 0 else 2 * number


def encode_numbers(numbers: Iterable[int]) -> str:
    """Return numbers that are not negative as text: low digits first, each but the last with a carry-on character."""
    long = len(ALPHABET) - _SHORT
    out = []
    for number in numbers:
        rest = number
        while rest >= _SHORT:
            rest -= _SHORT
            out.append(ALPHABET[_SHORT + rest % long])
            rest //= long
        out.append(ALPHABET[rest])
    return "".join(out)


def encode_points(points: Sequence[tuple[float, float]]) -> list[list[int]]:
    """Return WGS 84 lon, lat points as whole quanta, x east and y south."""
    return [list(map(int, xy)) for xy in np.rint(shapely.get_coordinates(project(shapely.MultiPoint(points)))).tolist()]
