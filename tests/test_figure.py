"""A day as a picture: exact to the pixel, the same bytes every time, all words on it, the legend of what is drawn."""

import hashlib
import io
import re
import struct
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib import image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from pyproj import Geod
from shapely.geometry import LineString, Point, box

from geodata.read import PUBLISHED, Datasets, read_all
from geodata.space import Box, to_degrees
from layers import __main__ as command
from layers import figure
from layers.figure import shapes
from layers.figure.column import scale_length
from layers.figure.history import reached
from layers.figure.output import as_bytes
from layers.figure.painter import text_width, wrapped
from layers.figure.sheet import make_sheet
from layers.figure.wording import sentence_of
from layers.locale import words
from layers.palette import LIGHT, PATTERNS

SMALL = (960, 540)
AROUND = Box(16, 48, 34, 60)


def frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    whole = [
        {"valid_from": "1938-10-01", "valid_to": None, "precision_km": 2.0, "source": "gshhg"} | row for row in rows
    ]
    return gpd.GeoDataFrame(whole, crs="EPSG:4326")


def held(unit: str, holder: str, status: str, start: str, end: str | None, area: Any) -> dict[str, Any]:
    return {
        "id": f"{unit}_{start}", "unit": unit, "name": unit, "sovereign": unit, "controller": holder,
        "status": status, "valid_from": start, "valid_to": end, "geometry": area,
    }  # fmt: skip


def made_up() -> dict[str, gpd.GeoDataFrame]:
    """Return two states, one line, one arrow, one event, two towns: a published folder in small."""
    west, east = box(18, 50, 24, 56), box(24, 50, 32, 56)
    legs = [
        {"place": "Brest", "lon": 23.7, "lat": 52.1, "date": "1941-06-22"},
        {"place": "Minsk", "lon": 27.6, "lat": 53.9, "date": "1941-06-28"},
        {"place": "Smolensk", "lon": 32.0, "lat": 54.8, "date": "1941-07-16"},
    ]
    return {
        "base_land": frame([{"id": "land", "geometry": box(10, 45, 40, 58)}]),
        "base_lakes": frame([{"id": "lake", "geometry": box(26, 51, 28, 52)}]),
        "base_rivers": frame([{"id": "bug", "rank": 1, "geometry": LineString([(22, 50), (24, 54)])}]),
        "territories": frame([
            held("poland", "poland", "sovereign", "1938-10-01", "1939-09-28", west),
            held("poland", "germany", "occupied", "1939-09-28", None, west),
            held("soviet_union", "soviet_union", "sovereign", "1938-10-01", None, east),
        ]),
        "borders": frame([{"id": "b", "unit_left": "poland", "unit_right": "soviet_union",
                           "geometry": LineString([(24, 50), (24, 56)])}]),
        "partition_lines": frame([{"id": "p", "instrument": "treaty_1939_09_28", "valid_from": "1939-09-28",
                                   "geometry": LineString([(22, 50), (23, 53), (22, 56)])}]),
        "barbarossa_axes": frame([{"id": "C2", "army_group": "Army Group Centre", "echelon": "panzer_group",
                                   "legs": legs, "valid_from": "1941-06-22",
                                   "geometry": LineString([(leg["lon"], leg["lat"]) for leg in legs])}]),
        "events": frame([
            {"id": "e1", "title": "Pact signed", "text": "Two states signed a pact.", "category": "treaty",
             "valid_from": "1939-08-23", "geometry": Point(30, 55)},
            {"id": "e2", "title": "Treaty on the line", "text": "Two states divided a third.", "category": "treaty",
             "valid_from": "1939-09-28", "geometry": Point(30, 55)},
            {"id": "e3", "title": "City capitulates", "text": "It did.", "category": "battle",
             "valid_from": "1939-09-28", "geometry": Point(21, 52.2)},
        ]),
        "places": frame([{"id": "a", "name": "Łódź", "rank": 1.0, "geometry": Point(19.5, 51.8)},
                         {"id": "b", "name": "Wilno", "rank": 2.0, "valid_to": "1939-10-28", "geometry": Point(25.3, 54.7)}]),
        "waters": frame([{"id": "s", "name": "Baltic Sea", "rank": 1, "angle": 5.0, "kind": "sea",
                          "geometry": Point(20, 59)}]),
        "states": frame([{"id": "poland", "name": "POLAND", "holder": "poland", "rank": 1, "angle": 0.0,
                          "valid_to": "1939-09-28", "geometry": Point(21, 53)}]),
    }  # fmt: skip


