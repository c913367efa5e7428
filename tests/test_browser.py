"""The real page in a real Chromium: what a visitor does, with all outside traffic blocked."""

import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.driving import HOME, map_frame, streamlit, watched

pytestmark = pytest.mark.browser


def opened(page, address, query=""):
    page.goto(f"{address}/{query}")
    return map_frame(page)


def shown_date(frame):
    return frame.locator(".masthead time").inner_text()


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_query(page, key, value):
    page.wait_for_function(
        "([key, value]) => new URLSearchParams(location.search).get(key) === value", arg=[key, value]
    )


def at(frame, lon, lat):
    """Return where a place lies in the map, in pixels of the frame."""
    return frame.evaluate(
        "([lat, lon]) => { const p = atlas.map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }", [lat, lon]
    )


def click_place(frame, lon, lat):
    x, y = at(frame, lon, lat)
    frame.locator("#atlas .folium-map, .folium-map").first.click(position={"x": x, "y": y})


def test_the_first_paint_shows_the_day_of_the_pact_with_land_and_names(page, address):
    frame = opened(page, address)
    assert shown_date(frame) == "23 August 1939"
    assert page.locator(".atlas-host").bounding_box()["y"] < 20
    assert frame.locator("svg path").count() > 60
    assert frame.get_by_text("Warsaw", exact=True).count() >= 1


@pytest.mark.parametrize(
    ("date", "lon", "lat", "taken"),
    [
        ("1941-07-12", 28.9, 54.6, r"about \d+ July 1941 \(±\d+ days?\), from \S+ \d+ July and \S+ \d+ July"),
        ("1942-02-01", 28.9, 54.6, r"about \d+ July 1941"),
        ("1941-08-01", 32.05, 54.78, "16 July 1941, a dated fact for Smolensk"),
    ],
)
def test_a_click_on_held_ground_says_when_it_was_taken_and_from_which_facts(page, address, date, lon, lat, taken):
    frame = opened(page, address, f"?date={date}&view={lat},{lon},4&layers=territories,campaigns")
    click_place(frame, lon, lat)
    frame.locator(".fact dd", has_text=re.compile(taken)).wait_for()


def test_the_legend_unfolds_when_the_page_gets_room_and_stays_as_the_visitor_left_it(page, address):
    page.set_viewport_size({"width": 1280, "height": 600})
    frame = opened(page, address)
    heading = frame.locator(".legend button[aria-expanded]")
    assert heading.get_attribute("aria-expanded") == "false"
    page.set_viewport_size({"width": 1280, "height": 800})
    frame.locator(".legend button[aria-expanded=true]").wait_for()
    heading.click()
    page.set_viewport_size({"width": 1280, "height": 760})
    page.wait_for_timeout(300)
    assert heading.get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize(
    ("date", "measured"), [("1939-08-31", None), ("1939-09-01", "nine of ten within"), ("1939-10-12", None)]
)
def test_the_legend_says_how_well_the_fronts_of_the_day_are_known(page, address, date, measured):
    frame = opened(page, address, f"?date={date}")
    line = frame.locator(".legend .measured")
    frame.locator(".legend li:visible").first.wait_for()
    if measured is None:
        assert not line.is_visible()
    else:
        line.filter(has_text=measured).wait_for()


CUT_OFF = """() => {
  const cut = [];
  const sentence = document.querySelector('.masthead .sentence');
  for (const { day } of atlas.internals.time.events) {
    for (const on of [day, day + 1]) {
      atlas.internals.clock.set(on);
      const titles = [...sentence.querySelectorAll('strong')];
      if ([sentence, ...titles].some((one) => one.scrollHeight > one.clientHeight + 1)) cut.push(atlas.date());
    }
  }
  return cut;
}"""


@pytest.mark.parametrize(("size", "extra"), [((1280, 800), ""), ((1920, 1080), ""), ((1920, 1080), "?kiosk=1")])
def test_the_card_has_room_for_the_events_of_every_day_and_the_day_after(page, address, size, extra):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    frame = opened(page, address, extra)
    assert frame.evaluate(CUT_OFF) == []


