"""One record: what it says today or on any day, its versions, who did what to it; and the forms of its keepers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import AlreadyDone, Conflict, NotAllowed, Refused
from tinhso.kernel.clock.api import today
from tinhso.kernel.trail.api import result_of_key
from tinhso.web.api import actor_of, expected, key_of, new_key

from . import forms
from .about import About
from .base import Register
from .filtering import as_day
from .gate import admit, admitted, mark, record_of, register_of
from .queries import as_of
from .showing import facts_of, then
from .timeline import deeds_of, moments_of

FORMS: dict[str, type[Any]] = {"change": forms.Change, "correct": forms.Correction, "end": forms.Ending}
WORDS: dict[str, tuple[Promise, str, Promise]] = {
    "enter": (gettext_lazy("Ghi sổ"), "plus", gettext_lazy("Đã ghi vào sổ.")),
    "change": (gettext_lazy("Ghi thay đổi"), "pen-line", gettext_lazy("Đã ghi thay đổi.")),
    "correct": (gettext_lazy("Đính chính"), "undo-2", gettext_lazy("Đã đính chính. Bản cũ được giữ lại cùng lý do.")),
    "end": (gettext_lazy("Chấm dứt hiệu lực"), "ban", gettext_lazy("Đã chấm dứt hiệu lực.")),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, name: str, pk: UUID) -> HttpResponse:
    """A record. Officials say why they look at another person's; holders see their own."""
    about, found = record_of(actor_of(request), name, pk)
    if request.method == "POST":
        form = forms.Purpose(request.POST)
        if not form.is_valid():
            return _ask_purpose(request, about, found, form, status=422)
        admit(request, about, found, form.cleaned_data["purpose"])
        return redirect("/" + request.get_full_path().lstrip("/"))  # the day asked for stays
    purpose = admitted(request, about, found)
    if not purpose:
        return _ask_purpose(request, about, found, forms.Purpose())
    return render(request, "registers/record.html", _context(request, about, found, purpose))


@never_cache
@require_POST
def reveal(request: HttpRequest, name: str, pk: UUID) -> HttpResponse:
    """Show one number that identifies a person; that look leaves a mark of its own."""
    about, found = record_of(actor_of(request), name, pk)
    purpose = admitted(request, about, found)
    if not purpose:
        return redirect("record", name, pk)
    wanted = request.POST.get("field", "")
    fact = next((fact for fact in facts_of(about, found) if fact["hidden"] and fact["name"] == wanted), None)
    if fact is None:
        raise Http404
    if purpose != "-":
        mark(actor_of(request), about, found, purpose, fields=(wanted,))
    if request.headers.get("HX-Request"):
        return render(
            request, "registers/fact.html", {"about": about, "record": found, "fact": {**fact, "hidden": False}}
        )
    context = _context(request, about, found, purpose)
    for shown in context["facts"]:
        shown["hidden"] = shown["hidden"] and shown["name"] != wanted
    return render(request, "registers/record.html", context)


def _ask_purpose(request: HttpRequest, about: About, found: Register, form: Any, status: int = 200) -> HttpResponse:
    context = {"about": about, "record": found, "form": form, "shell": _shell(request)}
    return render(request, "registers/purpose.html", context, status=status)


def _shell(request: HttpRequest) -> str:
    return "web/desk.html" if actor_of(request).is_official else "web/citizen.html"


def _context(request: HttpRequest, about: About, found: Register, purpose: str) -> dict[str, Any]:
    actor = actor_of(request)
    asked = request.GET.get("on", "")
    day = as_day(asked) or today()
    data = as_of(found, on=day) if day != today() else None
    shown = then(about, found, data) if data else found
    facts = facts_of(about, shown)
    for fact in facts:
        fact["hidden"] = fact["hidden"] and actor.is_official  # people see their own numbers whole
    return {
        "about": about,
        "record": found,
        "shell": _shell(request),
        "official": actor.is_official,
        "purpose": "" if purpose == "-" else purpose,
        "facts": facts,
        "day": day,
        "is_today": day == today(),
        "bad_day": bool(asked) and as_day(asked) is None,
        "valid_then": data is not None or day == today(),
        "agency": agency_name(found.agency),
        "moments": moments_of(about, found),
        "deeds": deeds_of(found),
        "case_url": _case_url(actor, found.case_code),
        "steps": [
            (step, *WORDS[step][:2])
            for step in FORMS
            if step in about.actions and about.actions[step].allowed(actor, found)
        ],
        "bounds": f"{found.box_west},{found.box_south},{found.box_east},{found.box_north}"
        if found.box_west is not None
        else "",
    }


def _case_url(actor: Actor, code: str) -> str:
    """Where the case that made the record is shown to this actor; "" when there is no such page."""
    if not code:
        return ""
    try:
        return reverse("desk-case" if actor.is_official else "my-case", args=[code])
    except NoReverseMatch:
        return ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, name: str) -> HttpResponse:
    """Enter a record by hand: old books, decisions of a court."""
    actor = actor_of(request)
    about = register_of(actor, name)
    if "enter" not in about.actions or not about.actions["enter"].allowed(actor, None):
        raise Http404
    form = forms.Entry(request.POST if request.method == "POST" else None, about=about)
    return _write(request, about, None, "enter", form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, name: str, pk: UUID, step: str) -> HttpResponse:
    """Change, correct or end a record."""
    about, found = record_of(actor_of(request), name, pk)
    if step not in FORMS or step not in about.actions or not about.actions[step].allowed(actor_of(request), found):
        raise Http404
    if not admitted(request, about, found):
        return redirect("record", name, pk)
    form = FORMS[step](request.POST if request.method == "POST" else None, about=about, record=found)
    return _write(request, about, found, step, form)


def _write(request: HttpRequest, about: About, found: Register | None, step: str, form: Any) -> HttpResponse:
    status, problem, key = 200, "", key_of(request, "register")
    if request.method == "POST":
        status = 422
        if key and (before := result_of_key(key)):
            return redirect("record", about.name, before[1])  # sent twice: it is done already
        if form.is_valid():
            try:
                done = about.actions[step](actor_of(request), found, key=key, expect=expected(request), **form.values())
            except NotAllowed as no:
                raise Http404 from no
            except Refused as no:
                status = no.status
                problem = str(no)
                if not isinstance(no, Conflict | AlreadyDone) and no.field in form.fields:
                    form.add_error(no.field, problem)
                    problem = ""
            else:
                messages.success(request, str(WORDS[step][2]))
                return redirect("record", about.name, done.pk)
    title, icon, _done = WORDS[step]
    context = {
        "about": about,
        "record": found,
        "form": form,
        "step": step,
        "step_title": title,
        "step_icon": icon,
        "problem": problem,
        "conflict": status == 409,
        "key": key or new_key("register"),
        "expect": request.POST.get("expect") or (found.version if found else ""),
        "question": _("Chấm dứt hiệu lực bản ghi này?") if step == "end" else "",
    }
    return render(request, "registers/write.html", context, status=status)
