"""Colours are proved, not trusted: distinct for common colour vision, readable on every ground, the same names twice."""

import itertools
import re

import pytest
from coloraide import Color

from layers.palette import ADJACENT, HOLDERS, LIGHT, PATTERNS, THEMES, Theme, hatch_of

VISIONS = (None, "protan", "deutan", "tritan")
STORY = (
    "germany", "soviet_union", "poland", "lithuania", "latvia", "estonia", "finland", "romania", "hungary",
    "slovakia", "czechoslovakia", "sweden", "norway",
)  # fmt: skip
LINES = (
    "frontier", "demarcation", "frontier_uncertain", "lost_frontier", "internal", "partition_23_august",
    "partition_28_august", "partition_28_september", "poland_frontier", "baltic_frontier", "karelia_1920",
    "karelia_1940",
)  # fmt: skip
PARTITION = ("partition_23_august", "partition_28_august", "partition_28_september")


def distance(one: str, other: str, vision: str | None) -> float:
    """Return CIEDE2000 as seen by normal vision (None) or a full colour-vision deficiency."""
    first, second = Color(one), Color(other)
    if vision:
        first, second = first.filter(vision), second.filter(vision)
    return float(first.delta_e(second, method="2000"))


@pytest.fixture(params=THEMES.values(), ids=THEMES.keys())
def theme(request: pytest.FixtureRequest) -> Theme:
    return request.param


@pytest.mark.parametrize("vision", VISIONS)
def test_neighbours_are_distinct(theme: Theme, vision: str | None) -> None:
    poor = [
        f"{one}-{other} {found:.1f}"
        for one, other in ADJACENT
        if (found := distance(theme[one], theme[other], vision)) < 10
    ]
    assert not poor


@pytest.mark.parametrize("vision", VISIONS)
def test_holders_of_the_story_are_never_alike(theme: Theme, vision: str | None) -> None:
    pairs = itertools.combinations(STORY, 2)
    assert not [pair for pair in pairs if distance(theme[pair[0]], theme[pair[1]], vision) < 3]


@pytest.mark.parametrize("vision", VISIONS)
def test_land_is_never_taken_for_sea(theme: Theme, vision: str | None) -> None:
    assert not [holder for holder in HOLDERS if distance(theme[holder], theme["sea"], vision) < 6.5]


def test_holders_are_of_nearly_equal_lightness(theme: Theme) -> None:
    lightness = [Color(theme[holder]).convert("oklch")["lightness"] for holder in HOLDERS]
    assert max(lightness) - min(lightness) < 0.16


def test_holders_are_muted(theme: Theme) -> None:
    assert max(Color(theme[holder]).convert("oklch")["chroma"] for holder in HOLDERS) < 0.11


def test_lines_axes_and_events_stand_out_from_every_holder(theme: Theme) -> None:
    marks = [*LINES, *(key for key in theme.colours if key.startswith(("army_group_", "event_")))]
    grounds = [theme[holder] for holder in (*HOLDERS, "land", "unknown")]
    poor = [mark for mark in marks if min(Color(theme[mark]).contrast(ground) for ground in grounds) < 3]
    assert not poor


@pytest.mark.parametrize("ground", [*HOLDERS, "land", "sea", "halo", "panel", "page"])
def test_ink_is_readable(theme: Theme, ground: str) -> None:
    assert Color(theme["ink"]).contrast(theme[ground]) >= 4.5


def test_small_words_are_readable_on_their_ground(theme: Theme) -> None:
    pairs = (("ink_soft", "panel"), ("ink_soft", "halo"), ("water_ink", "sea"), ("water_ink", "lake"),
             ("graticule_text", "panel"), ("accent", "panel"))  # fmt: skip
    assert not [pair for pair in pairs if Color(theme[pair[0]]).contrast(theme[pair[1]]) < 4.5]


@pytest.mark.parametrize("vision", VISIONS)
def test_partition_lines_differ(theme: Theme, vision: str | None) -> None:
    pairs = itertools.combinations(PARTITION, 2)
    assert min(distance(theme[one], theme[other], vision) for one, other in pairs) >= 8


def test_both_themes_have_the_same_names() -> None:
    first, second = (set(theme.colours) for theme in THEMES.values())
    assert first == second


def test_colours_are_written_one_way(theme: Theme) -> None:
    assert not [key for key, value in theme.colours.items() if not re.fullmatch(r"#[0-9a-f]{6}", value)]


def test_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        LIGHT["no_such_colour"]


def test_patterns_differ_in_shape_not_only_in_colour() -> None:
    drawings = [(drawing.angles, bool(drawing.spacing), bool(drawing.inset)) for drawing in PATTERNS.values()]
    assert len(set(drawings)) == len(drawings)


def test_the_ground_of_armies_that_met_is_ruled_in_different_directions() -> None:
    directions = {
        holder: PATTERNS[hatch_of(holder)].angles for holder in ("germany", "soviet_union", "finland", "romania")
    }
    assert len(set(directions.values())) == 4
    assert directions["germany"] == PATTERNS[hatch_of("poland")].angles == (45.0,)
