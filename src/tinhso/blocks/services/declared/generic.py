"""The form of any procedure of the catalogue: made from its papers, so that each is an online service at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..catalogue.models import ProcedureVersion
from . import asks as ask
from .asks import Ask
from .reading import lines_of

LONGEST_TITLE = 200  # letters that a title of a paper may have; a document keeps 300


def generic_asks(version: ProcedureVersion) -> dict[str, Ask]:
    """The questions of a procedure that nobody declared: where, what for, and one file for each required paper."""
    questions: dict[str, Ask] = {}
    if "xa" in version.level:
        questions["place"] = ask.Commune(
            _("Anh/chị nộp hồ sơ ở xã, phường nào?"),
            hint=_("Gõ tên mới hoặc tên cũ, có dấu hoặc không dấu."),
            prefill="applicant.unit",
            personal=False,
        )
    questions["wish"] = ask.LongText(
        _("Anh/chị đề nghị giải quyết việc gì?"),
        hint=_("Ghi ngắn gọn nội dung đề nghị và những thông tin cần thiết."),
        limit=2000,
    )
    for number, document in enumerate(version.documents, start=1):
        questions[f"paper_{number}"] = ask.File(
            document["name"], code=document.get("code") or "", optional=bool(document.get("optional"))
        )
    for name, question in questions.items():
        question.name = name
    return questions


def result_title(version: ProcedureVersion) -> str:
    """The title of the paper that a grant gives, as the catalogue states it.

    Some entries of the catalogue hold whole sentences there: then the shorter of result and procedure, cut between words.
    """
    results = version.results or []
    named = " ".join(str(results[0]["name"]).split()) if results else ""
    title = named if 0 < len(named) <= LONGEST_TITLE else min(named or str(version.title), str(version.title), key=len)
    return title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def summary(answers: Mapping[str, Any], questions: Mapping[str, Ask]) -> list[tuple[str, str]]:
    """Question and answer in words, for papers and screens (files left out)."""
    return [(line.label, line.text) for line in lines_of(questions, answers)]
