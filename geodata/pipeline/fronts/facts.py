"""Dated captures and the phases of the campaigns that they belong to."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geodata.pipeline.sources import Row
from geodata.space import to_map
from geodata.timeline import day_index

Floats = npt.NDArray[np.float64]

SAME_PLACE: Final = 3_000.0
"""Facts nearer to each other than this, in metres, speak of one place."""
AGREED: Final = frozenset({"handover", "ceded", "returned"})
"""Kinds of facts of which the parties had agreed beforehand."""


@dataclass(frozen=True)
class Fact:
    """A place that changed hands, or was held, on a day.

    `kind` is that of the table, but `recapture` where the side had captured the place before in the same campaign.
    `x, y` are metres in the map projection; `day`, `earliest` and `latest` count days from the first of the period.
    """

    place: str
    x: float
    y: float
    day: int
    earliest: int
    latest: int
    by: str
    held_before: str
    campaign: str
    kind: str
    certainty: str
    source: str


@dataclass(frozen=True)
class Phase:
    """One side's advance in a campaign over a domain of land.

    `takers` are the holders whose facts count and `holder` is who is shown on the ground, where that is one for all of
    it; without one it is who took the nearest place. `regains` tells that the ground was its own before, so that it is
    only lost to the other side and not shown again. `first` and `last` bound the days on which ground changed hands;
    from `until` on, the territories alone say who holds it (None: to the end of the period). `domain` lists selectors
    of land, ``holder@date`` or ``holder@date&holder@date`` for land that was controlled by both in turn, or the id of a
    unit. Ground further than `reach` metres from every fact is not claimed. Phases of one `theatre` fight over the same
    land. On the day `gathers`, if there is one, all ground held in the theatre becomes the phase's: from then on it is
    told apart by the day of its loss alone.
    """

    theatre: str
    campaign: str
    number: int
    title: str
    holder: str | None
    takers: tuple[str, ...]
    kinds: tuple[str, ...]
    first: int
    last: int
    until: str | None
    domain: tuple[str, ...]
    reach: float
    regains: bool
    gathers: int | None


@dataclass(frozen=True)
class Evidence:
    """The facts of a phase as arrays: positions (n, 2) in metres, days (n,), and which facts tell of a capture.

    The day of a place that was never taken is infinite. `spans` (n, 2) are the first and the last day that sources give
    where they differ, else the day twice; `holders` are who had each place from its day on.
    """

    positions: Floats
    days: Floats
    spans: Floats
    is_capture: npt.NDArray[np.bool_]
    places: tuple[str, ...]
    holders: tuple[str, ...]

    @property
    def doubts(self) -> Floats:
        """By how many days each day may be wrong, as far as its sources differ: half their range."""
        first, last = np.where(self.is_capture[:, None], self.spans, 0.0).T
        doubts: Floats = (last - first) / 2
        return doubts

    def without(self, hidden: npt.NDArray[np.integer]) -> Evidence:
        """Return the facts but for some, told by their indices."""
        kept = np.setdiff1d(np.arange(len(self.days)), hidden)
        return Evidence(
            self.positions[kept],
            self.days[kept],
            self.spans[kept],
            self.is_capture[kept],
            tuple(self.places[index] for index in kept),
            tuple(self.holders[index] for index in kept),
        )


def read_facts(rows: Iterable[Row]) -> tuple[Fact, ...]:
    """Return the rows of captures as facts, in the order of the table."""
    rows = list(rows)
    xs, ys = to_map().transform([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    first: dict[tuple[str, str, str], str] = {}
    for row in rows:
        if row["kind"] == "capture":
            first[_taking(row)] = min(row["date"], first.get(_taking(row), row["date"]))
    return tuple(_fact(row, x, y, first) for row, x, y in zip(rows, xs, ys, strict=True))


def _taking(row: Row) -> tuple[str, str, str]:
    return row["campaign"], row["by"], row["place"]


def _fact(row: Row, x: float, y: float, first: Mapping[tuple[str, str, str], str]) -> Fact:
    day = day_index(row["date"])
    earliest = day_index(row["date_earliest"]) if row["date_earliest"] else day
    latest = day_index(row["date_latest"]) if row["date_latest"] else day
    again = row["kind"] == "capture" and row["date"] > first[_taking(row)]
    kind = "recapture" if again else row["kind"]
    keys = ("by", "campaign", "certainty", "source")
    return Fact(
        row["place"], x, y, day, earliest, latest, held_before=row["from"], kind=kind, **{key: row[key] for key in keys}
    )


def read_phases(rows: Iterable[Row]) -> tuple[Phase, ...]:
    """Return the rows of campaigns as phases, in the order of the table."""
    return tuple(
        Phase(
            theatre=row["theatre"],
            campaign=row["campaign"],
            number=int(row["phase"]),
            title=row["title"],
            holder=row["holder"] or None,
            takers=tuple(row["takers"].split(";")),
            kinds=tuple(row["kinds"].split(";")),
            first=day_index(row["first"]),
            last=day_index(row["last"]),
            until=row["until"] or None,
            domain=tuple(row["domain"].split(";")),
            reach=1000 * float(row["reach_km"]),
            regains=row["regains"] == "yes",
            gathers=day_index(row["gathers"]) if row["gathers"] else None,
        )
        for row in rows
    )


def evidence(phase: Phase, facts: Sequence[Fact], campaigns: Container[str]) -> Evidence:
    """Return what is known of a phase: the days of its captures, and the places that it never reached.

    `campaigns` are those of the phase's theatre. Never reached are places held by others to the phase's end, and places
    that others took before it or, from others again, during it. Ground that was handed over had its line agreed
    beforehand, so the domain bounds it and no place speaks against it. Where a phase regains ground, places that its
    side had kept all along count as regained before it began. Where facts speak of one place, the first capture counts.
    """
    captures = sorted((fact for fact in facts if _is_capture(fact, phase)), key=lambda fact: fact.day)
    kept = [fact for fact in facts if fact.campaign in campaigns and _was_kept(fact, phase)]
    against = [fact for fact in facts if fact.campaign in campaigns and _speaks_against(fact, phase)]
    known = [
        *((fact, float(fact.day), True) for fact in captures),
        *((fact, np.inf, False) for fact in against),
        *((fact, (phase.gathers or phase.first) - 1.0, False) for fact in kept),
    ]
    chosen = [known[index] for index in _places_apart(np.array([(fact.x, fact.y) for fact, _, _ in known]))]
    return Evidence(
        np.array([(fact.x, fact.y) for fact, _, _ in chosen]).reshape(-1, 2),
        np.array([day for _, day, _ in chosen]),
        np.array([(fact.earliest, fact.latest) if took else (day, day) for fact, day, took in chosen]).reshape(-1, 2),
        np.array([is_capture for _, _, is_capture in chosen], dtype=bool),
        tuple(fact.place for fact, _, _ in chosen),
        tuple(fact.by for fact, _, _ in chosen),
    )


def _places_apart(positions: Floats) -> list[int]:
    """Return the indices of positions of which none lies near an earlier one."""
    chosen: list[int] = []
    for index, position in enumerate(positions):
        distances = np.hypot(*(positions[chosen] - position).T) if chosen else np.array([np.inf])
        if distances.min() > SAME_PLACE:
            chosen.append(index)
    return chosen


def _is_capture(fact: Fact, phase: Phase) -> bool:
    if fact.campaign != phase.campaign or fact.by not in phase.takers or fact.kind not in phase.kinds:
        return False
    return phase.first <= fact.day <= phase.last


def _was_kept(fact: Fact, phase: Phase) -> bool:
    is_theirs = fact.kind == "held" and fact.by in phase.takers
    return phase.regains and is_theirs and fact.day >= (phase.gathers or phase.last)


def _speaks_against(fact: Fact, phase: Phase) -> bool:
    if fact.by in phase.takers or AGREED.issuperset(phase.kinds):
        return False
    if fact.kind == "held":
        return fact.day >= phase.last
    was_theirs = fact.held_before in phase.takers and fact.day >= phase.first
    return fact.day <= phase.last and not was_theirs


def by_theatre(phases: Iterable[Phase]) -> Mapping[str, list[Phase]]:
    """Return the phases of every theatre, in their order."""
    found: dict[str, list[Phase]] = {}
    for phase in sorted(phases, key=lambda phase: phase.number):
        found.setdefault(phase.theatre, []).append(phase)
    return found
