"""Events as points: what happened where, told apart by shape as well as by colour."""

from __future__ import annotations

from typing import Final, Literal

from layers.layer import Layer, LegendEntry, Properties, Style
from layers.locale import words

Shape = Literal["circle", "square", "triangle", "cross", "diamond", "pentagon", "hexagon", "wedge"]

SHAPES: Final[dict[str, Shape]] = {
    "diplomacy": "circle",
    "treaty": "square",
    "invasion": "triangle",
    "battle": "cross",
    "occupation": "diamond",
    "annexation": "pentagon",
    "territorial_change": "hexagon",
    "crime": "wedge",
}
"""The marker of every category, so that it can be read without colour."""

_STYLES: Final = {
    category: Style(key=f"event:{category}", fill=f"event_{category}", stroke="halo", width=1.2) for category in SHAPES
}


def category_of(properties: Properties) -> str:
    """Return the category as lower_snake_case; `diplomacy` for one that is not listed."""
    category = str(properties.get("category")).strip().lower().replace(" ", "_")
    return category if category in SHAPES else "diplomacy"


def style(properties: Properties) -> Style:
    """Return the style by `category`."""
    return _STYLES[category_of(properties)]


EVENTS: Final = Layer(
    key="events",
    title="Events",
    dataset="events",
    kind="point",
    style=style,
    legend=tuple(LegendEntry(_STYLES[category], words()["events"][category]) for category in SHAPES),
    popup=("date", "place", "category", "text", "certainty", "note"),
    description="Dated events; a point shows on its own day.",
)
