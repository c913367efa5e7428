"""The error of the fronts, measured by leaving facts out, as a table for people and as a file for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from geodata.pipeline.fronts.facts import Evidence, Phase
from geodata.pipeline.fronts.ground import LOCAL
from geodata.pipeline.fronts.surface import CANDIDATES, Error, beyond, error, left_out
from geodata.timeline import day_at

BEGIN, END = "<!-- fronts: written by `python -m geodata build` -->", "<!-- end of fronts -->"
FOLDS: Final = 10
HALF_A_DAY: Final = 0.5
"""A prediction that rounds to a day which the sources allow agrees with them."""
FEWEST: Final = 5
"""With fewer captures than this an error would say nothing."""


def measured(known_phases: Iterable[tuple[Phase, Evidence]]) -> list[dict[str, Any]]:
    """Return the error of every phase that has facts of its own, in days: one fact left out, and a tenth of them."""
    rows, seen = [], set()
    for phase, known in known_phases:
        key = (phase.campaign, phase.takers, phase.kinds)
        if known.is_capture.sum() < FEWEST or key in seen:
            continue
        seen.add(key)
        rows.append(_row(phase, known))
    return rows


def _row(phase: Phase, known: Evidence) -> dict[str, Any]:
    differences = left_out(known)
    return {
        "campaign": phase.campaign,
        "phase": phase.number,
        "title": phase.title,
        "first": day_at(phase.first),
        "last": day_at(phase.last),
        "interpolated": phase.reach > LOCAL,
        "facts": int(known.is_capture.sum()),
        "held": int((~known.is_capture).sum()),
        "leave_one_out": _rounded(error(differences)),
        "within_sources": round(float((beyond(known, differences) < HALF_A_DAY).mean()), 3),
        "ten_fold": _rounded(error(left_out(known, FOLDS))),
    }


def _rounded(found: Error) -> dict[str, float]:
    return {key: round(value, 2) for key, value in asdict(found).items() if key != "facts"}


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    """Return the measured errors as a file for machines."""
    return json.dumps({"unit": "days", "bias": "positive is too late", "phases": list(rows)}, indent=1) + "\n"


def as_table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the measured errors as a Markdown table; a star marks phases of single places."""
    lines = [
        "| campaign | captures | held | median | 75 % | 90 % | bias | in range | ten-fold median | ten-fold 90 % |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        one, ten = row["leave_one_out"], row["ten_fold"]
        figures = (one["median"], one["upper_quarter"], one["ninth_tenth"])
        lines.append(
            f"| {row['title']}{'' if row['interpolated'] else ' *'} | {row['facts']} | {row['held']} | "
            + " | ".join(f"{value:.1f}" for value in figures)
            + f" | {one['bias']:+.1f} | {row['within_sources']:.0%} | {ten['median']:.1f} | {ten['ninth_tenth']:.1f} |"
        )
    return "\n".join(lines)


def compared(known_phases: Iterable[tuple[Phase, Evidence]]) -> str:
    """Return a Markdown table of the candidates' leave-one-out error (median / 90 %) in every interpolated phase."""
    lines = ["| campaign | " + " | ".join(CANDIDATES) + " |", "|---|" + "--:|" * len(CANDIDATES)]
    for phase, known in known_phases:
        if phase.reach <= LOCAL or known.is_capture.sum() < FEWEST:
            continue
        errors = [error(left_out(known, None, method)) for method in CANDIDATES.values()]
        cells = " | ".join(f"{one.median:.1f} / {one.ninth_tenth:.1f}" for one in errors)
        lines.append(f"| {phase.title} | {cells} |")
    return "\n".join(lines)
