"""Whether precision_km is what method and points support: hand-drawn lines against known-good lines, and against chords.

Four independent looks. Where a surviving line or a mapped river marks the same frontier, the hand-drawn stretch must
keep to it within its claim. Where nothing survives, the spacing of its points sets a lower bound: a lifted line redrawn
through points that far apart cuts corners, and no hand-drawn stretch may claim to be better than that. And no claim may
be better than what the modern lines themselves are worth, which the towns on either side of them show.
"""

from functools import lru_cache
from math import ceil, hypot

import numpy as np
import pytest
import shapely
from shapely import LineString, Point
from shapely.geometry import shape
from shapely.ops import substring

from geodata.pipeline.linework import in_metres, resolve
from geodata.pipeline.sources import read_base, read_features, read_sources
from geodata.read import SOURCES
from geodata.space import to_map

STRETCHES = {stretch.id: stretch for stretch in read_sources().stretches}

NEARLY_EVERYWHERE = 95
"""The percentile along a line that `precision_km` speaks of: the distance within which the true line lies."""

MODERN_KM = 0.8
"""What the modern lines of the base are worth at best; two lines that are both right may part by both errors."""

STEP_M = 250.0

KNOWN_GOOD = [
    # stretch, base line, from (lon, lat), to (lon, lat), why the two are one line there
    ("riga_zbruch", "modern_admin:UA-61|UA-68", (26.15, 49.80), (26.41, 48.54), "the Zbruch is still the limit"),
    ("poland_ruthenia_uzhok", "modern_admin:UA-21|UA-46", (22.90, 48.98), (23.53, 48.72), "crest of the Carpathians"),
    # west of 23.78 E the base line has no vertex for 7 km at the Vyshkiv pass: not known to be good there
    ("poland_ruthenia_gorgany", "modern_admin:UA-21|UA-26", (23.78, 48.62), (24.58, 47.97), "crest of the Gorgany"),
    # above Usteriky the base line leaves Yablunytsia and Koniatyn on the wrong bank: not good there
    ("poland_romania_cheremosh", "modern_admin:UA-26|UA-77", (25.00, 48.106), (25.58, 48.387), "the Cheremosh"),
    ("poland_romania_cheremosh", "modern_admin:UA-26|UA-77", (25.602, 48.43), (25.61, 48.67), "Galicia and Bukovina"),
    ("ep_lt", "modern_borders:LT-RU", (22.602, 55.07), (22.70, 54.45), "the frontier of 1422 still stands"),
    ("hlucin_zaolzie_oder", "rivers:oder", (18.30, 49.885), (18.33, 49.93), "the Oder above the Olza"),
]

STRAIGHT = {
    "danzig_ep_lagoon": "across the Vistula lagoon",
    "danzig_pl_coast_north": "across the bay of Danzig",
    "ee_su_1920_lake_pskov": "across lake Pskov",
    "fi_su_1920_ladoga_north": "across lake Ladoga",
    "fi_su_1920_ladoga_south": "across lake Ladoga",
    "fi_su_1920_petsamo": "straight from mark to mark by the treaty",
    "fi_su_1920_salla": "straight from mark to mark",
    "fi_su_1920_salla_north": "straight from mark to mark",
    "memel_lagoon_spit": "across the Curonian lagoon",
    "petsamo_inari": "straight from mark to mark",
    "romania_ussr_liman": "across the liman of the Dniester",
}
"""Long gaps between points that cut no corners, because the line itself is straight there."""

HAND_DRAWN = [
    stretch
    for stretch in STRETCHES.values()
    if stretch.method == "digitised" and stretch.role == "border" and stretch.id not in STRAIGHT
]

MEANDERING = ["fi_su_1940_isthmus", "ee_lv_west", "lv_lt", "poland_slovakia", "germany_czechoslovakia_bavaria"]
"""Lifted stretches of every kind of country that stand for what a hand-drawn line leaves out between its points."""


def places_along(line: LineString) -> list[Point]:
    return [line.interpolate(station) for station in np.arange(0.0, line.length, STEP_M)]


def apart_km(line: LineString, other: shapely.Geometry) -> float:
    """Return the distance in km within which nearly all of a line lies to another."""
    return float(np.percentile([other.distance(place) for place in places_along(line)], NEARLY_EVERYWHERE)) / 1000


def between(line: LineString, start: tuple[float, float], end: tuple[float, float]) -> LineString:
    stations = sorted(line.project(Point(to_map().transform(*place))) for place in (start, end))
    return substring(line, *stations)


