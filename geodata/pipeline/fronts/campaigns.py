"""From facts to published occupations and fronts, theatre by theatre."""

from __future__ import annotations

import os
from calendar import month_name
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely

from geodata.pipeline.fronts.crumbs import recaptured_whole, without_islands
from geodata.pipeline.fronts.facts import Evidence, Fact, Phase, by_theatre, evidence, read_facts, read_phases
from geodata.pipeline.fronts.ground import Held, Surface, areas, bands, compose, shares_of, surface_of
from geodata.pipeline.fronts.lines import DECIMALS, SOURCE, SUPPORTED_KM, fronts
from geodata.pipeline.linework import in_degrees, in_metres
from geodata.pipeline.sources import Row
from geodata.pipeline.units import area_km2
from geodata.pipeline.write import Feature
from geodata.timeline import day_at, is_valid, parse_date

Polygons = Mapping[str, shapely.Geometry]

GATHERED_BELOW: Final = 1000
"""What is taken from a phase's number for its gathered ground."""
GREAT_LAKE_KM2: Final = 3_000.0
"""Larger lakes (Ladoga, Onega, Peipus) are nobody's ground: fronts end at their shores as at the sea's."""
CRUMB: Final = 1e-5
"""Square degrees: what rounding leaves of a sliver."""


@dataclass(frozen=True)
class Theatre:
    """The phases that fight over one land, with what is known of each, its surface and its land in metres."""

    name: str
    phases: tuple[Phase, ...]
    known: tuple[Evidence, ...]
    surfaces: tuple[Surface, ...]
    domains: tuple[shapely.Geometry, ...]


def known_phases(captures: Iterable[Row], campaigns: Iterable[Row]) -> Iterator[tuple[Phase, Evidence]]:
    """Yield every phase with what is known of it."""
    facts = read_facts(captures)
    for phases in by_theatre(read_phases(campaigns)).values():
        names = {phase.campaign for phase in phases}
        for phase in phases:
            yield phase, evidence(phase, facts, names)


@dataclass(frozen=True)
class Outcome:
    """What a theatre comes to: what is known of its phases, the ground that armies held in it, and their fronts."""

    known: list[tuple[Phase, Evidence]]
    held: list[Feature]
    lines: list[Feature]


def outcomes(
    captures: Iterable[Row],
    campaigns: Iterable[Row],
    control: Sequence[Row],
    units: Polygons,
    lakes: Iterable[shapely.Geometry],
    say: Callable[[str], None],
) -> list[Outcome]:
    """Return the outcome of every theatre, in order; `say` hears what is done.

    Units and lakes are polygons in WGS 84 degrees. Units cover lakes, but no army holds the great ones.
    """
    facts = read_facts(captures)
    great = shapely.union_all([lake for lake in lakes if area_km2(lake) > GREAT_LAKE_KM2])
    by_name = by_theatre(read_phases(campaigns))
    # The theatres know nothing of each other, so each is worked out in a process of its own; the longest begins first.
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        waiting = {}
        for name, phases in sorted(by_name.items(), key=lambda item: -len(item[1])):
            domains = [_domain(phase, control, units, great) for phase in phases]
            waiting[name] = pool.submit(_outcome, name, phases, facts, domains)
        found = {}
        for name in by_name:
            found[name] = waiting[name].result()
            say(f"computed fronts: {name}")
    return list(found.values())


def _domain(phase: Phase, control: Sequence[Row], units: Polygons, water: shapely.Geometry) -> shapely.Geometry:
    """Return the land over which a phase may be fought, in metres."""
    return in_metres(shapely.union_all([units[unit] for unit in sorted(units_of(phase, control))]) - water)


def _outcome(name: str, phases: Sequence[Phase], facts: Sequence[Fact], domains: Sequence[shapely.Geometry]) -> Outcome:
    theatre = _theatre(name, phases, facts, domains)
    held = occupations(theatre)
    last = max(phase.last for phase in phases)
    return Outcome(
        list(zip(phases, theatre.known, strict=True)), held, fronts(held, theatre.known, theatre.domains, last)
    )


def _theatre(name: str, phases: Sequence[Phase], facts: Sequence[Fact], domains: Sequence[shapely.Geometry]) -> Theatre:
    campaigns = {phase.campaign for phase in phases}
    known = [evidence(phase, facts, campaigns) for phase in phases]
    surfaces = [surface_of(phase, one) for phase, one in zip(phases, known, strict=True)]
    return Theatre(name, tuple(phases), tuple(known), tuple(surfaces), tuple(domains))


def units_of(phase: Phase, control: Sequence[Row]) -> set[str]:
    """Return the units of a phase's domain; a selector that begins with `-` takes a unit away again."""
    found: set[str] = set()
    for selector in phase.domain:
        if selector.startswith("-"):
            found.discard(selector.removeprefix("-"))
            continue
        found |= set.intersection(*(_selected(part, control) for part in selector.split("&")))
    return found


def _selected(selector: str, control: Sequence[Row]) -> set[str]:
    holder, _, on = selector.partition("@")
    if not on:
        return {selector}
    valid = [row for row in control if is_valid(row["valid_from"], row["valid_to"], on)]
    return {row["unit"] for row in valid if row["controller"] == holder}


