"""The operator's screens: is the line up, what waits, what was refused and why; one dossier's messages; questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.declare import Refused, actor_of, cases, key_of, nav, new_key, now, page_of, visible

from . import actions, calling, queries
from .models import Message, PortalDossier, Question
from .protocol import ANSWER, LOOK_UP, PROGRESS, SYNC, moment
from .rights import operates

PLACE = "portal"
TONES = {"queued": "info", "sent": "info", "accepted": "ok", "refused": "bad", "given_up": "hold"}
STUCK = (Message.State.REFUSED, Message.State.GIVEN_UP)
SHAPES = {"queued": "ring", "sent": "half"}
SERVICES = {
    SYNC: pgettext_lazy("desk", "Hồ sơ"),
    PROGRESS: gettext_lazy("Tiến độ"),
    LOOK_UP: gettext_lazy("Lấy hồ sơ"),
    ANSWER: gettext_lazy("Trả lời câu hỏi"),
}

nav(
    "desk",
    gettext_lazy("Cổng quốc gia"),
    "portal-messages",
    icon="globe",
    order=805,
    allow=operates,
    group=gettext_lazy("Quản trị"),
    within=("portal-dossier", "portal-questions", "portal-question"),
)


def _operator(request: HttpRequest) -> Any:
    """Who asks, if they operate the line; a stranger finds nothing."""
    actor = actor_of(request)
    if not operates(actor, None):
        raise Http404
    return actor


def line_of(message: Message) -> dict[str, Any]:
    """A message as lists show it."""
    return {
        "message": message,
        "service": SERVICES.get(message.service, message.service),
        "told": cases.State(message.portal_state).label if message.portal_state in cases.State.values else "",
        "tone": TONES[message.state],
        "shape": SHAPES.get(message.state, "full"),
        "may_resend": message.state != Message.State.ACCEPTED,
        "may_skip": message.holds and message.state in (Message.State.QUEUED, *STUCK),
    }


def standing() -> dict[str, Any]:
    """How the line stands: asleep, resting, or up."""
    line, lacking = calling.line(), calling.lacking()
    resting = line.resting_until if line.resting_until and line.resting_until > now() else None
    catalogue = {**line.catalogue, "at": moment(line.catalogue["at"])} if line.catalogue else None
    return {"line": line, "lacking": lacking, "resting_until": resting, "catalogue": catalogue}


@never_cache
@require_safe
def messages_list(request: HttpRequest) -> HttpResponse:
    """All messages with their counts by state; the address says which are shown."""
    actor = _operator(request)
    asked = {name: request.GET.get(name, "") for name in ("state", "way", "service", "q")}
    counts = queries.counts(actor)
    page = page_of(queries.listed(actor, asked), request)
    return render(
        request,
        "national_portal/messages.html",
        {
            **standing(),
            "asked": asked,
            "narrowed": any(asked.values()),
            "tabs": [(state, Message.State(state).label, counts[state], TONES[state]) for state in counts],
            "ways": Message.Way.choices,
            "services": SERVICES.items(),
            "page": page,
            "lines": [line_of(message) for message in page],
            "open_questions": visible(actor, Question).filter(answered_at=None).count(),
        },
    )


@never_cache
@require_safe
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """One dossier: how it stands here and there, and each message about it."""
    return _dossier(request, number)


def _dossier(request: HttpRequest, number: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor = _operator(request)
    rows = visible(actor, Message).filter(number=number).order_by("-position")
    known = visible(actor, PortalDossier).filter(number=number).select_related("case").first()
    page = page_of(rows, request)
    if known is None and not page.rows:
        raise Http404
    return render(
        request,
        "national_portal/dossier.html",
        {
            "number": number,
            "known": known,
            "there": cases.State(known.portal_state).label if known and known.portal_state else "",
            "page": page,
            "lines": [{**line_of(one), "body": queries.masked(one.body), "key": new_key(PLACE)} for one in page],
            "problem": problem,
        },
        status=status,
    )


@require_POST
def act_on(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """Send a message again, or give it up."""
    actor = _operator(request)
    message = get_object_or_404(visible(actor, Message), key=key)
    if what not in ("resend", "skip"):
        raise Http404
    try:
        if what == "resend":
            actions.resend(actor, message, key=key_of(request, PLACE))
            flash.success(request, _("Tin đã vào hàng chờ gửi lại."))
        else:
            actions.skip(actor, message, reason=request.POST.get("reason", ""), key=key_of(request, PLACE))
            flash.success(request, _("Đã thôi gửi tin này."))
    except Refused as no:
        if no.status == 404:
            raise Http404 from no
        return _dossier(request, message.number, problem=str(no), status=no.status)
    return redirect("portal-dossier", message.number)


@never_cache
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Questions asked through the portal, those without an answer first."""
    actor = _operator(request)
    rows: QuerySet[Question] = visible(actor, Question)
    waiting = rows.filter(answered_at=None).order_by("asked_at")
    return render(
        request,
        "national_portal/questions.html",
        {
            "waiting": page_of(waiting, request, prefix="w-"),
            "answered": page_of(rows.exclude(answered_at=None).order_by("-answered_at"), request, prefix="a-"),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One question; its answer goes to the portal."""
    actor = _operator(request)
    found = get_object_or_404(visible(actor, Question), pk=question_id)
    problem, status, text = "", 200, request.POST.get("text", "")
    if request.method == "POST":
        try:
            actions.answer(actor, found, text=text, key=key_of(request, PLACE))
            flash.success(request, _("Câu trả lời đã vào hàng chờ gửi lên cổng."))
            return redirect("portal-questions")
        except Refused as no:
            problem, status = str(no), no.status
    context = {"question": found, "problem": problem, "text": text, "key": new_key(PLACE)}
    return render(request, "national_portal/question.html", context, status=status)
