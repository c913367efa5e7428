"""The Streamlit page: reads the URL, shows the map document, and beside it the settled day in words and figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from geodata.holders import table_on
from geodata.read import Datasets, read_all, read_bibliography
from geodata.timeline import is_missing
from layers import catalogue, figure, holders_list, web_map
from layers.address import Address, read_address, settled
from layers.words import day_in_words

HOME = Path(__file__).resolve().parent
TITLE = "How the Soviet Union entered the Second World War"

LIST_HEIGHT = 320
"""Pixels: four or five rows; the list scrolls, and what stands below it is not pushed far away."""

FIGURE_SIZES = {"1920 × 1080 (slide)": (1920, 1080), "3840 × 2160 (4K)": (3840, 2160)}


@st.cache_resource(show_spinner="Reading the map …")
def published() -> Datasets:
    """Return the published data, read once for all visitors."""
    return read_all()


@st.cache_resource(show_spinner="Drawing the map …")
def document_name() -> str:
    """Write the map document into the folder that Streamlit serves, once, and return its file name."""
    return web_map.write_document(HOME / "static").name


atlas_host = st.components.v2.component(
    "atlas_host",
    html='<div class="atlas-host"></div>',
    css=(HOME / "layers" / "time_map" / "host.css").read_text(encoding="utf-8"),
    js=(HOME / "layers" / "time_map" / "host.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def main() -> None:
    """Lay out the page."""
    st.set_page_config(page_title=TITLE, layout="wide", initial_sidebar_state="collapsed")
    state = st.session_state
    if "address" not in state:
        state.address = read_address(st.query_params.to_dict(), catalogue.keys())
        state.start, state.notices, state.number = state.address, state.address.notices, 0
    state.travelled = False
    kiosk = state.start.kiosk
    st.html(f"<style>{(HOME / 'layers' / 'time_map' / 'page.css').read_text(encoding='utf-8')}</style>")
    if kiosk:
        show_map(state.start)
        return
    map_column, panel = st.columns([3.4, 1], gap="small")
    with map_column:
        show_map(state.start)
    with panel:
        show_panel(state.address)


def show_map(start: Address) -> None:
    """Mount the map document; its settled state comes back into the session, and from there the host writes the URL."""
    command = st.session_state.get("command")
    atlas_host(
        key="atlas",
        data={
            "src": f"app/static/{document_name()}",
            "title": f"Map: {TITLE}",
            "start": as_message(start),
            "command": command,
            "query": st.session_state.address.as_query(),
        },
        on_settled_change=take_settled,
        on_travelled_change=follow_history,
    )


def as_message(address: Address) -> dict[str, Any]:
    """Return a state as the map document understands it."""
    view = address.view._asdict() if address.view else None
    layers = None if address.layers is None else list(address.layers)
    return {"date": address.date, "layers": layers, "view": view, "kiosk": address.kiosk}


def take_settled() -> None:
    """Keep the state in which the map came to rest."""
    state = st.session_state
    if state.travelled:  # what the map tells in the same run is from before the visitor went back
        return
    before = state.address
    state.address = settled(state.atlas.get("settled"), before, catalogue.keys())
    if state.address.date != before.date:
        state.notices = ()


def follow_history() -> None:
    """Take over the URL to which the visitor went back or forward."""
    state = st.session_state
    travelled = state.atlas.get("travelled") or {}
    state.address = read_address(dict(parse_qsl(str(travelled.get("query", "")))), catalogue.keys())
    state.notices, state.travelled = state.address.notices, True
    send(as_message(state.address))


def go_to(date: str) -> None:
    """Send the map to a date."""
    state = st.session_state
    state.address = read_address({**state.address.as_query(), "date": date}, catalogue.keys())
    send({"date": date})


def send(message: dict[str, Any]) -> None:
    """Send a part of a state to the map; the number makes the command new."""
    state = st.session_state
    state.number += 1
    state.command = {"number": state.number, "state": message}


def show_panel(address: Address) -> None:
    """Show what the settled day brought, who holds what, and the picture for a slide."""
    st.header(day_in_words(address.date), anchor=False)
    for notice in st.session_state.notices:
        st.info(notice)
    data = published()
    for fault in data.faults:
        st.warning(f"Not shown: {fault.file} ({fault.fault}). {fault.remedy}.")
    show_events(data, address.date)
    show_holders(data, address.date)
    show_figure_button(data, address)
    show_credits()


def show_events(data: Datasets, on: str) -> None:
    """Show the events of a day with their sources, or the way to the days around it that have some."""
    if "events" not in data:
        return
    events = data["events"].sort_values("date", kind="stable")
    today = events[events["date"] == on]
    for _, event in today.iterrows():
        st.markdown(f"**{escape(event['title'])}**  \n{escape(event['text'])}")
        st.caption(sources_in_words(event["source"], event["certainty"]))
    if today.empty:
        st.write("No event is recorded for this day.")
    before, after = events[events["date"] < on], events[events["date"] > on]
    columns = st.columns(2)
    for column, row, word in ((columns[0], before.tail(1), "←"), (columns[1], after.head(1), "→")):
        if not row.empty:
            event = row.iloc[0]
            label = f"{word} {day_in_words(event['date'], short=True)}"
            column.button(label, help=event["title"], on_click=go_to, args=(event["date"],), width="stretch")


def show_holders(data: Datasets, on: str) -> None:
    """Show who holds what on a day: the very rows that the map draws."""
    st.subheader("Who holds what", anchor=False)
    if "territories" not in data:
        st.write("The table needs territories.geojson, which is missing.")
        return
    table = table_on(data["territories"], on, data.get("occupations"))
    if any(table.index.str.startswith("army_")):
        st.caption("The first rows are the ground that armies held in a campaign; it lies in the territories below.")
    with st.container(height=LIST_HEIGHT, border=True):
        st.html(holders_list.as_html(table))


def show_figure_button(data: Datasets, address: Address) -> None:
    """Offer the day as a picture, redrawn from the same data and palette."""
    st.subheader("Picture for a slide", anchor=False)
    state = st.session_state
    label = st.selectbox("Size", list(FIGURE_SIZES), label_visibility="collapsed")
    layers = address.layers if address.layers is not None else catalogue.default_keys()
    wanted = (address.date, label, layers)
    if st.button(f"Draw {day_in_words(address.date, short=True)}", width="stretch"):
        with st.spinner("Drawing …"):
            state.picture = (wanted, figure.as_png(data, address.date, size=FIGURE_SIZES[label], layers=layers))
    if "picture" in state and state.picture[0] == wanted:
        png = state.picture[1]
        st.image(png)
        name = f"soviet-entry-{address.date}.png"
        st.download_button("Save the picture", png, name, "image/png", on_click="ignore", width="stretch")


def show_credits() -> None:
    """Say from what the map is made and what it does not claim."""
    st.caption(web_map.CREDITS)
    st.caption("Boundaries and names show the situation at the date; no opinion on legal status is implied.")


def sources_in_words(ids: str, certainty: str | None) -> str:
    """Return the citations of bibliography ids, escaped, and how certain the date is."""
    bibliography = read_bibliography()
    found = [bibliography[key]["citation"].rstrip(".") for key in str(ids).split(";") if key in bibliography]
    sure = "" if is_missing(certainty) else f" Certainty: {certainty}."
    return escape("Source: " + "; ".join(found) + "." + sure)


def escape(text: str) -> str:
    """Return text that Markdown and HTML leave alone."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-!|$~:&" else letter for letter in text)


if __name__ == "__main__":
    main()
