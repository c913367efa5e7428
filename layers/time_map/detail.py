"""Levels of detail: from which zoom on a point of an arc matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from layers.time_map.topology import Cells

TOLERANCES: Final = (6000.0, 1300.0, 550.0, 220.0)
"""Greatest displacement in metres of levels 0 to 3; level 4 keeps every point.

With 8192 / 2^zoom metres per pixel, level 1 serves zooms below 2.5, level 2 below 3.75, level 3 below 5: never more
than nine tenths of a pixel. Level 0 is for what lies outside the view, and is there only to close areas.
"""

SMALLEST_ISLAND: Final = (12000.0, 3000.0, 1300.0, 500.0)
"""Islands narrower than this many metres are left out at levels 0 to 3."""

FINEST: Final = len(TOLERANCES)


def point_levels(arcs: Sequence[Cells], quantum: float) -> list[npt.NDArray[np.int64]]:
    """Return for every point of every arc the coarsest level that keeps it; ends are kept at all levels.

    Each coarser level is a subset of the finer one (Douglas-Peucker on what the finer level kept), so neighbours,
    which share arcs, agree at every level.
    """
    sizes = np.array([len(arc) for arc in arcs])
    levels = np.full(int(sizes.sum()), FINEST, dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    lines = [line for arc, start in zip(arcs, starts, strict=False) for line in _open_lines(arc, int(start))]
    drawn = np.array([shapely.LineString(line) for line in lines], dtype=object)
    for level in reversed(range(FINEST)):
        drawn = shapely.simplify(drawn, TOLERANCES[level] / quantum, preserve_topology=False)
        levels[shapely.get_coordinates(drawn, include_z=True)[:, 2].astype(np.int64)] = level
    return np.split(levels, starts[1:-1])


def _open_lines(arc: Cells, start: int) -> list[npt.NDArray[np.float64]]:
    """Return an arc as lines with each point's number as z; a closed arc becomes three, so that it stays an area."""
    numbered = np.column_stack([arc, np.arange(start, start + len(arc))]).astype(np.float64)
    if not np.array_equal(arc[0], arc[-1]) or len(arc) < 4:
        return [numbered]
    away = np.hypot(*(arc - arc[0]).T)
    far = int(np.argmax(away))
    (x, y), (along_x, along_y) = (arc - arc[0]).T, arc[far] - arc[0]
    across = np.abs(x * along_y - y * along_x)
    across[[0, far, len(arc) - 1]] = -1
    first, second = sorted((far, int(np.argmax(across))))
    return [numbered[: first + 1], numbered[first : second + 1], numbered[second:]]


def arc_levels(arcs: Sequence[Cells], quantum: float) -> list[int]:
    """Return for every arc the coarsest level that draws it at all: only small islands wait for a finer one."""
    return [_arc_level(arc, quantum) for arc in arcs]


def _arc_level(arc: Cells, quantum: float) -> int:
    if not np.array_equal(arc[0], arc[-1]):
        return 0
    width = float((arc.max(axis=0) - arc.min(axis=0)).max()) * quantum
    return sum(width < smallest for smallest in SMALLEST_ISLAND)
