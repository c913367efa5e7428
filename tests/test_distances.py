import shutil

import pytest
from shapely import LineString

from geodata.faults import FaultsError
from geodata.pipeline.distances import Share, expected_km, frontier_table, pieces_of, shares_of
from geodata.pipeline.moved import as_text, moves
from geodata.pipeline.sources import Stretch, read_sources
from geodata.pipeline.units import BorderPiece, length_km
from geodata.pipeline.views import Ground
from tests.conftest import collection, stretch

WEST_EAST = LineString([(30, 50), (31, 50)])
EAST_NORTH = LineString([(31, 50), (31, 51)])


def claimed(key, precision_km, method="digitised"):
    line = LineString([(30, 50), (31, 50)])
    return Stretch(key, key, method, None, "border", precision_km, "treaty", line, (), "middle.geojson")


GROUND = Ground(
    {"west": None, "east": None, "north": None},
    [
        {"unit": "west", "valid_from": "1938-10-01", "valid_to": "1939-09-17", "controller": "poland"},
        {"unit": "west", "valid_from": "1939-09-17", "valid_to": "", "controller": "soviet_union"},
        {"unit": "east", "valid_from": "1938-10-01", "valid_to": "", "controller": "soviet_union"},
        {"unit": "north", "valid_from": "1938-10-01", "valid_to": "", "controller": "latvia"},
    ],
    [
        BorderPiece(claimed("middle", 2.0), "east", "west", WEST_EAST),
        BorderPiece(claimed("upper", 1.0, "lifted"), "east", "north", EAST_NORTH),
        BorderPiece(claimed("corner", 4.0), "north", "west", LineString([(30, 51), (31, 51)])),
    ],
)


def frontier(**cells):
    row = dict.fromkeys(("held_by", "units", "against_held_by", "against_units", "stretches", "goal_mean_km"), "")
    return {**row, "goal_p95_km": "", "id": "one", "name": "One", "on": "1939-08-31", **cells}


def names(shares: list[Share]) -> list[str]:
    return [share.stretch.id for share in shares]


def test_a_single_claim_is_the_95_percent_of_its_own_frontier():
    mean, nearly = expected_km([(3.0, 120.0)])
    assert nearly == pytest.approx(3.0)
    assert mean == pytest.approx(3.0 * 0.7979 / 1.96, rel=1e-3)


def test_a_weak_stretch_weighs_by_its_length():
    assert expected_km([(1.0, 90.0), (5.0, 10.0)]) < expected_km([(1.0, 50.0), (5.0, 50.0)])
    assert 1.0 < expected_km([(1.0, 90.0), (5.0, 10.0)])[1] < 5.0


def test_a_frontier_is_all_that_parts_a_holder_from_the_others():
    assert names(shares_of(pieces_of(GROUND, frontier(held_by="poland")))) == ["corner", "middle"]
    assert names(shares_of(pieces_of(GROUND, frontier(held_by="poland", against_held_by="soviet_union")))) == ["middle"]
    assert names(shares_of(pieces_of(GROUND, frontier(units="east", against_units="north")))) == ["upper"]
    assert names(shares_of(pieces_of(GROUND, frontier(held_by="poland", stretches="corner")))) == ["corner"]


@pytest.mark.parametrize(
    ("on", "parted"),
    [("1939-09-16", ["middle", "upper"]), ("1939-09-17", ["corner", "upper"]), ("1939-09-18", ["corner", "upper"])],
)
def test_a_line_within_the_land_of_one_holder_is_no_frontier_from_the_day_on(on, parted):
    assert names(shares_of(pieces_of(GROUND, frontier(held_by="soviet_union", on=on)))) == parted


def test_lengths_are_ellipsoidal():
    (share,) = shares_of(pieces_of(GROUND, frontier(units="west", against_units="east")))
    assert share.km == pytest.approx(length_km(WEST_EAST))
    assert share.km == pytest.approx(71.7, abs=0.1)


def test_a_frontier_with_nothing_between_its_sides_is_a_fault():
    with pytest.raises(FaultsError, match=r"frontiers\.csv.*one.*no border parts its two sides"):
        shares_of(pieces_of(GROUND, frontier(held_by="poland", against_held_by="finland")))


def test_the_table_says_methods_distances_goals_and_the_weakest_stretch_first():
    row = frontier(units="north", goal_mean_km="1.5", goal_p95_km="4")
    towns = [{"lon": lon, "lat": "50.5"} for lon in ("31.01", "31.05", "30.96", "31.5")]
    (line,) = frontier_table(GROUND, [row], towns).splitlines()[2:]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[3] == "61, 0, 39 %"
    assert cells[4].endswith("(1.5)")
    assert cells[5].endswith("(4.0)")
    assert cells[6] == "`corner` 4, `upper` 1"
    assert cells[7] == "1, 3", "at 0.7, 2.8, 3.5 and 35 km"


def test_every_frontier_of_the_sources_is_listed_once():
    rows = read_sources().tables["frontiers"]
    assert len({row["id"] for row in rows}) == len(rows) >= 25


def test_nothing_moved_between_a_folder_and_its_copy(house, tmp_path):
    before = shutil.copytree(house, tmp_path / "before")
    assert moves(before, house) == []


def redraw(house, *features):
    (house / "lines" / "middle.geojson").write_text(collection(*features))


def test_a_stretch_drawn_elsewhere_says_how_far_it_went_and_whether_its_claim_held(house, tmp_path):
    redraw(house, stretch("middle", (30.0, 49), (30.0, 50), (30.0, 51)))
    before = shutil.copytree(house, tmp_path / "before")
    redraw(house, stretch("middle", (30.0, 49), (30.1, 50), (30.0, 51)))
    (move,) = moves(before, house)
    assert move.stretch == "middle"
    assert move.distances.max() == pytest.approx(7.2, abs=0.2)
    assert 0.5 < move.beyond < 0.8
    assert f"beyond the claim {100 * move.beyond:.1f} %" in as_text([move])


def test_a_stretch_that_was_parted_is_held_against_its_parts(house, tmp_path):
    redraw(house, stretch("middle", (30.0, 43.2), (30.0, 71.2)))
    before = shutil.copytree(house, tmp_path / "before")
    redraw(house, stretch("middle", (30.0, 43.2), (30.0, 50)), stretch("upper", (30.0, 50), (30.05, 71.2)))
    (move,) = moves(before, house)
    assert 1 < move.distances.max() < 3, "the upper part counts as the line, not as one that is gone"


def test_a_folder_without_lines_is_refused_by_name(tmp_path, capsys):
    from geodata.__main__ import main

    assert main(["moved", str(tmp_path)]) == 1
    assert "has no folder lines" in capsys.readouterr().err


def test_unknown_land_in_the_list_of_frontiers_is_a_fault(house):
    from geodata.check import check_sources

    path = house / "frontiers.csv"
    path.write_text(path.read_text() + "two,Two,1939-08-31,prussia,,,atlantis,,,\nthree,Three,1939-08-31,,,,,,-1,\n")
    text = "\n".join(str(fault) for fault in check_sources(house))
    assert "'prussia' is not known" in text
    assert "'atlantis' is not known" in text
    assert "the frontier is nobody's" in text
    assert "goal_mean_km" in text


def test_the_lists_of_other_states_are_not_needed_to_compare_lines(house, tmp_path):
    before = shutil.copytree(house, tmp_path / "before")
    (before / "frontiers.csv").unlink()
    assert moves(before, house) == []
