"""Names on the map: states in spaced capitals, water in italics, towns beside their dots; none lies on another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.path import Path

from geodata.timeline import is_missing
from layers.evidence import DatedPlace, dated_places
from layers.figure.history import rows_on
from layers.figure.painter import Face, Painter, text_width
from layers.figure.sheet import Rectangle, Sheet
from layers.locale import words
from layers.words import day_in_words

_TOWN_SIZE: Final = {1: 15.5, 2: 13.5, 3: 12.0, 4: 12.0, 5: 12.0}
_DOT: Final = {1: 7.0, 2: 5.6, 3: 4.6, 4: 4.0, 5: 3.6}
_STATE_SIZE: Final = {1: 23.0, 2: 17.0, 3: 13.0, 4: 12.0}
_WATER_SIZE: Final = {
    "sea": {1: 21.0, 2: 15.0, 3: 12.5, 4: 12.0},
    "lake": {1: 14.0, 2: 13.0, 3: 12.0, 4: 12.0},
    "river": {1: 14.5, 2: 13.0, 3: 12.0, 4: 12.0},
}
_MARKER: Final = 13.0
_FACT_SIZE: Final = 12.0
_FACT_SQUARE: Final = 4.4
_FACTS_FROM: Final = 370.0
"""Places of dated facts are named where a point is at most so many metres, as on the screen's near zooms."""
_SAME: Final = 3_500.0
"""A place this near to a named town, in metres, is that town."""
_SQUARE: Final = Path([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], closed=True)
_THIN: Final = "\u2009"
_FIRM: Final = "\u00a0"


@dataclass
class Space:
    """The part of the map that may carry words, and what is taken of it already, as polygons in points."""

    bounds: Rectangle
    taken: list[Any] = field(default_factory=list)

    def is_free(self, shape: Any) -> bool:
        """Tell whether a shape lies inside the bounds and touches nothing that is taken."""
        return self.bounds.as_polygon().covers(shape) and not shapely.intersects(np.array(self.taken), shape).any()

    def take(self, shape: Any) -> None:
        """Mark a shape as taken."""
        self.taken.append(shape)


def free_space(sheet: Sheet) -> Space:
    """Return the space for words: inside the frame and inside the safe part of the page."""
    frame, safe = sheet.frame.grown(-8.0), sheet.safe
    bounds = Rectangle(
        max(frame.left, safe.left),
        max(frame.bottom, safe.bottom),
        min(frame.right, safe.right),
        min(frame.top, safe.top),
    )
    return Space(bounds)


def draw_labels(
    painter: Painter, data: Mapping[str, gpd.GeoDataFrame], on: str, space: Space, *, facts: bool = False
) -> None:
    """Write the names valid on a date, the greatest towns first, then states and waters, then the other towns.

    With `facts` a near view names the places of dated facts too, with the days on which they changed hands.
    """
    for x, y in painter.marked:
        space.take(shapely.Point(x, y).buffer(_MARKER))
    towns = list(_towns(painter.sheet, data, on))
    marked = [town for town in towns if town.rank == 1]
    for town in marked:
        _write_town(painter, town, space)
    homes = _homes(painter.sheet, data, on)
    for label in _states(painter.sheet, data, on):
        _write_name(painter, label, space, _STATE, homes.get(label.holder))
    for label in _waters(painter.sheet, data, on):
        _write_name(painter, label, space, _WATER)
    for town in towns:
        if town.rank > 1:
            _write_town(painter, town, space)
    if facts and "captures" in data and painter.sheet.metres_per_point <= _FACTS_FROM:
        _write_facts(painter, data["captures"], on, towns, space)


def _write_facts(painter: Painter, captures: gpd.GeoDataFrame, on: str, towns: Sequence[Label], space: Space) -> None:
    """Name the places of dated facts: an open square before a place changes hands, a filled one and the day after."""
    sheet = painter.sheet
    near = _SAME / sheet.metres_per_point
    for place in dated_places(captures, on):
        x, y = sheet.place(place.lon, place.lat)
        if any(np.hypot(town.x - x, town.y - y) < near for town in towns):
            continue
        if _write_beside(painter, Label(_dated(place), x, y, 5, _FACT_SIZE), space, "sans", _FACT_SQUARE / 2 + 1.0):
            fill = "halo" if place.since is None else "ink"
            painter.marks(np.array([[x, y]]), _SQUARE, _FACT_SQUARE, fill, stroke="ink", width=1.2)


