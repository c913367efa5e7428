"""Rules for a file as a file: it is there, it is UTF-8 without oddities, it can be parsed."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geodata.faults import Fault


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """Return the text of a file, or None after noting why it cannot be used; line endings must be LF."""
    try:
        raw = path.read_bytes()
    except OSError:
        faults.append(Fault(path.name, "", "", "the file is missing", "Restore it from the repository"))
        return None
    if not raw.strip():
        faults.append(Fault(path.name, "", "", "the file is empty", "Restore it from the repository"))
        return None
    if raw.startswith(b"\xef\xbb\xbf"):
        faults.append(Fault(path.name, "", "", "the file begins with a BOM", "Save it as UTF-8 without BOM"))
        raw = raw[3:]
    if b"\r" in raw:
        faults.append(Fault(path.name, "", "", "the file has CRLF line endings", "Save it with LF line endings"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = f"byte {error.start} is not UTF-8"
        faults.append(Fault(path.name, "", "", fault, "Save the file as UTF-8"))
        return None


def read_rows(path: Path, columns: Mapping[str, Any], faults: list[Fault]) -> list[dict[str, str]]:
    """Return the rows of a table; a missing column and a row of the wrong length are faults."""
    text = read_text(path, faults)
    if text is None:
        return []
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in columns if column not in (reader.fieldnames or [])]
    for column in missing:
        faults.append(Fault(path.name, "", column, "the column is missing", "Add it to the first line and every row"))
    rows: list[dict[str, str]] = []
    for row in reader:
        if None in row or None in row.values():
            fault = "the row has not as many cells as there are columns"
            faults.append(Fault(path.name, f"line {reader.line_num}", "", fault, "Quote cells that hold a comma"))
        else:
            rows.append(row)
    return [] if missing else rows


def read_collection(path: Path, faults: list[Fault]) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file; anything that is no FeatureCollection is a fault."""
    text = read_text(path, faults)
    if text is None:
        return []
    try:
        value = json.loads(text)
    except ValueError as error:
        remedy = "Restore the file, or mend the JSON at that place"
        faults.append(Fault(path.name, "", "", f"the JSON is broken or cut short ({error})", remedy))
        return []
    features = value.get("features") if isinstance(value, dict) else None
    if not isinstance(features, list) or value.get("type") != "FeatureCollection" or not features:
        fault = "no GeoJSON FeatureCollection with features"
        faults.append(Fault(path.name, "", "", fault, "See RFC 7946, section 3.3"))
        return []
    return [feature for feature in features if _is_feature(feature, path, faults)]


def _is_feature(feature: Any, path: Path, faults: list[Fault]) -> bool:
    good = isinstance(feature, dict) and isinstance(feature.get("properties"), dict) and feature.get("geometry")
    if not good:
        faults.append(Fault(path.name, "", "", "a feature lacks properties or geometry", "See RFC 7946, section 3.2"))
    return bool(good)


def read_toml(path: Path, faults: list[Fault]) -> dict[str, Any]:
    """Return a TOML file as a dictionary; empty after noting why it cannot be read."""
    text = read_text(path, faults)
    try:
        return tomllib.loads(text or "")
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(path.name, "", "", f"the TOML is broken ({error})", "Mend it at that place"))
        return {}


def repeated(ids: list[str]) -> Iterator[str]:
    """Yield every id that stands more than once, each time after its first."""
    seen: set[str] = set()
    for key in ids:
        if key in seen:
            yield key
        seen.add(key)
