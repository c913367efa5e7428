"""The column of words: title, date, the sentence of the day, the legend of exactly what is drawn, scale, sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import shapely

from layers.catalogue import CATALOGUE
from layers.events import SHAPES
from layers.figure import shapes
from layers.figure.history import Drawn, draw_lines, draw_pattern, draw_point
from layers.figure.painter import Face, Painter, text_width, wrapped
from layers.figure.sheet import Rectangle
from layers.figure.wording import Sentence
from layers.layer import LegendEntry, Style
from layers.locale import words

_SWATCH: Final = (30.0, 17.0)
_GAP: Final = 9.0
LINES: Final = ("campaigns", "fronts", "borders", "poland", "partition", "baltic", "karelia")
"""The layers whose entries stand together in the legend, in this order."""


@dataclass(frozen=True)
class Words:
    """Everything the column says besides the legend."""

    title: str
    date: str
    sentence: Sentence
    credits: Sequence[str]


@dataclass(frozen=True)
class _Section:
    heading: str
    entries: Sequence[LegendEntry]


def draw_column(painter: Painter, said: Words, drawn: Drawn) -> None:
    """Write the column; the legend shrinks a little where it would not fit."""
    column = painter.sheet.column
    top = _draw_head(painter, said, column)
    foot = _draw_foot(painter, said, column)
    sections = _sections(drawn)
    available = top - foot - 14.0
    for scale in np.arange(1.08, 0.59, -0.04):
        plan = _Legend(painter, column, sections, float(scale))
        if plan.height <= available:
            break
    plan.draw(top)


def _sections(drawn: Drawn) -> list[_Section]:
    """Return the legend in reading order: who, as what, which lines, which layers."""
    named = words()["figure"]
    lines = [entry for key in LINES for entry in drawn.get(key, [])]
    axes = [entry for layer in CATALOGUE if layer.kind == "axis" for entry in drawn.get(layer.key, [])]
    found = [
        _Section(named["held_by"], [entry for entry in drawn.get("territories", []) if entry.style.fill]),
        _Section(named["status"], drawn.get("statuses", [])),
        _Section(named["lines"], [*lines, *(entry for entry in drawn.get("territories", []) if not entry.style.fill)]),
        _Section(named["axes"], axes),
        _Section(named["events"], drawn.get("events", [])),
    ]
    return [section for section in found if section.entries]


def _draw_head(painter: Painter, said: Words, column: Rectangle) -> float:
    """Write title, date and sentence from the top of the column; return how far down they reach."""
    title_size = _fitting(said.title, "serif", 23.0, column.width)
    y = column.top - title_size * 1.05
    painter.text((column.left, y), said.title, face="serif", size=title_size, colour="ink_soft")
    y -= 12
    painter.line(shapely.LineString([(column.left, y), (column.right, y)]), "accent", 1.6, inside=False)
    date_size = _fitting(said.date, "serif", 63.0, column.width)
    y -= date_size * 0.92
    painter.text((column.left, y), said.date, face="serif", size=date_size)
    y -= 14
    parts: tuple[tuple[str, Face, float, str], ...] = (
        (said.sentence.headline, "semibold", 17.5, "ink"),
        (said.sentence.text, "sans", 15.5, "ink"),
        (said.sentence.more, "sans", 14.0, "ink_soft"),
    )
    for text, face, size, colour in parts:
        for line in wrapped(text, face, size, column.width)[:5]:
            y -= size * 1.27
            painter.text((column.left, y), line, face=face, size=size, colour=colour)
        y -= 3 if text else 0
    return y - 8


def _draw_foot(painter: Painter, said: Words, column: Rectangle) -> float:
    """Write scale and credits up from the bottom of the column; return how far up they reach."""
    size = 11.5
    lines = [line for text in said.credits for line in wrapped(text, "sans", size, column.width)]
    top = column.bottom + 3 + len(lines) * size * 1.28
    for number, line in enumerate(lines, start=1):
        painter.text((column.left, top - number * size * 1.28), line, size=size, colour="ink_soft")
    top += 6
    painter.line(shapely.LineString([(column.left, top), (column.right, top)]), "panel_edge", 0.8, inside=False)
    return _draw_scale_bar(painter, column.left, top + 12)


def scale_length(metres_per_point: float, longest: float = 250.0) -> int:
    """Return the greatest round number of kilometres whose bar stays under `longest` points."""
    steps = [factor * 10**power for power in range(4) for factor in (1, 2, 4, 5)]
    return max((step for step in steps if step * 1000 / metres_per_point <= longest), default=1)


def _draw_scale_bar(painter: Painter, left: float, y: float) -> float:
    """Draw a bar of four fields; lengths are true at the middle of the map and within 2 per cent all over it."""
    kilometres = scale_length(painter.sheet.metres_per_point)
    field = kilometres * 1000 / painter.sheet.metres_per_point / 4
    for number in range(4):
        box = shapely.box(left + number * field, y, left + (number + 1) * field, y + 5)
        painter.area(box, "ink" if number % 2 == 0 else "page", stroke="ink", width=0.8, inside=False)
    for number in (0, 1, 2, 4):
        text = f"{kilometres * number / 4:g}" + (f" {words()['figure']['scale_unit']}" if number == 4 else "")
        align: Literal["left", "center"] = "left" if number == 0 else "center"
        painter.text((left + number * field, y + 9), text, size=11.5, align=align)
    return y + 26


class _Legend:
    """A legend laid out in columns at a scale; `height` is what it needs, in points."""

    def __init__(self, painter: Painter, column: Rectangle, sections: Sequence[_Section], scale: float) -> None:
        self._painter, self._column, self._scale = painter, column, scale
        self._size, self._heading = 13.5 * scale, 11.5 * max(scale, 0.85)
        self._columns = max(2, int(column.width // 270))
        self._width = column.width / self._columns
        self._plan: list[Callable[[float], None]] = []
        self.height = 0.0
        for section in sections:
            self._add(section)

    def draw(self, top: float) -> None:
        """Draw the legend downwards from a height on the page."""
        for step in self._plan:
            step(top)

    def _add(self, section: _Section) -> None:
        painter, column, scale = self._painter, self._column, self._scale
        self.height += 15 * scale + self._heading * 0.4
        heading = "\u2009".join(section.heading.upper())
        at = self.height

        def write(top: float) -> None:
            painter.text((column.left, top - at), heading, face="semibold", size=self._heading, colour="accent")

        self._plan.append(write)
        self.height += 7 * scale
        room = self._width - _SWATCH[0] * scale - _GAP - 10
        rows = [section.entries[at : at + self._columns] for at in range(0, len(section.entries), self._columns)]
        for row in rows:
            texts = [wrapped(entry.text, "sans", self._size, room) for entry in row]
            self._add_row(row, texts)

    def _add_row(self, row: Sequence[LegendEntry], texts: Sequence[Sequence[str]]) -> None:
        scale, at = self._scale, self.height
        height = max(21.5 * scale, max(len(lines) for lines in texts) * self._size * 1.15 + 5 * scale)

        def write(top: float) -> None:
            for number, (entry, lines) in enumerate(zip(row, texts, strict=True)):
                left = self._column.left + number * self._width
                middle = top - at - height / 2
                box = Rectangle(left, middle - _SWATCH[1] * scale / 2, left + _SWATCH[0] * scale,
                                middle + _SWATCH[1] * scale / 2)  # fmt: skip
                draw_swatch(self._painter, entry.style, box)
                first = middle + (len(lines) - 1) * self._size * 0.575 - self._size * 0.33
                for step, line in enumerate(lines):
                    place = (box.right + _GAP, first - step * self._size * 1.15)
                    self._painter.text(place, line, size=self._size)

        self._plan.append(write)
        self.height += height


def draw_swatch(painter: Painter, style: Style, box: Rectangle) -> None:
    """Draw one legend sign by the very functions that draw the map."""
    middle = (box.bottom + box.top) / 2
    if style.key.startswith("event:"):
        place = np.array([[(box.left + box.right) / 2, middle]])
        draw_point(painter, place, style, SHAPES[style.key.removeprefix("event:")], 14.0, inside=False)
    elif style.key.startswith("axis:"):
        curve = np.linspace((box.left, middle), (box.right, middle), 12)
        arrow = shapes.arrow(curve, style.width * 0.95)
        painter.area(arrow, style.fill, opacity=style.opacity, stroke=style.stroke, width=0.9, inside=False)
    elif style.key.endswith(":base"):
        place = np.array([[(box.left + box.right) / 2, middle]])
        draw_point(painter, place, style, "circle", 8.0, inside=False)
    elif style.fill:
        painter.area(box.as_polygon(), style.fill, opacity=style.opacity, inside=False)
        draw_pattern(painter, box.as_polygon(), style, inside=False)
        if not style.stroke:
            painter.line(box.as_polygon(), "ink_soft", 0.5, inside=False)
    else:
        line = np.array([shapely.LineString([(box.left, middle), (box.right, middle)])])
        draw_lines(painter, line, style, inside=False)


def _fitting(text: str, face: Face, size: float, width: float) -> float:
    """Return a size of at most `size` at which a line of text is no broader than `width` points."""
    return min(size, size * width / text_width(text, face, size))
