"""What the popup says about a feature, as plain text in the reader's language: nothing here is ever markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from geodata.timeline import PERIOD, is_missing, parse_date
from layers.locale import words
from layers.time_map.words import interface_words
from layers.words import day_in_words, holder_in_words, status_in_words

_HIDDEN: Final = frozenset({"stretch", "follows"})
"""Properties that are keys for machines: they name a record, and a reader gains nothing from them."""

APPROXIMATE_KM: Final = 10.0


class FactBook:
    """Collects facts for popups, each once, and the citations that they name."""

    def __init__(self, bibliography: Mapping[str, Mapping[str, Any]], language: str = "en") -> None:
        self.facts: list[dict[str, Any]] = []
        self.citations: list[str] = []
        self._bibliography = bibliography
        self._language = language
        self._words = interface_words(language)
        self._citation_numbers: dict[str, int] = {}

    def add(self, properties: Mapping[str, Any], shown: Sequence[str], heading: str) -> int:
        """Take one feature's properties, of which `shown` go into the popup; return the number of its fact."""
        rows = [[self._label(key), text] for key in shown if (text := self._value(key, properties.get(key)))]
        fact = {
            "name": str(properties.get("name") or properties.get("title") or properties.get("id")),
            "heading": heading,
            "rows": [*self._dates(properties), *rows],
            "precision": self._precision(properties.get("precision_km")),
            "sources": self._sources(properties.get("source")),
        }
        self.facts.append(fact)
        return len(self.facts) - 1

    def _label(self, key: str) -> str:
        return str(self._words["popup"].get(key, key.replace("_", " ").capitalize()))

    def _value(self, key: str, value: Any) -> str:
        if is_missing(value) or key in _HIDDEN:
            return ""
        tables: dict[str, Mapping[str, str]] = {
            "category": words(self._language)["events"],
            "method": self._words["methods"],
            "kind": self._words["kinds"],
            "campaign": self._words["campaigns"],
        }
        if key in ("controller", "sovereign", "state"):
            return holder_in_words(str(value))
        if key == "status":
            return status_in_words(str(value))
        if key in tables:
            return tables[key].get(str(value), str(value).replace("_", " "))
        if key == "instrument":
            return "; ".join(self._citation(part) for part in str(value).split(";"))
        if key == "area_km2":
            return f"{float(value):,.0f} km²".replace(",", "\u202f")
        return day_in_words(str(value)) if key == "date" else str(value)

    def _dates(self, properties: Mapping[str, Any]) -> list[list[str]]:
        popup = self._words["popup"]
        if not is_missing(properties.get("date")):
            return [[popup["on"], day_in_words(str(properties["date"]))]]
        rows = []
        if not is_missing(start := properties.get("valid_from")):
            early = parse_date(str(start)) <= parse_date(PERIOD.first)
            rows.append([popup["since"], popup["before_period"] if early else day_in_words(str(start))])
            end = properties.get("valid_to")
            rows.append([popup["until"], popup["after_period"] if is_missing(end) else day_in_words(str(end))])
        return rows

    def _precision(self, value: Any) -> str:
        if is_missing(value):
            return ""
        key = "precision_approximate" if float(value) >= APPROXIMATE_KM else "precision_value"
        return str(self._words["popup"][key]).format(km=f"{float(value):g}")

    def _citation(self, source: str) -> str:
        return str(self._bibliography.get(source.strip(), {}).get("citation") or source.strip().replace("_", " "))

    def _sources(self, value: Any) -> list[int]:
        if is_missing(value):
            return []
        texts = [self._citation(part) for part in str(value).split(";") if part.strip()]
        for text in texts:
            if text not in self._citation_numbers:
                self._citation_numbers[text] = len(self.citations)
                self.citations.append(text)
        return [self._citation_numbers[text] for text in texts]
