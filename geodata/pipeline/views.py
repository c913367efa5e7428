"""The five named layers as views on the units: what a state was, what it lost, which line was its frontier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from geodata.pipeline.sources import Row, Stretch
from geodata.pipeline.units import GRID, BorderPiece, area_km2, only_polygons
from geodata.pipeline.write import Feature
from geodata.timeline import PERIOD, is_valid

Polygons = dict[str, shapely.Geometry]
Holds = Callable[[Row], bool]

PREWAR_POLAND: Final = "1939-08-31"
CEDED_BY_FINLAND: Final = (
    "karelian_isthmus",
    "ladoga_karelia",
    "salla_kuusamo",
    "rybachy",
    "gulf_islands",
    "hanko",
)
BALTIC_STATES: Final = ("estonia", "latvia", "lithuania")
_SAID: Final = ("valid_from", "sovereign", "controller", "status", "instrument", "source", "certainty", "note")
"""What control says of a unit, apart from the day on which it ends."""


@dataclass(frozen=True)
class Ground:
    """What the views look at: the land of every unit, its rows of control, the border pieces."""

    polygons: Polygons
    control: Sequence[Row]
    borders: Sequence[BorderPiece]

    def units_where(self, holds: Holds, on: str) -> frozenset[str]:
        """Return the units whose row on a date satisfies a condition."""
        rows = (row for row in self.control if row["unit"] in self.polygons)
        return frozenset(row["unit"] for row in rows if is_valid(row["valid_from"], row["valid_to"], on) and holds(row))

    def dates_of_change(self) -> list[str]:
        """Return every date on which some unit changes its row, the first day of the period included."""
        return sorted({max(row["valid_from"], PERIOD.first) for row in self.control})

    def union(self, units: Iterable[str]) -> shapely.Geometry:
        """Return the joint land of some units."""
        return only_polygons(
            shapely.union_all(np.array([self.polygons[unit] for unit in sorted(units)]), grid_size=GRID)
        )


def poland(ground: Ground) -> list[Feature]:
    """Return Poland of 31 August 1939: the state territory, every part afterwards, its frontier by stretch."""
    units = ground.units_where(
        lambda row: row["sovereign"] == "poland" and row["controller"] == "poland", PREWAR_POLAND
    )
    state = _states(ground, "poland", "Poland", lambda row: row["controller"] == "poland")
    frontier = _frontier(ground, "poland", units, (_since(ground, units), None), "Frontier of Poland, 31 August 1939")
    return state + _lost(ground, "poland", units, "poland") + frontier


def baltic_states(ground: Ground, bases: Sequence[Row]) -> list[Feature]:
    """Return Estonia, Latvia and Lithuania: state territories by date, frontiers of June 1940, Soviet bases."""
    features: list[Feature] = []
    for state in BALTIC_STATES:

        def held(row: Row, state: str = state) -> bool:
            return row["controller"] == state

        name = state.capitalize()
        features += _states(ground, state, name, held)
        for start, end, units in _spans(ground, held):
            # The last frontier of a state stays on the map when the state is gone.
            until = None if end is not None and end >= "1940-06-15" else end
            features += _frontier(ground, f"{state}_{start}", units, (start, until), f"Frontier of {name} from {start}")
    return features + [_base(row, _lost_on(ground, row["state"])) for row in bases]


def karelia(ground: Ground) -> list[Feature]:
    """Return the Finnish cessions of March 1940 one by one, the frontier of 1920 and the line of 1940."""
    features = _lost(ground, "karelia", frozenset(CEDED_BY_FINLAND), "finland", ("soviet_union",))
    finland = ground.units_where(lambda row: row["controller"] == "finland", "1939-11-29")
    kept = finland - set(CEDED_BY_FINLAND)
    tartu, moscow = "Frontier of 1920 (Treaty of Tartu)", "Frontier of 1940 (Treaty of Moscow)"
    old = _frontier(ground, "frontier_1920", finland, (PERIOD.first, None), tartu, "soviet_union")
    new = _frontier(ground, "line_1940", kept, ("1940-03-13", None), moscow)
    ceded = [feature for feature in new if feature.properties["neighbour"] in CEDED_BY_FINLAND]
    return features + old + ceded


def _states(ground: Ground, key: str, name: str, held: Holds) -> list[Feature]:
    """Return a state's own territory, one feature for every span in which it stayed the same."""
    features = []
    for start, end, units in _spans(ground, held):
        sources = _sources(ground, units, start)
        whole = ground.union(units)
        features.append(_area(f"{key}_state_{start}", name, "state_territory", whole, start, end, sources))
    return features


def _spans(ground: Ground, held: Holds) -> list[tuple[str, str | None, frozenset[str]]]:
    """Return every span in which a condition held for the same units: first day, day after the last, units."""
    spans: list[tuple[str, frozenset[str]]] = []
    for day in ground.dates_of_change():
        units = ground.units_where(held, day)
        if not spans or spans[-1][1] != units:
            spans.append((day, units))
    ends: list[str | None] = [start for start, _ in spans[1:]]
    return [(start, end, units) for (start, units), end in zip(spans, [*ends, None], strict=True) if units]