@pytest.mark.parametrize(
    ("stretch", "base", "start", "end", "why"), KNOWN_GOOD, ids=[f"{row[0]}-{row[4]}" for row in KNOWN_GOOD]
)
def test_where_a_good_line_marks_the_same_frontier_the_hand_drawn_one_keeps_to_it(stretch, base, start, end, why):
    file, _, key = base.partition(":")
    drawn = between(in_metres(STRETCHES[stretch].control_points), start, end)
    assert drawn.length > 3_000, "the two places do not name a piece of the stretch"
    claimed = STRETCHES[stretch].precision_km
    assert apart_km(drawn, in_metres(read_base(file)[key])) <= hypot(claimed, MODERN_KM), why


@lru_cache
def lifted_lines() -> tuple[LineString, ...]:
    lines, faults = resolve([STRETCHES[key] for key in MEANDERING])
    assert faults == []
    return tuple(lines.values())


@lru_cache
def corner_cutting_km(spacing_km: int) -> float:
    """Return how far lines redrawn through points this far apart stray from themselves, nearly everywhere."""
    off: list[float] = []
    for line in lifted_lines():
        gaps = ceil(line.length / (spacing_km * 1000))
        chords = LineString([line.interpolate(gap / gaps, normalized=True) for gap in range(gaps + 1)])
        off += [chords.distance(place) for place in places_along(line)]
    return float(np.percentile(off, NEARLY_EVERYWHERE)) / 1000


def spacing_km(stretch) -> int:
    """Return the gap between points in which a place of the stretch lies on average, in whole km, rounded down."""
    points = shapely.get_coordinates(in_metres(stretch.control_points))
    gaps = np.hypot(*np.diff(points, axis=0).T) / 1000
    return max(1, int(np.average(gaps, weights=gaps)))


def test_corners_are_cut_more_the_farther_the_points_stand_apart():
    strays = [corner_cutting_km(gap) for gap in (1, 2, 4, 8)]
    assert strays == sorted(strays)
    assert strays[0] < 0.2 < strays[-1]


@pytest.mark.parametrize("stretch", HAND_DRAWN, ids=[stretch.id for stretch in HAND_DRAWN])
def test_no_hand_drawn_stretch_claims_more_than_the_spacing_of_its_points_allows(stretch):
    assert stretch.precision_km >= corner_cutting_km(spacing_km(stretch))


def test_no_claim_is_finer_than_the_lines_it_rests_on():
    lifted = [stretch.precision_km for stretch in STRETCHES.values() if stretch.method == "lifted"]
    routed = [stretch.precision_km for stretch in STRETCHES.values() if stretch.method == "routed"]
    drawn = [stretch.precision_km for stretch in STRETCHES.values() if stretch.method == "digitised"]
    assert min(lifted) >= 0.5
    assert min(routed) >= 0.5
    assert min(drawn) >= 0.5


BEHIND_THE_LINE_KM = 0.6
"""How far a place may lie on the wrong side of a line that is generalised at its river."""


def side(line: LineString, place: Point) -> int:
    """Return 1 for a place to the left of a line and -1 for one to the right."""
    at = line.project(place)
    start, end = line.interpolate(max(0.0, at - 50)), line.interpolate(min(line.length, at + 50))
    return 1 if (end.x - start.x) * (place.y - start.y) > (end.y - start.y) * (place.x - start.x) else -1


def test_frontiers_that_still_stand_part_the_towns_of_the_two_states():
    towns: dict[str, list[tuple[str, Point]]] = {}
    for town in read_features(SOURCES / "base" / "gazetteer.geojson"):
        properties = town["properties"]
        towns.setdefault(properties["country"], []).append((properties["name"], in_metres(shape(town["geometry"]))))
    standing = [one for one in STRETCHES.values() if (one.follows or "").startswith("modern_borders:")]
    wrong: list[str] = []
    seen = 0
    for key, line in resolve(standing)[0].items():
        first, _, second = STRETCHES[key].follows.removeprefix("modern_borders:").partition("-")
        near = [
            (name, side(line, place) * sign, line.distance(place) / 1000)
            for country, sign in ((first, 1), (second, -1))
            for name, place in towns.get(country, [])
            if line.distance(place) < 4_000 < line.project(place) < line.length - 4_000
        ]
        seen += len(near)
        of_first = 1 if sum(one for _, one, _ in near) > 0 else -1
        wrong += [
            f"{key}: {name}, {km:.1f} km" for name, one, km in near if one != of_first and km > BEHIND_THE_LINE_KM
        ]
    assert seen > 300
    assert wrong == []
