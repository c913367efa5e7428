"""The legend: which entry stands for which drawn styles, so that the browser can show exactly what is on the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from layers.layer import Layer, LegendEntry, Style
from layers.territories import HOLDER_LEGEND, STATUS_LEGEND, TERRITORIES
from layers.time_map.words import interface_words

Number = Callable[[Style], int]


def legend_groups(layers: Sequence[Layer], number: Number, language: str = "en") -> list[dict[str, Any]]:
    """Return the groups of the legend in reading order.

    Territories are read in two steps, hue and pattern, instead of as one entry for each of their many combinations.
    `number` gives a style its number in the payload.
    """
    words = interface_words(language)["legend"]
    groups = []
    for layer in layers:
        if layer.key == TERRITORIES.key:
            styles = [entry.style for entry in layer.legend]
            groups.append(_group(layer.key, words["holders"], HOLDER_LEGEND, styles, _same_hue, number))
            groups.append(_group(layer.key, words["statuses"], STATUS_LEGEND, styles, _same_status, number))
        else:
            groups.append(_group(layer.key, layer.title, layer.legend, [], _same, number))
    return groups


def _group(
    layer: str,
    title: str,
    entries: Sequence[LegendEntry],
    styles: Sequence[Style],
    covers: Callable[[Style, Style], bool],
    number: Number,
) -> dict[str, Any]:
    rows = []
    for entry in entries:
        if (own := number(entry.style)) >= 0:
            covered = [number(style) for style in styles if covers(entry.style, style)]
            rows.append({"style": own, "text": entry.text, "covers": covered or [own]})
    return {"layer": layer, "title": title, "entries": rows}


def _same(entry: Style, drawn: Style) -> bool:
    return entry == drawn


def _same_hue(entry: Style, drawn: Style) -> bool:
    return entry.fill == drawn.fill


def _same_status(entry: Style, drawn: Style) -> bool:
    _, _, status = drawn.key.partition(":")
    return entry.key == (status or "sovereign")