def test_the_slider_obeys_the_keyboard(page, address):
    frame = opened(page, address)
    slider = frame.locator("input[type=range]")
    slider.focus()
    for key, date in (
        ("ArrowRight", "24 August 1939"), ("ArrowLeft", "23 August 1939"), ("PageDown", "23 July 1939"),
        ("PageUp", "23 August 1939"), ("Home", "1 October 1938"), ("End", "30 April 1942"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert shown_date(frame) == date, key
    assert "30 April 1942" in slider.get_attribute("aria-valuetext")


def test_the_slider_follows_the_mouse_while_it_is_dragged(page, address):
    frame = opened(page, address)
    box = frame.locator("input[type=range]").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.345, middle)
    page.mouse.down()
    seen = set()
    for share in (0.4, 0.5, 0.6, 0.7):
        page.mouse.move(box["x"] + box["width"] * share, middle)
        seen.add(shown_date(frame))
    page.mouse.up()
    assert len(seen) == 4


def test_play_moves_on_and_pause_holds(page, address):
    frame = opened(page, address)
    frame.locator("button.play").click()
    frame.wait_for_function("() => atlas.date() > '1939-08-25'")
    frame.locator("button.play").click()
    held = frame.evaluate("atlas.date()")
    page.wait_for_timeout(600)
    assert frame.evaluate("atlas.date()") == held


def test_previous_and_next_jump_to_the_days_on_which_something_changed(page, address):
    frame = opened(page, address, "?date=1940-08-01")
    days = []
    for _ in range(3):
        frame.locator("button.next").click()
        days.append(frame.evaluate("atlas.date()"))
    assert days == sorted(set(days))
    assert "1940-08-03" in days
    frame.locator("button.previous").click()
    assert frame.evaluate("atlas.date()") == days[-2]


def test_a_settled_date_reaches_the_panel_and_the_address(page, address):
    frame = opened(page, address)
    frame.evaluate("atlas.setDate('1940-03-13')")
    page.get_by_role("heading", name="13 March 1940").wait_for()
    wait_for_query(page, "date", "1940-03-13")


def test_back_and_forward_in_the_browser_take_the_map_and_the_panel_along(page, address):
    frame = opened(page, address)
    wait_for_query(page, "date", "1939-08-23")
    page.get_by_role("button", name=re.compile("^→")).click()
    wait_for_query(page, "date", "1939-08-28")
    for travel, words, date in (
        (page.go_back, "23 August 1939", "1939-08-23"), (page.go_forward, "28 August 1939", "1939-08-28"),
    ):  # fmt: skip
        travel()
        page.get_by_role("heading", name=words).wait_for()
        frame.wait_for_function("date => atlas.date() === date", arg=date)
        wait_for_query(page, "date", date)


def test_panning_is_no_step_in_the_history_of_the_browser(page, address):
    frame = opened(page, address, "?date=1940-03-13")
    length = page.evaluate("history.length")
    frame.evaluate("atlas.map.setView([60.5, 29], 5, {animate: false})")
    wait_for_query(page, "view", "60.500,29.000,5")
    assert page.evaluate("history.length") == length


def test_the_picture_of_the_day_is_drawn_and_saved(page, address):
    opened(page, address, "?date=1940-03-13")
    page.get_by_role("button", name="Draw 13 Mar 1940").click()
    save = page.get_by_role("button", name="Save the picture")
    save.wait_for(timeout=60_000)
    with page.expect_download() as download:
        save.click()
    assert download.value.suggested_filename == "soviet-entry-1940-03-13.png"
    png = Path(download.value.path()).read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1920, 1080)


def test_opening_an_address_restores_date_layers_and_view(page, address):
    frame = opened(page, address, "?date=1940-06-17&layers=territories,baltic&view=57.2,24.5,4.5")
    state = frame.evaluate("atlas.state()")
    assert state["date"] == "1940-06-17"
    assert sorted(state["layers"]) == ["baltic", "territories"]
    assert (state["view"]["lat"], state["view"]["lon"]) == pytest.approx((57.2, 24.5), abs=0.05)
    assert state["view"]["zoom"] == pytest.approx(4.5, abs=0.01)


