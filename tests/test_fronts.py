"""Held ground and fronts: the surface of capture days, who takes ground from whom, and known places on known days."""

import csv
import json
import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from geodata.holders import holder_on
from geodata.pipeline.build import build
from geodata.pipeline.fronts.crumbs import recaptured_whole, without_islands
from geodata.pipeline.fronts.facts import Evidence, read_phases
from geodata.pipeline.fronts.ground import Held, compose, surface_of
from geodata.pipeline.fronts.report import compared
from geodata.pipeline.fronts.surface import CANDIDATES, beyond, left_out, ranked_kriging
from geodata.read import SOURCES, read_dataset, read_front_errors
from geodata.space import LAEA, to_map
from geodata.timeline import day_at, day_index, valid_on
from tests.measuring import metric, side

TERRITORIES, OCCUPATIONS, FRONTS = (read_dataset(name) for name in ("territories", "occupations", "fronts"))
CAPTURES = read_dataset("captures")


def held(holder, taken, phase, *box):
    return Held(holder, taken, None, phase, shapely.MultiPolygon([shapely.box(*box)]))


with (SOURCES / "campaigns.csv").open(encoding="utf-8") as file:
    PHASES = read_phases(csv.DictReader(file))
EAST = {phase.number: phase for phase in PHASES if phase.theatre == "east"}
ROAD = np.array([[x * 10_000.0, y * 10_000.0] for x in range(8) for y in range(3)])


def day_at_spot(surface, spot):
    """Return the day of the cell whose middle is nearest to a spot."""
    return surface.days[np.abs(surface.y - spot[1]).argmin(), np.abs(surface.x - spot[0]).argmin()]


def along_the_road(days, give=0.0):
    spans = np.column_stack([days - give, days + give])
    return Evidence(ROAD, days, spans, np.isfinite(days), tuple("x" * len(ROAD)), ("germany",) * len(ROAD))


def test_on_an_even_march_the_day_between_two_places_lies_between_theirs():
    days = ROAD[:, 0] / 10_000
    (found,) = ranked_kriging(along_the_road(days), np.array([[35_000.0, 10_000.0]]))
    assert found == pytest.approx(3.5, abs=0.3)


def test_between_a_place_taken_before_a_pause_and_one_taken_after_it_the_front_stands():
    days = np.where(ROAD[:, 0] < 40_000, ROAD[:, 0] / 10_000, 60 + ROAD[:, 0] / 10_000)
    before, after = ranked_kriging(along_the_road(days), np.array([[32_000.0, 10_000.0], [38_000.0, 10_000.0]]))
    assert before < 25
    assert after > 40


def test_the_line_stops_half_way_to_a_place_that_was_never_taken():
    days = np.where(ROAD[:, 0] < 40_000, ROAD[:, 0] / 10_000, np.inf)
    near, far = ranked_kriging(along_the_road(days), np.array([[33_000.0, 10_000.0], [37_000.0, 10_000.0]]))
    assert near <= 3
    assert np.isinf(far)


def test_a_fact_is_predicted_from_the_others_alone():
    days = ROAD[:, 0] / 10_000
    days[10] = 500.0
    assert np.abs(left_out(along_the_road(days))).max() > 490


def test_a_prediction_within_the_days_that_sources_allow_does_not_contradict_them():
    days = ROAD[:, 0] / 10_000
    days[10] += 5.0
    exact, wide = (beyond(known, left_out(known)) for known in (along_the_road(days), along_the_road(days, give=5.0)))
    assert exact[10] > 4
    assert wide[10] <= exact[10] - 4


def test_a_fact_whose_sources_differ_by_weeks_bends_the_surface_less_than_one_whose_sources_agree():
    days = ROAD[:, 0] / 10_000
    days[10] += 3.0
    beside = ROAD[[10]] + [[2_000.0, 0.0]]
    spans = np.column_stack([days, days])
    spans[10] += [-30.0, 30.0]
    known = along_the_road(days)
    (sure,), (unsure,) = ranked_kriging(known, beside), ranked_kriging(replace(known, spans=spans), beside)
    assert 3.2 < unsure < sure - 0.1


