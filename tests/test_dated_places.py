"""Places of dated facts in near views: on the screen, in pictures, and the same in both."""

import re

import pytest
from scipy.spatial.distance import pdist

from geodata.read import read_all, read_dataset
from geodata.space import Box
from geodata.timeline import day_index
from layers import figure
from layers.evidence import changes_of_hands, dated_places, evidence_span, name_of_the_time
from tests.measuring import metric
from tests.test_browser import opened

CAPTURES = read_dataset("captures")
EASTERN = {"barbarossa", "continuation_war", "winter_counter_offensive"}


def since(name, on):
    """Return since when places of a name are in the hands that hold them on a day, each place once."""
    return [place.since for place in dated_places(CAPTURES, on) if place.name == name]


@pytest.mark.parametrize(
    ("name", "on", "days"),
    [
        ("Spas-Demensk", "1941-06-21", []),
        ("Spas-Demensk", "1941-06-22", [None]),
        ("Spas-Demensk", "1941-10-03", [None]),
        ("Spas-Demensk", "1941-10-04", ["1941-10-04"]),
        ("Spas-Demensk", "1942-04-30", ["1941-10-04"]),
        ("Yelnya", "1941-09-05", ["1941-07-19"]),
        ("Yelnya", "1941-09-06", ["1941-09-06"]),
        ("Yelnya", "1941-10-06", ["1941-10-06"]),
        ("Skopin", "1941-11-24", [None]),
        ("Skopin", "1941-11-25", ["1941-11-25"]),
        ("Skopin", "1941-11-26", ["1941-11-26"]),
        ("Rabka", "1939-08-31", []),
        ("Rabka", "1939-09-01", [None]),
        ("Rabka", "1939-10-11", ["1939-09-03"]),
        ("Rabka", "1939-10-12", []),
        ("Perkjärvi", "1940-02-15", ["1939-12-05"]),
        ("Kirillovskoye", "1940-02-15", []),
    ],
)
def test_a_place_is_named_as_it_was_then_while_its_campaign_runs_with_the_last_day_on_which_it_changed_hands(
    name, on, days
):
    assert since(name, on) == days


@pytest.mark.parametrize(("name", "is_estimate"), [("Spas-Demensk", False), ("Babynino", True)])
def test_a_day_that_is_an_estimate_is_told_from_a_sourced_one(name, is_estimate):
    assert [place.is_estimate for place in dated_places(CAPTURES, "1941-12-04") if place.name == name] == [is_estimate]
    assert not any(place.is_estimate for place in dated_places(CAPTURES, "1941-06-22") if place.since is None)


def test_a_campaign_without_days_is_named_with_the_remedy():
    with pytest.raises(ValueError, match="'march'; add it to CAMPAIGNS"):
        evidence_span("march")


FACTS = """() => {
  const { labels, payload, sheet, clock } = atlas.internals;
  const { captures, words } = payload;
  const everywhere = { captures, words, labels: { towns: [] }, geometry: sheet.geometry, clock };
  return TimeMap.datedPlaces(everywhere).map((place) => labels.nameOf(place)).filter(Boolean);
}"""
WRITTEN = (
    "() => [...atlas.internals.labels.placed.values()].filter(({ kind }) => kind === 'fact').map(({ text }) => text)"
)


@pytest.mark.parametrize("on", ["1939-09-17", "1940-02-15", "1941-06-21", "1941-10-09", "1942-02-01"])
def test_the_screen_knows_the_same_places_and_days_as_the_pictures(page, address, on):
    frame = opened(page, address, f"?date={on}")
    shown = {
        (*re.fullmatch(r"(.*?)( c\.)?( \d+ \w{3,4})?", name["text"]).group(1, 2), name["since"])
        for name in frame.evaluate(FACTS)
    }
    known = {
        (place.name, " c." if place.is_estimate else None, place.since and day_index(place.since))
        for place in dated_places(CAPTURES, on)
    }
    assert shown == known
    assert bool(shown) == (on != "1941-06-21")


@pytest.mark.parametrize(
    ("on", "zoom", "layers", "text"),
    [
        ("1941-10-03", 5, "campaigns,fronts", "Spas-Demensk"),
        ("1941-10-04", 5, "campaigns,fronts", "Spas-Demensk 4 Oct"),
        ("1941-10-05", 5, "campaigns,fronts", "Spas-Demensk 4 Oct"),
        ("1941-10-04", 4, "campaigns,fronts", None),
        ("1941-10-04", 5, "campaigns", None),
        ("1941-06-21", 5, "campaigns,fronts", None),
    ],
)
def test_a_near_view_of_the_fronts_names_the_places_of_their_facts(page, address, on, zoom, layers, text):
    frame = opened(page, address, f"?date={on}&view=54.4,34,{zoom}&layers=territories,{layers}")
    frame.wait_for_function("() => atlas.isDrawn()")
    written = frame.evaluate(WRITTEN)
    assert text in written if text else written == []


def test_after_a_drag_the_places_that_came_into_view_are_named(page, address):
    frame = opened(page, address, "?date=1941-10-04&view=54.4,34,6")
    frame.evaluate("atlas.map.panTo([57.82, 28.33], { animate: false })")
    frame.wait_for_function(f"() => ({WRITTEN})().some((text) => text.startsWith('Izborsk'))")


@pytest.mark.parametrize(("layers", "named"), [(None, True), (["territories", "campaigns"], False)])
def test_a_picture_of_a_near_view_names_them_where_it_shows_the_fronts(layers, named):
    drawn = figure.draw(read_all(), "1941-10-04", layers=layers, bbox=Box(32, 54.2, 36.5, 56.2))
    texts = {text.get_text() for text in drawn.findobj(match=lambda artist: artist.__class__.__name__ == "Text")}
    assert ("Spas-Demensk 4 Oct" in texts) == named


def test_a_picture_of_the_whole_map_names_none_of_them():
    drawn = figure.draw(read_all(), "1941-10-04")
    texts = {text.get_text() for text in drawn.findobj(match=lambda artist: artist.__class__.__name__ == "Text")}
    assert not [text for text in texts if re.search(r"\d Oct$", text)]


def test_a_place_has_one_name_in_one_war():
    names = {}
    for row in changes_of_hands(CAPTURES).to_dict("records"):
        war = "east" if row["campaign"] in EASTERN else row["campaign"]
        names.setdefault((row["geometry"].coords[0], war), set()).add(name_of_the_time(row))
    assert {place: found for place, found in names.items() if len(found) > 1} == {}


def test_a_place_has_one_position_in_one_war():
    spots = {}
    for row in CAPTURES.to_dict("records"):
        war = "east" if row["campaign"] in EASTERN else row["campaign"]
        spots.setdefault((row["name"], war), set()).add(row["geometry"].coords[0])
    several = {place: metric(*zip(*found, strict=True)) for place, found in spots.items() if len(found) > 1}
    assert {place for place, found in several.items() if pdist(found).min() < 5_000} == set()
