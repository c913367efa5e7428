"""The published data itself: every record, every day of change, towns on the right side."""

import pytest
import shapely

from geodata.check import check_all
from geodata.holders import holder_on, holders_at, table_on
from geodata.read import DATASETS, read_all, read_bibliography
from geodata.space import WINDOW
from geodata.timeline import PERIOD, changes, valid_on

DATA = read_all()
TERRITORIES, OCCUPATIONS = DATA["territories"], DATA["occupations"]

TOWNS = {
    "Warsaw": (21.01, 52.23), "Gdynia": (18.53, 54.52), "Danzig": (18.65, 54.35), "Katowice": (19.02, 50.26),
    "Gliwice": (18.67, 50.30), "Lodz": (19.46, 51.77), "Poznan": (16.93, 52.41), "Krakow": (19.94, 50.06),
    "Lublin": (22.57, 51.25), "Bialystok": (23.16, 53.13), "Brest": (23.66, 52.08), "Lwow": (24.03, 49.84),
    "Stanislawow": (24.71, 48.92), "Pinsk": (26.10, 52.12), "Wilno": (25.28, 54.69), "Suwalki": (22.93, 54.10),
    "Stolpce": (26.74, 53.48), "Negoreloye": (27.07, 53.61), "Minsk": (27.57, 53.90), "Kaunas": (23.90, 54.90),
    "Klaipeda": (21.14, 55.71), "Riga": (24.11, 56.95), "Abrene": (27.91, 57.07), "Daugavpils": (26.53, 55.88),
    "Tallinn": (24.75, 59.44), "Petseri": (27.61, 57.82), "Narva": (28.19, 59.38), "Ivangorod": (28.23, 59.37),
    "Helsinki": (24.94, 60.17), "Viipuri": (28.75, 60.71), "Terijoki": (29.70, 60.19), "Sortavala": (30.69, 61.70),
    "Suojarvi": (32.35, 62.08), "Petsamo": (31.17, 69.55), "Hanko": (22.97, 59.83), "Suursaari": (26.98, 60.05),
    "Leningrad": (30.32, 59.94), "Pskov": (28.33, 57.82), "Chisinau": (28.86, 47.01), "Cernauti": (25.93, 48.29),
    "Hertsa": (26.25, 48.15), "Khotyn": (26.49, 48.51), "Iasi": (27.59, 47.16), "Cluj": (23.60, 46.77),
    "Brasov": (25.59, 45.65), "Bratislava": (17.11, 48.15), "Kosice": (21.26, 48.72), "Uzhhorod": (22.30, 48.62),
    "Khust": (23.30, 48.17), "Prague": (14.42, 50.09), "Tesin": (18.62, 49.75), "Tiraspol": (29.63, 46.84),
    "Grodno": (23.84, 53.685), "Volkovysk": (24.45, 53.16), "Zhytomyr": (28.66, 50.25), "Rovno": (26.25, 50.62),
    "Kiev": (30.52, 50.45), "Nikolaev": (32.00, 46.97), "Odessa": (30.73, 46.48), "Jelgava": (23.72, 56.65),
    "Slutsk": (27.54, 53.02), "Vinnytsia": (28.47, 49.23), "Zhmerynka": (28.11, 49.04), "Cherkasy": (32.06, 49.44),
    "Przemysl old town": (22.77, 49.775), "Zagreb": (15.98, 45.81), "Stockholm": (18.07, 59.33), "Oradea": (21.92, 47.06),
}  # fmt: skip

