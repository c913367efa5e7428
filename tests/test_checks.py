"""Every fault that a file can have, one by one: found, named, with a remedy, and together with all others."""

import json
from pathlib import Path

import pytest

from geodata.check import check_all, check_sources
from geodata.checks.publication import check_published
from geodata.pipeline.build import build
from tests.conftest import collection, line, polygon, stretch


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def only(faults):
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]


def test_sound_sources_have_no_fault(house):
    assert check_sources(house) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "record", "field", "fault"),
    [
        (
            "control.csv",
            "1938-10-01,1939-09-17,poland",
            "1917-04-31,1939-09-17,poland",
            "west",
            "valid_from",
            "1917-04-31",
        ),
        ("control.csv", "1939-09-17,,poland", "1939-09-18,,poland", "west", "valid_to", "missing control"),
        ("control.csv", "1939-09-17,,poland", "1939-09-16,,poland", "west", "valid_to", "overlapping control"),
        ("control.csv", "1938-10-01,,soviet", "1938-11-01,,soviet", "east", "valid_from", "missing control"),
        ("control.csv", "soviet_union,occupied", "ussr,occupied", "west", "controller", "'ussr' is not in the closed"),
        ("control.csv", "occupied", "liberated", "west", "status", "'liberated' is not in the closed list"),
        ("control.csv", "treaty;memory", "treaty;rumour", "west", "source", "unknown source rumour"),
        ("control.csv", "Note of 17", "<b>Note</b> of 17", "west", "instrument", "markup in the text"),
        (
            "territories.csv",
            "west,Westland,20,55",
            "west,Westland,55,20",
            "west",
            "lon, lat",
            "lon and lat are swapped",
        ),
        ("territories.csv", "east,Eastland,40", "east,Eastland,140", "east", "lon, lat", "outside the drawn extent"),
        ("territories.csv", "west,Westland,20,55,", "west,Westland,20,55", "line 2", "", "not as many cells"),
        ("events.csv", "1939-09-17,Entry", "1939-09-31,Entry", "entry", "date", "'1939-09-31' is no date"),
        ("events.csv", "The army entered.", "<script>alert(1)</script>", "entry", "text", "markup in the text"),
        ("events.csv", "invasion", "liberation", "entry", "category", "'liberation' is not in the closed list"),
        ("campaigns.csv", "soviet_union,capture", "ussr,capture", "march 1", "takers", "'ussr' is not in the closed"),
        ("campaigns.csv", "soviet_union,capture", "soviet_union,conquest", "march 1", "kinds", "'conquest' is not in"),
        ("campaigns.csv", "1939-09-17,1939-09-25", "1939-09-22,1939-09-25", "march 1", "first, last", "no capture"),
        ("bibliography.toml", 'licence = "none"\n', "", "memory", "licence", "the field is missing"),
    ],
)
def test_a_wrong_value_is_named_with_file_record_and_field(house, file, old, new, record, field, fault):
    replace(house / file, old, new)
    found = [one for one in check_sources(house) if fault in one.fault]
    assert found, check_sources(house)
    assert (found[0].file, found[0].record, found[0].field) == (file, record, field)
    assert found[0].remedy


def test_an_interval_that_ends_before_it_begins_is_a_fault(house):
    replace(house / "control.csv", "1938-10-01,1939-09-17", "1939-10-01,1939-09-17")
    assert any("1939-10-01 is not before valid_to 1939-09-17" in fault.fault for fault in check_sources(house))


def test_a_unit_without_control_and_control_without_a_unit_are_faults(house):
    replace(house / "territories.csv", "east,Eastland", "orient,Eastland")
    records = {(fault.record, fault.fault) for fault in check_sources(house)}
    assert ("orient", "the unit has no row of control") in records
    assert ("east", "no such unit in territories.csv") in records


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda text: "\ufeff" + text, "BOM"),
        (lambda text: text.replace("\n", "\r\n"), "CRLF"),
        (lambda text: "", "the file is empty"),
        (lambda text: text.replace(",certainty", "", 1), "the column is missing"),
    ],
)
def test_a_table_that_is_no_table_is_a_fault(house, spoil, fault):
    path = house / "events.csv"
    path.write_bytes(spoil(path.read_text()).encode())
    assert any(fault in one.fault and one.file == "events.csv" for one in check_sources(house))