def _dated(place: DatedPlace) -> str:
    if place.since is None:
        return place.name
    day, _ = day_in_words(place.since, short=True).rsplit(" ", 1)
    return f"{place.name} {words()['figure']['estimated'].format(day=day) if place.is_estimate else day}"


@dataclass(frozen=True)
class Label:
    """A name at a place in points; `rank` 1 is the most important, `angle` in degrees counterclockwise."""

    text: str
    x: float
    y: float
    rank: int
    size: float
    angle: float = 0.0
    holder: str = ""


def _rank(row: Mapping[str, Any], last: int) -> int:
    return 3 if is_missing(row.get("rank")) else min(max(int(float(row["rank"])), 1), last)


def _towns(sheet: Sheet, data: Mapping[str, gpd.GeoDataFrame], on: str) -> Iterator[Label]:
    if "places" not in data:
        return
    scale = sheet.metres_per_point
    last = 3 if scale > 2400 else 4 if scale > 1300 else 5
    records = rows_on(data["places"], on).to_dict("records")
    for row in sorted(records, key=lambda row: (_rank(row, 5), str(row["id"]))):
        rank = _rank(row, 5)
        if rank <= last:
            x, y = sheet.place(row["geometry"].x, row["geometry"].y)
            yield Label(str(row["name"]), x, y, rank, _TOWN_SIZE[rank])


def _states(sheet: Sheet, data: Mapping[str, gpd.GeoDataFrame], on: str) -> Iterator[Label]:
    if "states" not in data:
        return
    records = rows_on(data["states"], on).to_dict("records")
    for row in sorted(records, key=lambda row: (_rank(row, 4), str(row["id"]))):
        x, y = sheet.place(row["geometry"].x, row["geometry"].y)
        rank = _rank(row, 4)
        yield Label(str(row["name"]), x, y, rank, _STATE_SIZE[rank], _angle(row), str(row.get("holder")))


def _waters(sheet: Sheet, data: Mapping[str, gpd.GeoDataFrame], on: str) -> Iterator[Label]:
    if "waters" not in data:
        return
    records = rows_on(data["waters"], on).to_dict("records")
    coarse = sheet.metres_per_point > 2000
    for row in sorted(records, key=lambda row: (str(row.get("kind")) == "river", _rank(row, 4), str(row["id"]))):
        rank, kind = _rank(row, 4), str(row.get("kind"))
        if coarse and rank > (2 if kind == "river" else 3):
            continue
        x, y = sheet.place(row["geometry"].x, row["geometry"].y)
        yield Label(str(row["name"]), x, y, rank, _WATER_SIZE.get(kind, _WATER_SIZE["sea"])[rank], _angle(row))


def _angle(row: Mapping[str, Any]) -> float:
    return 0.0 if is_missing(row.get("angle")) else float(row["angle"])


def _homes(sheet: Sheet, data: Mapping[str, gpd.GeoDataFrame], on: str) -> dict[str, Any]:
    """Return roughly what every holder holds on a date, in points: a state's name should stay inside."""
    if "territories" not in data or "states" not in data:
        return {}
    frame = rows_on(data["territories"], on)
    rough = shapely.simplify(frame.geometry.to_numpy(), 0.03, preserve_topology=False)
    shapes = shapely.make_valid(sheet.points(rough))
    holders = frame["controller"].to_numpy()
    return {holder: shapely.union_all(shapes[holders == holder]) for holder in sorted(set(holders))}


@dataclass(frozen=True)
class _Lettering:
    face: Face
    colour: str
    opacity: float
    spaced: bool
    split: bool


_STATE: Final = _Lettering("semibold", "ink", 0.74, spaced=True, split=True)
_WATER: Final = _Lettering("italic", "water_ink", 1.0, spaced=False, split=False)
_SHIFTS: Final = tuple(
    sorted(((right, up) for right in range(-4, 5) for up in range(-3, 4)), key=lambda at: (abs(at[0]) + abs(at[1]), at))
)
_LEADING: Final = 1.12