HELD = [
    # place, eve, holder on the eve, day, holder from that day
    ("Tesin", "1938-10-10", "czechoslovakia", "1938-10-11", "poland"),
    ("Kosice", "1938-11-09", "czechoslovakia", "1938-11-10", "hungary"),
    ("Prague", "1939-03-14", "czechoslovakia", "1939-03-15", "germany"),
    ("Bratislava", "1939-03-13", "czechoslovakia", "1939-03-14", "slovakia"),
    ("Khust", "1939-03-17", "czechoslovakia", "1939-03-18", "hungary"),
    ("Klaipeda", "1939-03-22", "lithuania", "1939-03-23", "germany"),
    ("Danzig", "1939-08-31", "danzig", "1939-09-01", "germany"),
    ("Viipuri", "1940-03-12", "finland", "1940-03-26", "soviet_union"),
    ("Sortavala", "1940-03-12", "finland", "1940-03-26", "soviet_union"),
    ("Hanko", "1940-03-21", "finland", "1940-03-23", "soviet_union"),
    ("Kaunas", "1940-06-14", "lithuania", "1940-06-16", "soviet_union"),
    ("Riga", "1940-06-16", "latvia", "1940-06-18", "soviet_union"),
    ("Tallinn", "1940-06-16", "estonia", "1940-06-18", "soviet_union"),
    ("Chisinau", "1940-06-27", "romania", "1940-07-03", "soviet_union"),
    ("Cernauti", "1940-06-27", "romania", "1940-07-03", "soviet_union"),
    ("Hertsa", "1940-06-27", "romania", "1940-07-03", "soviet_union"),
    ("Cluj", "1940-09-04", "romania", "1940-09-13", "hungary"),
]

ON = [
    ("1939-08-23", "poland", "Warsaw Gdynia Katowice Lodz Poznan Krakow Lublin Bialystok Brest Lwow Pinsk Wilno Suwalki Stolpce Tesin"),
    ("1939-08-23", "germany", "Gliwice Klaipeda Prague"),
    ("1939-08-23", "soviet_union", "Negoreloye Minsk Leningrad Pskov Tiraspol"),
    ("1939-08-23", "latvia", "Riga Abrene Daugavpils"),
    ("1939-08-23", "estonia", "Tallinn Petseri Narva Ivangorod"),
    ("1939-08-23", "finland", "Helsinki Viipuri Terijoki Sortavala Suojarvi Petsamo Hanko Suursaari"),
    ("1939-08-23", "romania", "Chisinau Cernauti Hertsa Khotyn Iasi Cluj Brasov Oradea"),
    ("1939-11-15", "germany", "Warsaw Gdynia Katowice Lodz Poznan Krakow Lublin Suwalki Danzig"),
    ("1939-11-15", "soviet_union", "Bialystok Brest Lwow Stanislawow Pinsk Stolpce"),
    ("1939-11-15", "lithuania", "Wilno Kaunas"),
    ("1940-04-15", "soviet_union", "Viipuri Terijoki Sortavala Suojarvi Hanko Suursaari"),
    ("1940-06-01", "finland", "Helsinki Petsamo"),
    ("1940-08-31", "soviet_union", "Kaunas Wilno Riga Tallinn Petseri Abrene Chisinau Cernauti Hertsa Khotyn"),
    ("1940-08-31", "romania", "Iasi Brasov"),
    ("1940-10-01", "hungary", "Cluj Kosice Uzhhorod Khust Oradea"),
    ("1941-06-21", "germany", "Klaipeda Warsaw Prague"),
    ("1941-06-21", "sweden", "Stockholm"),
]  # fmt: skip

ADMINISTERED = [
    # place, eve, day on which a civil administration begins, by whom, who keeps the title
    ("Kaunas", "1941-07-24", "1941-07-25", "germany", "lithuania"),
    ("Jelgava", "1941-07-24", "1941-07-25", "germany", "latvia"),
    ("Bialystok", "1941-07-31", "1941-08-01", "germany", "poland"),
    ("Volkovysk", "1941-07-31", "1941-08-01", "germany", "poland"),
    ("Lwow", "1941-07-31", "1941-08-01", "germany", "poland"),
    ("Wilno", "1941-07-31", "1941-08-01", "germany", "poland"),
    ("Tiraspol", "1941-08-18", "1941-08-19", "romania", "soviet_union"),
    ("Zhmerynka", "1941-08-18", "1941-08-19", "romania", "soviet_union"),
    ("Riga", "1941-08-31", "1941-09-01", "germany", "latvia"),
    ("Grodno", "1941-08-31", "1941-09-01", "germany", "poland"),
    ("Minsk", "1941-08-31", "1941-09-01", "germany", "soviet_union"),
    ("Slutsk", "1941-08-31", "1941-09-01", "germany", "soviet_union"),
    ("Brest", "1941-08-31", "1941-09-01", "germany", "poland"),
    ("Pinsk", "1941-08-31", "1941-09-01", "germany", "poland"),
    ("Rovno", "1941-08-31", "1941-09-01", "germany", "poland"),
    ("Odessa", "1941-10-16", "1941-10-17", "romania", "soviet_union"),
    ("Zhytomyr", "1941-10-19", "1941-10-20", "germany", "soviet_union"),
    ("Vinnytsia", "1941-10-19", "1941-10-20", "germany", "soviet_union"),
    ("Kiev", "1941-10-19", "1941-10-20", "germany", "soviet_union"),
    ("Cherkasy", "1941-11-14", "1941-11-15", "germany", "soviet_union"),
    ("Nikolaev", "1941-11-14", "1941-11-15", "germany", "soviet_union"),
    ("Tallinn", "1941-12-04", "1941-12-05", "germany", "estonia"),
]


