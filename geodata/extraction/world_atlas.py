"""Read which border two countries share from the TopoJSON of world-atlas: an arc with two owners is a border."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

COUNTRIES = Path("package/countries-10m.json")


def shared_arcs(unpacked: Path) -> list[tuple[str, str, npt.NDArray[np.float64]]]:
    """Return every arc two countries share: their names (sorted) and its vertices (lon, lat in degrees, WGS 84).

    GeoJSON decoded by GDAL does not repeat a shared arc bit for bit, so the arcs themselves are read here.
    """
    topology = json.loads((unpacked / COUNTRIES).read_text("utf-8"))
    owners: dict[int, set[str]] = defaultdict(set)
    for country in topology["objects"]["countries"]["geometries"]:
        for arc in _arc_numbers(country.get("arcs", [])):
            owners[arc].add(country["properties"]["name"])
    scale = np.array(topology["transform"]["scale"])
    shift = np.array(topology["transform"]["translate"])
    shared = []
    for arc, names in sorted(owners.items()):
        if len(names) == 2:
            one, other = sorted(names)
            shared.append((one, other, np.cumsum(topology["arcs"][arc], axis=0) * scale + shift))
    return shared


def _arc_numbers(arcs: Any) -> Iterator[int]:
    """Yield the arc numbers of nested rings; a reversed arc is stored as its complement."""
    if isinstance(arcs, int):
        yield arcs if arcs >= 0 else ~arcs
    else:
        for part in arcs:
            yield from _arc_numbers(part)
