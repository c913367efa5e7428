"""Words of the map's interface, by language. Names of holders, statuses and events are in layers/locale."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "words"


@lru_cache(maxsize=8)
def interface_words(language: str = "en") -> Mapping[str, Any]:
    """Return the interface's words in a language. Raises ValueError for a language without a catalogue."""
    path = FOLDER / f"{language}.toml"
    if not path.exists():
        known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.toml")))
        raise ValueError(f"There are no interface words for language {language!r}; choose one of {known}.")
    return tomllib.loads(path.read_text(encoding="utf-8"))
