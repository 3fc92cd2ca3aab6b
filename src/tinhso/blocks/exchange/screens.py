"""Asking a verification service at the desk."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.access.api import has_role
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.web.api import actor_of, nav

from .verifying import ASKERS, VERIFICATIONS, verify

OFFICIALS = has_role("counter_officer", "handling_officer", "leader", "record_keeper")
nav("desk", gettext_lazy("Xác minh dữ liệu"), "verifications", icon="shield-check", order=70, allow=OFFICIALS)


def verifications(request: HttpRequest) -> HttpResponse:
    """The verification services that there are."""
    if not ASKERS(actor_of(request), None):
        raise Http404
    return render(request, "exchange/verifications.html", {"services": list(VERIFICATIONS.values())})


def verification(request: HttpRequest, name: str) -> HttpResponse:
    """One service: give the facts and a purpose, get yes, no or unknown."""
    actor = actor_of(request)
    service = VERIFICATIONS.get(name)
    if service is None or not ASKERS(actor, None):
        raise Http404
    given = {key: request.POST.get(key, "").strip() for key in service.asks}
    purpose = request.POST.get("purpose", "").strip()
    context = {
        "service": service,
        "purpose": purpose,
        "asks": [
            {"name": key, "label": label, "value": given[key], "kind": _kind(service, key)}
            for key, label in service.asks.items()
        ],
        "verdict": None,
        "shown": [],
        "problem": "",
        "problem_field": "",
    }
    status = 200
    if request.method == "POST":
        try:
            if not purpose:
                raise Refused(_("Hãy ghi mục đích xác minh, ví dụ mã hồ sơ."), code="no-purpose", field="purpose")
            verdict = verify(actor, None, verification=name, given=given, purpose=purpose)
            context["verdict"] = verdict
            context["shown"] = [
                (service.register._meta.get_field(key).verbose_name, value) for key, value in verdict.fields
            ]
        except NotAllowed as no:
            raise Http404 from no
        except Refused as no:
            status, context["problem"], context["problem_field"] = 422, str(no), no.field or ""
    return render(request, "exchange/verification.html", context, status=status)


def _kind(service: object, key: str) -> str:
    return "date" if service.register._meta.get_field(key).get_internal_type() == "DateField" else "text"  # type: ignore[attr-defined]
