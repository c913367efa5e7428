import json
from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape

from geodata.faults import FaultsError
from geodata.pipeline.areas import measured_km2
from geodata.pipeline.build import build
from geodata.pipeline.units import area_km2
from geodata.pipeline.views import Ground
from geodata.pipeline.write import replace_folder
from tests.conftest import collection, stretch


@pytest.fixture
def published(house: Path) -> Path:
    folder = house.parent / "published"
    build(sources=house, folder=folder)
    return folder


def features(folder, name):
    return json.loads((folder / f"{name}.geojson").read_text())["features"]


def test_two_states_on_a_brook_tile_the_window_without_gap_or_overlap(published):
    drawn = {f["properties"]["unit"]: shape(f["geometry"]) for f in features(published, "territories")}
    assert set(drawn) == {"west", "east"}
    assert shapely.coverage_is_valid(list(drawn.values()))
    assert shapely.union_all(list(drawn.values())).area == pytest.approx(36 * 27.5)


def test_territories_have_one_feature_for_each_unit_and_span(published):
    spans = [(f["properties"]["unit"], f["properties"]["valid_from"]) for f in features(published, "territories")]
    assert spans == [("east", "1938-10-01"), ("west", "1938-10-01"), ("west", "1939-09-17")]


def test_the_border_follows_the_brook_and_knows_its_two_units(published):
    (border,) = features(published, "borders")
    assert (border["properties"]["unit_left"], border["properties"]["unit_right"]) == ("east", "west")
    assert border["properties"]["precision_km"] == 3
    assert shape(border["geometry"]).distance(shapely.Point(30.5, 50)) < 1e-5


def test_building_twice_gives_the_same_bytes(house, published):
    before = {path.name: path.read_bytes() for path in published.iterdir()}
    build(sources=house, folder=published)
    assert {path.name: path.read_bytes() for path in published.iterdir()} == before


def test_a_fault_leaves_the_published_folder_untouched(house, published):
    before = {path.name: path.read_bytes() for path in published.iterdir()}
    control = house / "control.csv"
    control.write_text(control.read_text().replace("1939-09-17,,poland", "1939-09-18,,poland"))
    with pytest.raises(FaultsError, match="missing control from 1939-09-17 to 1939-09-18"):
        build(sources=house, folder=published)
    assert {path.name: path.read_bytes() for path in published.iterdir()} == before


def test_a_face_without_a_name_is_refused(house):
    lines = house / "lines" / "middle.geojson"
    middle = stretch("middle", (30.08, 43.2), (30.05, 71.2), method="routed", follows="rivers:brook")
    lines.write_text(collection(middle, stretch("extra", (42, 43), (42, 57), (42, 72))))
    with pytest.raises(FaultsError, match="a face without a name"):
        build(sources=house, folder=house.parent / "published")


def test_a_face_with_two_names_is_refused(house):
    territories = house / "territories.csv"
    territories.write_text(territories.read_text() + "west,Westland,41,56,\n")
    with pytest.raises(FaultsError, match="is named east, west"):
        build(sources=house, folder=house.parent / "published")


def test_an_island_in_a_states_waters_is_its_land(house):
    land = house / "base" / "land.geojson"
    value = json.loads(land.read_text())
    box = [[[30.6, 40], [50, 40], [50, 72], [30.6, 72], [30.6, 40]]]
    island = [[[20, 55.2], [20.5, 55.2], [20.5, 55.5], [20, 55.5], [20, 55.2]]]
    value["features"][0]["geometry"] = {"type": "MultiPolygon", "coordinates": [box, island]}
    land.write_text(json.dumps(value))
    folder = house.parent / "published"
    build(sources=house, folder=folder)
    west = next(f for f in features(folder, "territories") if f["properties"]["unit"] == "west")
    assert shape(west["geometry"]).bounds == (20.0, 55.2, 20.5, 55.5)


def test_units_of_one_land_are_one_lost_part_until_one_of_them_leaves(house):
    cut = stretch("cut", (9, 55), (30.28, 55))
    (house / "lines" / "cut.geojson").write_text(collection(cut))
    territories, control = house / "territories.csv", house / "control.csv"
    both = "west,Westland (south),20,50,\nnorth,Westland (north),20,60,\n"
    territories.write_text(territories.read_text().replace("west,Westland,20,55,\n", both))
    rows = control.read_text().splitlines(keepends=True)
    west = [row for row in rows if row.startswith("west")]
    north = [row.replace("west,", "north,") for row in west]
    west[-1] = west[-1].replace("1939-09-17,,", "1939-09-17,1941-08-01,")
    west.append("west,1941-08-01,,poland,germany,administered,Decree of 17 July 1941,treaty,high,\n")
    control.write_text("".join([rows[0], *west, *north, *(row for row in rows[1:] if row.startswith("east"))]))
    folder = house.parent / "published"
    build(sources=house, folder=folder)
    lost = [f["properties"] for f in features(folder, "poland") if f["properties"]["kind"] == "lost"]
    assert {(p["name"], p["controller"], p["valid_from"], p["valid_to"]) for p in lost} == {
        ("Westland", "soviet_union", "1939-09-17", "1941-08-01"),
        ("Westland (north)", "soviet_union", "1941-08-01", None),
        ("Westland (south)", "germany", "1941-08-01", None),
    }


def test_a_failed_write_leaves_no_half_written_folder(tmp_path):
    folder = tmp_path / "published"
    replace_folder(folder, {"a.geojson": "old"})
    with pytest.raises(TypeError):
        replace_folder(folder, {"a.geojson": "new", "b.geojson": None})
    assert (folder / "a.geojson").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["published"]


def test_an_area_leaves_out_the_lake_that_its_row_takes_off():
    control = [{"unit": "east", "valid_from": "1938-10-01", "valid_to": "", "controller": "finland"}]
    ground = Ground({"east": shapely.box(30, 60, 32, 61)}, control, ())
    lakes = {"Lake": shapely.box(31, 60, 33, 61)}
    whole = {"on": "1939-08-31", "held_by": "finland", "units": ""}
    half = area_km2(shapely.box(30, 60, 31, 61))
    assert measured_km2(ground, whole, lakes) == pytest.approx(2 * half, rel=1e-3)
    assert measured_km2(ground, {**whole, "units": "-Lake"}, lakes) == pytest.approx(half, rel=1e-3)
    assert measured_km2(ground, {**whole, "held_by": "", "units": "east;-Lake"}, lakes) == pytest.approx(half, rel=1e-3)
