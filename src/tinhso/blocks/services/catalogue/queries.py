"""Reading the catalogue: one procedure on a day, search with exact facet counts, life events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from tinhso.kernel.clock.api import today
from tinhso.kernel.search.api import fold

from .codes import BadCode, looks_like_code, root_code
from .guess import better_words
from .models import ProcedureVersion
from .words import POPULAR, LifeEvent, Synonym, ignored, synonyms

FACETS = ("who", "field", "level", "online", "fee")

HEAVY = ("documents", "results", "legal_bases", "steps", "conditions", "fee_text", "title_text", "search_text")
"""What lists do not show."""

DECLARED: set[str] = set()
"""Codes of procedures that have a declared service; filled by the services block, preferred in search."""


@dataclass(frozen=True)
class Facets:
    """Chosen filters; "" is no filter. `field` is a Field code, `fee` is "free" or "paid" (any fee at all)."""

    who: str = ""
    field: str = ""
    level: str = ""
    online: str = ""
    fee: str = ""


class Hit(NamedTuple):
    """The light row of a procedure that fits the words, before facets."""

    pk: Any
    code: str
    title: str
    who: list[str]
    field: str
    level: list[str]
    online: str
    fee: str
    at_commune: bool

    def has(self, facet: str, value: str) -> bool:
        """Whether this procedure falls under the value of a facet."""
        if facet == "fee":
            return self.fee == "free" if value == "free" else self.fee in {"paid", "varies"}
        own = getattr(self, facet)
        return value in own if isinstance(own, list) else value == own


@dataclass(frozen=True)
class Found:
    """A page of results; `counts[facet][value]` is exact under all other chosen facets."""

    total: int
    items: list[ProcedureVersion]
    counts: dict[str, dict[str, int]]
    words: str
    corrected: bool = False
    page: int = 1
    pages: int = 1
    facets: Facets = field(default_factory=Facets)


def in_force(on: date | None = None) -> QuerySet[ProcedureVersion]:
    """Versions in force on a day (today when not given)."""
    day = on or today()
    return ProcedureVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


# A version is wide and changes a few times a year, and every filing reads one: it is kept in memory under the places where
# the database last wrote its rows, so that a change by anybody is seen at once.
EDITION = """
    SELECT v.id, concat_ws(' ', v.xmin, v.ctid, p.xmin, p.ctid, f.xmin, f.ctid, m.xmin, m.ctid) FROM services_procedure_version v
    JOIN services_procedure p ON p.id = v.procedure_id JOIN services_field f ON f.id = v.field_id
    JOIN services_ministry m ON m.id = v.ministry_id
    WHERE p.code = %s AND v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to > %s)
"""
MOST_KEPT = 4_000
_kept: dict[tuple[Any, ...], ProcedureVersion] = {}


def version_on(code: str, day: date) -> ProcedureVersion | None:
    """The version of a procedure in force on a day, or None. `code` in any accepted spelling.

    A dossier keeps the version of its day of reception; later changes of the catalogue do not touch it.
    """
    try:
        root = root_code(code)
    except BadCode:
        return None
    with connection.cursor() as cursor:
        cursor.execute(EDITION, [root, day, day])
        row = cursor.fetchone()
    if row is None:
        return None
    edition = (str(connection.settings_dict["NAME"]), *row)
    kept = _kept.get(edition)
    if kept is None:
        kept = ProcedureVersion.objects.select_related("procedure", "field", "ministry").get(pk=row[0])
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[edition] = kept
    return copy(kept)


def versions_of(code: str) -> QuerySet[ProcedureVersion]:
    """All versions of a procedure, newest first."""
    return ProcedureVersion.objects.filter(procedure__code=code).select_related("procedure").order_by("-number")


def by_codes(codes: Sequence[str], on: date | None = None) -> list[ProcedureVersion]:
    """Versions in force with these codes, in the order of the codes; those not in force are left out."""
    found = in_force(on).filter(procedure__code__in=codes).select_related("procedure", "field")
    rows = {version.procedure.code: version for version in found}
    return [rows[code] for code in codes if code in rows]


def of_event(event: LifeEvent, on: date | None = None) -> tuple[list[ProcedureVersion], list[ProcedureVersion]]:
    """(the procedures a life event names, the others of its fields that people can ask for)."""
    named = by_codes(event.codes, on)
    others = (
        in_force(on)
        .filter(field__name__in=event.fields)
        .exclude(procedure__code__in=event.codes)
        .select_related("procedure", "field")
        .order_by("-at_commune_counter", "title_text")
    )
    return named, list(others)


def search(
    q: str = "", facets: Facets | None = None, *, on: date | None = None, page: int = 1, size: int = 20
) -> Found:
    """Procedures for the words a person typed, best first, with exact counts for every facet.

    Typed without accents it works the same; a code finds its procedure; everyday words find what the catalogue
    calls it; when nothing fits, the nearest words of the catalogue are tried (`corrected`).
    """
    facets = facets or Facets()
    day = on or today()
    words = fold(q)
    if looks_like_code(q):
        hits, corrected = _hits(in_force(day).filter(procedure__code=root_code(q))), False
    else:
        hits, words, corrected = _by_words(words, day)
    total, counts = _counted(hits, facets)
    pages = max(1, -(-len(total) // size))
    page = min(max(page, 1), pages)
    items = _load([hit.pk for hit in total[(page - 1) * size : page * size]])
    return Found(len(total), items, counts, words, corrected, page, pages, facets)


def _by_words(words: str, day: date) -> tuple[list[Hit], str, bool]:
    """(hits best first, the words that were searched, whether they were corrected)."""
    if not words:
        hits = _hits(in_force(day).order_by("-at_commune_counter", "title_text"))
        return sorted(hits, key=_popular_first), "", False
    hits = _ranked(words, day)
    if hits:
        return hits, words, False
    titles = in_force(day).values_list("title_text", flat=True)
    guess = better_words(words, list(titles))
    return (_ranked(guess, day), guess, True) if guess else ([], words, False)


def _ranked(words: str, day: date) -> list[Hit]:
    said = [group for group in synonyms() if any(f" {say} " in f" {words} " for say in group.say)]
    first = [code for group in said for code in group.first]
    asked = [word for word in words.split() if word not in ignored()] or words.split()
    # Everyday words that were understood count as such; the bare letters of "so do" would fit half the catalogue.
    fits = Q(procedure__code__in=first) if said else _every(asked)
    for group in said:
        fits |= _said_otherwise(group, words)
    hits = _hits(in_force(day).filter(fits).order_by())
    return sorted(hits, key=lambda hit: (-_score(hit, " ".join(asked), said, first), len(hit.title), hit.title))


def _every(words: Iterable[str]) -> Q:
    """Every word is in the procedure; the last one may still be growing under the typist's fingers."""
    *whole, last = words
    fits = Q(search_text__contains=f" {last}")
    for word in whole:
        fits &= Q(search_text__contains=f" {word} ")
    return fits


