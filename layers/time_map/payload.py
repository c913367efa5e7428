"""Everything the document's time engine needs, as plain values: days are whole numbers since the period's first day.

The shape, once, for Python and JavaScript alike:

- `geometry`: see encode.py; elsewhere a geometry is its number there.
- `styles`: layers.layer.Style as dictionaries; elsewhere a style is its number there, -1 for "not drawn".
- `facts`, `citations`: see facts.py; elsewhere a fact is its number there, -1 for none.
- `ground`: `land` geometries, `window` and `extent` geometry; `lakes` and `rivers` as [geometry, rank] pairs.
- `units`: `{id, geometry, spans}` with spans [day, style, style by title, fact], sorted; the last before a date counts.
- `borders`: `{geometry, spans, fact}` with spans [day, style, style by title].
- `layers`: `{key, title, description, visible, items}`; an item is `{geometry | point | legs, from, to, style, fact}`
  with `to` null for "still so", and for axes `width` (CSS pixels) and `label`.
- `labels`: `towns` `{point, rank, spans: [from, to, name, modern name]}`; `waters` and `states`
  `{point, rank, angle,
  text, along, from, to}`, `along` for names that stand on a line.
- `events`: `{day, title, text, category, point, fact}`, sorted by day. `changes`: days on which something changes.
- `notes`: `{from, to, text, measured}`: what to know of the fronts on these days, and their measured error in full.
- `legend`: groups `{title, titleByOwner, layer, columns, entries}`; an entry `{style, text, covers}` shows when a style
  it covers is on the map.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any, Final

import geopandas as gpd
import shapely

from geodata.space import DRAWN_EXTENT, WINDOW
from geodata.timeline import OPENS_ON, PERIOD, changes, day_index, is_missing
from layers.axes import MINOR
from layers.campaigns import CAMPAIGNS, FRONTS, HELD_GROUND, errors_by_day, figures_of, main_errors, side_of
from layers.evidence import ESTIMATE, changes_of_hands, evidence_span, name_of_the_time
from layers.layer import Layer, Style
from layers.time_map.encode import GeometryTable, encode_points
from layers.time_map.facts import FactBook
from layers.time_map.frontiers import border_spans
from layers.time_map.legend import legend_groups
from layers.time_map.words import interface_words

Datasets = Mapping[str, gpd.GeoDataFrame]
Record = Mapping[str, Any]

_FRAMES: Final = {"window": WINDOW, "extent": DRAWN_EXTENT}

ECHELONS: Final = {
    "army_group": 1.35,
    "panzer_group": 1.15,
    "panzer_army": 1.15,
    "army": 1.0,
    "group": 0.85,
    "corps": 0.7,
}
"""Breadth of an axis by echelon, relative to the style's width."""
MINOR_FROM: Final = 2.75
"""The zoom from which axes of minor echelons are drawn."""


class StyleTable:
    """Numbers styles; a style that draws nothing is -1."""

    def __init__(self) -> None:
        self.styles: list[Style] = []
        self._numbers: dict[Style, int] = {}

    def add(self, style: Style) -> int:
        """Return the number of a style."""
        if style.fill is None and style.stroke is None:
            return -1
        if style not in self._numbers:
            self._numbers[style] = len(self.styles)
            self.styles.append(style)
        return self._numbers[style]


@dataclass
class Workbook:
    """What is shared while a payload is written: geometries, styles and facts, each stored once."""

    facts: FactBook
    geometry: GeometryTable = field(default_factory=GeometryTable)
    styles: StyleTable = field(default_factory=StyleTable)


