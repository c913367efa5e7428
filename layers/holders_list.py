"""Who holds what on a day as a list beside the map: every name whole, nothing cut off at the width of the panel."""

from __future__ import annotations

from html import escape

import pandas as pd

from geodata.timeline import PERIOD
from layers.words import day_in_words, holder_in_words, status_in_words


def as_html(table: pd.DataFrame) -> str:
    """Return the rows of `geodata.holders.table_on` as an HTML table, two rows for each.

    The first has land and holder, the second capacity, day, ellipsoidal area in km² and instrument.
    """
    rows = "".join(_row(row) for _, row in table.iterrows())
    return (
        '<table class="holders"><thead><tr><th scope="col">Territory</th><th scope="col">Held by</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(row: pd.Series) -> str:
    how = f"{status_in_words(row['status'])}, {_since(row['since'])}; {round(row['area_km2']):,}\N{NO-BREAK SPACE}km²"
    # An army holds its ground by no instrument but its campaign, whose name the row has already.
    instrument = "" if row["instrument"].endswith(row["name"]) else f"<br>{escape(row['instrument'])}"
    return (
        f'<tr><th scope="row">{escape(row["name"])}</th><td>{escape(holder_in_words(row["controller"]))}</td></tr>'
        f'<tr class="how"><td colspan="2">{escape(how)}{instrument}</td></tr>'
    )


def _since(day: str) -> str:
    return "since before the period" if day <= PERIOD.first else f"since {day_in_words(day, short=True)}"
