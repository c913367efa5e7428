"""The two usual ways to step a folium map through time in Streamlit, done as well as they can be.

Run by Streamlit as a page of its own; the environment variable RIVAL chooses ``rerender`` (the whole map anew for each
day) or ``group`` (a constant map and streamlit-folium's ``feature_group_to_add``). All scripts are served locally.
"""

from __future__ import annotations

import os

import folium
import streamlit as st
from streamlit_folium import st_folium

from geodata.read import Datasets, read_all
from geodata.timeline import day_at, day_index, valid_on
from layers import catalogue, palette

STATIC = "/app/static"
SCRIPTS = [("leaflet", f"{STATIC}/leaflet.js"), ("jquery", f"{STATIC}/jquery.min.js")]
STYLES = [("leaflet_css", f"{STATIC}/leaflet.css")]
DRAWN = ("territories", "borders", "poland", "partition_lines", "baltic_states", "karelia")


@st.cache_resource
def data() -> Datasets:
    """Return the published data."""
    return read_all()


def bare_map() -> folium.Map:
    """Return a map without tiles, with its scripts served from this machine."""
    figure = folium.Map(location=[55, 27], zoom_start=5, tiles=None, prefer_canvas=False)
    figure.default_js, figure.default_css = SCRIPTS, STYLES
    return figure


@st.cache_resource
def features_on(day: int) -> folium.FeatureGroup:
    """Return all features that are valid on a day, styled by holder, with a mark of the day."""
    group = folium.FeatureGroup(name="day")
    colours = palette.LIGHT
    for name in DRAWN:
        frame = valid_on(data()[name], day_at(day))
        if frame.empty:
            continue

        def style(feature: dict[str, dict[str, str]]) -> dict[str, object]:
            holder = str(feature["properties"].get("controller"))
            fill = colours[holder] if holder in palette.HOLDERS else "#cccccc"
            return {"fillColor": fill, "fillOpacity": 0.8, "color": "#333333", "weight": 1}

        columns = [column for column in ("id", "controller", "geometry") if column in frame.columns]
        folium.GeoJson(frame[columns], style_function=style, name=name).add_to(group)
    # The mark by which the benchmark sees that this day has arrived in the page.
    folium.Marker([55, 27], icon=folium.DivIcon(class_name=f"day-{day}", html=" ")).add_to(group)
    return group


st.set_page_config(layout="wide")
day = st.slider("Day", 0, 1307, day_index("1939-08-23"), key="day")
if os.environ["RIVAL"] == "rerender":
    drawn = bare_map()
    features_on.__wrapped__(day).add_to(drawn)
    st_folium(drawn, key=None, returned_objects=[], height=600, width=1200)
else:
    st_folium(
        bare_map(),
        key="rival",
        feature_group_to_add=features_on.__wrapped__(day),
        returned_objects=[],
        height=600,
        width=1200,
    )
assert catalogue.keys()
