"""Town by town: each on the right side of every line, before and after every change."""

import csv
import unicodedata

import pytest

from geodata.checks.vocabulary import HOLDERS
from geodata.holders import holder_on
from geodata.read import SOURCES, read_bibliography, read_dataset
from geodata.timeline import PERIOD, parse_date

TERRITORIES = read_dataset("territories")
with (SOURCES / "towns.csv").open(encoding="utf-8", newline="") as file:
    TOWNS = list(csv.DictReader(file))
AWKWARD = (
    "Dzisna", "Zaleszczyki", "Okopy", "Beuthen", "Druskininkai", "Suojärvi", "Rautu", "Terijoki", "Petseri", "Irboska",
    "Abrene", "Działdowo", "Złotów", "Gliwice", "Leszno", "Wschowa", "Chojnice", "Krystynopol", "Rawa Ruska",
    "Lubaczów", "Przemyśl", "Augustów", "Suwałki", "Ostrołęka", "Siemiatycze",
)  # fmt: skip


def folded(text):
    """Return a name without marks on its letters: the tables write some names without them."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def expected(town):
    return [pair.split("=") for pair in town["expected"].split(";") if pair]


@pytest.mark.parametrize("town", TOWNS, ids=[f"{town['name']} ({town['line']})" for town in TOWNS])
def test_a_town_lies_in_the_state_that_held_it(town):
    wrong = {}
    for day, holder in expected(town):
        found = holder_on(TERRITORIES, float(town["lon"]), float(town["lat"]), day)
        if found is None or found.controller != holder:
            wrong[day] = (holder, found and (found.controller, found.unit))
    assert wrong == {}


def test_there_are_at_least_four_hundred_towns_with_source_and_known_holders():
    known = read_bibliography()
    assert len(TOWNS) >= 400
    for town in TOWNS:
        assert set(town["source"].split(";")) <= set(known), town["name"]
        assert expected(town), town["name"]
        for day, holder in expected(town):
            assert holder in HOLDERS, town["name"]
            assert PERIOD.first <= parse_date(day).isoformat() <= PERIOD.last, town["name"]


@pytest.mark.parametrize("name", AWKWARD)
def test_the_awkward_towns_are_among_them(name):
    assert any(folded(name) in folded(town["name"] + " " + town["name_1939"]) for town in TOWNS)
