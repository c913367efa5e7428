"""Ground that armies held in a running campaign, and the fronts, both computed from dated facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from geodata.timeline import is_valid
from layers.layer import Layer, LegendEntry, Properties, Style

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
    side: Style(key=f"held:{side}", fill=side, pattern="hatch", pattern_colour=f"{side}_deep") for side in _SIDES
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


def error_on(errors: Iterable[Mapping[str, Any]], on: str) -> Mapping[str, Any] | None:
    """Return the error of the campaign that runs on an ISO date; None when none does, or none was measured."""
    running = [key for key, start, end in CAMPAIGNS if is_valid(start, end, on)]
    return main_errors(errors).get(running[0]) if running else None


def figures_of(error: Mapping[str, Any]) -> dict[str, str]:
    """Return the figures of a measured error as words use them: the number of facts, and days to a tenth."""
    days = {name: f"{value:.1f}" for name, value in error["leave_one_out"].items()}
    return {"facts": str(error["facts"]), **days}


def ground_style(properties: Properties) -> Style:
    """Return the style by `controller`: the holder's hue with the pattern of occupation."""
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