def _lost(
    ground: Ground, key: str, units: frozenset[str], owner: str, gainers: tuple[str, ...] | None = None
) -> list[Feature]:
    """Return a feature for every part no longer held by its owner, in every span in which the part stayed whole.

    Units that share their name up to the brackets, and of which the same is said from the same day on, are one part:
    a limit of later years does not cut it before.
    """
    gone = [
        row
        for row in ground.control
        if row["unit"] in units and row["controller"] != owner and row["valid_from"] > PREWAR_POLAND
    ]
    parts: dict[tuple[str, ...], list[Row]] = {}
    for row in gone:
        if gainers is None or row["controller"] in gainers:
            parts.setdefault((_whole(row["name"]), *(row[name] for name in _SAID)), []).append(row)
    return [feature for rows in parts.values() for feature in _part(ground, key, rows)]


def _part(ground: Ground, key: str, rows: Sequence[Row]) -> list[Feature]:
    """Return a lost part: one feature, or one for each span when some of its units leave it before the others."""
    features = []
    start = rows[0]["valid_from"]
    for end in sorted({row["valid_to"] for row in rows}, key=lambda day: (not day, day)):
        left = sorted(
            (row for row in rows if not row["valid_to"] or row["valid_to"] > start), key=lambda row: row["unit"]
        )
        row = left[0]
        kind = "leased" if row["status"] == "leased" else "lost"
        whole = ground.union(one["unit"] for one in left) if len(left) > 1 else ground.polygons[row["unit"]]
        name = row["name"] if len(left) == 1 else _whole(row["name"])
        feature = _area(f"{key}_{row['unit']}_{start}", name, kind, whole, start, end or None, row["source"])
        facts = {name: row[name] for name in ("unit", "sovereign", "controller", "status", "instrument")}
        features.append(Feature(feature.geometry, {**feature.properties, **facts}))
        start = end
    return features


def _whole(name: str) -> str:
    """Return the name of the land of which a unit is a part: what stands before the brackets."""
    return name.partition(" (")[0]


def _area(
    key: str, name: str, kind: str, polygon: shapely.Geometry, start: str, end: str | None, source: str
) -> Feature:
    properties: dict[str, Any] = {
        "id": key, "name": name, "kind": kind, "valid_from": start, "valid_to": end, "source": source,
        "area_km2": round(area_km2(polygon)), "precision_km": None,
    }  # fmt: skip
    return Feature(polygon, properties)


def _frontier(
    ground: Ground, key: str, units: frozenset[str], span: tuple[str, str | None], name: str, across: str | None = None
) -> list[Feature]:
    """Return the border pieces with exactly one side among the units, as one feature for each stretch and neighbour."""
    features = []
    for (stretch, neighbour), lines in _outline(ground, units).items():
        if across is None or neighbour == across:
            properties = {
                "id": f"{key}_{stretch.id}_{neighbour}", "name": name, "kind": "frontier", "stretch": stretch.id,
                "text": stretch.name, "neighbour": neighbour, "valid_from": span[0], "valid_to": span[1],
                "method": stretch.method, "source": stretch.source, "precision_km": stretch.precision_km,
            }  # fmt: skip
            features.append(Feature(shapely.line_merge(shapely.union_all(lines)), properties))
    return features


def _outline(ground: Ground, units: frozenset[str]) -> dict[tuple[Stretch, str], list[shapely.Geometry]]:
    """Return the border pieces with exactly one side among the units, by stretch and neighbour."""
    found: dict[tuple[Stretch, str], list[shapely.Geometry]] = {}
    for piece in ground.borders:
        sides = {piece.unit_left, piece.unit_right}
        if len(sides & units) == 1:
            (neighbour,) = sides - units
            found.setdefault((piece.stretch, neighbour), []).append(piece.line)
    return found


def _since(ground: Ground, units: frozenset[str]) -> str:
    """Return the date from which a set of units was held together, up to the eve of its loss."""
    rows = [row for row in ground.control if row["unit"] in units and row["valid_from"] <= PREWAR_POLAND]
    return max([PERIOD.first, *(row["valid_from"] for row in rows)])


def _sources(ground: Ground, units: frozenset[str], on: str) -> str:
    rows = [row for row in ground.control if row["unit"] in units and is_valid(row["valid_from"], row["valid_to"], on)]
    found = {source for row in rows for source in row["source"].split(";")}
    return ";".join(sorted(found - {""}))


def _lost_on(ground: Ground, state: str) -> str | None:
    """Return the first day on which a state no longer held the unit that bears its name."""
    rows = (row for row in ground.control if row["unit"] == state and row["controller"] != state)
    return min((row["valid_from"] for row in rows), default=None)


def _base(row: Row, until: str | None) -> Feature:
    """Return a base under the pacts of 1939, which ended where the whole state was occupied."""
    properties = {
        "id": row["id"], "name": row["place"], "kind": "base", "valid_from": row["valid_from"],
        "valid_to": until, "state": row["state"], "source": row["source"],
        "precision_km": 5.0, "certainty": row["certainty"], "text": row["note"],
    }  # fmt: skip
    return Feature(shapely.Point(float(row["lon"]), float(row["lat"])), properties)
