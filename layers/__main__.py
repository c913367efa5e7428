"""The map as a file: ``python -m layers export --date 1939-09-28 --size 1920x1080 out.png``, or ``document``."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Final

from geodata.pipeline.write import replace_file
from geodata.read import PUBLISHED, Datasets, read_all
from geodata.space import WINDOW, Box
from geodata.timeline import OPENS_ON
from layers import catalogue, figure, web_map
from layers.palette import THEMES

PAGE_FOLDER: Final = Path(__file__).resolve().parent.parent / "static"
"""The folder that Streamlit serves."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0, or 2 after saying in one line what was wrong."""
    options = _parser().parse_args(arguments)
    data = read_all(options.data)
    for fault in data.faults:
        print(f"warning: {fault.file}: {fault.fault}. {fault.remedy}.", file=sys.stderr)
    try:
        options.run(data, options)
    except (ValueError, KeyError, OSError) as error:
        print(f"error: {error.args[0] if isinstance(error, KeyError) else error}", file=sys.stderr)
        return 2
    return 0


def _export(data: Datasets, options: argparse.Namespace) -> None:
    figure.export(data, options.date, options.out, options.size, options.layers, theme=options.theme, bbox=options.bbox)


def _document(data: Datasets, options: argparse.Namespace) -> None:
    replace_file(options.out, web_map.document(data, theme=options.theme))


def _prepare(_: Datasets, options: argparse.Namespace) -> None:
    web_map.write_document(PAGE_FOLDER, options.data)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m layers", description="Pictures of the map for slides and print.")
    commands = parser.add_subparsers(required=True)
    document = commands.add_parser("document", help="save the whole map as one HTML file that needs no network")
    document.add_argument("out", type=Path, help="file to write, such as map.html")
    document.add_argument("--theme", choices=list(THEMES), default="light")
    document.add_argument("--data", type=Path, default=PUBLISHED, help=argparse.SUPPRESS)
    document.set_defaults(run=_document)
    prepare = commands.add_parser("prepare", help="draw the document that the page serves, before anybody asks for it")
    prepare.add_argument("--data", type=Path, default=PUBLISHED, help=argparse.SUPPRESS)
    prepare.set_defaults(run=_prepare)
    export = commands.add_parser("export", help="draw a day as PNG, SVG or PDF")
    export.set_defaults(run=_export)
    export.add_argument("out", type=Path, help="file to write; its ending says the format: .png, .svg or .pdf")
    export.add_argument("--date", default=OPENS_ON, help=f"day to draw, YYYY-MM-DD (default {OPENS_ON})")
    export.add_argument(
        "--size", type=_size, default=(1920, 1080), help="pixels, such as 1920x1080 (default) or 3840x2160"
    )
    export.add_argument("--layers", type=_layers, help=f"comma-separated, of {', '.join(catalogue.keys())}")
    export.add_argument("--theme", choices=list(THEMES), default="light")
    export.add_argument("--bbox", type=_bbox, default=WINDOW, help="part of the map: west,south,east,north in degrees")
    export.add_argument("--data", type=Path, default=PUBLISHED, help=argparse.SUPPRESS)
    return parser


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})\s*[x×]\s*(\d{1,5})", text.strip().lower())
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 1920x1080")
    return int(found[1]), int(found[2])


def _layers(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip()]


def _bbox(text: str) -> Box:
    try:
        return Box(*(float(number) for number in text.split(",")))
    except (ValueError, TypeError):
        raise argparse.ArgumentTypeError(f"{text!r} is no box west,south,east,north") from None


if __name__ == "__main__":
    sys.exit(main())
