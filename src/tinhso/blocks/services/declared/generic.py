"""The form of any procedure of the catalogue: made from its papers, so that each is an online service at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..catalogue.models import ProcedureVersion
from . import asks as ask
from .asks import Ask


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
    """The title of the paper that a grant gives, as the catalogue states it."""
    results = version.results or []
    return str(results[0]["name"]) if results else str(version.title)


def summary(answers: Mapping[str, Any], questions: Mapping[str, Ask]) -> list[tuple[str, str]]:
    """Question and answer in words, for papers and screens (files left out)."""
    return [
        (str(question.label), question.show(answers.get(name)))
        for name, question in questions.items()
        if question.kind not in ("file", "photo") and question.asked(answers) and answers.get(name) not in (None, "")
    ]
