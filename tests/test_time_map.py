"""The time map's own workings: shared arcs, levels of detail, text encoding, frontier classes, facts, legend, payload."""

from __future__ import annotations

import json
import random

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.pipeline.sources import read_features
from geodata.read import SOURCES, read_all, read_bibliography
from geodata.space import to_map
from geodata.timeline import PERIOD, day_index, is_valid
from layers import borders, catalogue
from layers.time_map import encode, facts, frontiers, legend, topology
from layers.time_map.detail import FINEST, arc_levels, point_levels
from layers.time_map.payload import StyleTable, payload
from layers.time_map.time_map import palette_rules
from layers.time_map.words import interface_words

DATA = read_all()


def ring(*points):
    return topology.Path(topology.without_repeats(np.array(points, dtype=np.int64), closed=True), closed=True)


def line(*points):
    return topology.Path(np.array(points, dtype=np.int64), closed=False)


def joined(cut, index):
    """Return the points of a path put together again from its arcs."""
    points = []
    for reference in cut.references[index]:
        arc = cut.arcs[reference] if reference >= 0 else cut.arcs[~reference][::-1]
        points.extend(map(tuple, arc[1 if points else 0 :]))
    return points


WEST = ring((0, 0), (10, 0), (10, 5), (10, 10), (0, 10), (0, 0))
EAST = ring((10, 0), (20, 0), (20, 10), (10, 10), (10, 5), (10, 0))
ISLAND = ring((30, 30), (32, 30), (31, 33), (30, 30))


def test_neighbours_share_the_arc_between_them():
    cut = topology.cut([WEST, EAST])
    shared = {reference if reference >= 0 else ~reference for reference in cut.references[0]}
    shared &= {reference if reference >= 0 else ~reference for reference in cut.references[1]}
    assert [cut.arcs[arc].tolist() for arc in shared] == [[[10, 0], [10, 5], [10, 10]]]


def test_paths_put_together_again_are_the_rings_they_were():
    cut = topology.cut([WEST, EAST, ISLAND])
    for index, path in enumerate((WEST, EAST, ISLAND)):
        points = joined(cut, index)
        assert points[0] == points[-1]
        assert set(points) == set(map(tuple, path.cells.tolist()))
        assert len(points) == len(path.cells) + 1


def test_an_island_is_one_arc_and_given_twice_is_stored_once():
    cut = topology.cut([ISLAND, ISLAND])
    assert len(cut.arcs) == 1
    assert cut.references[0] == cut.references[1]


def test_a_line_along_an_edge_shares_its_arc_whichever_way_it_runs():
    cut = topology.cut([WEST, EAST, line((10, 10), (10, 5), (10, 0))])
    (reference,) = cut.references[2]
    assert (reference if reference >= 0 else ~reference) in {r if r >= 0 else ~r for r in cut.references[0]}
    assert joined(cut, 2)[0] == (10, 10)


def test_what_is_too_small_to_draw_gets_no_arcs():
    assert topology.cut([ring((0, 0), (1, 0), (0, 0)), line((5, 5))]).references == [[], []]