def test_the_ground_of_a_place_has_a_day_that_its_sources_allow():
    phase = replace(EAST[1], first=0, last=20)
    days = ROAD[:, 0] / 10_000
    days[10] = 9.0
    sure = along_the_road(days)
    spans = sure.spans.copy()
    spans[10] = 4.0, 9.0
    assert day_at_spot(surface_of(phase, sure), ROAD[10]) == 9
    assert day_at_spot(surface_of(phase, replace(sure, spans=spans)), ROAD[10]) == 4


LAND = shapely.union_all(valid_on(TERRITORIES, "1941-06-21").to_crs(LAEA).geometry.to_numpy())
SQUARE_KM = 1_000.0


def facts_at(*spots, day=5.0):
    """Return evidence of captures at some places, in kilometres, on a day."""
    days = np.full(len(spots), day)
    positions = SQUARE_KM * np.array(spots, dtype=float).reshape(-1, 2)
    return Evidence(
        positions,
        days,
        np.column_stack([days, days]),
        np.isfinite(days),
        ("x",) * len(spots),
        ("germany",) * len(spots),
    )


def square(*box):
    return [SQUARE_KM * edge for edge in box]


@pytest.mark.parametrize(
    ("missed", "place", "is_swallowed"), [(1, None, True), (1, (20.5, 5), False), (3, None, False)]
)
def test_a_crumb_that_a_recapture_missed_is_won_back_with_it_unless_it_is_large_or_a_fact_lies_in_it(
    missed, place, is_swallowed
):
    lost = held("soviet_union", 4, 4, *square(0, 0, 20 + missed, 10))
    won_back = held("germany", 8, 5, *square(0, 0, 20, 10))
    known = [facts_at(place or (10, 5)), facts_at((10, 5))]
    _, (band,) = recaptured_whole([EAST[4], EAST[5]], known, [[lost], [won_back]])
    assert band.taken == 8
    assert band.ground.area == pytest.approx((20 + missed * is_swallowed) * 10 * SQUARE_KM**2)


def around(holder, taken, hole):
    ring = shapely.difference(shapely.box(*square(0, 0, 60, 60)), shapely.box(*square(*hole)))
    return Held(holder, taken, None, 1, shapely.MultiPolygon([ring]))


@pytest.mark.parametrize(
    ("hole", "place", "taken"),
    [((30, 30, 33, 33), (5, 5), 4), ((30, 30, 33, 33), (31, 31), 6), ((30, 30, 45, 45), (5, 5), 6)],
)
def test_a_small_island_between_armies_falls_on_its_first_day_unless_a_fact_speaks_for_it(hole, place, taken):
    later = held("soviet_union", 6, 2, *square(*hole))
    found = without_islands([around("germany", 4, hole), later], [facts_at(place, day=6.0)], range(3, 8))
    assert sorted((one.holder, one.taken) for one in found) == [("germany", 4), ("soviet_union", taken)]
    assert sum(one.ground.area for one in found) == pytest.approx(3600 * SQUARE_KM**2, rel=1e-3)


def test_an_island_that_nobody_took_later_falls_to_the_army_around_it():
    found = without_islands([around("germany", 4, (30, 30, 33, 33))], [facts_at((5, 5))], range(3, 8))
    assert {(one.holder, one.taken) for one in found} == {("germany", 4)}
    assert shapely.union_all([one.ground for one in found]).area == pytest.approx(3600 * SQUARE_KM**2, rel=1e-3)


@pytest.mark.parametrize("on", ["1939-09-21", "1939-10-03", "1941-08-15", "1941-10-14", "1942-02-20", "1942-04-30"])
def test_no_hole_in_held_ground_is_smaller_than_a_hundred_square_kilometres_unless_a_fact_is_near(on):
    ground = shapely.union_all(shapely.buffer(valid_on(OCCUPATIONS, on).to_crs(LAEA).geometry.to_numpy(), 30))
    rings = [shapely.Polygon(ring) for part in shapely.get_parts(ground) for ring in part.interiors]
    small = [ring for ring in rings if 0.3 < ring.area / 1e6 < 100 and LAND.contains(ring.representative_point())]
    places = shapely.MultiPoint(metric(CAPTURES.geometry.x, CAPTURES.geometry.y))
    assert [ring.representative_point() for ring in small if ring.distance(places) > 8_000] == []


