"""Layers keep their promise: every style that can be drawn has its words in the legend, and every colour a name."""

import hashlib
import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from geodata.checks.vocabulary import CATEGORIES
from geodata.read import DATASETS, SOURCES
from layers import catalogue
from layers.barbarossa import BARBAROSSA
from layers.borders import STYLES, frontier_class
from layers.campaigns import error_on
from layers.catalogue import CATALOGUE, by_key
from layers.events import SHAPES
from layers.figure.wording import fronts_in_words
from layers.fonts import FONTS
from layers.layer import Layer
from layers.locale import languages, words
from layers.palette import HOLDERS, THEMES
from layers.territories import HOLDER_LEGEND, STATUS_LEGEND, STATUSES, style_by_title

KINDS = ("state_territory", "lost", "remained", "leased", "frontier", "base")
SAMPLES = {
    "territories": [
        {"controller": holder, "status": status, "sovereign": "poland"}
        for holder in (*HOLDERS, "atlantis", None)
        for status in (*STATUSES, "imagined", None)
    ],
    "borders": [{"frontier_class": key} for key in STYLES if key != "none"] + [{}],
    "poland": [{"kind": kind, "id": "poland"} for kind in (*KINDS, None)]
    + [{"kind": "frontier", "neighbour": "danzig"}],
    "baltic": [{"kind": kind} for kind in (*KINDS, None)],
    "karelia": [
        {"kind": kind, "id": key, "valid_from": "1938-10-01"}
        for kind in (*KINDS, None)
        for key in ("frontier_1920_a", "line_1940_b")
    ],
    "partition": [
        {"instrument": name}
        for name in ("secret_protocol_1939_08_23", "clarification_1939_08_28", "treaty_1939_09_28", "other")
    ],
    "barbarossa": [{"army_group": name} for name in ("Army Group North", "C", "Finnish Army", "Army of Norway", None)],
    "poland_axes": [
        {"army_group": name} for name in ("Army Group North 1939", "Slovak Army 1939", "Belorussian Front 1939", None)
    ],
    "winter_war": [{"army_group": name} for name in ("Soviet 7th Army", None)],
    "campaigns": [{"controller": side} for side in ("germany", "soviet_union", "finland", "romania", "atlantis", None)],
    "fronts": [{"method": method} for method in ("interpolated", "without_evidence", None)],
    "events": [{"category": name} for name in (*SHAPES, "territorial change", "gossip", None)],
}


@pytest.fixture(params=CATALOGUE, ids=catalogue.keys())
def layer(request: pytest.FixtureRequest) -> Layer:
    return request.param


def test_every_style_has_a_legend_entry(layer: Layer) -> None:
    entries = {entry.style.key: entry for entry in layer.legend}
    for properties in SAMPLES[layer.key]:
        style = layer.style(properties)
        draws = bool(style.fill or style.stroke)
        assert not draws or entries[style.key].style == style


def test_legend_has_words_and_no_entry_twice(layer: Layer) -> None:
    found = [entry.style.key for entry in layer.legend]
    assert len(set(found)) == len(found)
    assert len({entry.text for entry in layer.legend}) == len(found)
    assert all(entry.text and "_" not in entry.text for entry in layer.legend)


def test_styles_name_colours_of_the_palette(layer: Layer) -> None:
    for entry in (*layer.legend, *HOLDER_LEGEND, *STATUS_LEGEND):
        for colour in filter(None, (entry.style.fill, entry.style.stroke, entry.style.pattern_colour)):
            assert all(theme[colour] for theme in THEMES.values())


def test_layer_shows_a_published_dataset(layer: Layer) -> None:
    assert layer.dataset in DATASETS


def test_by_key() -> None:
    names = catalogue.keys()
    assert [by_key(name) for name in names] == list(CATALOGUE)
    assert catalogue.default_keys()[0] == "territories"
    with pytest.raises(KeyError, match="the layers are territories"):
        by_key("atlantis")


def test_statuses_differ_without_colour() -> None:
    marks = [(entry.style.pattern, entry.style.stroke, entry.style.dash) for entry in STATUS_LEGEND]
    assert len(set(marks)) == len(marks) - 1  # a neutral zone and a lease never meet: both are dotted


def test_a_dependent_state_keeps_its_own_hue() -> None:
    style = by_key("territories").style({"controller": "slovakia", "status": "puppet"})
    assert (style.fill, style.stroke, bool(style.dash)) == ("slovakia", "germany_deep", True)


def test_style_by_title_ignores_the_controller() -> None:
    assert style_by_title({"controller": "soviet_union", "sovereign": "estonia", "status": "occupied"}).key == "estonia"


def side(controller: str, sovereign: str | None = None, status: str = "sovereign", by: str = "") -> dict[str, str]:
    return {"controller": controller, "sovereign": sovereign or controller, "status": status, "instrument": by}


