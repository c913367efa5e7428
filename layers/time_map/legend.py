"""The legend: which entry stands for which drawn styles, so that the browser can show exactly what is on the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from layers.campaigns import FRONTS, HELD_GROUND
from layers.layer import Layer, LegendEntry, Style
from layers.territories import HOLDER_LEGEND, STATUS_LEGEND, TERRITORIES
from layers.time_map.words import interface_words

Number = Callable[[Style], int]


def legend_groups(
    layers: Sequence[Layer], drawn: Sequence[Style], number: Number, language: str = "en"
) -> list[dict[str, Any]]:
    """Return the groups of the legend in reading order.

    Territories are read in two steps, hue and pattern, instead of as one entry for each of their many combinations.
    What a running campaign shows is read before the patterns.
    `drawn` are the styles that occur on some date, `number` gives a style its number in the payload.
    """
    words = interface_words(language)["legend"]
    groups: list[dict[str, Any]] = []
    for layer in layers:
        if layer.key == TERRITORIES.key:
            hues = _entries(HOLDER_LEGEND, drawn, _same_hue, number)
            patterns = _entries(STATUS_LEGEND, drawn, _same_status, number)
            by_title = {"titleByOwner": words["holders_by_title"]}
            groups.append({"layer": layer.key, "title": words["holders"], **by_title, "columns": True, "entries": hues})
            groups.append({"layer": layer.key, "title": words["statuses"], "entries": patterns})
        else:
            rows = _entries(layer.legend, drawn, _same, number)
            groups.append({"layer": layer.key, "title": layer.title, "entries": rows})
    early = {HELD_GROUND.key, FRONTS.key}
    groups[1:] = sorted(groups[1:], key=lambda group: group["layer"] not in early)
    return [group for group in groups if group["entries"]]


def _entries(
    entries: Sequence[LegendEntry], drawn: Sequence[Style], covers: Callable[[Style, Style], bool], number: Number
) -> list[dict[str, Any]]:
    """Return the entries that stand for something drawn on some date."""
    rows = []
    for entry in entries:
        covered = [number(style) for style in drawn if covers(entry.style, style)]
        if covered:
            rows.append({"style": number(entry.style), "text": entry.text, "covers": covered})
    return rows


def _same(entry: Style, drawn: Style) -> bool:
    return entry == drawn


def _same_hue(entry: Style, drawn: Style) -> bool:
    return entry.fill == drawn.fill


def _same_status(entry: Style, drawn: Style) -> bool:
    _, _, status = drawn.key.partition(":")
    return entry.key == (status or "sovereign")