def test_a_layer_is_switched_off_and_the_address_knows(page, address):
    frame = opened(page, address)
    before = frame.locator("svg path:visible").count()
    frame.get_by_role("button", name="Layers").click()  # folded on a screen of this width
    frame.get_by_label("Pre-war Poland").uncheck()
    page.wait_for_function(
        "() => (new URLSearchParams(location.search).get('layers') || 'poland').split(',').every(key => key !== 'poland')"
    )
    assert "partition" in query(page)["layers"].split(",")
    assert frame.locator("svg path:visible").count() < before


def test_the_view_survives_every_change_of_date_and_panel(page, address):
    frame = opened(page, address)
    frame.evaluate("atlas.map.setView([60.5, 29], 5, {animate: false})")
    before = frame.evaluate("atlas.state().view")
    frame.evaluate("atlas.setDate('1940-03-26')")
    page.get_by_role("heading", name="26 March 1940").wait_for()
    # By its date: the button of the day before stays for a moment after the heading has changed.
    page.get_by_role("button", name="→ 31 Mar 1940").click()
    page.wait_for_timeout(1500)
    assert frame.evaluate("atlas.date()") > "1940-03-26"
    assert frame.evaluate("atlas.state().view") == before


def test_a_click_on_land_says_what_since_when_by_which_instrument_and_from_which_source(page, address):
    frame = opened(page, address, "?date=1940-04-15&view=60.7,29,4.5")
    click_place(frame, 28.9, 60.9)
    card = frame.locator(".card")
    card.wait_for()
    text = card.inner_text()
    for words in ("Karelian Isthmus", "Soviet Union", "March 1940", "Moscow", "km", "Source"):
        assert words in text, words
    page.keyboard.press("Escape")
    card.wait_for(state="detached")


def test_scrubbing_asks_the_server_for_nothing(page, address):
    sent, requests = [], []

    def listen(socket):
        socket.on("framesent", lambda payload: sent.append(payload))  # noqa: PLW0108 (Playwright wants a plain function)

    page.on("websocket", listen)
    frame = opened(page, address)
    page.wait_for_timeout(1500)
    sent.clear()
    page.on("request", lambda request: requests.append(request.url))
    frame.evaluate("() => { for (let i = 0; i < 60; i++) atlas.step(1); }")
    assert (sent, requests) == ([], [])
    wait_for_query(page, "date", "1939-10-22")
    assert not [message for message in sent if b"1939-09" in bytes(message)]


@pytest.mark.parametrize(
    ("bad", "date"),
    [
        ("?date=1939-02-30", "23 August 1939"),
        ("?date=2024-01-01", "30 April 1942"),
        ("?date=%3Cscript%3Ewindow.hacked=1%3C/script%3E", "23 August 1939"),
        ("?layers=gulag,%3Cimg%20src=x%20onerror=window.hacked=1%3E", "23 August 1939"),
        ("?view=-20,-150,3", "23 August 1939"),
        ("?view=nonsense&kiosk=maybe", "23 August 1939"),
    ],
)
def test_a_wrong_address_becomes_the_nearest_sane_state_with_a_notice(page, address, bad, date):
    frame = opened(page, address, bad)
    assert shown_date(frame) == date
    page.get_by_text(re.compile("^The (address|map)")).first.wait_for()
    assert page.get_by_text("Traceback").count() == 0
    assert page.evaluate("window.hacked") is None
    assert frame.evaluate("window.hacked") is None


