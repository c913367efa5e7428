"""Rules for what machines wrote: the published contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import shape

from geodata.checks.files import read_collection, repeated
from geodata.checks.geometry import check_geometry
from geodata.checks.tables import EVERYWHERE
from geodata.checks.vocabulary import (
    HOLDERS,
    STATUSES,
    Rule,
    broken,
    cites,
    is_date,
    is_date_or_empty,
    is_plain,
    is_positive,
    is_text,
    one_of,
)
from geodata.faults import Fault
from geodata.read import DATASETS, REBUILD
from geodata.space import DRAWN_EXTENT
from geodata.timeline import PERIOD, is_missing

WITHOUT_SOURCE: Final = ("waters", "states", "places")
Features = Sequence[Mapping[str, Any]]


def check_published(folder: Path, bibliography: Mapping[str, Any], faults: list[Fault]) -> None:
    """Note every fault of every published file, and every place and day that territories hold twice or never."""
    for name in DATASETS:
        path = folder / f"{name}.geojson"
        features = read_collection(path, faults)
        rules = _rules(name, bibliography)
        for feature in features:
            _check_feature(path.name, feature, rules, faults)
        for key in repeated([str(feature["properties"].get("id")) for feature in features]):
            faults.append(Fault(path.name, key, "id", "the id is used twice", REBUILD))
        if name == "territories" and features:
            _check_tiling(path.name, features, faults)


def _rules(name: str, bibliography: Mapping[str, Any]) -> dict[str, Rule]:
    if name.startswith("base_"):
        return {"id": is_text}
    rules: dict[str, Rule] = {"id": is_text, "name": is_text, "valid_from": is_date, "valid_to": is_date_or_empty}
    if name == "events":
        rules = {"id": is_text, "title": is_text, "text": is_text, "valid_from": is_date}
    elif name in WITHOUT_SOURCE:
        rules = {"id": is_text, "name": is_text, "valid_from": is_date_or_empty, "valid_to": is_date_or_empty}
    if name not in WITHOUT_SOURCE:
        rules["source"] = cites(bibliography)
    if name == "territories":
        holder = one_of(HOLDERS)
        rules |= {"unit": is_text, "sovereign": holder, "controller": holder, "status": one_of(STATUSES)}
        rules |= {"area_km2": is_positive, "instrument": is_text}
    if name in ("occupations", "captures"):
        rules |= {"campaign": is_text, "controller" if name == "occupations" else "by": one_of(HOLDERS)}
    if name == "occupations":
        rules["area_km2"] = is_positive
    if name in ("borders", "partition_lines", "occupations", "fronts"):
        rules["precision_km"] = is_positive
    return rules


def _check_feature(file: str, feature: Mapping[str, Any], rules: Mapping[str, Rule], faults: list[Fault]) -> None:
    properties = feature["properties"]
    record = str(properties.get("id"))
    faults.extend(broken(rules, properties, file, record))
    for field in properties.keys() - rules.keys():
        verdict = is_plain(properties[field])
        if verdict:
            faults.append(Fault(file, record, field, *verdict))
    start, end = properties.get("valid_from"), properties.get("valid_to")
    if start and end and start >= end:
        faults.append(Fault(file, record, "valid_to", f"valid_from {start} is not before valid_to {end}", REBUILD))
    extent = EVERYWHERE if file == "events.geojson" else DRAWN_EXTENT
    faults.extend(check_geometry(Fault(file, record, "", "", ""), feature["geometry"], extent))


def _check_tiling(file: str, features: Features, faults: list[Fault]) -> None:
    """Note units with a gap or an overlap in time, and units that overlap on the ground."""
    by_unit = sorted((dict(feature["properties"]) for feature in features), key=_unit_and_start)
    for unit, group in groupby(by_unit, key=lambda properties: str(properties.get("unit"))):
        rows = list(group)
        whole = rows[0].get("valid_from") == PERIOD.first and is_missing(rows[-1].get("valid_to"))
        joined = all(before.get("valid_to") == after.get("valid_from") for before, after in pairwise(rows))
        if not (whole and joined):
            fault = "overlapping or missing control in time"
            faults.append(Fault(file, unit, "valid_from, valid_to", fault, REBUILD))
    drawn = {str(feature["properties"].get("unit")): feature["geometry"] for feature in features}
    _check_coverage(file, drawn, faults)


def _check_coverage(file: str, drawn: Mapping[str, Any], faults: list[Fault]) -> None:
    units = sorted(drawn)
    try:
        polygons = np.array([shape(drawn[unit]) for unit in units])
        wrong = shapely.coverage_invalid_edges(polygons)
    except (ValueError, TypeError, shapely.errors.ShapelyError):
        return
    for unit, edges in zip(units, wrong, strict=True):
        if not edges.is_empty:
            where = edges.bounds[:2]
            fault = f"overlaps a neighbour or leaves a gap near {where[0]:.3f}, {where[1]:.3f}"
            faults.append(Fault(file, unit, "geometry", fault, REBUILD))


def _unit_and_start(properties: Mapping[str, Any]) -> tuple[str, str]:
    return str(properties.get("unit")), str(properties.get("valid_from"))