@pytest.fixture(scope="module")
def data() -> Mapping[str, gpd.GeoDataFrame]:
    return made_up()


def png(data: Any, on: str, size: tuple[int, int] = SMALL, **options: Any) -> bytes:
    return as_bytes(figure.draw(data, on, size, bbox=AROUND, **options), "png", "A picture")


def pixels(picture: bytes) -> Any:
    return image.imread(io.BytesIO(picture), format="png")


def svg_words(data: Any, on: str, **options: Any) -> str:
    svg = as_bytes(figure.draw(data, on, SMALL, bbox=AROUND, **options), "svg", "A picture").decode()
    return unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))


def png_size(picture: bytes) -> tuple[int, int]:
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", picture[16:24])


@pytest.mark.parametrize("size", [(960, 540), (1001, 563), (540, 960), (700, 700), (1754, 1240), (1366, 768)])
def test_png_has_exactly_the_asked_pixels(data: Any, size: tuple[int, int]) -> None:
    assert png_size(png(data, "1939-09-28", size)) == size


@pytest.mark.parametrize(
    ("size", "fault"),
    [((100, 100), "from 480 to 8000"), ((9000, 1080), "from 480 to 8000"), ((8000, 500), "narrow"), ((0, -5), "480")],
)
def test_sizes_that_cannot_be_drawn_say_why(data: Any, size: tuple[int, int], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        figure.draw(data, "1939-09-28", size)


@pytest.mark.parametrize("on", ["1938-09-30", "1942-05-01", "1939-02-30", "yesterday", "1939-9-1"])
def test_days_outside_the_period_are_refused(data: Any, on: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        figure.draw(data, on, SMALL)


def test_unknown_layer_theme_and_box_are_refused(data: Any) -> None:
    with pytest.raises(KeyError, match="the layers are"):
        figure.draw(data, "1939-09-28", SMALL, ["atlantis"])
    with pytest.raises(ValueError, match="choose one of light, dark"):
        figure.draw(data, "1939-09-28", SMALL, theme="sepia")
    with pytest.raises(ValueError, match="no box"):
        figure.draw(data, "1939-09-28", SMALL, bbox=Box(30, 50, 20, 60))


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_data_gives_the_same_bytes(form: str) -> None:
    hashes = {
        hashlib.sha256(
            as_bytes(figure.draw(made_up(), "1939-09-28", SMALL, bbox=AROUND), form, "A picture")
        ).hexdigest()
        for _ in range(2)
    }
    assert len(hashes) == 1


def test_another_day_is_another_picture(data: Any) -> None:
    before, after = pixels(png(data, "1939-09-27")), pixels(png(data, "1939-09-28"))
    assert np.mean(np.any(before != after, axis=-1)) > 0.05


def test_layers_switch_off(data: Any) -> None:
    everything, bare = pixels(png(data, "1939-09-28")), pixels(png(data, "1939-09-28", layers=["territories"]))
    assert np.any(everything != bare)
    assert set(figure.legend_of(data, "1939-09-28", SMALL, ["partition"], bbox=AROUND)) == {"partition"}


def test_words_of_the_page(data: Any) -> None:
    found = svg_words(data, "1939-09-28")
    named = words()["figure"]
    for text in ("28 September 1939", named["title"], "Treaty on the line.", "Two states divided a third.",
                 "Also: City capitulates.", "Łódź", "Baltic Sea", "Germany", "Occupied", "km",
                 "Boundary treaty, 28 September 1939", "55° N"):  # fmt: skip
        assert text in found
    running = re.sub(r"\s+", " ", found)
    assert named["disclaimer"] in running
    assert "GSHHG (Wessel and Smith) (LGPL-3.0-or-later)" in running
    assert "Lambert azimuthal equal-area" in running


def test_names_change_with_the_date(data: Any) -> None:
    assert "P\u2009\u2009O" in svg_words(data, "1939-09-27")
    assert "P\u2009\u2009O" not in svg_words(data, "1939-09-28")
    assert "Wilno" not in svg_words(data, "1939-10-28")


def test_words_keep_to_the_safe_part_of_the_page(data: Any) -> None:
    drawn = figure.draw(data, "1939-09-28", (1920, 1080), bbox=AROUND)
    renderer = FigureCanvasAgg(drawn).get_renderer()  # type: ignore[no-untyped-call]
    for text in drawn.findobj(match=lambda artist: artist.__class__.__name__ == "Text"):
        extent = text.get_window_extent(renderer)
        assert extent.x0 >= 96 - 2
        assert extent.x1 <= 1824 + 4
        assert extent.y0 >= 54 - 3
        assert extent.y1 <= 1026 + 3


def test_legend_is_what_is_drawn(data: Any) -> None:
    before = {
        name: [entry.text for entry in entries]
        for name, entries in figure.legend_of(data, "1939-08-23", SMALL, bbox=AROUND).items()
        if entries
    }
    assert before == {
        "territories": ["Soviet Union", "Poland"],
        "borders": ["International frontier"],
        "events": ["Treaty or pact"],
    }
    after = figure.legend_of(data, "1939-09-28", SMALL, bbox=AROUND)
    assert [entry.style.key for entry in after["statuses"]] == ["occupied"]
    assert {entry.style.key for entry in after["territories"]} == {"germany", "soviet_union", "changed"}
    assert [entry.style.key for entry in after["borders"]] == ["demarcation"]
    assert [entry.style.key for entry in after["partition"]] == ["partition:28_september"]
    assert [entry.style.key for entry in after["events"]] == ["event:treaty", "event:battle"]


def test_nothing_outside_the_frame_is_in_the_legend(data: Any) -> None:
    legend = figure.legend_of(data, "1939-08-23", SMALL, bbox=Box(28, 51, 31, 53))
    assert [entry.style.key for entry in legend["territories"]] == ["soviet_union"]


def test_a_missing_dataset_is_named_and_the_rest_drawn() -> None:
    data = {name: rows for name, rows in made_up().items() if name not in ("partition_lines", "base_lakes", "places")}
    found = re.sub(r"\s+", " ", svg_words(data, "1939-09-28"))
    assert "Not shown, data missing:" in found
    assert "The partition lines of 1939" in found
    assert "28 September 1939" in found


def test_nothing_at_all_still_gives_a_page() -> None:
    assert png_size(png({}, "1939-09-28")) == SMALL


def test_text_of_the_data_is_never_markup(data: Any) -> None:
    evil = {**data, "events": data["events"].assign(title="<script>alert(1)</script> $x^2$", text="& <b>bold</b>")}
    svg = as_bytes(figure.draw(evil, "1939-09-28", SMALL, bbox=AROUND), "svg", "A picture").decode()
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
    assert "$x^2$" in svg


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("1939-08-22", ("", "No recorded event on this day.", "")),
        ("1939-08-23", ("Pact signed.", "Two states signed a pact.", "")),
        ("1939-08-24", ("", "No recorded event on this day. Last before this day, 23 August 1939: Pact signed.", "")),
        ("1939-09-28", ("Treaty on the line.", "Two states divided a third.", "Also: City capitulates.")),
    ],
)
def test_sentence_of_the_day(data: Any, on: str, expected: tuple[str, str, str]) -> None:
    assert tuple(sentence_of(data["events"], on)) == expected