def _write_name(painter: Painter, label: Label, space: Space, lettering: _Lettering, home: Any = None) -> None:
    """Write a name near its place: inside its home and free of other names, else smaller or in two lines, else not."""
    best: tuple[float, Any, Any] | None = None
    for lines, size in _settings(label, lettering):
        width = max(text_width(line, lettering.face, size) for line in lines) + 6
        height = size * (1.0 + _LEADING * (len(lines) - 1))
        for right, up in _SHIFTS if lettering.split else _SHIFTS[:9]:
            x, y = label.x + right * size, label.y + up * size * 0.8
            box = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            turned = shapely.affinity.rotate(box, label.angle, origin=(x, y))
            if not space.is_free(turned):
                continue
            share = 1.0 if home is None else shapely.area(shapely.intersection(turned, home)) / turned.area
            if best is None or share > best[0] + 0.02:
                best = (share, turned, (lines, size, x, y))
            if share > 0.97:
                break
        if best is not None and best[0] > 0.97:
            break
    if best is not None:
        _set_lines(painter, label, lettering, *best[2])
        space.take(best[1])


def _settings(label: Label, lettering: _Lettering) -> Iterator[tuple[list[str], float]]:
    """Yield how a name may be set, best first: in one line, in two, each time full, then smaller."""
    words = label.text.split()
    ways = [[label.text]]
    if lettering.split and len(words) > 1:
        middle = next((at for at, word in enumerate(words) if word.startswith("(")), (len(words) + 1) // 2)
        ways.append([" ".join(words[:middle]), " ".join(words[middle:])])
    sizes = sorted({max(label.size * shrink, 12.0) for shrink in (1.0, 0.85, 0.7)}, reverse=True)
    for size in sizes:
        for lines in ways:
            yield [_capitals(line) if lettering.spaced and line.isupper() else line for line in lines], size


def _capitals(name: str) -> str:
    """Return a name in capitals with narrow gaps between its letters."""
    return (_FIRM * 3).join((_THIN * 2).join(word) for word in name.split())


def _set_lines(
    painter: Painter, label: Label, lettering: _Lettering, lines: list[str], size: float, x: float, y: float
) -> None:
    turn = np.radians(label.angle)
    for number, line in enumerate(lines):
        below = size * (0.34 + _LEADING * (number - (len(lines) - 1) / 2))
        spot = (x + below * float(np.sin(turn)), y - below * float(np.cos(turn)))
        painter.text(spot, line, face=lettering.face, size=size, colour=lettering.colour, halo=1.6, align="center",
                     angle=label.angle, opacity=lettering.opacity)  # fmt: skip


def _write_town(painter: Painter, town: Label, space: Space) -> None:
    """Set a town's dot and its name beside it; where no side is free, nothing; a marked town has no dot of its own."""
    face: Face = "semibold" if town.rank <= 2 else "sans"
    if any(np.hypot(town.x - x, town.y - y) < _MARKER for x, y in painter.marked):
        _write_beside(painter, town, space, face, _MARKER, marked=True)
    elif _write_beside(painter, town, space, face, _DOT[town.rank] / 2 + 1.0):
        _set_dot(painter, town, _DOT[town.rank])


def _write_beside(
    painter: Painter, place: Label, space: Space, face: Face, around: float, *, marked: bool = False
) -> bool:
    """Write a place's name beside the `around` points that its dot takes; tell whether there was room for both."""
    dot = shapely.box(place.x - around, place.y - around, place.x + around, place.y + around)
    if not marked and not space.is_free(dot):
        return False
    width, height = text_width(place.text, face, place.size), place.size
    for x, y in _seats(place, width, around + 2.5, height):
        box = shapely.box(x - 1, y - height * 0.24, x + width + 1, y + height * 0.76)
        if space.is_free(box):
            painter.text((x, y), place.text, face=face, size=place.size, halo=1.7)
            space.take(box)
            if not marked:
                space.take(dot)
            return True
    return False


def _set_dot(painter: Painter, town: Label, diameter: float) -> None:
    place = np.array([[town.x, town.y]])
    painter.marks(place, Path.unit_circle(), diameter, "halo", stroke="ink", width=1.2)
    if town.rank == 1:
        painter.marks(place, Path.unit_circle(), diameter * 0.4, "ink")


def _seats(town: Label, width: float, gap: float, height: float) -> list[tuple[float, float]]:
    """Return where a town's name may begin, best first: right, left, above right, below right, above, below."""
    x, y, middle = town.x, town.y, town.y - height * 0.28
    above, below = y + gap - 0.5, y - gap - height * 0.62
    return [
        (x + gap, middle),
        (x - gap - width, middle),
        (x + gap * 0.6, above),
        (x + gap * 0.6, below),
        (x - width - gap * 0.6, above),
        (x - width - gap * 0.6, below),
        (x - width / 2, above),
        (x - width / 2, below),
    ]