def test_the_comparison_of_methods_has_a_figure_for_each_in_every_interpolated_phase():
    phase = next(phase for phase in PHASES if phase.campaign == "bessarabia_1940")
    known = along_the_road(ROAD[:, 0] / 10_000)
    local = replace(phase, reach=10_000.0)
    *_, row = lines = compared([(phase, known), (local, known)]).splitlines()
    assert len(lines) == 3
    assert len(re.findall(r"\d+\.\d / \d+\.\d", row)) == len(CANDIDATES)


def test_ground_passes_to_the_later_phase_on_the_day_of_its_capture():
    found = compose([[held("germany", 5, 1, 0, 0, 4000, 4000)], [held("soviet_union", 9, 2, 2000, 0, 6000, 4000)]])
    german = sorted((one.lost or 0, one.ground.area) for one in found if one.holder == "germany")
    assert german == [(0, 8e6), (9, 8e6)]


def test_allies_do_not_take_ground_from_each_other():
    found = compose([[held("germany", 5, 1, 0, 0, 4000, 4000)], [held("romania", 3, 2, 2000, 0, 6000, 4000)]])
    assert {(one.holder, one.lost, one.ground.area) for one in found} == {
        ("germany", None, 8e6),
        ("romania", None, 16e6),
    }


def test_a_small_campaign_is_published_day_by_day(house):
    folder = house.parent / "published"
    build(sources=house, folder=folder)
    features = json.loads((folder / "occupations.geojson").read_text())["features"]
    spots = {"Upton": (29, 50), "Midton": (26, 50), "Lowton": (23, 50)}

    def taken(lon, lat):
        return [f["properties"]["valid_from"] for f in features if shape(f["geometry"]).covers(shapely.Point(lon, lat))]

    assert [taken(*spot) for spot in spots.values()] == [["1939-09-17"], ["1939-09-19"], ["1939-09-21"]]
    assert taken(14, 50) == []
    assert {f["properties"]["valid_to"] for f in features} == {"1939-09-26"}


@pytest.mark.parametrize(
    ("place", "lon", "lat", "before", "day", "after"),
    [
        ("Kraków", 19.94, 50.06, "1939-09-05", "1939-09-06", "germany"),
        ("Minsk", 27.56, 53.90, "1941-06-27", "1941-06-28", "germany"),
        ("Smolensk", 32.05, 54.78, "1941-07-13", "1941-07-17", "germany"),
        ("Kiev", 30.52, 50.45, "1941-09-16", "1941-09-21", "germany"),
        ("Orel", 36.07, 52.97, "1941-10-02", "1941-10-04", "germany"),
        ("Kaluga", 36.26, 54.51, "1941-12-26", "1941-12-31", "soviet_union"),
        ("Klin", 36.73, 56.33, "1941-12-12", "1941-12-17", "soviet_union"),
        ("Petrozavodsk", 34.35, 61.78, "1941-09-28", "1941-10-03", "finland"),
        ("Warsaw", 21.01, 52.23, "1939-09-27", "1939-10-01", "germany"),
        ("Modlin", 20.68, 52.43, "1939-09-27", "1939-09-30", "germany"),
        ("Hel", 18.80, 54.61, "1939-10-01", "1939-10-03", "germany"),
        ("Brest, handed over", 23.69, 52.10, "1939-09-21", "1939-09-23", "soviet_union"),
        ("Zamość, entered", 23.25, 50.72, "1939-09-24", "1939-09-28", "soviet_union"),
        ("Zamość, left", 23.25, 50.72, "1939-10-06", "1939-10-10", "germany"),
        ("Siedlce, left", 22.27, 52.17, "1939-10-07", "1939-10-11", "germany"),
        ("Yelnya, retaken", 33.17, 54.57, "1941-09-04", "1941-09-07", "soviet_union"),
        ("Yelnya, lost again", 33.17, 54.57, "1941-10-02", "1941-10-07", "germany"),
        ("Lokhvytsia", 33.27, 50.36, "1941-09-10", "1941-09-15", "germany"),
        ("Orzhytsia in the pocket of Kiev", 32.69, 49.79, "1941-09-20", "1941-09-27", "germany"),
        ("Resseta, left by the 50th Army", 35.20, 53.40, "1941-10-13", "1941-10-17", "germany"),
        ("Dmitrovsk, west, reached by the 3rd Army", 35.02, 52.45, "1941-10-15", "1941-10-18", "soviet_union"),
        ("Dmitrovsk, west, left by the 3rd Army", 35.02, 52.45, "1941-10-19", "1941-10-22", "germany"),
        ("Odessa", 30.72, 46.48, "1941-10-14", "1941-10-18", "romania"),
        ("Tikhvin, retaken", 33.53, 59.64, "1941-12-06", "1941-12-11", "soviet_union"),
        ("Feodosia, lost again", 35.38, 45.03, "1942-01-15", "1942-01-20", "germany"),
    ],
)
def test_a_town_changes_hands_within_days_of_the_known_date(place, lon, lat, before, day, after):
    earlier = holder_on(TERRITORIES, lon, lat, before, OCCUPATIONS)
    later = holder_on(TERRITORIES, lon, lat, day, OCCUPATIONS)
    assert (earlier.controller != after, later.controller) == (True, after), place


