"""Ground that armies held in a running campaign, and the fronts, both computed from dated facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from geodata.timeline import day_at, day_index, is_valid
from layers.layer import Layer, LegendEntry, Properties, Style
from layers.palette import hatch_of

CAMPAIGNS: Final = (
    ("poland_1939", "1939-09-01", "1939-10-12"),
    ("winter_war", "1939-11-30", "1940-03-26"),
    ("baltic_1940", "1940-06-15", "1940-06-22"),
    ("bessarabia_1940", "1940-06-28", "1940-07-04"),
    ("barbarossa", "1941-06-22", "1941-12-05"),
    ("winter_counter_offensive", "1941-12-05", None),
)
"""Days on which armies hold ground that no unit shows: campaign, first day, day after the last."""

_SIDES: Final = {
    "germany": "German forces",
    "soviet_union": "the Red Army",
    "finland": "Finnish forces",
    "romania": "Romanian forces",
    "unknown": "another army",
}
_GROUND: Final = {
    side: Style(key=f"held:{side}", fill=side, pattern=hatch_of(side), pattern_colour=f"{side}_deep") for side in _SIDES
}
_SUPPORTED: Final = Style(key="front", stroke="front", width=2.4)
_UNSUPPORTED: Final = Style(key="front_without_evidence", stroke="front", width=1.8, dash=(7.0, 5.0))


_WITH_GERMANY: Final = frozenset({"germany", "romania", "hungary", "slovakia"})


def side_of(holder: str) -> str:
    """Return the side on which a holder's forces fought: they took ground together, whoever is shown on it."""
    return "germany" if holder in _WITH_GERMANY else holder


def main_errors(errors: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the error of every campaign's main phase: the one that rests on the most facts.

    `errors` are the measured errors of the fronts, as `geodata.read.read_front_errors` returns them.
    """
    return {error["campaign"]: error for error in sorted(errors, key=lambda error: int(error["facts"]))}


def errors_by_day(errors: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str | None, Mapping[str, Any]]]:
    """Yield spans of days of the campaigns with the error that holds there: first day, day after the last (or None).

    It is that of the phase that runs and rests on the most facts; on days without a phase of their own, that of the
    campaign's main one.
    """
    found = list(errors)
    for key, start, end in CAMPAIGNS:
        phases = [error for error in found if error["campaign"] == key]
        if not phases:
            continue
        turns = {turn for phase in phases for turn in (phase["first"], day_at(day_index(phase["last"]) + 1))}
        days = sorted({start, *(turn for turn in turns if is_valid(start, end, turn))})
        spans = [(day, _on(phases, day)) for day in days]
        begun = [(day, error) for i, (day, error) in enumerate(spans) if i == 0 or error is not spans[i - 1][1]]
        for (day, error), (until, _) in zip(begun, [*begun[1:], (end, None)], strict=True):
            yield day, until, error


def _on(phases: Iterable[Mapping[str, Any]], day: str) -> Mapping[str, Any]:
    return max(phases, key=lambda phase: (phase["first"] <= day <= phase["last"], int(phase["facts"])))


def error_on(errors: Iterable[Mapping[str, Any]], on: str) -> Mapping[str, Any] | None:
    """Return the error that holds on an ISO date; None when no campaign runs, or none was measured."""
    return next((error for start, end, error in errors_by_day(errors) if is_valid(start, end, on)), None)


def figures_of(error: Mapping[str, Any]) -> dict[str, str]:
    """Return the figures of a measured error as words use them: the number of facts, and days to a tenth."""
    days = {name: f"{value:.1f}" for name, value in error["leave_one_out"].items()}
    return {"facts": str(error["facts"]), **days}


def ground_style(properties: Properties) -> Style:
    """Return the style by `controller`: the holder's hue and hatch."""
    return _GROUND.get(str(properties.get("controller")), _GROUND["unknown"])


def front_style(properties: Properties) -> Style:
    """Return the style by `method`: dashed where no fact is near."""
    return _UNSUPPORTED if properties.get("method") == "without_evidence" else _SUPPORTED


HELD_GROUND: Final = Layer(
    key="campaigns",
    title="Ground held in a campaign",
    dataset="occupations",
    kind="area",
    style=ground_style,
    legend=tuple(LegendEntry(_GROUND[side], f"Held by {army}") for side, army in _SIDES.items()),
    popup=("controller", "method"),
    description="Interpolated from dated captures; the error is in the data README.",
)

FRONTS: Final = Layer(
    key="fronts",
    title="Fronts, day by day",
    dataset="fronts",
    kind="line",
    style=front_style,
    legend=(
        LegendEntry(_SUPPORTED, "Front of the day, interpolated"),
        LegendEntry(_UNSUPPORTED, "Front without a dated fact within 40 km"),
    ),
    popup=(),
    description="The edge of the ground held on the day.",
)