def test_a_long_arc_is_split_the_same_for_both_of_its_users():
    wave = [(10 * i, i % 2) for i in range(400)]
    north = ring((0, -50), (3990, -50), *reversed(wave))
    south = ring(*wave, (3990, 50), (0, 50))
    cut = topology.cut([north, south])
    users = [{r if r >= 0 else ~r for r in references} for references in cut.references]
    assert len(users[0] & users[1]) == -(-399 // topology.LONGEST_ARC)
    assert max(map(len, cut.arcs)) <= topology.LONGEST_ARC + 1


def test_coarser_levels_keep_fewer_points_and_always_the_ends():
    generator = random.Random(1)
    arc = np.cumsum([[generator.randint(1, 9), generator.randint(-6, 6)] for _ in range(300)], axis=0)
    (levels,) = point_levels([arc], encode.QUANTUM)
    counts = [int((levels <= level).sum()) for level in range(FINEST + 1)]
    assert counts == sorted(counts)
    assert counts[FINEST] == len(arc)
    assert counts[0] < counts[FINEST] / 3
    assert levels[0] == levels[-1] == 0


def test_an_island_stays_an_area_at_every_level_that_draws_it():
    circle = shapely.get_coordinates(shapely.Point(0, 0).buffer(400).exterior).round().astype(np.int64)
    (levels,) = point_levels([circle], encode.QUANTUM)
    assert (levels == 0).sum() >= 4
    small = np.array([[0, 0], [4, 0], [2, 4], [0, 0]])
    assert arc_levels([circle, small, circle[:20]], encode.QUANTUM) == [0, FINEST, 0]


def decoded(text):
    """Read numbers as decode.js does."""
    digit = {character: value for value, character in enumerate(encode.ALPHABET)}
    long, short = len(encode.ALPHABET) - encode._SHORT, encode._SHORT
    numbers, value, weight = [], 0, 1
    for character in text:
        if digit[character] < short:
            numbers.append(value + digit[character] * weight)
            value, weight = 0, 1
        else:
            value += digit[character] * weight
            weight *= long
    return numbers


def test_numbers_survive_their_way_through_text():
    numbers = [0, 1, 70, 71, 88, 89, 1000, 65535, 123456789]
    assert decoded(encode.encode_numbers(numbers)) == numbers


def test_the_text_needs_no_escape_in_json_and_closes_no_element():
    text = encode.encode_numbers(range(100_000))
    assert json.dumps(text) == f'"{text}"'
    assert not set(text) & set("<&'\"\\")


def test_geometry_is_projected_to_within_half_a_quantum():
    table = encode.GeometryTable()
    table.add(shapely.LineString([(21.01, 52.23), (30.52, 50.45)]))
    steps = [-(n + 1) // 2 if n % 2 else n // 2 for n in decoded(table.encoded()["points"])]
    found = sorted(np.cumsum(np.array(steps).reshape(-1, 2), axis=0).tolist())
    expected = sorted(to_map().transform(*place) for place in [(21.01, 52.23), (30.52, 50.45)])
    for (x, y), (east, north) in zip(found, expected, strict=True):
        assert (x * encode.QUANTUM, -y * encode.QUANTUM) == pytest.approx((east, north), abs=encode.QUANTUM / 2 + 1)


def test_the_same_geometry_has_the_same_number():
    table = encode.GeometryTable()
    square = shapely.box(20, 50, 21, 51)
    assert table.add(square) == table.add(shapely.box(20, 50, 21, 51))
    assert table.add(shapely.box(20, 50, 22, 51)) != table.add(square)


def rows(*spans):
    ends = [*(span[0] for span in spans[1:]), None]
    return [
        {"valid_from": start, "valid_to": end, "sovereign": owner, "controller": holder, "status": status}
        for (start, owner, holder, status), end in zip(spans, ends, strict=True)
    ]


POLISH = rows(
    (PERIOD.first, "poland", "poland", "sovereign"),
    ("1939-09-20", "poland", "soviet_union", "occupied"),
    ("1939-11-02", "poland", "soviet_union", "annexed"),
)
SOVIET = rows((PERIOD.first, "soviet_union", "soviet_union", "sovereign"))


def test_a_frontier_becomes_a_lost_one_on_the_day_on_which_one_holder_has_both_sides():
    spans = frontiers.border_spans({"precision_km": 1.0}, POLISH, SOVIET)
    assert [(day, now.key) for day, now, _ in spans] == [(0, "frontier"), (day_index("1939-09-20"), "lost_frontier")]


def test_by_title_the_frontier_stays():
    spans = frontiers.border_spans({"precision_km": 1.0}, POLISH, SOVIET)
    assert {title.key for _, _, title in spans} == {"frontier"}


def test_by_title_a_line_of_control_inside_a_state_is_a_demarcation():
    other = rows((PERIOD.first, "poland", "poland", "sovereign"), ("1939-09-20", "poland", "germany", "occupied"))
    spans = frontiers.border_spans({"precision_km": 1.0}, POLISH, other)
    assert spans[0][1] == borders.STYLES["none"]
    assert spans[-1][2] == borders.STYLES["demarcation"]


def test_a_limit_of_1941_is_drawn_on_no_day_before():
    spans = {
        unit: frame.sort_values("valid_from").to_dict("records") for unit, frame in DATA["territories"].groupby("unit")
    }
    stretches = {row["properties"]["id"] for row in read_features(SOURCES / "lines" / "civil_1941.geojson")}
    limits = [row for row in DATA["borders"].to_dict("records") if row["stretch"] in stretches]
    assert len(limits) > 20
    for row in limits:
        drawn = frontiers.border_spans(row, spans[row["unit_left"]], spans[row["unit_right"]])
        first = min((day for day, *styles in drawn if borders.STYLES["none"] not in styles), default=None)
        assert first is None or first >= day_index("1941-07-25"), row["id"]


def test_facts_are_words_and_every_source_is_cited_in_full():
    book = facts.FactBook({"treaty": {"citation": "Treaty of Riga, 18 March 1921."}})
    number = book.add(
        {"name": "Polesia", "controller": "soviet_union", "valid_from": "1939-09-20", "valid_to": None,
         "instrument": "treaty", "precision_km": 12.0, "area_km2": 36668.0, "source": "treaty;treaty"},
        ("controller", "instrument", "area_km2", "note"), "Who holds the land",
    )  # fmt: skip
    fact = book.facts[number]
    assert ["Held by", "Soviet Union"] in fact["rows"]
    assert ["Since", "20 September 1939"] in fact["rows"]
    assert ["By", "Treaty of Riga, 18 March 1921."] in fact["rows"]
    assert fact["precision"] == "approximate, within about 12 km"
    assert book.citations == ["Treaty of Riga, 18 March 1921."]


def test_the_legend_has_an_entry_for_every_style_that_is_drawn():
    content = payload(DATA, catalogue.CATALOGUE, read_bibliography())
    drawn = {span[1] for unit in content["units"] for span in unit["spans"]}
    drawn |= {style for border in content["borders"] for span in border["spans"] for style in span[1:] if style >= 0}
    drawn |= {item["style"] for layer in content["layers"] for item in layer["items"]}
    covered = {style for group in content["legend"] for entry in group["entries"] for style in entry["covers"]}
    nothing = -1
    assert {content["styles"][style]["key"] for style in drawn - covered - {nothing}} == set()


def test_what_a_campaign_shows_is_read_right_after_the_holders():
    table = StyleTable()
    drawn = [entry.style for layer in catalogue.CATALOGUE for entry in layer.legend]
    order = [group["layer"] for group in legend.legend_groups(catalogue.CATALOGUE, drawn, table.add)]
    assert order[:4] == ["territories", "campaigns", "fronts", "territories"]
    assert order[4:] == [
        layer.key for layer in catalogue.CATALOGUE if layer.key not in {"territories", "campaigns", "fronts"}
    ]


def test_a_legend_entry_that_nothing_ever_needs_is_left_out():
    table = StyleTable()
    assert legend.legend_groups(catalogue.CATALOGUE, (), table.add) == []


def test_the_payload_says_who_holds_what_as_the_data_do():
    content = payload(DATA, catalogue.CATALOGUE, read_bibliography())
    territories = DATA["territories"]
    for day in ("1939-08-23", "1939-09-28", "1940-08-31", "1941-12-05"):
        for unit in content["units"]:
            style = [span[1] for span in unit["spans"] if span[0] <= day_index(day)][-1]
            own = territories[territories["unit"] == unit["id"]]
            held = next(row.controller for row in own.itertuples() if is_valid(row.valid_from, row.valid_to, day))
            assert content["styles"][style]["fill"] == held, (unit["id"], day)


@pytest.mark.parametrize("name", ["territories", "events", "borders", "base_land", "places"])
def test_without_a_dataset_the_payload_has_everything_else(name):
    frames = {key: frame for key, frame in DATA.items() if key != name}
    content = payload(frames, catalogue.CATALOGUE, read_bibliography())
    assert {layer["dataset"] for layer in content["layers"]} == {
        layer.dataset for layer in catalogue.CATALOGUE if layer.dataset != name
    }


def test_without_any_dataset_the_payload_is_an_empty_map():
    assert payload({}, catalogue.CATALOGUE, {})["layers"] == []


def test_the_payload_never_carries_not_a_number():
    frame = DATA["events"].copy()
    frame["note"] = float("nan")
    content = payload({**DATA, "events": gpd.GeoDataFrame(frame)}, catalogue.CATALOGUE, read_bibliography())
    json.dumps(content, allow_nan=False)


def test_both_themes_have_every_colour_that_the_style_rules_name():
    import re

    from layers.time_map import time_map

    rules = palette_rules()
    sheet = (time_map.FOLDER / "time_map.css").read_text("utf-8")
    own = {"target", "edge", "length", "sans", "serif"}
    named = set(re.findall(r"var\(--([a-z_0-9]+)", sheet)) - own
    for theme in rules.splitlines()[:2]:
        assert not [name for name in named if f"--{name}:" not in theme]


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="en"):
        interface_words("tlh")
