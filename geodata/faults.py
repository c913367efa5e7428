"""What is wrong with a file, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong: in which file, in which record and field, what, and what to do about it."""

    file: str
    record: str
    field: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        """Return the fault as one line of text."""
        place = " · ".join(part for part in (self.file, self.record, self.field) if part)
        return f"{place}: {self.fault}. {self.remedy}."


class FaultsError(ValueError):
    """Raised when something cannot be used; carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{len(self.faults)} fault(s):\n{lines}")
