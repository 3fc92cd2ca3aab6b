"""The facts of one procedure in one shape, whatever file they came from; checks and hash.

A key that a source does not have stays absent: importing a short list never erases what a fuller one said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .codes import BadCode, root_code

LEVELS = {"tinh", "xa", "bo", "khac"}
UNITS = {"", "hour", "day", "working_day", "month", "year"}
CHANNELS = {"counter", "online", "post"}
FEE_KINDS = {"free", "paid", "varies", "unknown"}
ONLINE = {"whole", "part", "none", "unknown"}
SUBJECTS = {
    "Công dân Việt Nam": "citizen",
    "Người Việt Nam định cư ở nước ngoài": "citizen",
    "Cán bộ, công chức, viên chức": "citizen",
    "Doanh nghiệp có vốn đầu tư nước ngoài": "business",
    "Doanh nghiệp": "business",
    "Hợp tác xã": "business",
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": "business",
    "Tổ chức nước ngoài": "foreigner",
    "Người nước ngoài": "foreigner",
}
"""The national catalogue's labels of who may apply, and the group of the search facet each belongs to."""

TEXT = {
    "title": 2000,
    "title_en": 2000,
    "field": 300,
    "ministry": 300,
    "executing_agency": 4000,
    "lead_agency_name": 300,
    "time_text": 4000,
    "fee_text": 20000,
    "steps": 200000,
    "conditions": 100000,
    "source_url": 1000,
    "source_name": 300,
    "decision": 200,
}
LISTS = {"level", "channels", "subjects", "documents", "results", "legal_bases", "elsewhere"}
PROSE = {"steps", "conditions"}
"""Parts that may be left at the source (`elsewhere` names them) instead of being carried here."""
KEYS = {*TEXT, *LISTS, "time_value", "time_unit", "fee_amount", "fee_kind", "online_level", "at_commune_counter"}


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken. `column` is the source's own column name."""

    line: int
    column: str
    code: str
    reason: str


@dataclass(frozen=True)
class Row:
    """One procedure as read from a file; `columns` maps our keys to the file's column names for messages."""

    line: int
    code: str
    facts: dict[str, Any]
    columns: dict[str, str]
    problems: tuple[tuple[str, str], ...] = ()


def subjects_of(text: str) -> list[str]:
    """National labels found in a comma-joined list (labels hold commas themselves)."""
    found, rest = [], text
    for label in sorted(SUBJECTS, key=len, reverse=True):
        if label in rest:
            found.append(label)
            rest = rest.replace(label, "")
    return [label for label in SUBJECTS if label in found]


def groups_of(subjects: list[str]) -> list[str]:
    """Facet groups ("citizen", "business", "foreigner") of national labels."""
    return sorted({SUBJECTS[label] for label in subjects if label in SUBJECTS})


def fingerprint(facts: dict[str, Any]) -> str:
    """Hash of the facts; equal for equal content whatever the order of keys."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check(row: Row) -> Iterator[Problem]:
    """Every reason why this row cannot be taken, in the reader's language."""

    def problem(key: str, reason: str) -> Problem:
        return Problem(row.line, row.columns.get(key, key), row.code, reason)

    for key, reason in row.problems:
        yield problem(key, reason)
    if not row.code.strip():
        yield problem("code", _("Thiếu mã thủ tục."))
    else:
        try:
            root_code(row.code)
        except BadCode:
            yield problem("code", _("Mã “%(code)s” không đúng dạng X.NNNNNN.") % {"code": row.code})
    facts = row.facts
    if not facts.get("title"):
        yield problem("title", _("Thiếu tên thủ tục."))
    for key in ("field", "ministry"):
        if key in facts and not facts[key]:
            yield problem(key, _("Thiếu lĩnh vực.") if key == "field" else _("Thiếu bộ, ngành."))
    for key, longest in TEXT.items():
        value = facts.get(key, "")
        if not isinstance(value, str):
            yield problem(key, _("Phải là chữ."))
        elif len(value) > longest:
            yield problem(key, _("Dài quá %(most)s ký tự.") % {"most": longest})
    yield from _check_choices(row, problem)
    yield from _check_numbers(row, problem)
    yield from _check_lists(row, problem)


def _check_choices(row: Row, problem: Any) -> Iterator[Problem]:
    facts = row.facts
    for key, allowed in (("time_unit", UNITS), ("fee_kind", FEE_KINDS), ("online_level", ONLINE)):
        if key in facts and facts[key] not in allowed:
            yield problem(key, _("Giá trị “%(value)s” không có trong danh mục.") % {"value": facts[key]})
    lists = {"level": LEVELS, "channels": CHANNELS, "subjects": set(SUBJECTS), "elsewhere": PROSE}
    for key, allowed in lists.items():
        strange = [str(value) for value in _items(facts.get(key)) if value not in allowed]
        if strange:
            values = ", ".join(strange)
            yield problem(key, _("Giá trị “%(value)s” không có trong danh mục.") % {"value": values})
    if not facts.get("level"):
        yield problem("level", _("Thiếu cấp thực hiện."))


def _check_numbers(row: Row, problem: Any) -> Iterator[Problem]:
    for key, most in (("time_value", 10_000), ("fee_amount", 100_000_000_000)):
        value = row.facts.get(key)
        if value is not None and not (isinstance(value, int) and 0 <= value <= most):
            yield problem(key, _("“%(value)s” không phải là số dùng được.") % {"value": value})
    if row.facts.get("time_unit") and row.facts.get("time_value") is None:
        yield problem("time_value", _("Có đơn vị thời gian nhưng thiếu số."))


def _check_lists(row: Row, problem: Any) -> Iterator[Problem]:
    for key in LISTS:
        if key in row.facts and not isinstance(row.facts[key], list):
            yield problem(key, _("Phải là danh sách."))
    for key, needed in (("documents", "name"), ("results", "name"), ("legal_bases", "title")):
        for item in _items(row.facts.get(key)):
            if not (isinstance(item, dict) and str(item.get(needed, "")).strip()):
                yield problem(key, _("Có mục không có tên."))
                break


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