def test_the_scale_bar_is_true(page, address):
    frame = opened(page, address)
    measured = frame.evaluate("""() => {
      const bar = document.querySelector('.scale .bar').getBoundingClientRect();
      const box = atlas.map.getContainer().getBoundingClientRect();
      const y = box.height / 2, x = box.width / 2;
      const ends = [[x - bar.width / 2, y], [x + bar.width / 2, y]].map(p => atlas.map.containerPointToLatLng(p));
      return [ends.map(e => [e.lng, e.lat]), document.querySelector('.scale .full').textContent];
    }""")
    from pyproj import Geod

    (west, east), label = measured
    length = Geod(ellps="WGS84").inv(*west, *east)[2] / 1000
    assert length == pytest.approx(float(re.match(r"[\d\s\u202f]+", label)[0].replace("\u202f", "")), rel=0.02)


def test_a_damaged_file_is_named_and_everything_else_is_shown(browser, tmp_path):
    for name in ("app.py", "geodata", "layers", ".streamlit"):
        source = HOME / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("sources", "__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    (tmp_path / "geodata" / "sources").mkdir()
    shutil.copy(HOME / "geodata" / "sources" / "bibliography.toml", tmp_path / "geodata" / "sources")
    published = tmp_path / "geodata" / "published"
    (published / "karelia.geojson").unlink()
    (published / "barbarossa_axes.geojson").write_text('{"type": "FeatureCollection", "features": [')
    with streamlit(tmp_path / "app.py") as (base, _), watched(browser) as (context, watch):
        page = context.new_page()
        frame = opened(page, base)
        page.get_by_text(re.compile("karelia.geojson")).wait_for()
        page.get_by_text(re.compile("barbarossa_axes.geojson")).wait_for()
        assert frame.locator("svg path").count() > 60
        assert frame.get_by_label("Pre-war Poland").count() == 1
        assert watch.errors == []


def test_the_kiosk_has_no_chrome_large_targets_low_down_and_no_way_out(browser, address):
    with watched(browser, viewport={"width": 1920, "height": 1080}, has_touch=True) as (context, watch):
        page = context.new_page()
        frame = opened(page, address, "?kiosk=1")
        frame_box = page.locator(".atlas-host iframe").bounding_box()
        assert (frame_box["width"], frame_box["height"]) == (1920, 1080)
        for selector in ('[data-testid="stToolbar"]', '[data-testid="stHeader"]', "footer"):
            assert not page.locator(selector).first.is_visible()
        targets = [
            box
            for one in frame.locator("button:visible, input:visible, label:visible, select:visible").all()
            if (box := one.bounding_box())
        ]
        assert targets
        for box in targets:
            assert box["height"] >= 64, box
            assert box["y"] >= 540, box
        assert frame.locator("a[href]").count() == 0
        assert (
            frame.evaluate("document.dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, cancelable: true}))")
            is False
        )
        assert (watch.outside, watch.errors) == ([], [])


def test_the_kiosk_plays_when_left_alone_and_returns_to_the_start_when_touched(browser, address):
    with watched(browser, viewport={"width": 1920, "height": 1080}, has_touch=True) as (context, _):
        page = context.new_page()
        frame = opened(page, address, "?kiosk=1")
        frame.evaluate("TimeMap.idleTime = 400")
        frame.evaluate("atlas.setDate('1941-12-05'); atlas.map.setView([60, 30], 6, {animate: false})")
        page.touchscreen.tap(960, 200)
        frame.wait_for_function("() => atlas.date() > '1939-08-25' && atlas.date() < '1939-12-31'")
        page.touchscreen.tap(960, 900)
        assert frame.evaluate("atlas.date()") == "1939-08-23"


def test_the_kiosk_goes_on_when_the_server_is_killed(browser):
    with (
        streamlit(HOME / "app.py") as (base, server),
        watched(browser, viewport={"width": 1920, "height": 1080}) as (context, _),
    ):
        page = context.new_page()
        frame = opened(page, base, "?kiosk=1")
        server.kill()
        page.wait_for_timeout(6000)
        box = frame.locator("input[type=range]").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
        scrubbed = frame.evaluate("atlas.date()")
        assert scrubbed > "1940-08-01"
        play = frame.locator("button.play").bounding_box()
        page.mouse.click(play["x"] + play["width"] / 2, play["y"] + play["height"] / 2)
        frame.wait_for_function("scrubbed => atlas.date() > scrubbed", arg=scrubbed)
