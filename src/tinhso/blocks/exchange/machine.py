"""Verification services for machines: give the facts and a purpose, get yes, no or unknown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict, StringConstraints

from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import Refused
from tinhso.web.api import actor_of

from .verifying import ASKERS, VERIFICATIONS, verify

router = Router(tags=["verifications"])


class Asked(Schema):
    """One fact to give."""

    name: str
    label: str


class VerificationFacts(Schema):
    """A verification service: the facts it needs, the fields it gives back on a yes."""

    name: str
    title: str
    law: str
    asks: list[Asked]
    answers: list[str]


class Question(Schema):
    """The facts, all of which must match, and why one asks; the person concerned can read the purpose."""

    model_config = ConfigDict(extra="forbid")
    given: dict[str, Annotated[str, StringConstraints(max_length=300)]]
    purpose: Annotated[str, StringConstraints(min_length=5, max_length=300)]


class Answer(Schema):
    """The verdict, the reason and law of a no, the agreed fields of a yes, and how old our knowledge is."""

    answer: Literal["yes", "no", "unknown"]
    reason: str
    code: str
    law: str
    fields: dict[str, str | None]
    source: str
    known_since: datetime | None


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request).through("api")
    if not ASKERS(actor, None):
        raise Http404
    return actor


@router.get(
    "/verifications",
    response=list[VerificationFacts],
    summary="Verification services",
    operation_id="list_verifications",
)
def list_verifications(request: HttpRequest) -> list[dict[str, Any]]:
    """Those that officials may ask."""
    _actor(request)
    return [
        {
            "name": service.name,
            "title": str(service.title),
            "law": str(service.law),
            "asks": [{"name": name, "label": str(label)} for name, label in service.asks.items()],
            "answers": list(service.answers),
        }
        for service in VERIFICATIONS.values()
    ]


@router.post("/verifications/{name}", response=Answer, summary="Ask a verification service", operation_id="verify")
def ask(request: HttpRequest, name: str, question: Question) -> dict[str, Any]:
    """One question about one record; the look is recorded where the person concerned can see it."""
    actor = _actor(request)
    if name not in VERIFICATIONS:
        raise Http404
    if not question.purpose.strip():
        raise Refused(_("Hãy ghi mục đích xác minh, ví dụ mã hồ sơ."), code="no-purpose", field="purpose")
    verdict = verify(actor, None, verification=name, given=question.given, purpose=question.purpose.strip())
    return {
        **{field: getattr(verdict, field) for field in ("answer", "code", "law", "source", "known_since")},
        "reason": str(verdict.reason),
        "fields": {field: None if value is None else str(value) for field, value in verdict.fields},
    }