def captures(rows: Sequence[Row]) -> list[Feature]:
    """Return the facts as points: a place, who held it from its day on, and how sure the day is."""
    found = []
    for row in sorted(rows, key=lambda row: (row["date"], row["place"], row["by"], row["kind"])):
        properties: dict[str, Any] = {
            "id": f"{row['date']}_{row['by']}_{_slug(row['place'])}_{row['kind']}",
            "name": row["place"],
            "valid_from": row["date"],
            "valid_to": None,
            **{key: row[key] or None for key in ("name_1939", "date_earliest", "date_latest", "by", "from")},
            **{key: row[key] for key in ("campaign", "kind", "certainty", "source")},
            "note": row["note"] or None,
        }
        found.append(Feature(shapely.Point(float(row["lon"]), float(row["lat"])), properties))
    return found


def _slug(name: str) -> str:
    return "_".join(name.lower().split())


def occupations(theatre: Theatre) -> list[Feature]:
    """Return the ground that armies held in a theatre: a feature for each holder, day of capture and day of loss."""
    groups: dict[tuple[str, str, int, str | None], list[shapely.Geometry]] = {}
    by_number = {phase.number: phase for phase in theatre.phases}
    gathering = _gathering(theatre)
    if gathering:
        by_number |= {_gathered(phase.number): phase for phase in theatre.phases}
    for held in _held(theatre):
        phase = by_number[held.phase]
        end = _end(held, phase.until)
        if not phase.regains and (end is None or end > day_at(held.taken)):
            groups.setdefault((phase.campaign, held.holder, held.taken, end), []).append(held.ground)
    gathers = gathering.gathers if gathering else None
    found = [
        _occupation(*key, grounds, gathered=key[2] == gathers)
        for key, grounds in sorted(groups.items(), key=lambda item: _order(item[0]))
    ]
    return [feature for feature in found if not feature.geometry.is_empty]


def _held(theatre: Theatre) -> list[Held]:
    """Return who held which ground when, epoch by epoch where a phase gathers what is held."""
    phases = recaptured_whole(
        theatre.phases,
        theatre.known,
        [
            list(bands(phase, surface, shares_of(phase, known, domain)))
            for phase, known, surface, domain in zip(
                theatre.phases, theatre.known, theatre.surfaces, theatre.domains, strict=True
            )
        ],
    )
    gathering = _gathering(theatre)
    if gathering is None or gathering.gathers is None:
        days = range(min(phase.first for phase in theatre.phases), max(phase.last for phase in theatre.phases) + 1)
        return without_islands(compose(phases), theatre.known, days)
    day = gathering.gathers
    before = compose([[band for band in own if band.taken < day] for own in phases])
    after = [[band for band in own if band.taken >= day] for own in phases]
    regains = {phase.number for phase in theatre.phases if phase.regains}
    kept = [band for band in before if band.lost is None and band.phase not in regains]
    groups: dict[tuple[str, int], list[shapely.Geometry]] = {}
    first = {phase.campaign: phase.number for phase in reversed(theatre.phases)}
    campaigns = {phase.number: phase.campaign for phase in theatre.phases}
    for band in kept:
        groups.setdefault((band.holder, first[campaigns[band.phase]]), []).append(band.ground)
    gathered = [
        Held(holder, day, None, _gathered(number), shapely.union_all(grounds))
        for (holder, number), grounds in sorted(groups.items())
    ]
    ended = [replace(band, lost=day) if band.lost is None else band for band in before]
    return ended + compose([gathered, *after])


def _gathered(number: int) -> int:
    """Return the number of a phase's ground once it is gathered anew: every phase comes after it."""
    return number - GATHERED_BELOW


def _gathering(theatre: Theatre) -> Phase | None:
    return next((phase for phase in theatre.phases if phase.gathers is not None), None)


def _order(key: tuple[str, str, int, str | None]) -> tuple[str, str, int, str]:
    return (*key[:3], key[3] or "9999")


def _end(held: Held, until: str | None) -> str | None:
    ends = [day for day in (None if held.lost is None else day_at(held.lost), until) if day]
    return min(ends) if ends else None


def _occupation(
    campaign: str, holder: str, taken: int, end: str | None, grounds: Sequence[shapely.Geometry], *, gathered: bool
) -> Feature:
    day = day_at(taken)
    date = parse_date(day)
    properties: dict[str, Any] = {
        "id": f"{campaign}_{holder}_{day}" + (f"_{end}" if end else ""),
        "name": f"Ground {'held' if gathered else 'taken'} on {date.day} {month_name[date.month]} {date.year}",
        "campaign": campaign,
        "controller": holder,
        "method": "interpolated",
        "valid_from": day,
        "valid_to": end,
        "source": SOURCE,
        "precision_km": SUPPORTED_KM,
    }
    ground = areas(_rounded(in_degrees(shapely.union_all(grounds))), CRUMB)
    return Feature(ground, properties | {"gathered": gathered, "area_km2": round(area_km2(ground), 1)})


def _rounded(ground: shapely.Geometry) -> shapely.Geometry:
    """Return a valid geometry on the grid of the published files: rounded later, a ring could cross itself."""
    rounded = shapely.transform(ground, lambda xy: np.round(xy, DECIMALS))
    if shapely.is_valid(rounded):
        return rounded
    return shapely.set_precision(shapely.make_valid(rounded), 10.0**-DECIMALS)
