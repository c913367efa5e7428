import geopandas as gpd
import pytest
from shapely import Point

from geodata.timeline import PERIOD, changes, day_at, day_index, is_valid, parse_date, valid_on


def frame(*spans):
    rows = [{"id": str(number), "valid_from": start, "valid_to": end} for number, (start, end) in enumerate(spans)]
    return gpd.GeoDataFrame(rows, geometry=[Point(20, 50)] * len(rows), crs="EPSG:4326")


@pytest.mark.parametrize(
    ("on", "expected"), [("1939-09-16", False), ("1939-09-17", True), ("1939-10-05", True), ("1939-10-06", False)]
)
def test_an_interval_shows_from_its_first_day_until_the_eve_of_its_last(on, expected):
    assert is_valid("1939-09-17", "1939-10-06", on) is expected


def test_without_an_end_an_interval_lasts_through_the_period():
    assert is_valid("1938-10-01", None, PERIOD.last)


def test_on_the_day_of_a_handover_only_the_new_state_shows():
    states = frame(("1938-10-01", "1940-08-03"), ("1940-08-03", None))
    assert list(valid_on(states, "1940-08-02")["id"]) == ["0"]
    assert list(valid_on(states, "1940-08-03")["id"]) == ["1"]
    assert list(valid_on(states, "1940-08-04")["id"]) == ["1"]


@pytest.mark.parametrize("text", ["1917-04-31", "1939-9-1", "01.09.1939", "1939-09-01T00:00", "", "yesterday"])
def test_what_no_calendar_has_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_date(text)


def test_days_count_from_the_first_day_of_the_period():
    assert day_index(PERIOD.first) == 0
    assert day_index(PERIOD.last) == 1307
    assert day_at(day_index("1940-02-29")) == "1940-02-29"


def test_changes_lists_every_boundary_once_and_leaves_out_the_first_day():
    states = frame(("1938-10-01", "1940-08-03"), ("1940-08-03", None), ("1939-09-01", "1940-08-03"))
    assert changes(states) == ["1939-09-01", "1940-08-03"]