def test_sentence_without_events() -> None:
    assert tuple(sentence_of(None, "1939-09-28")) == ("", "", "")


def arrow_area(data: Any, on: str) -> float:
    sheet = make_sheet((1920, 1080), LIGHT, AROUND)
    painter = figure.Painter(sheet)
    curve = reached(painter, data["barbarossa_axes"]["legs"].iloc[0], on)
    return 0.0 if len(curve) < 2 else float(shapes.arrow(curve, 7.0).area)


def test_axes_grow_day_by_day(data: Any) -> None:
    areas = [arrow_area(data, f"1941-06-{day}") for day in (21, 23, 25, 27, 28)] + [arrow_area(data, "1941-07-10")]
    assert areas[0] == 0.0
    assert areas == sorted(areas)
    assert len(set(areas)) == len(areas)
    assert arrow_area(data, "1941-07-16") == arrow_area(data, "1942-04-30")


def test_arrow_is_a_valid_area_and_ends_at_its_place() -> None:
    places = np.array([[0.0, 0.0], [40.0, 10.0], [60.0, 60.0], [30.0, 90.0]])
    arrow = shapes.arrow(shapes.smooth(places), 7.0)
    assert arrow.is_valid
    assert shapely.distance(arrow, shapely.Point(30.0, 90.0)) < 0.05


