import pytest
import shapely
from shapely import LineString, MultiLineString, Point

from geodata.pipeline.linework import follow, in_degrees, in_metres, join, resolve
from geodata.pipeline.sources import Stretch
from geodata.pipeline.units import area_km2, window_frame


def stretch(key, *points, method="digitised"):
    return Stretch(key, key, method, None, "border", 3.0, "treaty", LineString(points), (), "lines.geojson")


def joined(*stretches):
    lines = {one.id: in_metres(one.control_points) for one in stretches}
    return join(stretches, lines, window_frame())


def test_following_takes_the_part_between_the_projections_of_the_control_points():
    base = LineString([(0, 0), (100_000, 0)])
    assert follow(base, [Point(10_000, 900), Point(60_000, -900)]).length == pytest.approx(50_000)


def test_following_backwards_turns_the_line_round():
    base = LineString([(0, 0), (100_000, 0)])
    assert follow(base, [Point(60_000, 0), Point(10_000, 0)]).coords[0] == (60_000, 0)


def test_a_control_point_far_from_the_followed_line_is_refused_with_its_place():
    with pytest.raises(ValueError, match=r"lies 6\.0 km from the followed line"):
        follow(LineString([(0, 0), (100_000, 0)]), [Point(0, 0), Point(50_000, 6_000)])


def test_of_several_parts_the_one_that_passes_all_points_is_followed():
    base = MultiLineString([[(0, 0), (1_000, 0)], [(0, 2_000), (100_000, 2_000)]])
    assert follow(base, [Point(0, 1_500), Point(90_000, 1_500)]).length == pytest.approx(90_000)


def test_a_digitised_end_within_a_kilometre_moves_to_the_end_that_stays():
    fixed = stretch("fixed", (20, 43), (20, 50), method="lifted")
    loose = stretch("loose", (20.01, 50.005), (25, 60), (25, 72))
    lines, faults = joined(fixed, loose)
    assert not faults
    assert lines["loose"].coords[0] == lines["fixed"].coords[-1] == in_metres(Point(20, 50)).coords[0]


def test_a_digitised_end_is_not_moved_by_kilometres_but_named_as_a_fault():
    fixed = stretch("fixed", (20, 43), (20, 50), method="lifted")
    loose = stretch("loose", (20.02, 50.01), (25, 60), (25, 72))
    lines, faults = joined(fixed, loose)
    assert [fault.record for fault in faults] == ["fixed", "loose"]
    assert lines["loose"].coords[0] == in_metres(Point(20.02, 50.01)).coords[0]


def test_ends_of_lines_that_survive_are_bridged_across_up_to_three_kilometres():
    river = stretch("river", (20, 43), (20, 50), method="routed")
    near, far = ((20.02, 50.01), (25, 60), (25, 72)), ((20.04, 50.03), (25, 60), (25, 72))
    lines, faults = joined(river, stretch("modern", *near, method="lifted"))
    assert not faults
    assert lines["river"].coords[-1] == lines["modern"].coords[0]
    assert {fault.record for fault in joined(river, stretch("modern", *far, method="lifted"))[1]} == {"river", "modern"}


def test_an_end_near_the_middle_of_a_line_runs_on_to_it():
    trunk = stretch("trunk", (20, 43), (20, 55.1), (20, 72), method="lifted")
    branch = stretch("branch", (20.01, 55.1), (47.99, 55))
    lines, faults = joined(trunk, branch)
    assert not faults
    assert lines["trunk"].distance(Point(lines["branch"].coords[0])) < 0.01


def test_an_end_that_meets_nothing_is_a_fault_with_place_distance_and_remedy():
    trunk = stretch("trunk", (20, 43), (20, 55), (20, 72), method="lifted")
    branch = stretch("branch", (21, 55), (47.99, 55))
    _, faults = joined(trunk, branch)
    assert [fault.record for fault in faults] == ["branch"]
    assert "dangling end at 21.000, 55.000" in faults[0].fault
    assert "trunk, is 6" in faults[0].fault


def test_both_ends_of_a_short_line_stay_apart():
    short = stretch("short", (20, 50), (20.02, 50.01))
    before, after = stretch("before", (20, 43), (20, 50)), stretch("after", (20.02, 50.01), (20, 72))
    lines, faults = joined(short, before, after)
    assert not faults
    assert lines["short"].length > 1_000


def test_a_stretch_that_follows_an_unknown_line_is_a_fault(house):
    lost = Stretch(
        "lost", "lost", "routed", "rivers:styx", "border", 1, "treaty", LineString([(0, 0), (1, 1)]), (), "f"
    )
    _, faults = resolve([lost], house)
    assert "there is no base line 'rivers:styx'" in faults[0].fault


def test_projecting_there_and_back_keeps_five_decimals():
    there_and_back = in_degrees(in_metres(LineString([(12.34567, 43.98765), (47.11111, 70.22222)])))
    assert there_and_back.coords[:] == [(12.34567, 43.98765), (47.11111, 70.22222)]


def test_areas_are_ellipsoidal_and_do_not_depend_on_winding():
    one_degree = shapely.box(20, 60, 21, 61)
    assert area_km2(one_degree) == pytest.approx(area_km2(one_degree.reverse()))
    assert area_km2(one_degree) == pytest.approx(6122, rel=0.001)


def test_a_line_that_is_met_in_the_middle_gets_a_vertex_there():
    trunk = stretch("trunk", (20, 43), (20, 55), (25, 72))
    branch = stretch("branch", (21.24, 61), (47.99, 61))
    lines, faults = joined(trunk, branch)
    assert not faults
    assert lines["branch"].coords[0] in list(lines["trunk"].coords)
