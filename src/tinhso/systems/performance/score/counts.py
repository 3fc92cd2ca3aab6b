"""The counts of one unit in one period: all that the formulas ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from . import formulas
from .catalogue import Procedure
from .marks import number_of


@dataclass(frozen=True)
class Counts:
    """Dossiers by marks, procedures with what holds of them, and what other systems saw.

    `c("received", "online")` is the number of dossiers with both marks.
    """

    dossiers: Mapping[int, int]
    catalogue: tuple[Procedure, ...] = ()
    used: frozenset[str] = frozenset()
    observed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    def __call__(self, *having: str, lacking: tuple[str, ...] = ()) -> int:
        return number_of(self.dossiers, *having, lacking=lacking)

    def procedures(self, *having: str) -> int:
        """The number of procedures of which all this holds: complete, online, used, with_fee, payable."""
        return sum(all(self.holds(one, name) for name in having) for one in self.catalogue)

    def holds(self, procedure: Procedure, name: str) -> bool:
        return procedure.code in self.used if name == "used" else bool(getattr(procedure, name))

    def seen(self, code: str) -> int:
        """How many things of an indicator other systems told of."""
        return self.observed.get(code, (0, 0))[1]

    def good(self, code: str) -> int:
        """How many of them were as they should be."""
        return self.observed.get(code, (0, 0))[0]

    @property
    def sync(self) -> formulas.Rate | None:
        """Rate 1.4, once anybody synchronises at all."""
        if "1.4" not in self.known:
            return None
        return formulas.synchronised(synced=self("received", "synced"), received=self("received"))


def together(dossiers: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """The dossiers of several agencies as one."""
    found: dict[int, int] = {}
    for counts in dossiers:
        for marks, number in counts.items():
            found[marks] = found.get(marks, 0) + number
    return found