def test_curve_runs_through_its_places() -> None:
    places = np.array([[0.0, 0.0], [40.0, 10.0], [60.0, 60.0]])
    curve = shapes.smooth(places, 10)
    assert np.allclose(curve[[0, 10, 20]], places)


@pytest.mark.parametrize("pattern", ["hatch", "hatch_falling", "hatch_upright", "hatch_level", "crosshatch"])
def test_rules_stay_inside_their_area(pattern: Any) -> None:
    area = shapely.Point(50, 50).buffer(30)
    rules = shapes.rules(area, PATTERNS[pattern])
    assert rules.length > 100
    assert area.buffer(1e-6).covers(rules)


def test_scale_bar_is_true() -> None:
    sheet = make_sheet((1920, 1080), LIGHT)
    kilometres = scale_length(sheet.metres_per_point)
    width = kilometres * 1000 / sheet.metres_per_point
    assert 100 <= width <= 250
    for across, up in ((0.5, 0.5), (0.3, 0.3), (0.7, 0.7)):
        left = sheet.frame.left + across * sheet.frame.width - width / 2
        y = sheet.origin[1] + (sheet.frame.bottom + up * sheet.frame.height) * sheet.metres_per_point
        ends = [to_degrees().transform(sheet.origin[0] + x * sheet.metres_per_point, y) for x in (left, left + width)]
        assert Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2] / 1000 == pytest.approx(kilometres, rel=0.02)


def test_sheet_shows_the_whole_box() -> None:
    sheet = make_sheet((1920, 1080), LIGHT, AROUND)
    for lon in (AROUND.west, AROUND.east):
        for lat in (AROUND.south, AROUND.north):
            x, y = sheet.place(lon, lat)
            assert sheet.frame.grown(0.01).as_polygon().covers(shapely.Point(x, y))


def test_wrapped_lines_fit() -> None:
    lines = wrapped("one two three four five six seven eight nine ten", "sans", 12.0, 90.0)
    assert len(lines) > 2
    assert all(text_width(line, "sans", 12.0) <= 90.0 for line in lines)


def test_export_by_command(data: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, rows in data.items():
        rows.to_file(tmp_path / f"{name}.geojson", driver="GeoJSON")
    out = tmp_path / "out.png"
    arguments = ["export", "--date", "1939-09-28", "--size", "960x540", "--data", str(tmp_path), str(out)]
    assert command.main(arguments) == 0
    assert png_size(out.read_bytes()) == (960, 540)
    assert "poland.geojson: the file is missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["export", "--date", "1917-04-31", "out.png"], "is not a day of the calendar"),
        (["export", "--date", "1950-01-01", "out.png"], "outside the period"),
        (["export", "--size", "20x20", "out.png"], "from 480 to 8000"),
        (["export", "--layers", "atlantis", "out.png"], "no layer 'atlantis'"),
        (["export", "out.gif"], ".png, .svg, .pdf"),
    ],
)
def test_wrong_commands_say_why(
    arguments: list[str], fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / arguments[-1]
    assert command.main([*arguments[:-1], "--data", str(tmp_path), str(out)]) == 2
    assert fault in capsys.readouterr().err
    assert not out.exists()


@pytest.fixture(scope="module")
def published() -> Datasets:
    if not (PUBLISHED / "territories.geojson").exists():
        pytest.skip("nothing is published yet")
    return read_all()


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160)])
def test_published_day_as_a_slide(published: Datasets, size: tuple[int, int]) -> None:
    picture = figure.as_png(published, "1939-09-28", size)
    assert png_size(picture) == size
    assert len(picture) < 15_000_000


@pytest.mark.parametrize("on", ["1938-10-01", "1940-08-31", "1942-04-30"])
def test_published_legend_names_every_layer_that_is_drawn(published: Datasets, on: str) -> None:
    legend = figure.legend_of(published, on, SMALL)
    assert {"territories", "borders"} <= set(legend)
    assert all(entry.text for entries in legend.values() for entry in entries)
