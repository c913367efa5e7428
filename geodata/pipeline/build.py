"""Sources -> published, in one pass; nothing is written while anything is wrong."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape

from geodata.faults import FaultsError
from geodata.pipeline import publish, views
from geodata.pipeline.linework import join, resolve
from geodata.pipeline.sources import Row, Sources, read_features, read_sources
from geodata.pipeline.units import Mesh, border_pieces, name_faces, polygonize, unit_polygons, window_frame
from geodata.pipeline.write import Feature, as_text, replace_folder
from geodata.read import PUBLISHED, SOURCES
from geodata.space import WINDOW

POINT_DECIMALS = 4


def build(*, publish: bool = True, folder: Path = PUBLISHED) -> None:
    """Make the published folder from the sources; with `publish` false, only look for faults.

    Raises FaultsError with every fault found; the published folder is then left as it was.
    """
    say = _Progress()
    say("reading sources")
    sources = read_sources()
    say("joining linework")
    lines, faults = resolve(sources.stretches)
    lines, dangling = join(sources.stretches, lines, window_frame())
    say("polygonizing")
    land = _land()
    edges, faces = polygonize(lines)
    names, nameless = name_faces(faces, sources.tables["territories"], land)
    problems = [*faults, *dangling, *nameless]
    if problems:
        raise FaultsError(problems)
    say("cutting units to the land")
    mesh = Mesh(edges, faces, tuple(names))
    polygons = unit_polygons(mesh, land)
    pieces = border_pieces(mesh, sources.stretches, lines, land)
    say("writing")
    if publish:
        replace_folder(folder, _files(sources, polygons, pieces, lines))
    say("done")


def _land() -> np.ndarray:
    polygons = np.array([shape(f["geometry"]) for f in read_features(SOURCES / "base" / "land.geojson")])
    parts = shapely.get_parts(polygons)
    return parts[shapely.intersects(parts, shapely.box(*WINDOW))]


def _files(
    sources: Sources,
    polygons: views.Polygons,
    pieces: Sequence[publish.BorderPiece],
    lines: Mapping[str, shapely.LineString],
) -> dict[str, str]:
    control = _named(sources)
    ground = views.Ground(polygons, control, pieces)
    only, faults = resolve(sources.partition_only)
    if faults:
        raise FaultsError(faults)
    tables = sources.tables
    collections: dict[str, list[Feature]] = {
        "territories": publish.territories(polygons, control, publish.precision_by_unit(pieces)),
        "borders": publish.borders(pieces),
        "poland": views.poland(ground),
        "baltic_states": views.baltic_states(ground, tables["bases"]),
        "karelia": views.karelia(ground),
        "partition_lines": publish.partition_lines(tables["partition_lines"], {**lines, **only}),
        "barbarossa_axes": publish.axes(tables["axes"]),
        "events": publish.points(tables["events"]),
        "places": publish.points(tables["places"], numbers=("rank",)),
        "waters": publish.points(tables["waters"], numbers=("rank", "angle")),
        "states": publish.points(tables["states"], numbers=("rank", "angle")),
        **{f"base_{stem}": publish.base(stem) for stem in ("land", "lakes", "rivers")},
    }
    return {
        f"{name}.geojson": as_text(name, features, decimals=4 if name.startswith("base_") else 5)
        for name, features in collections.items()
    }


def _named(sources: Sources) -> list[Row]:
    """Return the rows of control with the name of their unit, in order of unit and date."""
    names = {row["unit"]: row["name"] for row in reversed(sources.tables["territories"])}
    rows = [{**row, "name": names[row["unit"]]} for row in sources.tables["control"]]
    return sorted(rows, key=lambda row: (row["unit"], row["valid_from"]))


class _Progress:
    """Say on standard error which step runs and how long the build has taken."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, step: str) -> None:
        print(f"{time.monotonic() - self._started:6.1f} s  {step}", file=sys.stderr, flush=True)
