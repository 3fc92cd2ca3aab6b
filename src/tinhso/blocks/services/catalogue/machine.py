"""The catalogue for machines: GET /procedures and GET /procedures/{code}. Public; no personal data."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from . import queries
from .models import ProcedureVersion
from .queries import Facets

router = Router(tags=["procedures"], auth=None)


class ProcedureBrief(Schema):
    """A procedure in a list. `time_unit` is "" when the source gives a bare number; `fee` is dong or null."""

    code: str
    title: str
    field: str
    level: list[str]
    time_value: int | None
    time_unit: str
    fee_kind: str
    fee: int | None
    online_level: str
    valid_from: date
    valid_to: date | None


class ProcedureFull(ProcedureBrief):
    """All facts of a version."""

    status: str
    version: int
    ministry: str
    executing_agency: str
    lead_agency: str
    fee_text: str
    channels: list[str]
    subjects: list[str]
    documents: list[dict[str, Any]]
    results: list[dict[str, Any]]
    legal_bases: list[dict[str, Any]]
    steps: str
    conditions: str
    decision: str
    source_name: str
    source_url: str


class ProcedurePage(Schema):
    """A page of procedures with exact counts of every facet."""

    total: int
    page: int
    pages: int
    words: str
    corrected: bool
    counts: dict[str, dict[str, int]]
    items: list[ProcedureBrief]


class SearchParameters(Schema):
    """Words and filters; all may be left out."""

    q: str = ""
    who: str = ""
    field: str = ""
    level: str = ""
    online: str = ""
    fee: str = ""
    on: date | None = None
    page: int = 1
    size: int = 20


@router.get("/procedures", response=ProcedurePage, summary="Find procedures")
def list_procedures(request: HttpRequest, asked: Annotated[SearchParameters, Query()]) -> dict[str, Any]:
    """Procedures in force on a day, best first. `size` is at most 100."""
    facets = Facets(asked.who, asked.field, asked.level, asked.online, asked.fee)
    size = min(max(asked.size, 1), 100)
    found = queries.search(asked.q[:200], facets, on=asked.on, page=asked.page, size=size)
    return {
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "words": found.words,
        "corrected": found.corrected,
        "counts": found.counts,
        "items": [_brief(version) for version in found.items],
    }


@router.get("/procedures/{code}", response=ProcedureFull, summary="One procedure")
def one_procedure(request: HttpRequest, code: str, on: date | None = None) -> dict[str, Any]:
    """The version of a procedure in force on a day (today when not given)."""
    from tinhso.kernel.clock.api import today

    version = queries.version_on(code, on or today())
    if version is None:
        raise HttpError(404, "No such procedure is in force on that day.")
    return _full(version)


def _brief(version: ProcedureVersion) -> dict[str, Any]:
    same = ("code", "title", "level", "time_value", "time_unit", "fee_kind", "online_level", "valid_from", "valid_to")
    facts = {name: getattr(version, name) for name in same}
    return {**facts, "field": version.field.name, "fee": version.fee_amount}


def _full(version: ProcedureVersion) -> dict[str, Any]:
    same = ("executing_agency", "lead_agency", "fee_text", "channels", "subjects", "documents", "results")
    more = ("legal_bases", "steps", "conditions", "decision", "source_name", "source_url")
    facts = {name: getattr(version, name) for name in same + more}
    return {
        **_brief(version),
        **facts,
        "status": version.procedure.status,
        "version": version.number,
        "ministry": version.ministry.name,
    }
