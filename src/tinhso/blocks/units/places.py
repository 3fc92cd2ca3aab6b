"""From what people write to the units of today: old and new names, with or without accents, alone or in an address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from django.utils.translation import gettext as _

from tinhso.kernel.clock.api import today
from tinhso.kernel.search.api import fold

from .models import Unit
from .queries import Atlas, atlas

WRITTEN_SHORT = {
    "p": "phuong", "x": "xa", "dk": "dac khu", "tt": "thi tran", "tx": "thi xa", "tp": "thanh pho", "h": "huyen", "t": "tinh",
}  # fmt: skip
_PARTS = re.compile(r"[,;\n/]| [-–] ")
_SHORT = re.compile(rf"^({'|'.join(WRITTEN_SHORT)})(?:\.\s*|\s+)(?=\w)")
_OFFICE = re.compile(r"^(ubnd|uy ban nhan dan)\s+")
LONGEST = 300


@dataclass(frozen=True)
class Place:
    """A commune of today that a name leads to. `was`: the old units that were meant; `sure`: nothing else can be meant."""

    unit: Unit
    was: tuple[Unit, ...] = ()
    sure: bool = True

    @property
    def needs_choice(self) -> bool:
        """Whether a person must say which one is right."""
        return not self.sure

    @property
    def label(self) -> str:
        """ "P. Nam Nha Trang (trước đây: P. Phước Long)"."""
        if not self.was:
            return self.unit.short
        before = ", ".join(old.short for old in self.was)
        return _("%(unit)s (trước đây: %(before)s)") % {"unit": self.unit.short, "before": before}


@dataclass(frozen=True)
class Names:
    """The units by their folded names, with and without their type."""

    exact: dict[str, list[Unit]]
    longest: int


@lru_cache(maxsize=4)
def _names(stamp: str) -> Names:
    exact: dict[str, list[Unit]] = defaultdict(list)
    for unit in atlas().units:
        exact[fold(unit.name)].append(unit)
        exact[fold(unit.full_name)].append(unit)
    return Names(dict(exact), max((len(name.split()) for name in exact), default=0))


def resolve_place(text: str, *, on: date | None = None, limit: int = 12) -> list[Place]:
    """The communes that a name or an address leads to, the best first; empty when nothing is like it.

    Several places, or a part of a divided unit, or a guess at a misspelt name: `sure` is false and a person must choose.
    """
    parts = [part for part in (_plain(part) for part in _PARTS.split(text[:LONGEST])) if part]
    if not parts:
        return []
    known, day = atlas(), on or today()
    names = _names(known.stamp)
    meant, rest = _meant(parts, names)
    certain = bool(meant)
    if meant:
        meant = _narrowed(meant, [unit for part in rest for unit in names.exact.get(part, [])], known)
    else:
        meant = _beginning(" ".join(parts), known)
        certain = bool(meant)
        meant = meant or _alike(parts, names)
    places = _places(meant, day, known)[:limit]
    if len(places) == 1 and certain:
        return places
    return [Place(place.unit, place.was, sure=False) for place in places]


def _plain(part: str) -> str:
    """A part of an address folded, its abbreviations written out: "P. Lộc Thọ" → "phuong loc tho"."""
    folded = _OFFICE.sub("", fold(part))
    return _SHORT.sub(lambda found: WRITTEN_SHORT[found[1]] + " ", folded).strip(" .")


def _meant(parts: Sequence[str], names: Names) -> tuple[list[Unit], list[str]]:
    """The units that one part of the text names, and the other parts. A commune goes before a district."""
    if len(parts) == 1 and parts[0] in names.exact:
        return names.exact[parts[0]], []
    for kinds in ((Unit.Kind.COMMUNE,), (Unit.Kind.DISTRICT, Unit.Kind.PROVINCE)):
        for look in (_whole, _at_the_end):
            for place, part in enumerate(parts):
                units = [unit for unit in look(part, names) if unit.kind in kinds]
                if units:
                    return units, [*parts[:place], *parts[place + 1 :]]
    return [], list(parts)


def _whole(part: str, names: Names) -> list[Unit]:
    return names.exact.get(part, [])


def _at_the_end(part: str, names: Names) -> list[Unit]:
    """ "12 tran phu phuong loc tho": the longest name that the part ends with, of two words at least."""
    words = part.split()
    for count in range(min(names.longest, len(words) - 1), 1, -1):
        if units := names.exact.get(" ".join(words[-count:])):
            return units
    return []


def _narrowed(meant: Sequence[Unit], around: Iterable[Unit], known: Atlas) -> list[Unit]:
    """Of several units of one name, those that lie in the districts and provinces which the text names too."""
    kept = list(meant)
    named = list(around)
    for kind in (Unit.Kind.DISTRICT, Unit.Kind.PROVINCE):
        wanted = {unit.code for unit in named if unit.kind == kind}
        inside = [unit for unit in kept if wanted & _around(unit, kind, known)]
        kept = inside or kept
    return kept


def _around(unit: Unit, kind: str, known: Atlas) -> set[str]:
    """The codes of the districts or provinces that a unit, what it came from and what it became lie in."""
    family = [
        unit,
        *(old for old, _w in known.came_from.get(unit.pk, [])),
        *(new for new, _w in known.became.get(unit.pk, [])),
    ]
    by_key = {one.pk: one for one in known.units}
    found = set()
    for member in family:
        above = member.parent_id
        while above is not None:
            whole = by_key[above]
            if whole.kind == kind:
                found.add(whole.code)
            above = whole.parent_id
    return found


def _beginning(text: str, known: Atlas) -> list[Unit]:
    """While somebody types: units whose name or code has every word, names that begin so first."""
    words = text.split()
    found = [unit for unit in known.units if all(word in unit.search_text for word in words)]
    found = [unit for unit in found if unit.kind != Unit.Kind.PROVINCE]
    return sorted(found, key=lambda unit: (not fold(unit.name).startswith(text), not unit.search_text.startswith(text)))


def _alike(parts: Sequence[str], names: Names) -> list[Unit]:
    """Names that look like a part of the text, for slips of the fingers."""
    for part in parts:
        for name in get_close_matches(part, names.exact, n=3, cutoff=0.8):
            if units := [unit for unit in names.exact[name] if unit.kind == Unit.Kind.COMMUNE]:
                return units
    return []


def _places(meant: Iterable[Unit], day: date, known: Atlas) -> list[Place]:
    """The communes of the day behind the units, each once, with all old units that led there."""
    found: dict[object, Place] = {}
    for unit in meant:
        for commune, was in _communes(unit, day, known):
            old = found.get(commune.pk, Place(commune)).was
            found[commune.pk] = Place(commune, tuple(dict.fromkeys([*old, *was])))
    return list(found.values())


def _communes(unit: Unit, day: date, known: Atlas) -> list[tuple[Unit, tuple[Unit, ...]]]:
    """The communes that a unit is, holds or became, with the old unit where there is one."""
    if unit.kind == Unit.Kind.COMMUNE:
        if unit.exists_on(day):
            return [(unit, ())]
        after = [link for new, _whole in known.became.get(unit.pk, []) for link in _communes(new, day, known)]
        return [(commune, (unit,)) for commune, _was in after]
    below = [link for child in known.units if child.parent_id == unit.pk for link in _communes(child, day, known)]
    was = () if unit.exists_on(day) else (unit,)
    return [(commune, was) for commune in dict.fromkeys(commune for commune, _was in below)]