def test_a_missing_file_is_a_fault(house):
    (house / "control.csv").unlink()
    assert any(one.file == "control.csv" and "missing" in one.fault for one in check_sources(house))


def test_json_that_is_cut_short_is_a_fault(house):
    path = house / "lines" / "middle.geojson"
    path.write_text(path.read_text()[:-20])
    assert any("broken or cut short" in one.fault and one.file == "middle.geojson" for one in check_sources(house))


@pytest.mark.parametrize(
    ("more", "field", "fault"),
    [
        ({"method": "guessed"}, "method", "'guessed' is not in the closed list"),
        ({"follows": "rivers:brook"}, "follows", "method digitised with follows"),
        ({"precision_km": 0}, "precision_km", "0 is no number above zero"),
        ({"points": ["one"]}, "points", "1 names for 2 control points"),
        ({"source": ""}, "source", "no source is given"),
        ({"name": "<i>x</i>"}, "name", "markup in the text"),
    ],
)
def test_a_wrong_property_of_a_stretch_is_named(house, more, field, fault):
    (house / "lines" / "extra.geojson").write_text(collection(stretch("extra", (20, 45), (21, 46), **more)))
    found = only([one for one in check_sources(house) if one.file == "extra.geojson" and one.field == field])
    assert (found.record, found.field) == ("extra", field)
    assert fault in found.fault


def test_a_stretch_with_lon_and_lat_swapped_is_named(house):
    (house / "lines" / "extra.geojson").write_text(collection(stretch("extra", (65, 30), (66, 31))))
    assert "lon and lat are swapped" in only(check_sources(house)).fault


def test_all_faults_are_listed_at_once(house):
    replace(house / "control.csv", "treaty;memory", "rumour")
    replace(house / "events.csv", "invasion", "trip")
    (house / "lines" / "extra.geojson").write_text(collection(stretch("extra", (20, 45), (21, 46), method="guessed")))
    assert {one.file for one in check_sources(house)} == {"control.csv", "events.csv", "extra.geojson"}


@pytest.mark.parametrize(
    ("geometry", "fault"),
    [
        (polygon((20, 50), (21, 50), (21, 51), (20, 51)), "a ring is not closed"),
        (polygon((20, 50), (20, 51), (21, 51), (21, 50), (20, 50)), "wrong winding"),
        (polygon((20, 50), (21, 51), (21, 50), (20, 51.5), (20, 50)), "invalid geometry"),
        (polygon((50.5, 20), (51, 20), (51, 21), (50.5, 20)), "lon and lat are swapped"),
        ({"type": "Polygon", "coordinates": 7}, "not nested"),
        ({"type": "Circle", "coordinates": []}, "unknown geometry type"),
    ],
)
def test_wrong_geometry_in_a_published_file_is_named(house, geometry, fault):
    folder = house.parent / "published"
    build(sources=house, folder=folder)
    path = folder / "territories.geojson"
    value = json.loads(path.read_text())
    value["features"][0]["geometry"] = geometry
    path.write_text(json.dumps(value))
    found = [one for one in check_all(house, folder) if one.file == path.name and one.field == "geometry"]
    assert any(fault in one.fault and one.record == "east_1938-10-01" for one in found), found


def test_units_that_overlap_on_the_ground_are_a_fault(house):
    folder = house.parent / "published"
    build(sources=house, folder=folder)
    path = folder / "territories.geojson"
    value = json.loads(path.read_text())
    value["features"][0]["geometry"] = polygon((29, 50), (40, 50), (40, 51), (29, 51), (29, 50))
    path.write_text(json.dumps(value))
    assert any("overlaps a neighbour" in one.fault for one in check_all(house, folder))


def test_a_published_file_that_is_missing_or_damaged_is_named(house):
    folder = house.parent / "published"
    build(sources=house, folder=folder)
    (folder / "borders.geojson").unlink()
    (folder / "places.geojson").write_text('{"type": "FeatureCollection", "features": [')
    faults = []
    check_published(folder, {"treaty": {}, "memory": {}}, faults)
    assert {"borders.geojson", "places.geojson"} <= {one.file for one in faults}


def test_a_line_needs_two_positions(house):
    (house / "lines" / "extra.geojson").write_text(
        collection((stretch("extra", (20, 45), (21, 46))[0], line((20, 45))))
    )
    assert "too few positions" in only(check_sources(house)).fault
