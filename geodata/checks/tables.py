"""Rules for the tables that people edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from geodata.checks.files import read_rows, repeated
from geodata.checks.vocabulary import (
    CAPTURES,
    CATEGORIES,
    CERTAINTIES,
    HOLDERS,
    RECAPTURE,
    STATUSES,
    Rule,
    broken,
    cites,
    is_date,
    is_date_or_empty,
    is_plain,
    is_positive,
    is_positive_or_empty,
    is_text,
    one_of,
    place,
)
from geodata.faults import Fault
from geodata.space import Box
from geodata.timeline import PERIOD

Rows = list[dict[str, str]]
EVERYWHERE = Box(-180.0, -90.0, 180.0, 90.0)


def columns(bibliography: Mapping[str, Any]) -> dict[str, dict[str, Rule]]:
    """Return the rule of every column of every table."""
    source = cites(bibliography)
    certainty = one_of(CERTAINTIES)
    holder = one_of(HOLDERS)
    span: dict[str, Rule] = {"valid_from": is_date_or_empty, "valid_to": is_date_or_empty}
    spot: dict[str, Rule] = {"lon": is_text, "lat": is_text}
    return {
        "territories": {"unit": is_text, "name": is_text, **spot, "note": is_plain},
        "control": {
            "unit": is_text, "valid_from": is_date, "valid_to": is_date_or_empty, "sovereign": holder,
            "controller": holder, "status": one_of(STATUSES), "instrument": is_text, "source": source,
            "certainty": certainty, "note": is_plain,
        },
        "events": {
            "id": is_text, "date": is_date, "title": is_text, "text": is_text, "place": is_plain, **spot,
            "category": one_of(CATEGORIES), "source": source, "certainty": certainty, "note": is_plain,
        },
        "axes": {
            "axis": is_text, "campaign": is_text, "army_group": is_text, "formation": is_text, "title": is_text,
            "seq": is_positive, "place": is_text, **spot, "arrival_date": is_date, "certainty": certainty,
            "source": source, "note": is_plain,
        },
        "bases": {
            "id": is_text, "place": is_text, **spot, "state": holder, "valid_from": is_date, "source": source,
            "certainty": certainty, "note": is_plain,
        },
        "places": {"id": is_text, "name": is_text, "modern_name": is_text, **spot, "rank": is_positive, **span},
        "waters": {"id": is_text, "name": is_text, **spot, "rank": is_positive, "kind": is_text},
        "states": {"id": is_text, "name": is_text, **spot, "rank": is_positive, **span},
        "captures": {
            "place": is_text, "name_1939": is_plain, **spot, "date": is_date, "date_earliest": is_date_or_empty,
            "date_latest": is_date_or_empty, "by": holder, "from": holder, "campaign": is_text,
            "kind": one_of(CAPTURES), "certainty": certainty, "source": source, "note": is_plain,
        },
        "campaigns": {
            "theatre": is_text, "campaign": is_text, "phase": is_positive, "title": is_text,
            "holder": one_of(HOLDERS | {""}), "takers": is_text, "kinds": is_text, "first": is_date,
            "last": is_date, "until": is_date_or_empty, "domain": is_text,
            "reach_km": is_positive, "regains": is_plain, "gathers": is_date_or_empty,
        },
        "areas": {
            "id": is_text, "name": is_text, "on": is_date, "held_by": is_plain, "units": is_plain,
            "official_km2": is_positive, "source": source, "note": is_plain,
        },
        "frontiers": {
            "id": is_text, "name": is_text, "on": is_date, "held_by": is_plain, "units": is_plain,
            "against_held_by": is_plain, "against_units": is_plain, "stretches": is_plain,
            "goal_mean_km": is_positive_or_empty, "goal_p95_km": is_positive_or_empty,
        },
        "towns": {
            "name": is_text, "name_1939": is_plain, **spot, "line": is_text, "expected": is_text, "source": source,
            "note": is_plain,
        },
        "partition_lines": {
            "id": is_text, "name": is_text, "instrument": is_text, "valid_from": is_date,
            "valid_to": is_date_or_empty, "stretches": is_text, "precision_km": is_positive, "source": source,
            "text": is_text,
        },
    }  # fmt: skip


def check_tables(folder: Path, bibliography: Mapping[str, Any], faults: list[Fault]) -> dict[str, Rows]:
    """Return the rows of every table after noting every fault of every cell."""
    tables: dict[str, Rows] = {}
    for name, rules in columns(bibliography).items():
        path = folder / f"{name}.csv"
        tables[name] = read_rows(path, rules, faults)
        for number, row in enumerate(tables[name], start=2):
            record = row.get("id") or row.get("unit") or f"line {number}"
            _check_row(Fault(path.name, record, "", "", ""), row, rules, faults)
    _check_control(tables["control"], {row["unit"] for row in tables["territories"]}, faults)
    _check_frontiers(tables["frontiers"], {row["unit"] for row in tables["territories"]}, faults)
    _check_ids(tables, faults)
    _check_campaigns(tables["campaigns"], tables["captures"], faults)
    _check_captures(tables["captures"], {row["campaign"] for row in tables["campaigns"]}, faults)
    return tables


def _check_row(where: Fault, row: Mapping[str, str], rules: Mapping[str, Rule], faults: list[Fault]) -> None:
    faults.extend(broken(rules, row, where.file, where.record))
    extent = EVERYWHERE if where.file == "events.csv" else None
    verdict = (
        (place(row["lon"], row["lat"], extent) if extent else place(row["lon"], row["lat"])) if "lon" in row else None
    )
    if verdict:
        faults.append(Fault(where.file, where.record, "lon, lat", *verdict))
    start, end = row.get("valid_from"), row.get("valid_to")
    if start and end and start >= end:
        fault = f"valid_from {start} is not before valid_to {end}"
        faults.append(Fault(where.file, where.record, "valid_to", fault, "Spans are half-open: end on the day after"))


def _check_control(rows: Rows, units: set[str], faults: list[Fault]) -> None:
    """Note gaps and overlaps in time, units without control and control without a unit."""
    ordered = sorted(rows, key=lambda row: (row["unit"], row["valid_from"]))
    spans = {unit: list(group) for unit, group in groupby(ordered, key=lambda row: row["unit"])}
    for unit in sorted(units - spans.keys()):
        faults.append(Fault("control.csv", unit, "", "the unit has no row of control", "Say who held it from when"))
    for unit in sorted(spans.keys() - units):
        fault = "no such unit in territories.csv"
        faults.append(Fault("control.csv", unit, "unit", fault, "Correct the id or add a point inside the unit"))
    for unit, span in spans.items():
        _check_spans(unit, span, faults)


def _check_spans(unit: str, spans: Sequence[Mapping[str, str]], faults: list[Fault]) -> None:
    if spans[0]["valid_from"] > PERIOD.first:
        fault = f"missing control from {PERIOD.first} to {spans[0]['valid_from']}"
        faults.append(Fault("control.csv", unit, "valid_from", fault, "Add a row for the first days"))
    if spans[-1]["valid_to"]:
        fault = f"missing control from {spans[-1]['valid_to']} on"
        faults.append(Fault("control.csv", unit, "valid_to", fault, "Leave valid_to of the last row empty"))
    for before, after in pairwise(spans):
        end, start = before["valid_to"] or "the end of the period", after["valid_from"]
        if end > start:
            fault = f"overlapping control: one row lasts to {end}, the next begins on {start}"
            faults.append(Fault("control.csv", unit, "valid_to", fault, "End the first where the second begins"))
        elif end < start:
            fault = f"missing control from {end} to {start}"
            faults.append(Fault("control.csv", unit, "valid_to", fault, "End the first where the second begins"))


def _check_campaigns(phases: Rows, captures: Rows, faults: list[Fault]) -> None:
    """Note phases with takers or kinds that nobody knows, and phases without a capture, which no surface can be."""
    for row in phases:
        record = f"{row['campaign']} {row['phase']}"
        takers, kinds = set(row["takers"].split(";")), set(row["kinds"].split(";"))
        for field, unknown in (("takers", takers - HOLDERS), ("kinds", kinds - CAPTURES - {RECAPTURE})):
            for word in sorted(unknown):
                fault = f"{word!r} is not in the closed list"
                faults.append(Fault("campaigns.csv", record, field, fault, "Use a word of the data dictionary"))
        told = {"capture" if kind == RECAPTURE else kind for kind in kinds}
        if not any(
            fact["campaign"] == row["campaign"]
            and fact["by"] in takers
            and fact["kind"] in told
            and row["first"] <= fact["date"] <= row["last"]
            for fact in captures
        ):
            fault, remedy = "no capture belongs to the phase", "Correct its days, takers or kinds, or add captures"
            faults.append(Fault("campaigns.csv", record, "first, last", fault, remedy))


def _check_captures(rows: Rows, campaigns: set[str], faults: list[Fault]) -> None:
    """Note captures of no campaign, days outside their range, places taken by who held them, facts told twice."""
    seen = set()
    for number, row in enumerate(rows, start=2):
        record = f"line {number} ({row['place']})"
        if row["campaign"] not in campaigns:
            fault, remedy = "no such campaign in campaigns.csv", "Correct the id or add the campaign"
            faults.append(Fault("captures.csv", record, "campaign", fault, remedy))
        if not (row["date_earliest"] or row["date"]) <= row["date"] <= (row["date_latest"] or row["date"]):
            fault = "the day lies outside the range of its sources"
            faults.append(Fault("captures.csv", record, "date", fault, "Widen the range or correct the day"))
        if (row["by"] == row["from"]) != (row["kind"] == "held"):
            fault = "a place that is held has one holder, one that is taken two"
            faults.append(Fault("captures.csv", record, "by, from", fault, "Correct the holders or the kind"))
        key = (row["place"], row["date"], row["by"], row["kind"])
        if key in seen:
            faults.append(Fault("captures.csv", record, "", "the fact is told twice", "Keep the better one"))
        seen.add(key)


def _check_frontiers(rows: Rows, units: set[str], faults: list[Fault]) -> None:
    """Note holders and units that nobody knows, and frontiers of nobody's land."""
    known = {"held_by": HOLDERS, "against_held_by": HOLDERS, "units": units, "against_units": units}
    for row in rows:
        for field, words in known.items():
            for word in sorted(set(filter(None, (row[field] or "").split(";"))) - words):
                fault = f"{word!r} is not known"
                faults.append(Fault("frontiers.csv", row["id"], field, fault, "Correct the id of the holder or unit"))
        if not (row["held_by"] or row["units"]):
            fault, remedy = "the frontier is nobody's", "Name a holder or units on one side of it"
            faults.append(Fault("frontiers.csv", row["id"], "held_by, units", fault, remedy))


def _check_ids(tables: Mapping[str, Rows], faults: list[Fault]) -> None:
    for name in ("events", "bases", "areas", "frontiers", "partition_lines"):
        for key in repeated([row["id"] for row in tables[name]]):
            faults.append(Fault(f"{name}.csv", key, "id", "the id is used twice", "Give every record its own id"))
