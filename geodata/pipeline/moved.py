"""How far lines moved between two states of the sources, held against the precision that they had claimed.

Stretches that were drawn anew from new evidence show what the claims were worth: no more than 5 % of the old line
should lie farther from the new one than its `precision_km`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from geodata.pipeline.distances import NEARLY_EVERYWHERE, expected_km
from geodata.pipeline.linework import resolve
from geodata.pipeline.sources import Stretch, read_linework
from geodata.read import SOURCES

STEP_M: Final = 250.0
STILL_KM: Final = 0.01
"""A stretch none of which moved farther than this is left out: its line is the same."""


@dataclass(frozen=True)
class Move:
    """Distances in km from places every 250 m along the old line of a stretch to the new lines, and its old claim."""

    stretch: str
    precision_km: float
    distances: np.ndarray

    @property
    def km(self) -> float:
        """Return the length of the old line."""
        return len(self.distances) * STEP_M / 1000

    @property
    def beyond(self) -> float:
        """Return the share of the old line that lies farther from the new one than was claimed."""
        return float(np.mean(self.distances > self.precision_km))


def moves(before: Path, after: Path = SOURCES) -> list[Move]:
    """Return the stretches of one sources folder whose line is another in the other, largest mean move first.

    A stretch may have been parted or renamed since, so stretches with ids of their own in the other folder count too.
    """
    old, new = _borders(before), _borders(after)
    lines, _ = resolve(old.values(), before)
    drawn, _ = resolve(new.values(), after)
    found = []
    for key, line in lines.items():
        parts = [drawn[other] for other in drawn if other == key or other not in old]
        places = shapely.line_interpolate_point(line, np.arange(0.0, line.length, STEP_M))
        distances = shapely.distance(places, shapely.union_all(np.array(parts or list(drawn.values())))) / 1000
        if distances.max() > STILL_KM:
            found.append(Move(key, old[key].precision_km, distances))
    return sorted(found, key=lambda move: -float(move.distances.mean()))


def _borders(folder: Path) -> dict[str, Stretch]:
    return {stretch.id: stretch for stretch in read_linework(folder) if stretch.role == "border"}


def as_text(found: Sequence[Move]) -> str:
    """Return a line for each stretch and one for all, which says beside its distances what the claims expected."""
    lines = [f"{'stretch':34}    km   mean   95 %  largest  claimed  beyond"]
    lines += [
        f"{move.stretch:34} {move.km:5.0f} {move.distances.mean():6.1f} {np.percentile(move.distances, 95):6.1f} "
        f"{move.distances.max():8.1f} {move.precision_km:8.1f} {100 * move.beyond:5.0f} %"
        for move in found
    ]
    if found:
        distances = np.concatenate([move.distances for move in found])
        mean, nearly = expected_km([(move.precision_km, move.km) for move in found])
        beyond = np.average([move.beyond for move in found], weights=[move.km for move in found])
        lines.append(
            f"{len(found)} stretches moved, {sum(move.km for move in found):,.0f} km: mean {distances.mean():.1f} km "
            f"(their claims: {mean:.1f}), 95 % {np.percentile(distances, 95):.1f} km ({nearly:.1f}), "
            f"beyond the claim {100 * beyond:.1f} % ({100 * (1 - NEARLY_EVERYWHERE):.0f})"
        )
    return "\n".join(lines)
