"""What each published file holds, made from units, border pieces and dated facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.ops import substring

from geodata.pipeline.fronts.facts import AGREED
from geodata.pipeline.linework import in_degrees, in_metres
from geodata.pipeline.sources import Row, read_features
from geodata.pipeline.units import BorderPiece, area_km2
from geodata.pipeline.views import Polygons
from geodata.pipeline.write import Feature
from geodata.space import DRAWN_EXTENT
from geodata.timeline import PERIOD, day_at, day_index


def territories(polygons: Polygons, control: Sequence[Row], precision: Mapping[str, float]) -> list[Feature]:
    """Return one feature for every unit and span of control; `precision_km` is that of its poorest border."""
    features = []
    for row in sorted(control, key=lambda row: (row["unit"], row["valid_from"])):
        polygon = polygons[row["unit"]]
        properties = {
            "id": f"{row['unit']}_{row['valid_from']}",
            "unit": row["unit"],
            "name": row["name"],
            **{key: row[key] or None for key in ("valid_from", "valid_to", "sovereign", "controller", "status")},
            "instrument": row["instrument"],
            "area_km2": round(area_km2(polygon), 1),
            "precision_km": precision.get(row["unit"]),
            **{key: row[key] for key in ("source", "certainty", "note")},
        }
        features.append(Feature(polygon, properties))
    return features


def borders(pieces: Iterable[BorderPiece]) -> list[Feature]:
    """Return every border piece between two units; it exists throughout, its class follows from its units."""
    return [
        Feature(
            piece.line,
            {
                "id": f"{piece.stretch.id}__{piece.unit_left}__{piece.unit_right}",
                "name": piece.stretch.name,
                "stretch": piece.stretch.id,
                "unit_left": piece.unit_left,
                "unit_right": piece.unit_right,
                "method": piece.stretch.method,
                "follows": piece.stretch.follows,
                "precision_km": piece.stretch.precision_km,
                "source": piece.stretch.source,
                "valid_from": PERIOD.first,
                "valid_to": None,
            },
        )
        for piece in pieces
    ]


def precision_by_unit(pieces: Iterable[BorderPiece]) -> dict[str, float]:
    """Return the poorest precision among the borders of every unit, in kilometres."""
    worst: dict[str, float] = {}
    for piece in pieces:
        for unit in (piece.unit_left, piece.unit_right):
            worst[unit] = max(worst.get(unit, 0.0), piece.stretch.precision_km)
    return worst


def partition_lines(rows: Sequence[Row], lines: Mapping[str, shapely.LineString]) -> list[Feature]:
    """Return the lines of 23 August, 28 August and 28 September 1939, each put together from whole or cut stretches."""
    features = []
    for row in rows:
        parts = [_part(reference, lines) for reference in row["stretches"].split(";")]
        merged = shapely.line_merge(shapely.union_all([in_degrees(part) for part in parts]))
        properties: dict[str, Any] = {
            key: row[key] or None for key in ("id", "name", "instrument", "valid_from", "valid_to")
        }
        properties |= {"stretch": row["stretches"], "precision_km": float(row["precision_km"])}
        features.append(Feature(merged, properties | {key: row[key] for key in ("source", "text")}))
    return features


def _part(reference: str, lines: Mapping[str, shapely.LineString]) -> shapely.LineString:
    """Return a stretch, or its part between two places written as ``id@lon,lat:lon,lat``."""
    key, _, ends = reference.strip().partition("@")
    line = lines[key]
    if not ends:
        return line
    places = [in_metres(shapely.Point(*map(float, end.split(",")))) for end in ends.split(":")]
    start, end = (line.project(place) for place in places)
    return substring(line, start, end)


def axes(rows: Sequence[Row], campaign: str, phases: Sequence[Row]) -> list[Feature]:
    """Return one feature for every axis of a campaign, with its dated legs; the line joins its places.

    An axis stands until the last day on which the campaign was fought, in any of its `phases`, or until it has arrived,
    if that is later. What was handed over by agreement is no fighting.
    """
    fought = [row for row in phases if row["campaign"] == campaign and not AGREED.issuperset(row["kinds"].split(";"))]
    last = max((row["last"] for row in fought), default=PERIOD.first)
    own = sorted((row for row in rows if row["campaign"] == campaign), key=lambda row: (row["axis"], int(row["seq"])))
    features = []
    for key, group in groupby(own, key=lambda row: row["axis"]):
        legs = list(group)
        first = legs[0]
        line = shapely.LineString([(float(leg["lon"]), float(leg["lat"])) for leg in legs])
        sources = {source for leg in legs for source in leg["source"].split(";")}
        properties = {
            "id": key,
            "name": first["title"],
            **{name: first[name] for name in ("campaign", "army_group", "formation", "echelon")},
            "legs": [
                {"place": leg["place"], "lon": float(leg["lon"]), "lat": float(leg["lat"]), "date": leg["arrival_date"]}
                for leg in legs
            ],
            "valid_from": min(leg["arrival_date"] for leg in legs),
            "valid_to": day_at(day_index(max(last, *(leg["arrival_date"] for leg in legs))) + 1),
            "precision_km": 20.0,
            "source": ";".join(sorted(sources - {""})),
        }
        features.append(Feature(line, properties))
    return features


def points(rows: Sequence[Row], *, numbers: Sequence[str] = ()) -> list[Feature]:
    """Return the rows of a table as points; its columns become properties, empty cells null.

    Where several rows share an id, because a name changed, each gets its first day added and `series` keeps the id.
    """
    counts = Counter(row["id"] for row in rows)
    features = []
    for row in rows:
        properties: dict[str, Any] = {name: value or None for name, value in row.items() if name not in ("lon", "lat")}
        properties |= {name: float(row[name]) for name in numbers if row.get(name)}
        properties["valid_from"] = row.get("valid_from") or row.get("date") or PERIOD.first
        properties.setdefault("valid_to", None)
        properties["series"] = row["id"]
        if counts[row["id"]] > 1:
            properties["id"] = f"{row['id']}_{properties['valid_from']}"
        features.append(Feature(shapely.Point(float(row["lon"]), float(row["lat"])), properties))
    return features


def base(stem: str, folder: Path) -> list[Feature]:
    """Return a base file for drawing, cut to the drawn extent."""
    extent = shapely.box(*DRAWN_EXTENT)
    features = []
    for number, feature in enumerate(read_features(folder / "base" / f"{stem}.geojson")):
        geometry = shape(feature["geometry"])
        if not extent.covers(geometry):
            geometry = shapely.intersection(geometry, extent)
        if not geometry.is_empty:
            properties = {**feature["properties"], "id": feature["properties"].get("id") or f"{stem}_{number}"}
            features.append(Feature(geometry, properties))
    return features
