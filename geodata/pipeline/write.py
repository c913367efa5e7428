"""Write GeoJSON that people can diff: RFC 7946, one feature per line, stable order, five decimals at most."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely


class Feature(NamedTuple):
    """A feature on its way into a file: WGS 84 geometry and plain properties, `id` among them."""

    geometry: shapely.Geometry
    properties: Mapping[str, Any]


def as_text(name: str, features: Sequence[Feature], decimals: int = 5) -> str:
    """Return a FeatureCollection as text: exteriors counterclockwise, a line for each feature, in the given order."""
    rows = ",\n".join(_feature_text(feature, decimals) for feature in features)
    return f'{{"type":"FeatureCollection","name":{json.dumps(name)},"features":[\n{rows}\n]}}\n'


def _feature_text(feature: Feature, decimals: int) -> str:
    rounded = shapely.transform(feature.geometry, lambda xy: np.round(xy, decimals))
    geometry = shapely.geometry.mapping(shapely.orient_polygons(rounded))
    value = {"type": "Feature", "properties": dict(feature.properties), "geometry": _plain(geometry)}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    """Turn tuples into lists and whole floats into integers, which are shorter."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def replace_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write all files, or none: everything goes to a temporary folder first and is then renamed into place.

    Files of the folder that are not among `files` are removed, so that the folder holds exactly what was built.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".publishing-", dir=folder.parent))
    try:
        for name, text in files.items():
            (staging / name).write_text(text, encoding="utf-8", newline="\n")
        folder.mkdir(exist_ok=True)
        for name in files:
            (staging / name).replace(folder / name)
        for stale in _stale(folder, files):
            stale.unlink()
    finally:
        shutil.rmtree(staging)


def replace_file(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)


def _stale(folder: Path, files: Iterable[str]) -> list[Path]:
    keep = set(files)
    return [path for path in sorted(folder.iterdir()) if path.is_file() and path.name not in keep]
