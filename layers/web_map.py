"""Layers to a folium map: one document that holds everything, works from a disk, and asks the network for nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from geodata.pipeline.write import replace_file
from geodata.read import HOME, PUBLISHED, SOURCES, read_all, read_bibliography, read_front_errors
from layers.catalogue import CATALOGUE
from layers.events import SHAPES
from layers.layer import Layer
from layers.palette import PATTERNS
from layers.time_map.payload import payload
from layers.time_map.time_map import AtlasMap, TimeMap
from layers.time_map.words import interface_words

CREDITS: Final = (
    "Coast, lakes, rivers: GSHHG. Place names and coordinates: GeoNames (CC BY 4.0). Modern lines where they coincide: "
    "GSHHG and Natural Earth. Borders of 1938–1942, dates and texts: this project (CC BY 4.0). Map engine: Leaflet. "
    "Lambert azimuthal equal-area projection, centre 55° N 32° E: areas are true."
)
"""From what the map is made, as plain text."""

DRAWN_FROM: Final = (".py", ".js", ".css", ".html", ".toml", ".woff2")
"""Endings of the files of code and words whose change makes another document."""

MARKERS: Final = {f"event:{category}": shape for category, shape in SHAPES.items()} | {"baltic:base": "base"}
"""The marker of every style that is drawn as a point."""


def build(
    datasets: Mapping[str, gpd.GeoDataFrame],
    *,
    layers: Sequence[Layer] = CATALOGUE,
    bibliography: Mapping[str, Mapping[str, Any]] | None = None,
    language: str = "en",
    theme: str = "light",
    start: Mapping[str, Any] | None = None,
) -> AtlasMap:
    """Return the map of all layers whose dataset is there; a missing dataset leaves out its layer and nothing else.

    `datasets` are frames in WGS 84 by name, as `geodata.read.read_all` returns them. `start` is the state in which the
    document opens unless its address says otherwise: `date` (ISO), `layers` (keys), `view` (`lat, lon, zoom`), `kiosk`.
    Raises ValueError for a language without words.
    """
    words = interface_words(language)
    content = payload(datasets, layers, bibliography or read_bibliography(), language, read_front_errors())
    content |= {
        "words": words,
        "markers": MARKERS,
        "patterns": {name: asdict(drawing) for name, drawing in PATTERNS.items()},
        "start": dict(start or {}),
    }
    atlas = AtlasMap(words["page"]["title"], language, theme)
    atlas.add_child(TimeMap(content, credit_line=CREDITS, language=language))
    return atlas


def document(datasets: Mapping[str, gpd.GeoDataFrame], **options: Any) -> str:
    """Return the map as one HTML document that also works opened from a disk. Options are those of `build`."""
    return str(build(datasets, **options).get_root().render())


def write_document(folder: Path, published: Path = PUBLISHED) -> Path:
    """Return the document's file in a folder, drawn from the published data unless it is there already.

    Its name tells from what it was drawn, so a server that starts again has nothing to draw, and a browser never keeps
    an old one; older documents are removed.
    """
    path = folder / f"atlas-{_fingerprint(published)}.html"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(path, document(read_all(published)))
    for older in folder.glob("atlas-*.html"):
        if older != path:
            older.unlink(missing_ok=True)
    return path


def _fingerprint(published: Path) -> str:
    """Return a short digest of everything that the document is drawn from: data, bibliography, code, fonts."""
    files = [*published.glob("*.geojson"), SOURCES / "bibliography.toml"]
    for part in (HOME, Path(__file__).parent):
        files += [path for path in part.rglob("*") if path.suffix in DRAWN_FROM]
    digest = hashlib.sha256()
    for path in sorted(set(files)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
