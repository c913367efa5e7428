"""Command line of the data house: ``python -m geodata build | check | who | sheet | moved | methods``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from geodata.faults import Fault, FaultsError
from geodata.space import WINDOW
from geodata.timeline import PERIOD, parse_date


def main(arguments: list[str] | None = None) -> int:
    """Run one command; faults go to standard error and make the exit code 1."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except FaultsError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    commands = parser.add_subparsers(required=True)
    build = commands.add_parser("build", help="make geodata/published from geodata/sources")
    build.add_argument("--only-faults", action="store_true", help="check everything, publish nothing")
    build.set_defaults(run=_build)
    check = commands.add_parser("check", help="list every fault of every source and published file")
    check.add_argument("folders", nargs="*", type=Path, help="other sources and published folders than the own ones")
    check.set_defaults(run=_check)
    who = commands.add_parser("who", help="who held a spot: its timeline, or its holder on a date")
    who.add_argument("lon", type=float)
    who.add_argument("lat", type=float)
    who.add_argument("date", nargs="?")
    who.set_defaults(run=_who)
    sheet = commands.add_parser("sheet", help="draw one stretch with its control points and neighbours")
    sheet.add_argument("stretch")
    sheet.add_argument("picture", type=Path)
    sheet.set_defaults(run=_sheet)
    moved = commands.add_parser("moved", help="how far lines moved since another state of the sources")
    moved.add_argument("before", type=Path, help="the sources folder of the other state, e.g. of a git worktree")
    moved.set_defaults(run=_moved)
    methods = commands.add_parser("methods", help="compare the ways to interpolate the fronts by their error")
    methods.set_defaults(run=_methods)
    return parser


def _build(options: argparse.Namespace) -> None:
    from geodata.pipeline.build import build

    build(publish=not options.only_faults)


def _check(options: argparse.Namespace) -> int:
    from geodata.check import check_all

    faults = check_all(*options.folders)
    for fault in faults:
        print(fault)
    print(f"{len(faults)} fault(s)" if faults else "no faults")
    return 1 if faults else 0


def _who(options: argparse.Namespace) -> int:
    from geodata.holders import holder_on, holders_at
    from geodata.read import read_dataset

    spot = _spot(options)
    territories, occupations = read_dataset("territories"), read_dataset("occupations")
    if options.date is None:
        spans = holders_at(territories, *spot, occupations)
    else:
        found = holder_on(territories, *spot, options.date, occupations)
        spans = [found] if found else []
    for span in spans:
        until = f"until {span.valid_to}" if span.valid_to else "to the end of the period"
        print(f"{span.valid_from} {until}: {span.controller} ({span.status}; sovereign {span.sovereign})")
        print(f"    {span.name} [{span.unit}]. {span.instrument}. Source: {span.source}")
    if not spans:
        print(f"No territory covers {spot[0]}, {spot[1]}: it lies at sea or outside {tuple(WINDOW)}.", file=sys.stderr)
        if WINDOW.west <= spot[1] <= WINDOW.east and WINDOW.south <= spot[0] <= WINDOW.north:
            print(f"The order is LON LAT: did you mean {spot[1]} {spot[0]}?", file=sys.stderr)
    return 0 if spans else 1


def _spot(options: argparse.Namespace) -> tuple[float, float]:
    """Return lon, lat; faults for a spot that is nowhere on earth and for a date that no calendar has."""
    faults = []
    if not (-180 <= options.lon <= 180 and -90 <= options.lat <= 90):
        faults.append(Fault("command", "who", "LON LAT", "no such place", "Give degrees east, then degrees north"))
    if options.date is not None:
        try:
            inside = PERIOD.first <= parse_date(options.date).isoformat() <= PERIOD.last
            if not inside:
                faults.append(_date_fault(options.date, "outside the covered period"))
        except ValueError:
            faults.append(_date_fault(options.date, "no date of the form YYYY-MM-DD"))
    if faults:
        raise FaultsError(faults)
    return options.lon, options.lat


def _date_fault(text: str, fault: str) -> Fault:
    return Fault("command", "who", "DATE", f"{text}: {fault}", f"Give a day from {PERIOD.first} to {PERIOD.last}")


def _sheet(options: argparse.Namespace) -> None:
    from geodata.pipeline.sheet import draw_sheet

    draw_sheet(options.stretch, options.picture)


def _moved(options: argparse.Namespace) -> None:
    from geodata.pipeline.moved import as_text, moves

    if not (options.before / "lines").is_dir():
        remedy = "Give the folder geodata/sources of another state of the project"
        raise FaultsError([Fault("command", "moved", "BEFORE", f"{options.before} has no folder lines", remedy)])
    print(as_text(moves(options.before)))


def _methods(_: argparse.Namespace) -> None:
    from geodata.pipeline.fronts.campaigns import known_phases
    from geodata.pipeline.fronts.report import compared
    from geodata.pipeline.sources import read_sources

    tables = read_sources().tables
    print(compared(known_phases(tables["captures"], tables["campaigns"])))


if __name__ == "__main__":
    sys.exit(main())
