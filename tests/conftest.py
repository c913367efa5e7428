"""A small house of sources, sound until a test breaks it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from geodata.pipeline.sources import read_base
from tests.driving import HOME, launch, streamlit, watched

TABLES = {
    "territories": "unit,name,lon,lat,note\nwest,Westland,20,55,\neast,Eastland,40,55,\n",
    "control": (
        "unit,valid_from,valid_to,sovereign,controller,status,instrument,source,certainty,note\n"
        "west,1938-10-01,1939-09-17,poland,poland,sovereign,Treaty of Riga 1921,treaty,high,\n"
        "west,1939-09-17,,poland,soviet_union,occupied,Note of 17 September 1939,treaty;memory,medium,\n"
        "east,1938-10-01,,soviet_union,soviet_union,sovereign,Treaty of Riga 1921,treaty,high,\n"
    ),
    "events": (
        "id,date,title,text,place,lon,lat,category,source,certainty,note\n"
        "entry,1939-09-17,Entry,The army entered.,Brest,23.7,52.1,invasion,treaty,high,\n"
    ),
    "axes": (
        "axis,campaign,army_group,formation,title,echelon,seq,place,lon,lat,arrival_date,certainty,source,note\n"
        "A,barbarossa,Centre,4th Army,4th Army,army,1,Brest,23.7,52.1,1941-06-22,high,memory,\n"
        "A,barbarossa,Centre,4th Army,4th Army,army,2,Minsk,27.6,53.9,1941-06-28,high,memory,\n"
    ),
    "bases": "id,place,lon,lat,state,valid_from,source,certainty,note\nport,Port,24.0,59.3,estonia,1939-10-18,treaty,high,\n",
    "places": "id,name,modern_name,lon,lat,rank,valid_from,valid_to,language,source\nbrest,Brest,Brest,23.7,52.1,2,,,pl,\n",
    "waters": "id,name,lon,lat,rank,angle,kind\nsea,Sea,18,58,1,0,sea\n",
    "towns": "name,name_1939,lon,lat,line,expected,source,note\nBrest,Brest,23.7,52.1,middle,1939-08-31=poland,treaty,\n",
    "captures": (
        "place,name_1939,lon,lat,date,date_earliest,date_latest,by,from,campaign,kind,certainty,source,note\n"
        "Upton,,29,50,1939-09-17,,,soviet_union,poland,march,capture,high,memory,\n"
        "Midton,,26,50,1939-09-19,1939-09-18,1939-09-20,soviet_union,poland,march,capture,medium,memory,\n"
        "Lowton,,23,50,1939-09-21,,,soviet_union,poland,march,capture,high,memory,\n"
        "Fort,,14,50,1939-09-25,,,poland,poland,march,held,high,memory,\n"
    ),
    "campaigns": (
        "theatre,campaign,phase,title,holder,takers,kinds,first,last,until,domain,reach_km,regains,gathers\n"
        "west,march,1,March,soviet_union,soviet_union,capture,1939-09-17,1939-09-25,1939-09-26,poland@1939-09-16,300,,\n"
    ),
    "areas": "id,name,on,held_by,units,official_km2,source,note\neast,Eastland,1939-08-31,,east,100,treaty,\n",
    "frontiers": (
        "id,name,on,held_by,units,against_held_by,against_units,stretches,goal_mean_km,goal_p95_km\n"
        "east,Eastland,1939-08-31,,east,,,,1,\n"
    ),
    "states": "id,name,lon,lat,rank,valid_from,valid_to,angle\npoland,POLAND,20,52,1,,,0\n",
    "partition_lines": (
        "id,name,instrument,valid_from,valid_to,stretches,precision_km,source,text\n"
        "line,Line,treaty_1939_09_28,1939-09-28,,middle,2,treaty,Along the brook.\n"
    ),
}
BIBLIOGRAPHY = (
    '[treaty]\ncitation = "Treaty"\nlicence = "public domain"\nkind = "instrument"\n'
    '[memory]\ncitation = "General knowledge"\nlicence = "none"\nkind = "general_knowledge"\n'
)


def collection(*features: tuple[dict[str, Any], dict[str, Any]]) -> str:
    """Return a FeatureCollection as text from pairs of properties and geometry."""
    rows = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in features]
    return json.dumps({"type": "FeatureCollection", "features": rows})


def polygon(*ring: tuple[float, float]) -> dict[str, Any]:
    """Return a polygon without holes."""
    return {"type": "Polygon", "coordinates": [[list(xy) for xy in ring]]}


def line(*points: tuple[float, float]) -> dict[str, Any]:
    """Return a line."""
    return {"type": "LineString", "coordinates": [list(xy) for xy in points]}


def stretch(key: str, *points: tuple[float, float], **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a digitised stretch of border; `more` overrides its properties."""
    properties = {
        "id": key, "name": key, "method": "digitised", "follows": None, "role": "border", "precision_km": 3,
        "source": "treaty", "points": [None] * len(points),
    }  # fmt: skip
    return {**properties, **more}, line(*points)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a folder with sound sources: one land, a brook through its middle, a state on either side."""
    sources = tmp_path / "sources"
    (sources / "base").mkdir(parents=True)
    (sources / "lines").mkdir()
    land = polygon((10, 40), (50, 40), (50, 72), (10, 72), (10, 40))
    lake = polygon((22, 56), (23, 56), (23, 57), (22, 57), (22, 56))
    brook = line((30, 42), (30.5, 50), (30, 60), (30, 72))
    (sources / "base" / "land.geojson").write_text(collection(({"id": "land"}, land)))
    (sources / "base" / "lakes.geojson").write_text(collection(({"id": "lake", "name": "Lake"}, lake)))
    (sources / "base" / "rivers.geojson").write_text(collection(({"id": "brook", "name": "Brook", "rank": 1}, brook)))
    middle = stretch("middle", (30.08, 43.2), (30.05, 71.2), method="routed", follows="rivers:brook")
    (sources / "lines" / "middle.geojson").write_text(collection(middle))
    for name, text in TABLES.items():
        (sources / f"{name}.csv").write_text(text)
    (sources / "bibliography.toml").write_text(BIBLIOGRAPHY)
    read_base.cache_clear()
    return sources


@pytest.fixture(scope="session")
def browser():
    """Return the real Chromium of this machine, one for all tests."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def address():
    """Return the address of the real page, served by a real Streamlit."""
    with streamlit(HOME / "app.py") as (base, _):
        yield base


@pytest.fixture
def page(browser):
    """Return a page that reaches nothing outside; the test fails when anything tried, or when the console complained."""
    with watched(browser) as (context, watch):
        yield context.new_page()
        assert watch.outside == []
        assert watch.errors == []
