"""The computed ground against the facts that it was computed from: it must not contradict them, nor reach far beyond."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.spatial import cKDTree

from geodata.read import read_dataset
from geodata.timeline import PERIOD, day_at, day_index
from tests.measuring import metric, side

TERRITORIES, OCCUPATIONS, CAPTURES = (read_dataset(name) for name in ("territories", "occupations", "captures"))
for bound in ("date_earliest", "date_latest"):
    CAPTURES[bound] = CAPTURES[bound].fillna(CAPTURES["valid_from"]).map(day_index)
GRACE = 2
FAR = 30_000.0


def questions():
    """Return what the facts say of places on days: before a capture, after it, and where a place was held.

    What other facts of the place say of the same days is left to them.
    """
    found = []
    for _, rows in CAPTURES.groupby(["name", CAPTURES.geometry.to_wkt()]):
        moves = rows[rows["kind"] != "held"].sort_values("valid_from").to_dict("records")
        taken = [day_index(row["valid_from"]) for row in moves]
        for number, row in enumerate(moves):
            first = row["date_earliest"] - GRACE - 1
            last = row["date_latest"] + GRACE
            if number == 0 or taken[number - 1] + GRACE < first:
                found.append((row, first, side(row["by"]), False))
            if number + 1 == len(moves) or last < taken[number + 1] - GRACE:
                found.append((row, last, side(row["by"]), True))
        for row in rows[rows["kind"] == "held"].to_dict("records"):
            found.append((row, day_index(row["valid_from"]), side(row["by"]), True))
    asked = [
        {
            "place": row["name"],
            "campaign": row["campaign"],
            "day": min(day_at(max(day, 0)), PERIOD.last),
            "side": who,
            "has": has,
            "geometry": row["geometry"],
        }
        for row, day, who, has in found
    ]
    return gpd.GeoDataFrame(asked, crs=CAPTURES.crs)


def answered(asked):
    """Return the side that the published files give for every question, missing where no land is."""
    answers = pd.Series(index=asked.index, dtype=object)
    for grounds in (TERRITORIES, OCCUPATIONS):
        hits = gpd.sjoin(asked[["day", "geometry"]], grounds[["valid_from", "valid_to", "controller", "geometry"]])
        valid = hits[(hits["valid_from"] <= hits["day"]) & (hits["valid_to"].isna() | (hits["day"] < hits["valid_to"]))]
        answers.update(valid.groupby(level=0)["controller"].first().map(side))
    return answers


ASKED = questions()
ASKED["answer"] = answered(ASKED)
ASKED["is_right"] = (ASKED["side"] == ASKED["answer"]) == ASKED["has"]
ON_LAND = ASKED[ASKED["answer"].notna()]


@pytest.mark.parametrize("campaign", sorted(set(CAPTURES["campaign"])))
def test_the_map_puts_its_own_facts_on_the_right_side_with_two_days_of_grace(campaign):
    own = ON_LAND[ON_LAND["campaign"] == campaign]
    assert len(own) > 50
    assert own["is_right"].mean() > 0.97, own[~own["is_right"]][["place", "day", "side", "has"]].to_string()


def test_all_facts_together_are_right_to_a_hundredth():
    assert len(ON_LAND) > 5000
    assert ON_LAND["is_right"].mean() > 0.99


THEATRES = {
    "poland_1939": {"poland_1939"},
    "winter_war": {"winter_war"},
    "barbarossa": {"barbarossa", "continuation_war", "winter_counter_offensive"},
}


@pytest.mark.parametrize(("campaign", "share"), [("poland_1939", 0.01), ("winter_war", 0.03), ("barbarossa", 0.012)])
def test_hardly_any_ground_that_armies_held_lies_further_than_thirty_km_from_a_fact(campaign, share):
    held = shapely.union_all(OCCUPATIONS[OCCUPATIONS["campaign"] == campaign].geometry.to_numpy())
    facts = CAPTURES[CAPTURES["campaign"].isin(THEATRES[campaign])].geometry
    west, south, east, north = held.bounds
    lons, lats = (axis.ravel() for axis in np.meshgrid(np.arange(west, east, 0.08), np.arange(south, north, 0.05)))
    inside = shapely.contains_xy(held, lons, lats)
    spots, places = metric(lons[inside], lats[inside]), metric(facts.x, facts.y)
    distances, _ = cKDTree(places).query(spots)
    assert len(spots) > 1_000
    assert (distances > FAR).mean() < share
