"""Cut quantised rings and lines into shared arcs: a border of two neighbours, or a coast, is stored once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[np.int64]
"""Quantised points, shape (n, 2): whole numbers of quanta east and south of the map's centre."""

LONGEST_ARC: Final = 120
"""Arcs are split after this many points, so that detail can be chosen and stretches off screen kept coarse."""


@dataclass(frozen=True)
class Path:
    """One ring (closed, without its last point repeated) or one line of a geometry."""

    cells: Cells
    closed: bool


@dataclass(frozen=True)
class Topology:
    """Arcs, and for every path the arcs that make it: `index` forwards, `~index` backwards."""

    arcs: list[Cells]
    references: list[list[int]]


def without_repeats(cells: Cells, closed: bool) -> Cells:
    """Return points without consecutive equal ones; of a ring also without the repeated last point."""
    keep = np.ones(len(cells), dtype=bool)
    keep[1:] = np.any(cells[1:] != cells[:-1], axis=1)
    cells = cells[keep]
    if closed and len(cells) > 1 and np.array_equal(cells[0], cells[-1]):
        cells = cells[:-1]
    return cells


def cut(paths: Sequence[Path]) -> Topology:
    """Return the shared arcs of paths; a path that has fewer than three (ring) or two (line) points gets no arcs."""
    usable = [len(path.cells) >= (3 if path.closed else 2) for path in paths]
    identities = _identities([path.cells for path in paths])
    junctions = _junctions(identities, [path.closed for path in paths])
    store = _ArcStore()
    references = []
    for path, use, ids, is_junction in zip(paths, usable, identities, junctions, strict=True):
        pieces = _pieces(ids, path, is_junction) if use else []
        references.append([reference for piece in pieces for reference in store.add(*piece)])
    return Topology(store.arcs, references)


def _identities(lists: Sequence[Cells]) -> list[Cells]:
    """Return for every list of points a list of numbers that are equal exactly where points are equal."""
    if not lists:
        return []
    flat = np.concatenate(lists)
    packed = (flat[:, 0] << 32) + (flat[:, 1] & 0xFFFFFFFF)
    _, inverse = np.unique(packed, return_inverse=True)
    return np.split(inverse.astype(np.int64), np.cumsum([len(cells) for cells in lists])[:-1])


def _junctions(identities: Sequence[Cells], closed: Sequence[bool]) -> list[npt.NDArray[np.bool_]]:
    """Tell for every point whether paths part or meet there: its neighbours are not the same in all paths."""
    before, after = [], []
    for ids, ring in zip(identities, closed, strict=True):
        previous, following = np.roll(ids, 1), np.roll(ids, -1)
        if not ring and len(ids):
            previous[0] = following[-1] = -1
        before.append(previous)
        after.append(following)
    if not identities:
        return []
    flat, left, right = (np.concatenate(part) for part in (list(identities), before, after))
    low, high = np.minimum(left, right), np.maximum(left, right)
    count = int(flat.max()) + 1 if len(flat) else 0
    first_low, first_high = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    first_low[flat[::-1]], first_high[flat[::-1]] = low[::-1], high[::-1]
    differs = (low != first_low[flat]) | (high != first_high[flat]) | (low == -1)
    is_junction = np.zeros(count, dtype=bool)
    is_junction[flat[differs]] = True
    return np.split(is_junction[flat], np.cumsum([len(ids) for ids in identities])[:-1])


def _pieces(ids: Cells, path: Path, is_junction: npt.NDArray[np.bool_]) -> Iterable[tuple[Cells, Cells]]:
    """Yield the pieces of a path between junctions, as identities and points, ends included."""
    if path.closed:
        at = np.flatnonzero(is_junction)
        start = int(at[0]) if len(at) else int(np.argmin(ids))
        order = np.append(np.roll(np.arange(len(ids)), -start), start)
    else:
        order = np.arange(len(ids))
    breaks = np.flatnonzero(is_junction[order])
    inner = [int(place) for place in breaks if 0 < place < len(order) - 1]
    ends = [0, *inner, len(order) - 1]
    for first, last in pairwise(ends):
        chosen = order[first : last + 1]
        yield ids[chosen], path.cells[chosen]


class _ArcStore:
    """Every arc once, whichever way it is first met."""

    def __init__(self) -> None:
        self.arcs: list[Cells] = []
        self._known: dict[bytes, list[int]] = {}

    def add(self, ids: Cells, cells: Cells) -> list[int]:
        backwards = (ids[0], ids[1]) > (ids[-1], ids[-2])
        if backwards:
            ids, cells = ids[::-1], cells[::-1]
        key = ids.tobytes()
        if key not in self._known:
            self._known[key] = [self._store(part) for part in _split(cells)]
        forwards = self._known[key]
        return [~index for index in reversed(forwards)] if backwards else list(forwards)

    def _store(self, cells: Cells) -> int:
        self.arcs.append(cells)
        return len(self.arcs) - 1


def _split(cells: Cells) -> list[Cells]:
    """Return a long arc in parts of equal length that share their ends."""
    count = -(-(len(cells) - 1) // LONGEST_ARC)
    ends = np.linspace(0, len(cells) - 1, count + 1).round().astype(int)
    return [cells[first : last + 1] for first, last in pairwise(ends)]
