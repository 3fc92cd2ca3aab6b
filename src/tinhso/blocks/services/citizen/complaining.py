"""Telling the head of an agency what went wrong with a request; and the head's list, where it is answered."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import has_role, visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.clock.api import today
from tinhso.kernel.files.api import PAPER, PHOTO, FileRefused, StoredFile, files_of, store, url
from tinhso.kernel.trail.api import read_mark
from tinhso.web.api import actor_of, key_of, nav, new_key, page_of

from ..dossiers.complaint import Complaint
from ..dossiers.complaints import AT_COUNTER, MOST_FILES, answer_complaint, limit_of
from ..dossiers.complaints import complain as send
from .cases import own_case

HEADS = has_role("leader")


def _waiting(request: HttpRequest) -> int:
    return (
        visible(actor_of(request), Complaint).filter(answered_at=None).count() if HEADS(actor_of(request), None) else 0
    )


nav(
    "desk",
    _("Phản ánh, khiếu nại"),
    "desk-complaints",
    icon="megaphone",
    order=34,
    allow=HEADS,
    group=_("Đơn vị"),
    count=_waiting,
    within=("desk-complaint",),
)


@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest, code: str) -> HttpResponse:
    """Say what went wrong; files that were taken stay when something else is wrong."""
    own, actor = own_case(request, code), actor_of(request)
    problem, status = None, 200
    files = _kept(request)
    if request.method == "POST":
        try:
            for sent in request.FILES.getlist("files")[: MOST_FILES + 1]:
                files.append(store(sent, actor=actor, allowed=PHOTO | PAPER, purpose="complaint"))
            send(
                actor,
                own,
                kind=request.POST.get("kind", ""),
                about=request.POST.get("about", ""),
                text=request.POST.get("text", ""),
                files=files,
                key=key_of(request, place="complain"),
            )
            messages.success(request, _t("Đã gửi đến người đứng đầu cơ quan."))
            return redirect("my-case", code=code)
        except NotAllowed as no:
            raise Http404 from no
        except FileRefused as no:
            problem, status = Refused(str(no), code=no.code or "file", field="files"), 422
        except Refused as no:
            problem, status = no, 422
    context = {
        "case": own,
        "problem": problem,
        "typed": {name: request.POST.get(name, "") for name in ("kind", "about", "text")},
        "kinds": [(value, label, limit_of(value).on(today())) for value, label in Complaint.Kind.choices],
        "files": files,
        "abouts": Complaint.About.choices,
        "agency": agency_name(own.agency),
        "centre": agency_name(own.received_by),
        "counter": [str(one.label) for one in AT_COUNTER],
        "key": request.POST.get("key") or new_key("complain"),
    }
    return render(request, "services/citizen/complain.html", context, status=status)


def _kept(request: HttpRequest) -> list[StoredFile]:
    """The files that were taken before something else was found wrong."""
    given = [key for key in request.POST.getlist("kept")[:MOST_FILES] if re.fullmatch(r"[0-9a-f-]{36}", key)]
    rows = StoredFile.objects.filter(pk__in=given, uploaded_by=actor_of(request).account, purpose="complaint")
    return list(rows)


@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """What came to my agency: what waits first, then what was answered."""
    actor = actor_of(request)
    if not HEADS(actor, None):
        raise Http404
    rows = visible(actor, Complaint).select_related("case")
    open_only = request.GET.get("show") != "answered"
    page = page_of(rows.filter(answered_at__isnull=open_only).order_by("-filed_at", "-id"), request, per_page=25)
    context = {
        "page": page,
        "open_only": open_only,
        "waiting": rows.filter(answered_at=None).count(),
        "answered": rows.exclude(answered_at=None).count(),
        "today": today(),
    }
    return render(request, "services/desk/complaints.html", context)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """One complaint with its files, and the answer."""
    actor = actor_of(request)
    if not HEADS(actor, None):
        raise Http404
    found = get_object_or_404(visible(actor, Complaint).select_related("case"), pk=complaint)
    read_mark(
        actor,
        people=[found.person],
        subject=found,
        purpose=_t("Giải quyết phản ánh, khiếu nại"),
        at=timezone.now(),
        fields=["person_name", "text"],
    )
    problem, status = None, 200
    if request.method == "POST":
        try:
            answer_complaint(
                actor, found, answer=request.POST.get("answer", ""), key=key_of(request, place="complaint")
            )
            messages.success(request, _t("Đã trả lời. Người gửi được báo."))
            return redirect("desk-complaint", complaint=complaint)
        except NotAllowed as no:
            raise Http404 from no
        except Refused as no:
            problem, status = no, 422
    context = {
        "complaint": found,
        "files": [{"file": file, "url": url(file)} for file in files_of(found)],
        "problem": problem,
        "typed": request.POST.get("answer", ""),
        "late": found.answered_at is None and found.due_on < today(),
        "key": request.POST.get("key") or new_key("complaint"),
    }
    return render(request, "services/desk/complaint.html", context, status=status)
