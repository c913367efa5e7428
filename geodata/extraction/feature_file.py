"""Write GeoJSON as the base files want it: RFC 7946, one feature per line, the same bytes for the same input."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

Properties = Mapping[str, str | int | float | Sequence[str] | None]
Feature = tuple[Properties, BaseGeometry]


def write_features(path: Path, features: Iterable[Feature], decimals: int) -> int:
    """Write features to `path` through a temporary file and return the number written.

    Geometries are lon, lat in degrees (WGS 84), rounded to `decimals` (one unit of the fourth is about 11 m). Exterior
    rings are turned counterclockwise. A feature that rounding leaves empty is left out, a polygon that rounding parts
    becomes several features.
    """
    lines = [
        _feature_text(properties, part, decimals)
        for properties, geometry in features
        for part in _snapped(geometry, decimals)
    ]
    document = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    write_text(path, document)
    return len(lines)


def write_text(path: Path, document: str) -> None:
    """Replace `path` by `document` (UTF-8) in one step, so that no reader ever sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(document, "utf-8", newline="\n")
    temporary.replace(path)


def _snapped(geometry: BaseGeometry, decimals: int) -> list[BaseGeometry]:
    snapped = shapely.set_precision(geometry, 10.0**-decimals)
    if snapped.is_empty:
        return []
    if geometry.geom_type == "Polygon":
        return [shapely.orient_polygons(part) for part in shapely.get_parts(snapped)]
    return [snapped]


def _feature_text(properties: Properties, snapped: BaseGeometry, decimals: int) -> str:
    shape: dict[str, Any] = {
        "type": snapped.geom_type,
        "coordinates": _rounded(shapely.geometry.mapping(snapped)["coordinates"], decimals),
    }
    feature = {"type": "Feature", "properties": dict(properties), "geometry": shape}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def _rounded(coordinates: Any, decimals: int) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, decimals)
    return [_rounded(part, decimals) for part in coordinates]
