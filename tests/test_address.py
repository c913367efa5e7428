import pytest

from geodata.timeline import OPENS_ON, PERIOD
from layers.address import Address, View, read_address, settled

LAYERS = ("territories", "poland", "partition")


def test_an_empty_address_opens_on_the_day_of_the_pact():
    assert read_address({}, LAYERS) == Address(date=OPENS_ON)


def test_an_address_leads_back_to_itself():
    address = Address("1940-03-13", ("poland", "partition"), View(61.5, 29.25, 5.5), kiosk=True)
    assert read_address(address.as_query(), LAYERS) == address


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("1938-09-30", PERIOD.first),
        ("1942-05-01", PERIOD.last),
        ("0001-01-01", PERIOD.first),
        ("1942-04-30", PERIOD.last),
    ],
)
def test_a_day_outside_the_period_becomes_the_nearest_inside(text, nearest):
    assert read_address({"date": text}, LAYERS).date == nearest


@pytest.mark.parametrize("text", ["yesterday", "1939-02-30", "<script>alert(1)</script>", "1939-9-1", "9999999-01-01"])
def test_what_is_no_day_opens_the_map_with_a_notice_that_quotes_nothing(text):
    address = read_address({"date": text}, LAYERS)
    assert address.date == OPENS_ON
    assert len(address.notices) == 1
    assert text not in address.notices[0]


def test_unknown_layers_are_left_out_with_a_notice():
    address = read_address({"layers": "poland,<b>,gulag"}, LAYERS)
    assert address.layers == ("poland",)
    assert "<b>" not in address.notices[0]


def test_only_unknown_layers_mean_the_default_choice():
    assert read_address({"layers": "x,y"}, LAYERS).layers is None


def test_an_empty_list_of_layers_switches_all_off():
    assert read_address({"layers": ""}, LAYERS).layers == ()


def test_a_view_in_the_pacific_becomes_the_nearest_on_the_map():
    address = read_address({"view": "-20,-150,3"}, LAYERS)
    assert address.view == View(43.5, 12.0, 3.0)
    assert "nearest" in address.notices[0]


@pytest.mark.parametrize("text", ["here", "1,2", "nan,20,4", "inf,inf,inf", "1,2,3,4", "55,,4"])
def test_a_view_that_cannot_be_read_is_left_out_with_a_notice(text):
    address = read_address({"view": text}, LAYERS)
    assert address.view is None
    assert len(address.notices) == 1


@pytest.mark.parametrize(("text", "kiosk"), [("1", True), ("true", True), ("0", False), ("", False), ("2", False)])
def test_the_kiosk_is_asked_for_plainly(text, kiosk):
    assert read_address({"kiosk": text}, LAYERS).kiosk is kiosk


def test_what_the_map_reports_is_read_with_the_same_care():
    before = Address("1939-08-23", kiosk=True)
    state = {"date": "1941-06-22", "layers": ["poland", "nonsense"], "view": {"lat": 200, "lon": 30, "zoom": 4}}
    address = settled(state, before, LAYERS)
    assert (address.date, address.layers, address.view, address.kiosk) == (
        "1941-06-22",
        ("poland",),
        View(71.0, 30, 4),
        True,
    )


@pytest.mark.parametrize("value", [None, "text", 7, [], {"date": None, "view": "x"}])
def test_a_report_that_makes_no_sense_changes_nothing(value):
    assert settled(value, Address("1940-06-17"), LAYERS).date == "1940-06-17"