@pytest.mark.parametrize(
    ("place", "lon", "lat", "holder"),
    [
        ("Leningrad", 30.32, 59.94, "soviet_union"),
        ("Moscow", 37.62, 55.75, "soviet_union"),
        ("Tula", 37.62, 54.19, "soviet_union"),
        ("Murmansk", 33.08, 68.97, "soviet_union"),
        ("Voronezh", 39.20, 51.67, "soviet_union"),
        ("Helsinki", 24.94, 60.17, "finland"),
    ],
)
@pytest.mark.parametrize("on", ["1939-12-15", "1941-09-20", "1941-12-05", "1942-04-30"])
def test_no_day_shows_an_army_where_it_never_was(place, lon, lat, holder, on):
    assert holder_on(TERRITORIES, lon, lat, on, OCCUPATIONS).controller == holder, place


@pytest.mark.parametrize(("lon", "lat"), [(36.07, 52.97), (32.05, 54.78), (36.23, 49.99), (30.52, 50.45)])
@pytest.mark.parametrize("on", ["1941-12-04", "1941-12-05", "1941-12-06", "1942-04-30"])
def test_ground_that_was_kept_stays_held_when_all_ground_is_gathered(lon, lat, on):
    assert holder_on(TERRITORIES, lon, lat, on, OCCUPATIONS).controller == "germany"


@pytest.mark.parametrize("on", ["1939-09-12", "1939-09-25", "1940-02-20", "1941-07-01", "1941-12-05", "1942-02-15"])
def test_no_ground_is_held_twice_on_a_day(on):
    grounds = valid_on(OCCUPATIONS, on).geometry.to_numpy()
    assert sum(shapely.area(grounds)) == pytest.approx(shapely.union_all(grounds).area, rel=2e-3)


@pytest.mark.parametrize(("on", "count"), [("1941-06-21", 0), ("1941-07-10", 1), ("1942-03-01", 1)])
def test_there_is_a_front_only_while_armies_fight(on, count):
    assert (len(valid_on(FRONTS, on)) > 0) == bool(count)


def test_the_captures_are_many_and_each_names_its_sources():
    assert len(CAPTURES) >= 1200
    assert CAPTURES["source"].notna().all()


def test_the_measured_error_is_published_for_every_large_campaign():
    errors = {row["campaign"]: row for row in read_front_errors()}
    assert {"poland_1939", "winter_war", "barbarossa", "winter_counter_offensive"} <= set(errors)
    assert all(row["leave_one_out"]["median"] < 4 for row in read_front_errors() if row["interpolated"])


AXES = [
    axis
    for name in ("poland_axes", "winter_war_axes", "barbarossa_axes")
    for axis in read_dataset(name).to_dict("records")
]
LEGS = [(axis, leg) for axis in AXES for leg in axis["legs"]]
CAMPAIGNS = {"barbarossa": {"barbarossa", "continuation_war"}}
SPEARHEAD = 30_000.0


