"""Sources -> published, in one pass; nothing is written while anything is wrong."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from geodata.check import check_sources
from geodata.faults import Fault, FaultsError
from geodata.pipeline import distances, publish, views
from geodata.pipeline.areas import area_table, with_table
from geodata.pipeline.fronts import campaigns, report
from geodata.pipeline.linework import join, resolve
from geodata.pipeline.sources import Row, Sources, read_features, read_sources
from geodata.pipeline.units import BorderPiece, Mesh, border_pieces, name_faces, polygonize, unit_polygons, window_frame
from geodata.pipeline.write import Feature, as_text, replace_file, replace_folder
from geodata.read import HOME, PUBLISHED, SOURCES, read_bibliography
from geodata.space import WINDOW

README = HOME / "README.md"


@dataclass(frozen=True)
class Woven:
    """Sources with their linework joined into faces; `faults` lists everything that keeps it from being published."""

    folder: Path
    sources: Sources
    lines: Mapping[str, shapely.LineString]
    mesh: Mesh
    land: np.ndarray
    faults: tuple[Fault, ...]


def weave(folder: Path = SOURCES) -> Woven:
    """Join the linework of a sources folder, find its faces and name them."""
    sources = read_sources(folder)
    lines, unresolved = resolve(sources.stretches, folder)
    lines, dangling = join(sources.stretches, lines, window_frame())
    _, unrouted = resolve(sources.partition_only, folder)
    land = _land(folder)
    edges, faces = polygonize(lines)
    names, nameless = name_faces(faces, sources.tables["territories"], land)
    faults = (*unresolved, *dangling, *unrouted, *nameless)
    return Woven(folder, sources, lines, Mesh(edges, faces, tuple(names)), land, faults)


def build(*, publish: bool = True, sources: Path = SOURCES, folder: Path = PUBLISHED) -> None:
    """Make the published folder from the sources; with `publish` false, only look for faults.

    Raises FaultsError with every fault found; the published folder is then left as it was.
    """
    say = _Progress()
    say("checking sources")
    faults = check_sources(sources)
    if faults:
        raise FaultsError(faults)
    if not publish:
        say("no faults")
        return
    say("joining linework")
    woven = weave(sources)
    say("cutting units to the land")
    polygons = unit_polygons(woven.mesh, woven.land)
    pieces = border_pieces(woven.mesh, woven.sources.stretches, woven.lines, woven.land)
    say("computing fronts")
    tables = woven.sources.tables
    facts = (tables["captures"], tables["campaigns"], tables["control"])
    outcomes = campaigns.outcomes(*facts, polygons, _lakes(sources).values(), say)
    errors = report.measured(pair for outcome in outcomes for pair in outcome.known)
    say("writing")
    files = _files(woven, polygons, pieces) | {
        "occupations.geojson": as_text("occupations", [feature for outcome in outcomes for feature in outcome.held]),
        "fronts.geojson": as_text("fronts", [feature for outcome in outcomes for feature in outcome.lines], decimals=4),
        "front_errors.json": report.as_json(errors),
    }
    readme = _readme(woven, polygons, pieces, errors) if folder == PUBLISHED else None
    replace_folder(folder, files)
    if readme:
        replace_file(README, readme)
    say("done")


def _land(folder: Path) -> np.ndarray:
    polygons = np.array([shape(f["geometry"]) for f in read_features(folder / "base" / "land.geojson")])
    parts = shapely.get_parts(polygons)
    inside: np.ndarray = parts[shapely.intersects(parts, shapely.box(*WINDOW))]
    return inside


def _lakes(folder: Path) -> dict[str, shapely.Geometry]:
    waters = read_features(folder / "base" / "lakes.geojson")
    return {feature["properties"]["name"]: shape(feature["geometry"]) for feature in waters}


def _files(woven: Woven, polygons: views.Polygons, pieces: Sequence[BorderPiece]) -> dict[str, str]:
    sources = woven.sources
    control = _named(sources)
    ground = views.Ground(polygons, control, pieces)
    only, _ = resolve(sources.partition_only, woven.folder)
    tables = sources.tables
    collections: dict[str, list[Feature]] = {
        "territories": publish.territories(polygons, control, publish.precision_by_unit(pieces)),
        "borders": publish.borders(pieces),
        "poland": views.poland(ground),
        "baltic_states": views.baltic_states(ground, tables["bases"]),
        "karelia": views.karelia(ground),
        "partition_lines": publish.partition_lines(tables["partition_lines"], {**woven.lines, **only}),
        "poland_axes": publish.axes(tables["axes"], "poland_1939", tables["campaigns"]),
        "winter_war_axes": publish.axes(tables["axes"], "winter_war", tables["campaigns"]),
        "barbarossa_axes": publish.axes(tables["axes"], "barbarossa", tables["campaigns"]),
        "events": publish.points(tables["events"]),
        "captures": campaigns.captures(tables["captures"]),
        "places": publish.points(tables["places"], numbers=("rank",)),
        "waters": publish.points(tables["waters"], numbers=("rank", "angle")),
        "states": publish.points(tables["states"], numbers=("rank", "angle")),
        **{f"base_{stem}": publish.base(stem, woven.folder) for stem in ("land", "lakes", "rivers")},
    }
    return {
        f"{name}.geojson": as_text(name, features, decimals=4 if name.startswith("base_") else 5)
        for name, features in collections.items()
    }


def _readme(
    woven: Woven, polygons: views.Polygons, pieces: Sequence[BorderPiece], errors: Sequence[dict[str, Any]]
) -> str:
    """Return the data README with the measured areas and errors and the expected distances put into it."""
    tables = woven.sources.tables
    ground = views.Ground(polygons, tables["control"], pieces)
    measured = area_table(ground, tables["areas"], read_bibliography(woven.folder), _lakes(woven.folder))
    text = with_table(README.read_text(encoding="utf-8"), measured)
    text = with_table(
        text, distances.frontier_table(ground, tables["frontiers"], tables["towns"]), (distances.BEGIN, distances.END)
    )
    return with_table(text, report.as_table(errors), (report.BEGIN, report.END))


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