@pytest.mark.parametrize(
    ("left", "right", "precision", "expected"),
    [
        (side("poland"), side("soviet_union"), 2.0, "frontier"),
        (side("slovakia", status="puppet"), side("hungary"), None, "frontier"),
        (side("poland"), side("soviet_union"), 15.0, "frontier_uncertain"),
        (side("germany", "poland", "occupied"), side("soviet_union", "poland", "annexed"), 2.0, "demarcation"),
        (side("germany"), side("germany", "poland", "annexed"), 2.0, "lost_frontier"),
        (side("germany", "poland", "administered"), side("germany", "poland", "annexed"), 2.0, "internal"),
        (
            side("germany", "poland", "administered", "Ostland"),
            side("germany", "poland", "administered", "Ukraine"),
            2.0,
            "internal",
        ),
        (
            side("germany", "poland", "administered", "Ostland"),
            side("germany", "poland", "administered", "Ostland"),
            2.0,
            "none",
        ),
        (side("germany", by="Versailles"), side("germany", by="Munich"), 2.0, "none"),
        (side("poland"), side("poland"), 2.0, "none"),
        (side("poland"), None, 2.0, "none"),
    ],
)
def test_frontier_class(left, right, precision, expected) -> None:  # type: ignore[no-untyped-def]
    assert frontier_class(left, right, precision) == expected
    assert frontier_class(right, left, precision) == expected


@pytest.mark.parametrize(
    ("words_of_the_data", "expected"),
    [
        ("Army Group North", "north"),
        ("Army Group Centre", "centre"),
        ("Army Group South 1939", "south"),
        ("Army Group Antonescu", "romanian"),
        ("Finnish Army", "finnish"),
        ("Army of Norway", "lapland"),
        ("", "centre"),
    ],
)
def test_an_axis_has_the_colour_of_its_army_group(words_of_the_data: str, expected: str) -> None:
    assert BARBAROSSA.style({"army_group": words_of_the_data}).key == f"axis:barbarossa:{expected}"


def test_every_category_of_the_data_has_a_marker_and_words_of_its_own() -> None:
    assert set(SHAPES) == CATEGORIES
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert by_key("events").style({"category": "crime"}).key == "event:crime"


def test_partition_lines_differ_without_colour() -> None:
    dashes = {entry.style.dash for entry in by_key("partition").legend}
    assert len(dashes) == 3


def _error(campaign: str, facts: int, first: str, last: str) -> dict[str, Any]:
    return {
        "campaign": campaign, "facts": facts, "first": first, "last": last,
        "leave_one_out": {"median": 1.26, "ninth_tenth": 60.3},
    }  # fmt: skip


ERRORS = [
    _error("winter_war", 170, "1939-11-30", "1940-03-13"),
    _error("winter_war", 35, "1939-12-19", "1940-03-13"),
    _error("winter_war", 19, "1940-03-14", "1940-03-25"),
    _error("barbarossa", 1755, "1941-06-22", "1941-12-04"),
]


@pytest.mark.parametrize(
    ("on", "facts"),
    [
        ("1939-11-29", None), ("1939-11-30", 170), ("1940-03-13", 170), ("1940-03-14", 19), ("1940-03-25", 19),
        ("1940-03-26", None), ("1941-06-21", None), ("1941-06-22", 1755), ("1941-12-05", None),
    ],
)  # fmt: skip
def test_the_fronts_of_a_day_have_the_error_of_the_phase_that_runs_and_has_the_most_facts(
    on: str, facts: int | None
) -> None:
    error = error_on(ERRORS, on)
    assert (error and error["facts"]) == facts
    assert (f"{facts} dated captures" in fronts_in_words(ERRORS, on)) == (facts is not None)


def test_without_measured_errors_nothing_is_said_of_them() -> None:
    assert fronts_in_words([], "1941-06-22") == ""


def test_catalogues_of_words() -> None:
    assert "en" in languages()
    assert words()["figure"]["disclaimer"].endswith("no opinion on legal status is implied.")
    with pytest.raises(ValueError, match="no catalogue"):
        words("xx")


@pytest.mark.parametrize("ending", ["ttf", "woff2"])
@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_fonts_have_every_letter_of_the_data(font, ending: str) -> None:  # type: ignore[no-untyped-def]
    with TTFont(font.path(ending)) as face:
        letters = set(face.getBestCmap())
    for path in sorted(SOURCES.glob("**/*.csv")):
        text = path.read_text(encoding="utf-8-sig")
        missing = {letter for letter in set(text) if letter.isprintable() and ord(letter) not in letters}
        assert not missing, f"{font.stem} lacks {sorted(missing)} of {path.name}"


def test_fonts_are_small_and_as_their_provenance_says() -> None:

    folder = FONTS[0].path("ttf").parent
    vendored = tomllib.loads((folder / "VENDORED.toml").read_text(encoding="utf-8"))
    recorded = dict(itertools.chain.from_iterable(table["sha256"].items() for table in vendored.values()))
    for name, expected in recorded.items():
        assert hashlib.sha256(Path(folder / name).read_bytes()).hexdigest() == expected
    assert {path.name for path in folder.iterdir() if path.suffix in (".ttf", ".woff2", ".md")} == set(recorded)
    assert sum(font.path("woff2").stat().st_size for font in FONTS) < 220_000
