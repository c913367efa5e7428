"""Read the files that people edit, as they stand, with nothing interpreted yet."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from shapely import LineString, MultiLineString
from shapely.geometry import shape

from geodata.read import SOURCES

Row = Mapping[str, str]


@dataclass(frozen=True)
class Stretch:
    """One stretch of linework: control points in lon, lat and how the line runs between them.

    `follows` is ``file:id`` of a base line for the methods lifted and routed, else None. `role` is ``border`` or
    ``allotment`` (decides only to whom islands belong; never drawn). `precision_km` is the distance within which the
    true line lies nearly everywhere.
    """

    id: str
    name: str
    method: str
    follows: str | None
    role: str
    precision_km: float
    source: str
    control_points: LineString
    point_names: tuple[str | None, ...]
    file: str
    note: str = ""


@dataclass(frozen=True)
class Sources:
    """Everything that people edit, read once; a table is a tuple of rows of text."""

    stretches: tuple[Stretch, ...]
    partition_only: tuple[Stretch, ...]
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)


PARTITION_ONLY = "partition_only"
"""The file of lines that were only agreed, never a border of anything: they make no faces."""

TABLES = (
    *("territories", "control", "events", "axes", "bases", "places", "waters", "states", "partition_lines", "areas"),
    *("frontiers", "towns", "captures", "campaigns"),
)


def read_table(path: Path) -> tuple[Row, ...]:
    """Return the rows of a CSV file as text, empty cells as empty text."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def read_features(path: Path) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file as plain dictionaries."""
    return list(json.loads(path.read_text(encoding="utf-8"))["features"])


def read_stretches(path: Path) -> tuple[Stretch, ...]:
    """Return the stretches of one file of linework, in file order."""
    return tuple(_stretch(feature, path.name) for feature in read_features(path))


def _stretch(feature: Mapping[str, Any], file: str) -> Stretch:
    properties = feature["properties"]
    return Stretch(
        id=properties["id"],
        name=properties["name"],
        method=properties["method"],
        follows=properties.get("follows"),
        role=properties["role"],
        precision_km=float(properties["precision_km"]),
        source=properties["source"],
        control_points=LineString(feature["geometry"]["coordinates"]),
        point_names=tuple(properties.get("points") or ()),
        file=file,
        note=properties.get("note") or "",
    )


def read_linework(folder: Path = SOURCES) -> tuple[Stretch, ...]:
    """Return the stretches that make the faces of a sources folder, by file and in file order."""
    files = sorted(path for path in (folder / "lines").glob("*.geojson") if path.stem != PARTITION_ONLY)
    return tuple(stretch for path in files for stretch in read_stretches(path))


def read_sources(folder: Path = SOURCES) -> Sources:
    """Return everything that people edit in a sources folder."""
    only = folder / "lines" / f"{PARTITION_ONLY}.geojson"
    return Sources(
        stretches=read_linework(folder),
        partition_only=read_stretches(only) if only.exists() else (),
        tables={name: read_table(folder / f"{name}.csv") for name in TABLES},
    )


@lru_cache(maxsize=16)
def read_base(stem: str, folder: Path = SOURCES) -> Mapping[str, LineString | MultiLineString]:
    """Return the lines of one base file by their id; features without an id are left out."""
    features = read_features(folder / "base" / f"{stem}.geojson")
    return {
        str(feature["properties"]["id"]): shape(feature["geometry"])
        for feature in features
        if feature["properties"].get("id")
    }
