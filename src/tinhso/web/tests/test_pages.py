from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.test import RequestFactory

from tinhso.web.api import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> None:
    ContentType.objects.all().delete()
    for number in range(23):
        ContentType.objects.create(app_label=f"app{number % 4}", model=f"m{number:02}")


def walk(queryset: QuerySet[ContentType], rf: RequestFactory, per_page: int = 5) -> tuple[list[int], str]:
    """Forward through every page; returns what was seen and the query that leads back from the last one."""
    seen: list[int] = []
    query, back = "?", ""
    while query:
        page = page_of(queryset, rf.get("/" + query), per_page)
        seen += [row.pk for row in page]
        query, back = page.next, page.previous
    return seen, back


@pytest.mark.parametrize("order", [("app_label", "model"), ("-app_label", "model"), ("-pk",), ("app_label",)])
def test_each_row_once_in_order(rows: None, rf: RequestFactory, order: tuple[str, ...]) -> None:
    queryset = ContentType.objects.order_by(*order)
    seen, _back = walk(queryset, rf)
    tail = "-pk" if order[-1].startswith("-") else "pk"
    assert seen == list(queryset.order_by(*order, tail).values_list("pk", flat=True))


@pytest.mark.parametrize("order", ["grade", "-grade"])
def test_rows_without_a_value_are_not_lost(rows: None, rf: RequestFactory, order: str) -> None:
    grade = Case(
        When(app_label="app1", then=Value(None)),
        When(app_label="app2", then=Value(7)),
        default=Value(3),
        output_field=IntegerField(),
    )
    queryset = ContentType.objects.annotate(grade=grade).order_by(order, "pk")
    seen, _back = walk(queryset, rf)
    assert seen == list(queryset.values_list("pk", flat=True))


def test_back_again(rows: None, rf: RequestFactory) -> None:
    queryset = ContentType.objects.order_by("app_label", "model")
    every = list(queryset.values_list("pk", flat=True))
    _seen, query = walk(queryset, rf)
    page = page_of(queryset, rf.get("/" + query), 5)
    assert [row.pk for row in page] == every[15:20]
    assert page.next
    while page.previous:
        page = page_of(queryset, rf.get("/" + page.previous), 5)
    assert [row.pk for row in page] == every[:5]


def test_filters_stay_and_other_lists_too(rows: None, rf: RequestFactory) -> None:
    queryset = ContentType.objects.order_by("model")
    page = page_of(queryset, rf.get("/?q=khai+sinh&left_after=abc"), 5)
    assert "q=khai+sinh" in page.next
    assert "left_after=abc" in page.next


@pytest.mark.parametrize("key", ["rubbish", "WzEsMiwzLDRd", "W251bGws", "WyJhIiwieCJd", "é"])
def test_a_key_tampered_with_gives_the_first_page(rows: None, rf: RequestFactory, key: str) -> None:
    queryset = ContentType.objects.order_by("pk")
    page = page_of(queryset, rf.get("/", {"after": key}), 5)
    assert [row.pk for row in page] == list(queryset.values_list("pk", flat=True)[:5])


def test_one_query_a_page(rows: None, rf: RequestFactory, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page_of(ContentType.objects.order_by("model"), rf.get("/"), 5)
