"""Find rows by words typed with or without accents, and with small mistakes."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.postgres.lookups import TrigramWordSimilar
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, IntegerField, Model, Q, QuerySet, Value, When

from .fold import fold

Row = TypeVar("Row", bound=Model)


def matches(queryset: QuerySet[Row], column: str, q: str) -> QuerySet[Row]:
    """Return the rows of `queryset` whose folded `column` has every word of `q`, the best first.

    `column` holds folded text (`fold`) under a trigram GIN index; a path such as "person__search_text" works.
    Text that starts with `q` comes first, then text with a word that starts with it, then the rest; among
    these the nearest. If no row has all words, rows that look alike are returned instead (this costs one
    extra query). An empty `q` returns `queryset` as it is.
    """
    wanted = fold(q)
    if not wanted:
        return queryset
    every_word = Q()
    for word in wanted.split(" "):
        every_word &= Q(**{f"{column}__contains": word})
    found = queryset.filter(every_word)
    if not found.exists():
        found = queryset.filter(TrigramWordSimilar(F(column), wanted))
    place = Case(
        When(**{f"{column}__startswith": wanted}, then=Value(0)),
        When(**{f"{column}__contains": f" {wanted}"}, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.order_by(place, TrigramSimilarity(column, wanted).desc(), column, "pk")
