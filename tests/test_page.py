"""The page without a browser: what Streamlit puts beside the map for a date, a layer choice, a wrong address."""

import re
from html import escape
from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from geodata.holders import table_on
from geodata.read import read_dataset
from layers.holders_list import as_html
from tests.driving import HOME


def page(**query):
    app = AppTest.from_file(str(HOME / "app.py"), default_timeout=120)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def texts(app):
    return " ".join(element.value for element in [*app.header, *app.markdown, *app.caption, *app.info, *app.warning])


def held(app):
    """Return the rows of the list beside the map: name of the land and of its holder."""
    bodies = [element.proto.body for element in app.get("html")]
    (table,) = [body for body in bodies if 'class="holders"' in body]
    return re.findall(r'<th scope="row">([^<]*)<.*?<td>([^<]*)<', table)


def test_the_page_opens_on_the_day_of_the_pact():
    app = page()
    assert app.header[0].value == "23 August 1939"
    assert "Non\\-Aggression" in texts(app)


def test_events_of_the_day_come_with_their_sources():
    app = page(date="1939-12-14")
    words = texts(app)
    assert "League of Nations" in words
    assert "Source" in words


def test_a_quiet_day_says_so_and_leads_to_the_days_around_it():
    app = page(date="1938-12-25")
    assert "No event is recorded for this day" in texts(app)
    labels = [button.label for button in app.button]
    assert any(label.startswith("←") for label in labels)
    assert any(label.startswith("→") for label in labels)


@pytest.mark.parametrize(
    ("on", "holder"), [("1940-06-16", "Latvia"), ("1940-06-17", "Soviet Union"), ("1940-06-18", "Soviet Union")]
)
def test_the_table_is_the_data_that_the_map_draws(on, holder):
    rows = held(page(date=on))
    truth = table_on(read_dataset("territories"), on, read_dataset("occupations"))
    assert [name for name, _ in rows] == list(truth["name"])
    assert dict(rows)["Latvia (Vidzeme and Latgale)"] == holder


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("1940-03-22", "own state territory, since before the period"),
        ("1940-03-23", "leased, since 23 Mar 1940"),
        ("1940-03-24", "leased, since 23 Mar 1940"),
    ],
)
def test_the_list_says_in_what_capacity_since_when_and_by_which_instrument(on, said):
    table = table_on(read_dataset("territories"), on)
    rows = as_html(table).split("</tr>")
    how = next(how for row, how in pairwise(rows) if ">Hanko<" in row)
    assert f"{said}; 107\N{NO-BREAK SPACE}km²" in how
    assert escape(table.loc["hanko", "instrument"]) in how


def test_what_the_data_say_is_shown_as_text_not_as_markup():
    table = table_on(read_dataset("territories"), "1939-08-31").head(1).assign(name="<b>x</b>", instrument="a & b")
    assert "&lt;b&gt;x&lt;/b&gt;" in as_html(table)
    assert "a &amp; b" in as_html(table)


def test_the_arrow_leads_to_the_next_event_and_the_state_to_write_into_the_address_follows():
    app = page(date="1939-08-23")
    next(button for button in app.button if button.label.startswith("→")).click().run()
    assert app.header[0].value == "28 August 1939"
    assert app.session_state.address.as_query()["date"] == "1939-08-28"


@pytest.mark.parametrize(
    "query", [{"date": "1939-02-30"}, {"layers": "gulag"}, {"view": "-20,-150,3"}, {"date": "<b>x</b>"}]
)
def test_a_wrong_address_brings_a_notice_that_quotes_nothing(query):
    app = page(**query)
    assert len(app.info) == 1
    assert next(iter(query.values())) not in app.info[0].value


def test_the_kiosk_has_the_map_alone():
    app = page(kiosk="1")
    assert not app.header
    assert not any("holders" in element.proto.body and "<table" in element.proto.body for element in app.get("html"))
    assert not app.button
