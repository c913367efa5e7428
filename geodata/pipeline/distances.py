"""How far the frontiers of the time may lie from the truth, added up from what their stretches claim.

`precision_km` of a stretch is the distance within which the true line lies nearly everywhere, along 95 % of its length.
Taken as the 95 % of a normal scatter about the drawn line, the claims of the stretches of a frontier give its mean
distance and the distance within which 95 % of it lies. That is an estimate from claims, not a measurement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.optimize import brentq
from scipy.stats import norm

from geodata.faults import Fault, FaultsError
from geodata.pipeline.linework import in_metres
from geodata.pipeline.sources import Row, Stretch
from geodata.pipeline.units import BorderPiece, length_km
from geodata.pipeline.views import Ground

BEGIN, END = "<!-- frontiers: written by `python -m geodata build` -->", "<!-- end of frontiers -->"

NEARLY_EVERYWHERE: Final = 0.95
"""The share of a line that its precision speaks of."""

NEAR_KM: Final = (2.0, 5.0)

METHODS: Final = ("lifted", "routed", "digitised")


@dataclass(frozen=True)
class Share:
    """The length in km on land that a stretch has in a frontier."""

    stretch: Stretch
    km: float


def frontier_table(ground: Ground, rows: Sequence[Row], towns: Sequence[Row]) -> str:
    """Return a Markdown table: length on land, methods, expected distances and goals, weakest stretches, towns near.

    A row of `frontiers.csv` names the land on one side of a frontier, by holder on a day or by unit, and may name the
    other side (empty: whoever is there) and the stretches to which it is confined (empty: all).
    """
    lines = [
        "| frontier | day | km on land | lifted, routed, digitised | mean km (goal) | 95 % km (goal) "
        "| weakest stretches (km) | towns within 2, 5 km |",
        "|---|---|--:|--:|--:|--:|---|--:|",
    ]
    spots = in_metres(shapely.points([(float(town["lon"]), float(town["lat"])) for town in towns]))
    for row in rows:
        pieces = pieces_of(ground, row)
        shares = shares_of(pieces)
        away = shapely.distance(spots, in_metres(shapely.union_all([piece.line for piece in pieces]))) / 1000
        near = ", ".join(str(np.count_nonzero(away <= reach)) for reach in NEAR_KM)
        length = sum(share.km for share in shares)
        parts = (sum(share.km for share in shares if share.stretch.method == method) for method in METHODS)
        methods = ", ".join(f"{100 * part / length:.0f}" for part in parts)
        mean, nearly = expected_km((share.stretch.precision_km, share.km) for share in shares)
        weak = sorted(shares, key=lambda share: (-share.stretch.precision_km, share.stretch.id))[:3]
        names = ", ".join(f"`{share.stretch.id}` {share.stretch.precision_km:g}" for share in weak)
        lines.append(
            f"| {row['name']} | {row['on']} | {length:,.0f} | {methods} % | {mean:.1f}{_goal(row['goal_mean_km'])} "
            f"| {nearly:.1f}{_goal(row['goal_p95_km'])} | {names} | {near} |"
        )
    return "\n".join(lines)


def _goal(text: str) -> str:
    return f" ({float(text):.1f})" if text else ""


def pieces_of(ground: Ground, row: Row) -> list[BorderPiece]:
    """Return the pieces of border of a frontier of `frontiers.csv`; FaultsError when it has none."""
    inside = _side(ground, row, "")
    told = row["against_held_by"] or row["against_units"]
    beyond = _side(ground, row, "against_") if told else frozenset(ground.polygons) - inside
    confined = _listed(row["stretches"])
    pieces = [
        piece
        for piece in ground.borders
        if _parts(piece, inside, beyond) and (not confined or piece.stretch.id in confined)
    ]
    if not pieces:
        fault, remedy = "no border parts its two sides on that day", "Correct its day, holders, units or stretches"
        raise FaultsError([Fault("frontiers.csv", row["id"], "", fault, remedy)])
    return pieces


def shares_of(pieces: Sequence[BorderPiece]) -> list[Share]:
    """Return the stretches of some pieces of border with the length that each has in them."""
    stretches = {piece.stretch.id: piece.stretch for piece in pieces}
    lengths = dict.fromkeys(sorted(stretches), 0.0)
    for piece in pieces:
        lengths[piece.stretch.id] += length_km(piece.line)
    return [Share(stretches[key], lengths[key]) for key in lengths]


def _side(ground: Ground, row: Row, prefix: str) -> frozenset[str]:
    holders, units = _listed(row[f"{prefix}held_by"]), _listed(row[f"{prefix}units"])
    return units | ground.units_where(lambda control: control["controller"] in holders, row["on"])


def _listed(cell: str) -> frozenset[str]:
    return frozenset(filter(None, cell.split(";")))


def _parts(piece: BorderPiece, inside: frozenset[str], beyond: frozenset[str]) -> bool:
    """Say whether a piece has one of its units inside and the other beyond."""
    units = (piece.unit_left, piece.unit_right)
    return any(here in inside and there in beyond for here, there in (units, units[::-1]))


def expected_km(claims: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean distance and the one within which 95 % of the length lies, in km.

    `claims` are pairs of a precision in km and the length in km for which it stands.
    """
    precision, length = np.array(list(claims), dtype=float).T
    weights = length / length.sum()
    scatter = precision / norm.ppf((1 + NEARLY_EVERYWHERE) / 2)

    def missing(distance: float) -> float:
        return float(weights @ (2 * norm.cdf(distance / scatter) - 1)) - NEARLY_EVERYWHERE

    mean = float(weights @ scatter) * float(np.sqrt(2 / np.pi))
    return mean, float(brentq(missing, 0.0, 1.01 * float(precision.max())))
