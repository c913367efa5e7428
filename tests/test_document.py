"""The map document by itself: one file, from a disk, with no network, the same every time."""

import gzip
import re

import pytest

from geodata.read import Datasets, read_all
from geodata.space import to_map
from layers import web_map
from tests.driving import watched

DATA = read_all()


@pytest.fixture(scope="module")
def text():
    return web_map.document(DATA)


@pytest.fixture
def opened(browser, text, tmp_path):
    path = tmp_path / "map.html"
    path.write_text(text, encoding="utf-8")
    with watched(browser) as (context, watch):
        page = context.new_page()
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready='true']", state="attached")
        yield page
        assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
        assert (watch.outside, watch.errors) == ([], [])


def test_the_document_is_at_most_1_2_megabytes_compressed_and_the_campaigns_add_at_most_0_7(text):
    data = {name: frame for name, frame in read_all().items() if name not in ("occupations", "fronts")}
    without = len(gzip.compress(web_map.document(data).encode(), 6))
    assert without <= 1_200_000
    assert len(gzip.compress(text.encode(), 6)) - without <= 700_000


def test_the_document_is_the_same_every_time(text):
    assert web_map.document(DATA) == text


def test_the_document_names_nothing_to_load_from_elsewhere(text):
    # Leaflet carries a link to its own site for a credit line that this map does not use.
    text = text.replace('<a href="https://leafletjs.com"', "")
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)
    assert not re.search(r"""@import|url\(\s*["']?https?:""", text)


def test_the_document_does_not_keep_a_reader_from_zooming(text):
    assert "user-scalable" not in text
    assert "maximum-scale" not in text


def test_the_document_works_from_a_disk(opened):
    assert opened.evaluate("atlas.setDate('1940-06-17')") == "1940-06-17"
    assert opened.locator(".masthead time").inner_text() == "17 June 1940"


def test_the_projection_of_the_screen_is_that_of_the_data(opened):
    places = [(lon, lat) for lon in (0, 12, 21.01, 32, 48, 64) for lat in (38, 43.5, 52.23, 55, 60.17, 71, 74)]
    found = opened.evaluate(
        "places => places.map(([lon, lat]) => { const p = L.CRS.LAEA.project(L.latLng(lat, lon)); return [p.x, p.y]; })",
        places,
    )
    back = opened.evaluate(
        "places => places.map(([lon, lat]) => { const q = L.CRS.LAEA.unproject(L.CRS.LAEA.project(L.latLng(lat, lon))); return [q.lng, q.lat]; })",
        places,
    )
    for place, there, again in zip(places, found, back, strict=True):
        assert there == pytest.approx(to_map().transform(*place), abs=1.0)
        assert again == pytest.approx(place, abs=1e-5)


def test_a_missing_dataset_leaves_out_its_layer_and_nothing_else(text):
    frames = {name: frame for name, frame in DATA.items() if name != "karelia"}
    without = web_map.document(Datasets(frames))
    assert "Pre-war Poland" in without
    assert len(without) < len(text)


def test_markup_in_the_data_stays_text(browser, tmp_path):
    frames = dict(DATA)
    events = frames["events"].copy()
    on = events["date"] == "1939-08-23"
    events.loc[on, "title"] = "<img src=x onerror='window.hacked=1'></script><script>window.hacked=1</script>"
    frames["events"] = events
    path = tmp_path / "map.html"
    path.write_text(web_map.document(Datasets(frames)), encoding="utf-8")
    with watched(browser) as (context, _):
        page = context.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready='true']", state="attached")
        assert page.evaluate("window.hacked") is None
        assert "<img" in page.locator(".masthead .sentence").inner_text()


def test_reduced_motion_is_honoured(browser, text, tmp_path):
    path = tmp_path / "map.html"
    path.write_text(text, encoding="utf-8")
    with watched(browser, reduced_motion="reduce") as (context, _):
        page = context.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready='true']", state="attached")
        page.evaluate("atlas.setDate('1939-09-28')")
        assert page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length") == 0
        assert page.evaluate("atlas.map.options.zoomAnimation") is False
