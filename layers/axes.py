"""Axes of advance: arrows that grow with the date along dated places. What the layers of all campaigns share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from layers.layer import Layer, LegendEntry, Properties, Style

WIDTH: Final = 7.0
"""Breadth of an arrow's shaft at the neck."""
MINOR: Final = frozenset({"corps"})
"""Echelons that are drawn only where the map is large enough to follow them."""


@dataclass(frozen=True)
class Group:
    """The armies of one colour: a key, a colour of the palette, words for the legend, and words that tell them by."""

    key: str
    colour: str
    title: str
    marks: tuple[str, ...]


def axis_layer(key: str, title: str, dataset: str, groups: Sequence[Group], description: str) -> Layer:
    """Return the layer of a campaign's axes; a feature whose `army_group` has no group's mark belongs to the first.

    Of its style, `fill` is the arrow's body, `stroke` its fine edge, and `width` the breadth of its shaft at the neck.
    """
    styles = {
        group.key: Style(
            key=f"axis:{key}:{group.key}", fill=group.colour, opacity=0.92, stroke="axis_edge", width=WIDTH
        )
        for group in groups
    }

    def style(properties: Properties) -> Style:
        words = str(properties.get("army_group")).lower()
        found = (group.key for group in groups for mark in group.marks if mark in words)
        return styles[next(found, groups[0].key)]

    return Layer(
        key=key,
        title=title,
        dataset=dataset,
        kind="axis",
        style=style,
        legend=tuple(LegendEntry(styles[group.key], group.title) for group in groups),
        popup=("campaign", "army_group", "formation"),
        description=description,
    )
