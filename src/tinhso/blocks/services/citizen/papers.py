"""The papers of a page of the form: what is there, what was sent, and what is done with its pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tinhso.kernel.files.api import LIMIT, MEGABYTE, PAPER, PHOTO, FileRefused, StoredFile, store, type_names, url
from tinhso.web.api import actor_of

from ..declared.asks import FileAsk
from ..dossiers.models import DossierPaper
from .filling import Filling, filling_of
from .forms import QuestionForm
from .pages import FormPage, place, shorter
from .sheets import moved, pages_in, turned, with_pages

GOOD = _("Chụp thẳng từ trên xuống, đủ bốn góc, đọc được mọi chữ; không lóa, không mờ, không bị tay che.")
ALLOWED = PHOTO | PAPER


def papers_on(filling: Filling, current: FormPage) -> dict[str, dict[str, Any]]:
    """What a page shows of each of its papers, by question."""
    return {
        name: paper_of(filling, current, name, question)
        for name, question in current.questions.items()
        if isinstance(question, FileAsk)
    }


def paper_of(filling: Filling, current: FormPage, name: str, question: FileAsk) -> dict[str, Any]:
    """One paper: its pages with their pictures, what the province holds already, and what a good picture shows."""
    kept = filling.draft.files.get(name)
    pages = pages_in(kept)
    files = StoredFile.objects.in_bulk([UUID(one["file"]) for one in pages])
    chosen = kept if kept and not pages else None
    return {
        "name": name,
        "code": filling.code,
        "draft": filling.draft,
        "page": current.name,
        "title": shorter(str(question.label)),
        "pages": [
            {
                "number": number,
                "file": files[UUID(one["file"])],
                "url": url(files[UUID(one["file"])]),
                "thumbnail": url(files[UUID(one["file"])], thumbnail=True),
                "first": number == 1,
                "last": number == len(pages),
            }
            for number, one in enumerate(pages, start=1)
            if UUID(one["file"]) in files
        ],
        "several": question.most > 1,
        "full": len(pages) >= question.most,
        "most": question.most,
        "kind": (kept or {}).get("kind", ""),
        "kinds": DossierPaper.Kind.choices,
        "held": filling.held(name) if not kept or "paper" in kept else None,
        "earlier": chosen if chosen and chosen.get("earlier") else None,
        "offers": filling.offers(name) if not kept else [],
        "example": str(question.example or GOOD),
        "drawn": question.drawn,
        "types": type_names(ALLOWED),
        "limit": LIMIT // MEGABYTE,
    }


def change(request: HttpRequest, filling: Filling, current: FormPage) -> bool:
    """Do what a button of a page of a paper says: turn, move, remove, or give one that is there already. True if one was pressed."""
    for name, question in current.questions.items():
        if not isinstance(question, FileAsk):
            continue
        kept = filling.draft.files.get(name)
        for what in ("remove", "up", "down", "turn", "reuse"):
            pressed = request.POST.get(f"{what}-{name}")
            if pressed:
                new = _changed(request, filling, name, question, what, pressed)
                files = {key: value for key, value in filling.draft.files.items() if key != name}
                filling.draft.files = {**files, name: new} if new else files
                return bool(kept or new)
    return False


def _changed(
    request: HttpRequest, filling: Filling, name: str, question: FileAsk, what: str, pressed: str
) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = filling.draft.files.get(name)
    if what == "reuse":
        offer = next((one for one in filling.offers(name) if one.key == pressed), None)
        if offer is None:
            return kept
        given = {"paper": str(offer.paper)} if offer.paper else {"file": str(offer.file), "earlier": True}
        return {**given, "name": offer.title, "origin": offer.origin}
    pages = pages_in(kept)
    if not pages:
        return None if what == "remove" else kept
    number = int(pressed) - 1 if pressed.isdecimal() else -1
    if not 0 <= number < len(pages):
        return kept
    if what == "remove":
        del pages[number]
    elif what == "turn":
        file = turned(StoredFile.objects.get(pk=pages[number]["file"]), actor=actor_of(request))
        pages[number] = {"file": str(file.pk), "name": file.name}
    else:
        pages = moved(pages, number, -1 if what == "up" else 1)
    return with_pages(question, pages, (kept or {}).get("kind")) if pages else None


def take(request: HttpRequest, filling: Filling, current: FormPage, form: QuestionForm) -> None:
    """Keep what a page sent of its papers; a file that cannot be taken is an error of its field, the pages before stay."""
    for name, question in current.questions.items():
        if not isinstance(question, FileAsk):
            continue
        add(request, filling, name, question, form)
        files = filling.draft.files
        if name not in files and (paper := filling.held(name)) is not None:
            filling.draft.files = {**files, name: {"paper": str(paper.pk), "name": str(paper), "origin": ""}}
        if name not in filling.draft.files and not question.optional and name not in form.errors:
            form.add_error(name, _t("Hãy chụp hoặc chọn tệp này."))


def add(request: HttpRequest, filling: Filling, name: str, question: FileAsk, form: QuestionForm) -> None:
    """Add the pages that were sent now, in their order, and note what kind of paper it is."""
    pages, kept = pages_in(filling.draft.files.get(name)), filling.draft.files.get(name) or {}
    before = len(pages)
    for sent in request.FILES.getlist(name):
        if len(pages) >= question.most:
            form.add_error(name, _t("Giấy tờ này nhận nhiều nhất %(n)s trang.") % {"n": question.most})
            break
        try:
            file = store(sent, actor=actor_of(request), allowed=ALLOWED, purpose="request")
            pages.append({"file": str(file.pk), "name": file.name})
        except FileRefused as no:
            form.add_error(name, f"{sent.name}: {no.messages[0]}")
    wanted = request.POST.get(f"kind-{name}", "")
    kind = int(wanted) if wanted in {str(value) for value in DossierPaper.Kind.values} else kept.get("kind")
    if len(pages) > before or (pages and kind != kept.get("kind")):
        filling.draft.files = {**filling.draft.files, name: with_pages(question, pages, kind)}


@require_POST
@transaction.atomic
def upload(request: HttpRequest, code: str, draft: UUID, page: str) -> HttpResponse:
    """Take pages sent by script, one request for each, and answer with the list as it is now; 422 with the sentence if refused."""
    filling = filling_of(request, code, draft, lock=True)
    if isinstance(filling, HttpResponse):
        return HttpResponse(status=204)
    number = place(filling.pages, page)
    if number is None:
        raise Http404
    current = filling.pages[number]
    name = next((one for one in current.questions if one in request.FILES), "")
    question = current.questions.get(name)
    if not isinstance(question, FileAsk):
        raise Http404
    form = QuestionForm({name: question}, request.POST, request.FILES, person=filling.person)
    form.is_valid()
    add(request, filling, name, question, form)
    filling.draft.save(update_fields=["files", "saved_at"])
    if form.errors:
        return HttpResponse(form.errors[name][0], status=422, content_type="text/plain; charset=utf-8")
    context = {"paper": paper_of(filling, current, name, question)}
    return render(request, "services/citizen/_sheets.html", context)