def controller(town, on):
    found = holder_on(TERRITORIES, *TOWNS[town], on)
    assert found is not None, f"{town} lies in no territory"
    return found.controller


def test_every_dataset_is_there_and_sound():
    assert DATA.faults == ()
    assert set(DATA) == set(DATASETS)


def test_the_whole_house_is_free_of_faults():
    assert check_all() == []


@pytest.mark.parametrize(("town", "eve", "before", "day", "after"), HELD, ids=[row[0] for row in HELD])
def test_a_town_changes_hands_on_its_day(town, eve, before, day, after):
    assert controller(town, eve) == before
    assert controller(town, day) == after
    assert controller(town, "1940-11-30" if after != "czechoslovakia" else day) in (after, "soviet_union", "germany")


@pytest.mark.parametrize(("on", "holder", "towns"), ON, ids=[f"{on}-{holder}" for on, holder, _ in ON])
def test_towns_lie_on_the_right_side(on, holder, towns):
    wrong = {town: controller(town, on) for town in towns.split() if controller(town, on) != holder}
    assert wrong == {}


@pytest.mark.parametrize(
    ("town", "eve", "day", "holder", "sovereign"), ADMINISTERED, ids=[row[0] for row in ADMINISTERED]
)
def test_a_civil_administration_begins_on_its_day_and_leaves_the_title(town, eve, day, holder, sovereign):
    before, on, after = (holder_on(TERRITORIES, *TOWNS[town], date) for date in (eve, day, PERIOD.last))
    assert (before.controller, before.sovereign) == ("soviet_union", sovereign)
    assert (on.controller, on.status, on.sovereign) == (holder, "administered", sovereign)
    assert (after.controller, after.status, after.sovereign) == (holder, "administered", sovereign)


@pytest.mark.parametrize("place", [(35.18, 47.84), (30.79, 50.51), (28.515, 54.23), (33.42, 49.075), (34.10, 44.95)])
def test_the_rear_areas_of_the_army_are_under_no_civil_administration(place):
    assert [span.status for span in holders_at(TERRITORIES, *place)] == ["sovereign"]


def test_grodno_passes_from_ostland_to_the_bialystok_district_without_a_change_of_holder():
    before, after = (holder_on(TERRITORIES, *TOWNS["Grodno"], day) for day in ("1941-10-31", "1941-11-01"))
    assert "Ostland" in before.instrument
    assert after.instrument == holder_on(TERRITORIES, *TOWNS["Bialystok"], "1941-11-01").instrument
    assert before.controller == after.controller == "germany"


def test_a_limit_of_1941_cuts_no_lost_part_of_poland_before():
    lost = DATA["poland"]
    early = lost[(lost["kind"] == "lost") & (lost["valid_from"] < "1941-07-25")]
    for name in ("Western Belorussia", "Western Ukraine"):
        parts = early[early["name"].str.startswith(name)]
        assert list(parts["name"]) == [name, name]
        assert list(parts["status"]) == ["occupied", "annexed"]


def test_poland_reaches_as_far_as_its_statistics_say():
    """Farthest points by Z. Slawoj (`slawoj_kop`), in whole minutes, and a minute of grace for how they were read."""
    poland = valid_on(TERRITORIES, "1939-08-31").query("controller == 'poland'")
    west, south, east, north = (60 * degrees for degrees in poland.total_bounds)
    assert west == pytest.approx(15 * 60 + 47, abs=1.5)
    assert south == pytest.approx(47 * 60 + 44, abs=1.5)
    assert east == pytest.approx(28 * 60 + 22, abs=1.5)
    assert north == pytest.approx(55 * 60 + 51, abs=1.5)