def side_of_axis(axis):
    soviet = axis["campaign"] == "winter_war" or "Front" in axis["army_group"]
    return "soviet_union" if soviet else "germany"


@pytest.mark.parametrize(
    ("campaign", "on", "shown"),
    [
        ("poland", "1939-08-31", False),
        ("poland", "1939-09-01", True),
        ("poland", "1939-10-06", True),
        ("poland", "1939-10-07", False),
        ("winter_war", "1940-03-13", True),
        ("winter_war", "1940-03-14", False),
    ],
)
def test_axes_are_shown_only_while_their_campaign_is_fought(campaign, on, shown):
    assert (len(valid_on(read_dataset(f"{campaign}_axes"), on)) > 0) == shown


def test_an_axis_arrives_when_the_places_that_it_passes_were_taken():
    """Those points are compared that lie within 8 km of a capture by the same side; late ones are halts at a front."""
    taken = CAPTURES[CAPTURES["kind"].isin(["capture", "handover"])].reset_index(drop=True)
    places = metric(taken.geometry.x, taken.geometry.y)
    first = taken["date_earliest"].fillna(taken["valid_from"]).map(day_index).to_numpy()
    last = taken["date_latest"].fillna(taken["valid_from"]).map(day_index).to_numpy()
    sides = taken["by"].map(side).to_numpy()
    apart = []
    for axis, leg in LEGS:
        near = np.hypot(*(places - metric([leg["lon"]], [leg["lat"]])).T) < 8_000
        near &= taken["campaign"].isin(CAMPAIGNS.get(axis["campaign"], {axis["campaign"]})) & (
            sides == side_of_axis(axis)
        )
        if near.any():
            day = day_index(leg["date"])
            apart.append(np.maximum(0, np.maximum(first[near] - day, day - last[near])).min())
    assert len(apart) > 800
    assert np.mean(np.array(apart) <= 2) > 0.95


def test_no_axis_runs_further_ahead_of_its_armies_than_a_spearhead_would():
    grounds = [frame.to_crs(to_map().target_crs) for frame in (OCCUPATIONS, TERRITORIES)]
    by_day = {}
    for axis, leg in LEGS:
        by_day.setdefault(min(day_at(day_index(leg["date"]) + 2), "1942-04-30"), []).append((axis, leg))
    ahead = []
    for day, legs in by_day.items():
        frames = [valid_on(frame, day) for frame in grounds]
        areas = np.concatenate([frame.geometry.to_numpy() for frame in frames])
        sides = np.concatenate([frame["controller"].map(side).to_numpy() for frame in frames])
        for axis, leg in legs:
            point = shapely.Point(metric([leg["lon"]], [leg["lat"]])[0])
            own = areas[sides == side_of_axis(axis)]
            if not shapely.dwithin(own, point, SPEARHEAD).any():
                ahead.append((axis["id"], leg["place"], leg["date"]))
    assert ahead == []


@pytest.mark.parametrize(
    ("place", "lon", "lat", "on", "is_near"),
    [
        ("Velikiye Luki", 30.52, 56.34, "1941-08-24", True),
        ("Velikiye Luki", 30.52, 56.34, "1941-11-30", False),
        ("Belebyolka", 30.90, 57.65, "1941-08-18", True),
        ("Belebyolka", 30.90, 57.65, "1941-11-30", False),
        ("Soltsy", 30.32, 58.12, "1941-07-20", True),
        ("Soltsy", 30.32, 58.12, "1941-11-30", False),
        ("Przemyśl", 22.77, 49.78, "1939-09-14", True),
    ],
)
def test_seams_of_ground_that_was_taken_back_leave_no_front_behind(place, lon, lat, on, is_near):
    lines = valid_on(FRONTS, on).to_crs("EPSG:3035").geometry
    spot = gpd.GeoSeries([shapely.Point(lon, lat)], crs="EPSG:4326").to_crs("EPSG:3035").iloc[0]
    assert (lines.distance(spot).min() < 25_000) == is_near
