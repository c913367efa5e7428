"""Frontiers: every piece of border between two units, classed on a date by who holds and who owns its two sides."""

from __future__ import annotations

from typing import Final, Literal

from layers.layer import Layer, LegendEntry, Properties, Style
from layers.locale import words

FrontierClass = Literal["frontier", "frontier_uncertain", "demarcation", "lost_frontier", "internal", "none"]

UNCERTAIN_KM: Final = 10.0
"""From this precision on a frontier is drawn as approximate."""

STYLES: Final[dict[str, Style]] = {
    "frontier": Style(key="frontier", stroke="frontier", width=1.5),
    "frontier_uncertain": Style(key="frontier_uncertain", stroke="frontier_uncertain", width=1.2, dash=(5.0, 3.0)),
    "demarcation": Style(key="demarcation", stroke="demarcation", width=1.4, dash=(8.0, 2.5, 1.5, 2.5)),
    "lost_frontier": Style(key="lost_frontier", stroke="lost_frontier", width=0.8, dash=(3.5, 2.5)),
    "internal": Style(key="internal", stroke="internal", width=0.6, dash=(1.0, 2.0)),
    "none": Style(key="none"),
}
"""A style for every class; `none` draws nothing."""

_RECOGNISED: Final = frozenset({"sovereign", "puppet", "ceded"})


def frontier_class(
    left: Properties | None, right: Properties | None, precision_km: float | None = None
) -> FrontierClass:
    """Return the class of a border piece from the territories on its two sides on a date.

    `left` and `right` are the properties (`controller, sovereign, status, instrument`) of the territories valid on that
    date, None where a side has none; `precision_km` is the border's own. Different holders make a frontier, or a
    demarcation line where a side is held without recognised title; one holder over lands of different title, a lost
    frontier; one holder and one title in different capacities or under different administrations, an internal limit;
    otherwise `none`.
    """
    if left is None or right is None:
        return "none"
    if left["controller"] != right["controller"]:
        if precision_km is not None and precision_km >= UNCERTAIN_KM:
            return "frontier_uncertain"
        recognised = left["status"] in _RECOGNISED and right["status"] in _RECOGNISED
        return "frontier" if recognised else "demarcation"
    if left["sovereign"] != right["sovereign"]:
        return "lost_frontier"
    apart = left["status"] == "administered" and left.get("instrument") != right.get("instrument")
    return "internal" if left["status"] != right["status"] or apart else "none"


def style(properties: Properties) -> Style:
    """Return the style by the property `frontier_class`, which the drawer sets for the date; without it, a frontier."""
    return STYLES[str(properties.get("frontier_class", "frontier"))]


BORDERS: Final = Layer(
    key="borders",
    title="Frontiers",
    dataset="borders",
    kind="line",
    style=style,
    legend=tuple(LegendEntry(STYLES[key], text) for key, text in words()["frontiers"].items()),
    popup=("stretch", "method"),
    description="Frontiers on the day; former ones stay visible where title was not given up.",
)
