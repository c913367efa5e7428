"""The axes of advance by army group: arrows that grow with the date along dated places."""

from __future__ import annotations

from typing import Final

from layers.layer import Layer, LegendEntry, Properties, Style

_WIDTH: Final = 7.0
_GROUPS: Final = {
    "lapland": "Army of Norway, Lapland",
    "finnish": "Finnish Army",
    "north": "Army Group North",
    "centre": "Army Group Centre",
    "south": "Army Group South",
    "romanian": "Romanian armies",
}
_MARKS: Final = (
    ("norway", "lapland"),
    ("lapland", "lapland"),
    ("finnish", "finnish"),
    ("finland", "finnish"),
    ("romanian", "romanian"),
    ("antonescu", "romanian"),
    ("north", "north"),
    ("centre", "centre"),
    ("center", "centre"),
    ("south", "south"),
)
_STYLES: Final = {
    key: Style(key=f"barbarossa:{key}", fill=f"army_group_{key}", opacity=0.92, stroke="axis_edge", width=_WIDTH)
    for key in _GROUPS
}


def army_group_key(army_group: str) -> str:
    """Return `north, centre, south, romanian, finnish` or `lapland` for the words of the data; `centre` if unknown."""
    text = army_group.lower()
    return next((key for mark, key in _MARKS if mark in text), "centre")


def style(properties: Properties) -> Style:
    """Return the style by `army_group`.

    `fill` is the arrow's body and `stroke` its fine edge; `width` is the breadth of its shaft at the head's neck.
    """
    return _STYLES[army_group_key(str(properties.get("army_group")))]


BARBAROSSA: Final = Layer(
    key="barbarossa",
    title="The axes of Operation Barbarossa",
    dataset="barbarossa_axes",
    kind="axis",
    style=style,
    legend=tuple(LegendEntry(_STYLES[key], text) for key, text in _GROUPS.items()),
    popup=("campaign", "army_group", "formation"),
    description="Schematic axes; the head stands where the formation had arrived on the day.",
)