def payload(
    datasets: Datasets,
    layers: Sequence[Layer],
    bibliography: Mapping[str, Mapping[str, Any]],
    language: str = "en",
    errors: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the payload of the layers whose dataset is there; what is missing is left out, all else is shown.

    `errors` are the measured errors of the fronts, as `geodata.read.read_front_errors` returns them.
    """
    work = Workbook(FactBook(bibliography, language))
    present = [layer for layer in layers if layer.dataset in datasets]
    ground = _ground(datasets, work)
    units = _units(datasets, present, work)
    borders = _borders(datasets, present, work)
    drawn = [_layer(layer, datasets[layer.dataset], work) for layer in present]
    events = _events(datasets, present, drawn)
    result: dict[str, Any] = {
        "period": {"first": PERIOD.first, "days": day_index(PERIOD.last) + 1, "opens": day_index(OPENS_ON)},
        "ground": ground,
        "units": units,
        "borders": borders,
        "layers": drawn,
        "labels": _labels(datasets),
        "events": events,
        "changes": _change_days(datasets, events),
        "notes": _notes(datasets, language, errors),
        "captures": _captures(datasets),
        "errors": {key: _within(error) for key, error in main_errors(errors).items()},
        "legend": legend_groups(present, tuple(work.styles.styles), work.styles.add, language),
        "facts": work.facts.facts,
        "citations": work.facts.citations,
    }
    return result | {"styles": [asdict(style) for style in work.styles.styles], "geometry": work.geometry.encoded()}


def _notes(datasets: Datasets, language: str, errors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what to know of the fronts, by days: from how many facts they come and how far they may be off.

    Without `occupations` it is what the map leaves out: the ground that armies held in a campaign.
    """
    words = interface_words(language)["notes"]
    if "occupations" not in datasets:
        return [_note(start, end, words["missing"], "") for _, start, end in CAMPAIGNS]
    notes = []
    for start, end, error in errors_by_day(errors):
        figures = figures_of(error)
        notes.append(_note(start, end, words["interpolated"].format(**figures), words["measured"].format(**figures)))
    return notes


def _note(start: str, end: str | None, text: str, measured: str) -> dict[str, Any]:
    return {"from": day_index(start), "to": day_index(end) if end else None, "text": text, "measured": measured}


def _within(error: Mapping[str, Any]) -> int:
    """Return the whole days within which three of four days of capture are met."""
    return max(1, math.ceil(float(error["leave_one_out"]["upper_quarter"])))


def _captures(datasets: Datasets) -> dict[str, Any]:
    """Return places that changed hands as columns: names, points in quanta, days, sides and campaigns by number.

    The best attested come first, and from the index `estimated` on the days are estimates; `running` are the days
    between which each campaign's facts tell who holds the ground.
    """
    if "captures" not in datasets or "occupations" not in datasets:
        return {}
    taken = changes_of_hands(datasets["captures"])
    sides = [side_of(holder) for holder in taken["by"]]
    lists = {"sides": sorted(set(sides)), "campaigns": sorted(set(taken["campaign"]))}
    points = encode_points([point.coords[0] for point in taken.geometry])
    spans = [evidence_span(campaign) for campaign in lists["campaigns"]]
    return {
        **lists,
        "running": [[day_index(first), last and day_index(last)] for first, last in spans],
        "names": [name_of_the_time(record) for record in taken.to_dict("records")],
        "points": [number for point in points for number in point],
        "days": [day_index(day) for day in taken["valid_from"]],
        "estimated": int((taken["certainty"] != ESTIMATE).sum()),
        "side": [lists["sides"].index(side) for side in sides],
        "campaign": [lists["campaigns"].index(campaign) for campaign in taken["campaign"]],
    }


def records(frame: gpd.GeoDataFrame) -> list[Record]:
    """Return a frame's rows as dictionaries with `geometry` among them, missing values as None."""
    columns = frame.to_dict("records")
    return [{key: None if _gone(value) else value for key, value in row.items()} for row in columns]


def _gone(value: Any) -> bool:
    return not isinstance(value, list | dict | shapely.Geometry) and is_missing(value)


def _ground(datasets: Datasets, work: Workbook) -> dict[str, Any]:
    """Return land, waters and the two frames: of the window, and of all that is drawn."""
    frames = {name: shapely.segmentize(shapely.box(*box), 0.25) for name, box in _FRAMES.items()}
    result: dict[str, Any] = {name: work.geometry.add(frame) for name, frame in frames.items()}
    land = shapely.get_parts(datasets["base_land"].geometry.values) if "base_land" in datasets else []
    result["land"] = [work.geometry.add(shapely.MultiPolygon(group)) for group in _by_size(land)]
    for name in ("lakes", "rivers"):
        result[name] = _by_rank(datasets[f"base_{name}"], work) if f"base_{name}" in datasets else []
    return result


def _by_size(parts: Sequence[shapely.Polygon]) -> Iterable[list[shapely.Polygon]]:
    """Yield the mainland by itself, then the islands: the mainland's outline changes detail far more often."""
    ordered = sorted(parts, key=lambda part: -part.area)
    yield from (group for group in (ordered[:1], ordered[1:]) if group)


def _by_rank(frame: gpd.GeoDataFrame, work: Workbook) -> list[list[int]]:
    ranks = frame["rank"].fillna(4).astype(int) if "rank" in frame else [4] * len(frame)
    groups: dict[int, list[shapely.Geometry]] = {}
    for rank, geometry in zip(ranks, frame.geometry, strict=True):
        groups.setdefault(rank, []).extend(shapely.get_parts(geometry))
    return [[work.geometry.add(_multi(parts)), rank] for rank, parts in sorted(groups.items())]


def _multi(parts: Sequence[shapely.Geometry]) -> shapely.Geometry:
    areas = [part for part in parts if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(areas) if areas else shapely.MultiLineString(list(parts))


def _named(layers: Sequence[Layer], dataset: str) -> Layer | None:
    return next((layer for layer in layers if layer.dataset == dataset), None)


def _units(datasets: Datasets, layers: Sequence[Layer], work: Workbook) -> list[dict[str, Any]]:
    """Return the units of land: geometry once, and a span for every row of control."""
    layer = _named(layers, "territories")
    if layer is None:
        return []
    rows = sorted(records(datasets["territories"]), key=lambda row: (row["unit"], row["valid_from"]))
    return [_unit(str(unit), list(own), layer, work) for unit, own in groupby(rows, key=lambda row: row["unit"])]


def _unit(unit: str, rows: Sequence[Record], layer: Layer, work: Workbook) -> dict[str, Any]:
    spans = [
        [
            day_index(row["valid_from"]),
            work.styles.add(layer.style(row)),
            work.styles.add(layer.style(by_title(row))),
            work.facts.add(row, layer.popup, layer.title),
        ]
        for row in rows
    ]
    return {"id": unit, "geometry": work.geometry.add(rows[0]["geometry"]), "spans": spans}


def by_title(row: Record) -> Record:
    """Return a territory's properties as they would be if whoever had recognised title held the ground."""
    return {**row, "controller": row["sovereign"], "status": "sovereign"}


def _borders(datasets: Datasets, layers: Sequence[Layer], work: Workbook) -> list[dict[str, Any]]:
    layer = _named(layers, "borders")
    if layer is None or "territories" not in datasets:
        return []
    control: dict[str, list[Record]] = {}
    for row in sorted(records(datasets["territories"]), key=lambda row: str(row["valid_from"])):
        control.setdefault(str(row["unit"]), []).append(row)
    found = []
    for row in records(datasets["borders"]):
        spans = border_spans(row, control.get(row["unit_left"], []), control.get(row["unit_right"], []))
        numbered = [[day, work.styles.add(now), work.styles.add(title)] for day, now, title in spans]
        if any(max(span[1:]) >= 0 for span in numbered):
            fact = work.facts.add(row, layer.popup, layer.title)
            found.append({"geometry": work.geometry.add(row["geometry"]), "spans": numbered, "fact": fact})
    return found


def _layer(layer: Layer, frame: gpd.GeoDataFrame, work: Workbook) -> dict[str, Any]:
    """Return a layer; territories and borders have their items elsewhere and are only named here."""
    special = layer.dataset in ("territories", "borders")
    items = [] if special else [_item(layer, row, work) for row in records(frame)]
    words = {"key": layer.key, "title": layer.title, "description": layer.description}
    return {**words, "kind": layer.kind, "dataset": layer.dataset, "visible": layer.visible, "items": items}


def _item(layer: Layer, row: Record, work: Workbook) -> dict[str, Any]:
    style = layer.style(row)
    start, end = day_index(str(row.get("valid_from") or row["date"])), row.get("valid_to")
    # Ground that is gathered anew was taken before: the card says when, from the facts.
    told = {**row, "valid_from": None} if row.get("gathered") else row
    item: dict[str, Any] = {
        "from": start,
        "to": None if end is None else day_index(str(end)),
        "style": work.styles.add(style),
        "fact": -1 if layer.key == FRONTS.key else work.facts.add(told, layer.popup, layer.title),
    }
    if layer.kind == "point":  # an event shows on its own day
        item["to"] = start + 1
    if layer.kind == "axis":
        return item | _axis(row, style)
    if layer.key == HELD_GROUND.key:
        item |= {"campaign": row["campaign"], "side": side_of(str(row["controller"]))}
        item |= {"gathered": True} if row["gathered"] else {}
    if row["geometry"].geom_type == "Point":
        return item | {"point": encode_points([row["geometry"].coords[0]])[0]}
    return item | {"geometry": work.geometry.add(row["geometry"])}


def _axis(row: Record, style: Style) -> dict[str, Any]:
    legs = list(row["legs"])
    points = encode_points([(leg["lon"], leg["lat"]) for leg in legs])
    dated = [[*point, day_index(leg["date"])] for point, leg in zip(points, legs, strict=True)]
    width = style.width * ECHELONS.get(str(row.get("echelon")), 1.0)
    label = str(row.get("formation") or row["name"]).split(" (")[0].split(",")[0]
    least = MINOR_FROM if row.get("echelon") in MINOR else 0
    return {
        "least_zoom": least,
        "legs": dated,
        "places": [leg["place"] for leg in legs],
        "width": round(width, 2),
        "label": label,
    }


def _events(datasets: Datasets, layers: Sequence[Layer], drawn: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    layer = _named(layers, "events")
    if layer is None:
        return []
    items = next(one["items"] for one in drawn if one["key"] == layer.key)
    events = [
        {
            "day": item["from"],
            "title": str(row["title"]),
            "text": str(row.get("text") or ""),
            "category": str(row.get("category") or ""),
            "point": item["point"],
            "fact": item["fact"],
            "style": item["style"],
        }
        for item, row in zip(items, records(datasets["events"]), strict=True)
    ]
    days = day_index(PERIOD.last)
    return sorted((event for event in events if 0 <= event["day"] <= days), key=lambda event: event["day"])


def _change_days(datasets: Datasets, events: Iterable[Mapping[str, Any]]) -> list[int]:
    frames = [datasets[name] for name in ("territories", "partition_lines") if name in datasets]
    days = {day_index(day) for day in changes(*frames)} | {event["day"] for event in events}
    return sorted(days)


def _labels(datasets: Datasets) -> dict[str, Any]:
    """Return the names on the map: towns with their names by date, waters and states."""
    towns: dict[str, dict[str, Any]] = {}
    for row in records(datasets["places"]) if "places" in datasets else []:
        point = encode_points([row["geometry"].coords[0]])[0]
        town = towns.setdefault(str(row["id"]), {"point": point, "rank": int(row.get("rank") or 5), "spans": []})
        town["spans"].append([*_interval(row), str(row["name"]), str(row.get("modern_name") or "")])
    named = {name: _named_points(datasets[name]) for name in ("waters", "states") if name in datasets}
    return {"towns": list(towns.values()), "waters": named.get("waters", []), "states": named.get("states", [])}


def _named_points(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    labels = []
    for row in records(frame):
        start, end = _interval(row)
        point = encode_points([row["geometry"].coords[0]])[0]
        rank, angle = int(row.get("rank") or 3), float(row.get("angle") or 0.0)
        labels.append(
            {"point": point, "rank": rank, "angle": angle, "text": str(row["name"]), "from": start, "to": end}
        )
    return labels


def _interval(row: Record) -> tuple[int, int | None]:
    start, end = row.get("valid_from") or PERIOD.first, row.get("valid_to")
    return day_index(str(start)), None if end is None else day_index(str(end))
