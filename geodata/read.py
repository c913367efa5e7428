"""Read what was published. Dates stay text: a timestamp type would turn them into something no map can print."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from geodata.faults import Fault, FaultsError

HOME: Final = Path(__file__).resolve().parent
SOURCES: Final = HOME / "sources"
PUBLISHED: Final = HOME / "published"

DATASETS: Final = (
    "territories",
    "occupations",
    "fronts",
    "captures",
    "borders",
    "poland",
    "partition_lines",
    "baltic_states",
    "karelia",
    "poland_axes",
    "winter_war_axes",
    "barbarossa_axes",
    "events",
    "places",
    "waters",
    "states",
    "base_land",
    "base_lakes",
    "base_rivers",
)
"""Every published file, without its ending, in the order in which the map needs them."""

REBUILD: Final = "Run `python -m geodata build`, or restore the file from the repository"


@dataclass(frozen=True)
class Datasets(Mapping[str, gpd.GeoDataFrame]):
    """The published datasets that could be read, by name, and the faults of those that could not."""

    frames: Mapping[str, gpd.GeoDataFrame]
    faults: tuple[Fault, ...] = field(default=())

    def __getitem__(self, name: str) -> gpd.GeoDataFrame:
        """Return one dataset; KeyError when it could not be read."""
        return self.frames[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the datasets that could be read."""
        return iter(self.frames)

    def __len__(self) -> int:
        """Return how many datasets could be read."""
        return len(self.frames)


def read_dataset(name: str, folder: Path = PUBLISHED) -> gpd.GeoDataFrame:
    """Return one published dataset as a frame in WGS 84, with ISO dates as text and `id` as a column.

    Raises FaultsError when the file is missing, is no JSON, or is no feature collection with usable geometry.
    """
    path = folder / f"{name}.geojson"
    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
        frame = gpd.GeoDataFrame.from_features(_features(collection), crs="EPSG:4326")
    except FileNotFoundError:
        raise FaultsError([Fault(path.name, "", "", "the file is missing", REBUILD)]) from None
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        message = f"the file cannot be read ({type(error).__name__}: {str(error)[:120]})"
        raise FaultsError([Fault(path.name, "", "", message, REBUILD)]) from error
    missing = [column for column in ("id", "valid_from", "valid_to") if column not in frame.columns]
    if missing and not name.startswith("base_"):
        fault = "no such property in any feature"
        raise FaultsError([Fault(path.name, "", column, fault, REBUILD) for column in missing])
    frame.attrs["dataset"] = name
    return frame


def _features(collection: Any) -> list[dict[str, Any]]:
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise ValueError("not a GeoJSON FeatureCollection")
    features = collection["features"]
    if not features:
        raise ValueError("no features")
    return list(features)


def read_all(folder: Path = PUBLISHED) -> Datasets:
    """Return every dataset that can be read, with the faults of the others: the map shows what it has."""
    frames: dict[str, gpd.GeoDataFrame] = {}
    faults: list[Fault] = []
    for name in DATASETS:
        try:
            frames[name] = read_dataset(name, folder)
        except FaultsError as error:
            faults.extend(error.faults)
    return Datasets(frames, tuple(faults))


def read_front_errors(folder: Path = PUBLISHED) -> list[dict[str, Any]]:
    """Return the measured error of the fronts, a dictionary for each phase; empty when the file cannot be read."""
    try:
        return list(json.loads((folder / "front_errors.json").read_text(encoding="utf-8"))["phases"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


@lru_cache(maxsize=2)
def read_bibliography(folder: Path = SOURCES) -> Mapping[str, Mapping[str, Any]]:
    """Return every source of the bibliography by id: `citation`, `licence`, `kind` and, where known, `url`."""
    with (folder / "bibliography.toml").open("rb") as file:
        return tomllib.load(file)
