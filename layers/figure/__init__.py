"""Redraw a day as a picture for slides and print, from the published data and the catalogue that the screen uses.

The only package that imports matplotlib. Nothing here opens a browser or reads a running page; the same data gives the
same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
from matplotlib.figure import Figure

from geodata.read import read_bibliography, read_front_errors
from geodata.space import WINDOW, Box
from geodata.timeline import PERIOD, parse_date
from layers.campaigns import FRONTS, HELD_GROUND
from layers.catalogue import CATALOGUE, by_key, default_keys
from layers.figure import ground, wording
from layers.figure.column import Words, draw_column
from layers.figure.history import ABOVE_WATER, BELOW_WATER, Drawer, Drawn, draw_areas, draw_lines_and_points
from layers.figure.labels import draw_labels, free_space
from layers.figure.output import FORMATS, as_bytes
from layers.figure.painter import Painter
from layers.figure.sheet import make_sheet
from layers.layer import Layer
from layers.locale import words
from layers.palette import THEMES
from layers.words import day_in_words

__all__ = ["FORMATS", "as_png", "draw", "export", "legend_of"]

Data = Mapping[str, gpd.GeoDataFrame]
SLIDE = (1920, 1080)


def draw(
    data: Data,
    on: str,
    size: tuple[int, int] = SLIDE,
    layers: Sequence[str] | None = None,
    *,
    theme: str = "light",
    bbox: Box = WINDOW,
    title: str | None = None,
) -> Figure:
    """Draw a day and return the matplotlib figure, `size` pixels large when saved at its own resolution.

    `data` are the published datasets by name, in WGS 84; a dataset that is missing is named on the page and the rest is
    drawn. `layers` are keys of the catalogue, all that are on by default for None. Raises ValueError for a date outside
    the period, a size that cannot be drawn, an unknown theme or an empty box, KeyError for an unknown layer.
    """
    return _compose(data, on, size, layers, theme, bbox, title)[0].figure


def legend_of(
    data: Data, on: str, size: tuple[int, int] = SLIDE, layers: Sequence[str] | None = None, *, bbox: Box = WINDOW
) -> Drawn:
    """Return the legend entries of exactly what a picture of that day shows, by layer."""
    return _compose(data, on, size, layers, "light", bbox, None)[1]


def _compose(
    data: Data, on: str, size: tuple[int, int], layers: Sequence[str] | None, theme: str, bbox: Box, title: str | None
) -> tuple[Painter, Drawn]:
    _check_date(on)
    chosen = [by_key(key) for key in (default_keys() if layers is None else layers)]
    if theme not in THEMES:
        raise ValueError(f"There is no theme {theme!r}; choose one of {', '.join(THEMES)}.")
    painter = Painter(make_sheet(size, THEMES[theme], bbox))
    shown = [layer for layer in CATALOGUE if layer in chosen and layer.dataset in data]
    missing = [layer.key for layer in chosen if layer.dataset not in data]
    drawn = _draw_map(painter, data, on, shown)
    frames = [data[layer.dataset] for layer in shown]
    said = Words(
        title=title or words()["figure"]["title"],
        date=day_in_words(on),
        sentence=wording.sentence_of(data.get("events"), on),
        credits=_credits(shown, frames, missing, on),
    )
    draw_column(painter, said, drawn)
    return painter, drawn


def _check_date(on: str) -> None:
    parse_date(on)
    if not PERIOD.first <= on <= PERIOD.last:
        raise ValueError(f"{on} lies outside the period of the map, {PERIOD.first} to {PERIOD.last}.")


def _draw_map(painter: Painter, data: Data, on: str, layers: Sequence[Layer]) -> Drawn:
    """Draw the frame from the sea up; return what the legend must explain."""
    drawn: Drawn = {}
    land = ground.land_on_sheet(painter.sheet, data)
    ground.draw_sea_and_land(painter, land)
    _draw_layers(painter, data, on, layers, BELOW_WATER, draw_areas, drawn)
    ground.draw_rivers(painter, data)
    ground.draw_veil(painter, land)
    ground.draw_lakes_and_coast(painter, data, land)
    _draw_layers(painter, data, on, layers, ABOVE_WATER, draw_lines_and_points, drawn)
    return _finish_map(painter, data, on, drawn, facts=FRONTS in layers)


def _draw_layers(
    painter: Painter,
    data: Data,
    on: str,
    layers: Sequence[Layer],
    drawers: Mapping[str, Drawer | None],
    usual: Drawer,
    drawn: Drawn,
) -> None:
    for layer in layers:
        drawer = drawers.get(layer.key, usual)
        for name, entries in (drawer(painter, layer, data, on) if drawer else {}).items():
            known = drawn.setdefault(name, [])
            known += [entry for entry in entries if entry not in known]
            known.sort(key=lambda entry: layer.legend.index(entry) if entry in layer.legend else 0)


def _finish_map(painter: Painter, data: Data, on: str, drawn: Drawn, *, facts: bool) -> Drawn:
    ground.draw_graticule(painter)
    space = free_space(painter.sheet)
    degrees = ground.degree_labels(painter.sheet)
    for _, box in degrees:
        space.take(box.grown(2.0).as_polygon())
    draw_labels(painter, data, on, space, facts=facts)
    ground.draw_degree_labels(painter, degrees)
    ground.draw_neatline(painter)
    return drawn


def _credits(shown: Sequence[Layer], frames: Sequence[gpd.GeoDataFrame], missing: Sequence[str], on: str) -> list[str]:
    named = words()["figure"]
    sources = f"{named['sources']}: {wording.sources_in_words(frames, read_bibliography())}. {named['licences']}"
    texts = [
        named["projection"],
        wording.precision_in_words(frames),
        wording.fronts_in_words(read_front_errors(), on) if HELD_GROUND in shown or FRONTS in shown else "",
        sources,
        named["disclaimer"],
        wording.missing_in_words(missing),
    ]
    return [text for text in texts if text]


def as_png(
    data: Data, on: str, size: tuple[int, int] = SLIDE, layers: Sequence[str] | None = None, *, theme: str = "light"
) -> bytes:
    """Return a day as PNG bytes of exactly `size` pixels; raises as `draw` does."""
    return as_bytes(draw(data, on, size, layers, theme=theme), "png", _description(on))


def export(
    data: Data,
    on: str,
    path: Path,
    size: tuple[int, int] = SLIDE,
    layers: Sequence[str] | None = None,
    *,
    theme: str = "light",
    bbox: Box = WINDOW,
) -> None:
    """Write a day to a PNG, SVG or PDF file, as its ending says; raises ValueError for another ending."""
    form = path.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise ValueError(f"{path.name}: choose a name that ends in {', '.join('.' + name for name in FORMATS)}.")
    figure = draw(data, on, size, layers, theme=theme, bbox=bbox)
    path.write_bytes(as_bytes(figure, form, _description(on)))


def _description(on: str) -> str:
    return f"{words()['figure']['title']}, {day_in_words(on)}. {words()['figure']['disclaimer']}"