def _said_otherwise(group: Synonym, words: str) -> Q:
    """The catalogue's words for what was said, together with the other words that were typed."""
    rest = f" {words} "
    for say in sorted(group.say, key=len, reverse=True):
        rest = rest.replace(f" {say} ", " ")
    left = [word for word in rest.split() if word not in ignored()]
    others = _every(left) if left else Q()
    fits = Q()
    for means in group.means:
        fits |= _every(means.split())
    return fits & others


def _popular_first(hit: Hit) -> int:
    return POPULAR.index(hit.code) if hit.code in POPULAR else len(POPULAR)


def _score(hit: Hit, words: str, said: list[Synonym], first: list[str]) -> float:
    """Higher is better: the title's own words, then everyday words, then what a commune offers, then brevity."""
    title = hit.title.removeprefix(" thu tuc")
    score = -min(len(title) / 20, 12)
    for phrase in {means for group in said for means in group.means} or {words}:
        if f" {phrase} " in title:
            score += 50 + (25 if title.endswith(f" {phrase} ") else 0)
        elif f" {phrase}" in title:
            score += 30
    if all(f" {word}" in title for word in words.split()):
        score += 20
    if hit.code in first:
        score += 300 - 40 * first.index(hit.code)
    return score + 6 * ("xa" in hit.level) + 4 * hit.at_commune + 10 * (hit.code in DECLARED)


def _hits(versions: QuerySet[ProcedureVersion]) -> list[Hit]:
    columns = ("pk", "procedure__code", "title_text", "who", "field__code", "level")
    rest = ("online_level", "fee_kind", "at_commune_counter")
    return [Hit(*row) for row in versions.values_list(*columns, *rest)]


def _counted(hits: list[Hit], facets: Facets) -> tuple[list[Hit], dict[str, dict[str, int]]]:
    """(hits under all facets, counts of each facet's values under the other facets)."""
    chosen = {name: getattr(facets, name) for name in FACETS if getattr(facets, name)}
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    kept = []
    for hit in hits:
        failed = [name for name, value in chosen.items() if not hit.has(name, value)]
        if not failed:
            kept.append(hit)
        for name in FACETS:
            if not failed or failed == [name]:
                for value in _values(hit, name):
                    counts[name][value] = counts[name].get(value, 0) + 1
    return kept, counts


def _values(hit: Hit, facet: str) -> list[str]:
    if facet == "fee":
        return {"free": ["free"], "paid": ["paid"], "varies": ["paid"]}.get(hit.fee, [])
    own = getattr(hit, facet)
    return own if isinstance(own, list) else [own]


def _load(keys: list[Any]) -> list[ProcedureVersion]:
    rows = ProcedureVersion.objects.select_related("procedure", "field").defer(*HEAVY).order_by().in_bulk(keys)
    return [rows[key] for key in keys]


def without(facets: Facets, name: str) -> Facets:
    """The same choice without one facet."""
    return replace(facets, **{name: ""})
