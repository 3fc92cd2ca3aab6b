"""The ways between the pages of a form: on, back, and to where one left."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from .filling import Filling
from .pages import FormPage, pages_of, place


def to_where_one_left(filling: Filling) -> HttpResponseRedirect:
    """Back to the page of a draft where one left, or to its end."""
    pages, draft = filling.pages, filling.draft
    if not pages:
        return redirect("apply-check", code=filling.code, draft=draft.pk)
    at = draft.page if place(pages, draft.page) is not None else pages[0].name
    return redirect("apply-page", code=filling.code, draft=draft.pk, page=at)


def around(request: HttpRequest, filling: Filling, number: int) -> dict[str, Any]:
    """Where a page stands, and the ways back."""
    return {
        "number": number + 1,
        "total": len(filling.pages) + 1,
        "back": filling.pages[number - 1].name if number else "",
        "returning": "check" in request.GET or "check" in request.POST,
    }


def onward(request: HttpRequest, filling: Filling, name: str, answered: set[str]) -> HttpResponseRedirect:
    """The next page, or this one again if an answer opened another question on it.

    Back to the check page when one came from there and nothing new is asked in between.
    """
    pages = pages_of(filling.questions, filling.draft.answers, filling.settled)
    number = place(pages, name)
    coming = "check" in request.POST
    if number is not None and set(pages[number].questions) - answered:
        return _to_page(filling, name, coming)
    if coming or number is None or number + 1 >= len(pages):
        opened = next((each for each in pages if coming and _unanswered(filling, each)), None)
        if opened is not None:
            return _to_page(filling, opened.name, coming)
        return redirect("apply-check", code=filling.code, draft=filling.draft.pk)
    return _to_page(filling, pages[number + 1].name, coming=False)


def _to_page(filling: Filling, name: str, coming: bool) -> HttpResponseRedirect:
    address = reverse("apply-page", args=[filling.code, filling.draft.pk, name])
    return HttpResponseRedirect(f"{address}?check=1" if coming else address)


def _unanswered(filling: Filling, page: FormPage) -> bool:
    """Whether a page asks for something that was never given: a new question that an answer has opened."""
    given = {*filling.draft.answers, *filling.draft.files}
    return any(name not in given and not question.optional for name, question in page.questions.items())