def test_przemysl_is_split_by_the_san():
    assert holder_on(TERRITORIES, 22.775, 49.779, "1939-11-15").controller == "soviet_union"
    assert holder_on(TERRITORIES, 22.757, 49.794, "1939-11-15").controller == "germany"


@pytest.mark.parametrize("on", [PERIOD.first, *changes(TERRITORIES), PERIOD.last])
def test_on_every_day_of_change_the_window_is_tiled_once(on):
    valid = valid_on(TERRITORIES, on)
    assert valid["unit"].is_unique
    assert set(valid["unit"]) == set(TERRITORIES["unit"])


def test_the_units_leave_neither_gap_nor_overlap_between_neighbours():
    units = TERRITORIES.drop_duplicates("unit")
    assert shapely.coverage_is_valid(units.geometry.to_numpy())


def test_the_units_cover_all_land_of_the_window_and_no_sea():
    units = TERRITORIES.drop_duplicates("unit").geometry
    inside = shapely.box(*WINDOW)
    land = sum(part.intersection(inside).area for part in DATA["base_land"].geometry if part.intersects(inside))
    assert sum(units.area) == pytest.approx(land, rel=1e-4)


def test_every_source_of_every_feature_stands_in_the_bibliography():
    known = set(read_bibliography())
    for name, frame in DATA.items():
        if "source" in frame.columns and not name.startswith("base_"):
            cited = {key for ids in frame["source"].dropna() for key in str(ids).split(";")}
            assert cited <= known, name


def test_the_three_lines_of_1939_are_three_objects():
    lines = DATA["partition_lines"]
    assert sorted(lines["instrument"]) == [
        "clarification_1939_08_28",
        "secret_protocol_1939_08_23",
        "treaty_1939_09_28",
    ]
    assert list(lines.sort_values("valid_from")["valid_from"]) == ["1939-08-23", "1939-08-28", "1939-09-28"]


def test_annexation_does_not_pass_title_of_the_baltic_states():
    for town, state in (("Kaunas", "lithuania"), ("Riga", "latvia"), ("Tallinn", "estonia")):
        spans = holders_at(TERRITORIES, *TOWNS[town])
        assert [span.status for span in spans][-3:] == ["occupied", "annexed", "administered"]
        assert spans[-1].sovereign == state


@pytest.mark.parametrize(
    ("on", "armies"),
    [
        ("1939-08-31", set()),
        ("1939-09-01", {("germany", "poland_1939")}),
        ("1939-09-18", {("germany", "poland_1939"), ("soviet_union", "poland_1939")}),
        ("1941-06-21", set()),
        ("1941-07-15", {("germany", "barbarossa"), ("romania", "barbarossa"), ("finland", "continuation_war")}),
    ],
)
def test_the_table_begins_with_the_ground_that_armies_held_on_the_day(on, armies):
    table = table_on(TERRITORIES, on, OCCUPATIONS)
    rows = table[table.index.str.startswith("army_")]
    assert set(rows.index) >= {f"army_{holder}_{campaign}" for holder, campaign in armies}
    assert rows.empty == (not armies)
    assert list(table.index[: len(rows)]) == list(rows.index)


@pytest.mark.parametrize("on", ["1941-12-04", "1941-12-05", "1941-12-06"])
def test_an_army_holds_its_ground_since_it_first_took_some(on):
    assert table_on(TERRITORIES, on, OCCUPATIONS).loc["army_germany_barbarossa", "since"] == "1941-06-22"


def test_the_table_of_a_day_has_every_unit_once_with_its_area():
    table = table_on(TERRITORIES, "1940-06-17")
    assert len(table) == TERRITORIES["unit"].nunique()
    assert (table["area_km2"] > 0).all()


def test_axes_arrive_in_the_order_of_their_legs():
    for _, axis in DATA["barbarossa_axes"].iterrows():
        dates = [leg["date"] for leg in axis["legs"]]
        assert dates == sorted(dates), axis["id"]
        assert len(axis.geometry.coords) == len(dates)
