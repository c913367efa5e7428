"""When a border is what: its class follows from the two units beside it, so it changes when either of them does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geodata.timeline import day_index, is_valid
from layers.borders import STYLES, frontier_class
from layers.layer import Style

Record = Mapping[str, Any]


def border_spans(border: Record, left: Sequence[Record], right: Sequence[Record]) -> list[tuple[int, Style, Style]]:
    """Return (day, style, style by title) for every day from which a border looks different, sorted by day.

    `left` and `right` are the rows of control of the units beside it, `precision_km` of the border decides whether it
    is drawn as approximate.
    """
    spans: list[tuple[int, Style, Style]] = []
    for date in sorted({str(row["valid_from"]) for row in (*left, *right)}):
        sides = _on(left, date), _on(right, date)
        precision = border.get("precision_km")
        now = STYLES[frontier_class(*sides, precision)]
        title = STYLES[_class_by_title(*sides, precision)]
        if not spans or spans[-1][1:] != (now, title):
            spans.append((day_index(date), now, title))
    return spans


def _on(rows: Sequence[Record], date: str) -> Record | None:
    return next((row for row in rows if is_valid(str(row["valid_from"]), row["valid_to"], date)), None)


def _class_by_title(left: Record | None, right: Record | None, precision: float | None) -> str:
    """Return the class when the map shows recognised title: a line of control inside a state is a demarcation."""
    if left is None or right is None:
        return "none"
    one, other = ({**side, "controller": side["sovereign"], "status": "sovereign"} for side in (left, right))
    kind = frontier_class(one, other, precision)
    return "demarcation" if kind == "none" and left["controller"] != right["controller"] else kind
