"""Rules for the stretches of linework, each by itself; how they meet is found out by the build."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geodata.checks.files import read_collection, repeated
from geodata.checks.geometry import check_geometry
from geodata.checks.vocabulary import METHODS, ROLES, Rule, broken, cites, is_plain, is_positive, is_text, one_of
from geodata.faults import Fault


def check_linework(folder: Path, bibliography: Mapping[str, Any], faults: list[Fault]) -> None:
    """Note every fault of every stretch in every file of a lines folder."""
    rules: dict[str, Rule] = {
        "id": is_text,
        "name": is_text,
        "method": one_of(METHODS),
        "role": one_of(ROLES),
        "precision_km": is_positive,
        "source": cites(bibliography),
        "note": is_plain,
    }
    ids: list[str] = []
    paths = sorted(folder.glob("*.geojson"))
    if not paths:
        faults.append(Fault(folder.name, "", "", "there is no linework", "Restore the folder from the repository"))
    for path in paths:
        for feature in read_collection(path, faults):
            ids.append(str(feature["properties"].get("id")))
            _check_stretch(path.name, feature, rules, faults)
    for key in repeated(ids):
        faults.append(Fault(folder.name, key, "id", "the id is used twice", "Give every stretch its own id"))


def _check_stretch(file: str, feature: Mapping[str, Any], rules: Mapping[str, Rule], faults: list[Fault]) -> None:
    properties = feature["properties"]
    record = str(properties.get("id"))
    faults.extend(broken(rules, properties, file, record))
    drawn = feature["geometry"]
    found = check_geometry(Fault(file, record, "", "", ""), drawn)
    faults.extend(found)
    if drawn.get("type") != "LineString":
        faults.append(Fault(file, record, "geometry", "not a LineString", "Draw one line for each stretch"))
    elif not found:
        _check_points(file, record, properties, len(drawn["coordinates"]), faults)


def _check_points(file: str, record: str, properties: Mapping[str, Any], count: int, faults: list[Fault]) -> None:
    names = properties.get("points") or []
    if len(names) != count:
        fault = f"{len(names)} names for {count} control points"
        faults.append(Fault(file, record, "points", fault, "Give one name or null for each control point"))
    follows = properties.get("follows")
    if (properties.get("method") == "digitised") == bool(follows):
        fault = f"method {properties.get('method')} with follows {follows!r}"
        remedy = "Lifted and routed stretches follow a base line, digitised ones follow none"
        faults.append(Fault(file, record, "follows", fault, remedy))
    for name in names:
        verdict = is_plain(name)
        if verdict:
            faults.append(Fault(file, record, "points", *verdict))
