"""A repeating question: a list that one adds to, and a short page for each item. Works without JavaScript; saves itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import today

from ..declared.asks import GroupAsk
from .devices import seen_of
from .filling import Filling, filling_of
from .forms import QuestionForm, initial
from .keeping import AUTOSAVED, keep, others_in_words
from .pages import FormPage, place
from .ways import around, onward


def items_of(filling: Filling, group: GroupAsk) -> list[dict[str, Any]]:
    """The items as the draft keeps them: what can be taken and what was only typed."""
    kept = filling.draft.answers.get(group.name)
    return [dict(one) for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []


def problem_of(group: GroupAsk, item: dict[str, Any], number: int) -> str:
    """Why an item cannot be taken as it stands; empty if it can."""
    try:
        group.parse_item(item, today=today(), number=number)
    except Refused as no:
        return str(no)
    return ""


def group_page(request: HttpRequest, filling: Filling, current: FormPage, number: int) -> HttpResponse:
    """The list of items: add, change, remove, go on when each is complete."""
    group = current.group
    assert group is not None
    items, problem, status = items_of(filling, group), "", 200
    if request.method == "POST":
        gone = request.POST.get("remove-item", "")
        if gone.isdecimal() and 1 <= int(gone) <= len(items):
            del items[int(gone) - 1]
            _save(request, filling, group, items)
            return redirect(request.get_full_path())
        if "add" in request.POST and len(items) < group.most:
            _save(request, filling, group, [*items, {}])
            return redirect(_address(request, filling, group, len(items) + 1))
        try:
            filling.draft.answers = {**filling.draft.answers, group.name: group.clean(items, today=today())}
            filling.draft.page = current.name
            filling.draft.save()
            return onward(request, filling, current.name, set(current.questions))
        except Refused as no:
            problem, status = str(no), 422
    context = filling.context(
        page=current,
        group=group,
        rows=[
            {
                "number": place,
                "title": group.title(place),
                "brief": group.brief(item),
                "problem": problem_of(group, item, place),
            }
            for place, item in enumerate(items, start=1)
        ],
        problem=problem,
        bounds=group.bounds(),
        may_add=len(items) < group.most,
        others=others_in_words(filling.draft, current.name, current.questions),
        **around(request, filling, number),
    )
    return render(request, "services/citizen/group.html", context, status=status)


def _save(request: HttpRequest, filling: Filling, group: GroupAsk, items: list[dict[str, Any]]) -> None:
    keep(request, filling, group.name, {group.name: items})
    filling.draft.save()


def _address(request: HttpRequest, filling: Filling, group: GroupAsk, number: int) -> str:
    address = reverse("apply-item", args=[filling.code, filling.draft.pk, group.name, number])
    return f"{address}?check=1" if "check" in request.POST or "check" in request.GET else address


def _group_of(filling: Filling, page: str, number: int) -> tuple[GroupAsk, list[dict[str, Any]], int]:
    """The group of a page, its items and where the page stands. Raises Http404 when there is no such item."""
    at = place(filling.pages, page)
    group = filling.pages[at].group if at is not None else None
    if at is None or group is None:
        raise Http404
    items = items_of(filling, group)
    if not 1 <= number <= len(items):
        raise Http404
    return group, items, at


@require_http_methods(["GET", "POST"])
@transaction.atomic
def item(request: HttpRequest, code: str, draft: UUID, page: str, number: int) -> HttpResponse:
    """One item: its questions on one short page; an answer that opens another question shows it on the same page."""
    filling = filling_of(request, code, draft, lock=request.method == "POST")
    if isinstance(filling, HttpResponse):
        return filling
    group, items, at = _group_of(filling, page, number)
    kept, status = items[number - 1], 200
    asked = group.asked_in(kept)
    if request.method == "POST":
        form = QuestionForm(asked, request.POST, person=filling.person)
        form.answer(today=today())
        items[number - 1] = {**kept, **form.kept()}
        keep(request, filling, page, {group.name: items})
        filling.draft.save()
        if "find" in request.POST:
            form.searched(request.POST["find"])
        elif form.errors:
            status = 422
        elif set(group.asked_in(items[number - 1])) - set(asked):
            return redirect(request.get_full_path())
        else:
            return _back(request, filling, page)
    else:
        form = QuestionForm(asked, initial=initial(asked, kept), person=filling.person)
    title = group.title(number)
    context = filling.context(
        page=filling.pages[at],
        form=form,
        fields=[{"field": form[name], "paper": None} for name in asked],
        item=number,
        heading=title,
        seen=seen_of(filling.draft.answers, [group.name]),
        returning="check" in request.GET or "check" in request.POST,
    )
    return render(request, "services/citizen/item.html", context, status=status)


def _back(request: HttpRequest, filling: Filling, page: str) -> HttpResponseRedirect:
    address = reverse("apply-page", args=[filling.code, filling.draft.pk, page])
    return HttpResponseRedirect(f"{address}?check=1" if "check" in request.POST else address)


@require_POST
@transaction.atomic
def save_item(request: HttpRequest, code: str, draft: UUID, page: str, number: int) -> HttpResponse:
    """Keep what is typed of an item, whether it can be taken or not."""
    filling = filling_of(request, code, draft, lock=True)
    if isinstance(filling, HttpResponse):
        return HttpResponse(status=204)
    group, items, _at = _group_of(filling, page, number)
    form = QuestionForm(group.asked_in(items[number - 1]), request.POST, person=filling.person)
    form.answer(today=today())
    items[number - 1] = {**items[number - 1], **form.kept()}
    keep(request, filling, page, {group.name: items})
    filling.draft.save(update_fields=AUTOSAVED)
    return HttpResponse(status=204)
