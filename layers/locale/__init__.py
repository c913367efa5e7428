"""Words that people read, by language; nothing here is markup."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
DEFAULT: Final = "en"

Words = Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=8)
def words(language: str = DEFAULT) -> Words:
    """Return the message catalogue of a language: tables of texts by key.

    Raises ValueError, naming the languages there are, for a language without a catalogue.
    """
    known = languages()
    if language not in known:
        raise ValueError(f"There is no catalogue for language {language!r}; choose one of {', '.join(known)}.")
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a catalogue, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
