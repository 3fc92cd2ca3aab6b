"""The form of a procedure for machines: GET /procedures/{code}/form. Public; no personal data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from tinhso.kernel.clock.api import today

from ..catalogue.queries import version_on
from ..catalogue.say import title_of
from ..dossiers.filing import questions_of
from .schema import papers_of, schema_of
from .service import service_of

router = Router(tags=["procedures"], auth=None)


class PaperWanted(Schema):
    """A paper to give: the name of its question, what it is, whether it is always needed, at most how many pages."""

    question: str
    title: str
    required: bool
    pages: int


class CosignerWanted(Schema):
    """Somebody who must sign too; such requests are filed on the screens, where the others sign."""

    name: str
    title: str
    illustrative: bool
    law: str


class Form(Schema):
    """The form of a procedure as it is today. `answers` is a JSON Schema of the answers of POST /cases."""

    procedure: str
    title: str
    declared: bool = Field(description="Whether rules beyond the schema are checked when it is filed.")
    answers: dict[str, Any]
    papers: list[PaperWanted]
    cosigners: list[CosignerWanted]


@router.get("/procedures/{code}/form", response=Form, summary="The form of a procedure", operation_id="get_form")
def form(request: HttpRequest, code: str) -> dict[str, Any]:
    """What to answer and what to give, with conditions and repeating groups, in the reader's language."""
    version = version_on(code, today())
    if version is None:
        raise HttpError(404, "No such procedure is in force today.")
    questions, service = questions_of(version), service_of(version.procedure.code)
    return {
        "procedure": version.procedure.code,
        "title": title_of(version),
        "declared": service is not None,
        "answers": schema_of(questions, title=title_of(version)),
        "papers": papers_of(questions),
        "cosigners": [
            {
                "name": one.name,
                "title": str(one.title),
                "illustrative": one.illustrative,
                "law": str(one.law) if one.law else "",
            }
            for one in (service.cosigners if service is not None else ())
        ],
    }
