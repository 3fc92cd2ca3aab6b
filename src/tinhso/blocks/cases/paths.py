"""Paths as data: which steps a kind of case takes, in versions with effective dates. A case keeps the path it was opened with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _t

from tinhso.kernel.access.api import ROLES as ALL_ROLES
from tinhso.kernel.access.api import Actor, has_role, scope

from .path_models import PathVersion
from .steps import TITLES

ROLES = ("counter_officer", "handling_officer", "leader", "clerk", "record_keeper")
MOST_STEPS = 30
Steps = list[dict[str, Any]]


@scope(PathVersion)
def _paths_of(actor: Actor) -> Q:
    """Whoever works in an agency may see how work goes; drafts only those who write them."""
    if actor.agency is None:
        return Q(pk__in=[])
    return Q() if writes_paths(actor, None) else Q(number__isnull=False)


writes_paths = has_role("it_admin")


def path_on(kind: str, matter: str, agency: str, day: date) -> PathVersion | None:
    """The path in force that day: the agency's own before the common one, the procedure's before the general one."""
    found = PathVersion.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        kind=kind, matter__in=(matter, ""), agency__in=(agency, ""), number__isnull=False, valid_from__lte=day,
    )  # fmt: skip
    return max(found, key=lambda path: (path.matter == matter, path.agency == agency), default=None)


def taken(steps: Iterable[Mapping[str, Any]], answers: Mapping[str, Any]) -> Steps:
    """The steps that a case with these answers takes: those without a condition, and those whose condition holds."""
    return [dict(entry) for entry in steps if holds(entry.get("when"), answers)]


def holds(condition: Mapping[str, Any] | None, answers: Mapping[str, Any]) -> bool:
    """Whether a condition {"ask": name of a question, "is": values} holds; a question with several answers: any of them."""
    if not condition:
        return True
    given = answers.get(condition["ask"])
    values = given if isinstance(given, list | tuple | set) else [given]
    return any(_plain(value) in condition["is"] for value in values)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def problems(
    steps: Sequence[Mapping[str, Any]],
    *,
    agencies: Collection[str],
    questions: Collection[str],
    needed: Collection[str],
) -> list[str]:
    """What keeps a path from being published, a sentence each. Everything is said at once.

    `agencies`: codes that exist; `questions`: names a condition may ask for; `needed`: codes of steps that what follows
    from a decision stands on.
    """
    codes = [entry["code"] for entry in steps]
    found = _of_the_whole(codes, needed)
    for number, entry in enumerate(steps, 1):
        found += [_t("Bước %(number)s: %(problem)s") % {"number": number, "problem": text} for text in _of_one(entry)]
        for code in filter(None, [entry.get("agency", ""), *entry.get("consult", [])]):
            if code not in agencies:
                found.append(_t("Bước %(number)s: không có cơ quan mã %(code)s.") % {"number": number, "code": code})
        condition = entry.get("when")
        if condition and condition["ask"] not in questions:
            found.append(
                _t("Bước %(number)s: tờ khai không có câu hỏi %(name)s.") % {"number": number, "name": condition["ask"]}
            )
    return found


def _of_the_whole(codes: Sequence[str], needed: Collection[str]) -> list[str]:
    found = []
    if not codes or codes[0] != "receive":
        found.append(_t("Bước đầu tiên phải là tiếp nhận."))
    if codes.count("sign") != 1:
        found.append(_t("Quy trình cần đúng một bước ký duyệt."))
    elif codes.index("sign") < 2:
        found.append(_t("Trước ký duyệt cần ít nhất một bước giải quyết."))
    if codes and codes[-1] != "return":
        found.append(_t("Bước cuối cùng phải là trả kết quả."))
    if len(set(codes)) < len(codes):
        found.append(_t("Hai bước trùng mã."))
    if len(codes) > MOST_STEPS:
        found.append(_t("Quy trình có nhiều nhất %(most)s bước.") % {"most": MOST_STEPS})
    for code in sorted(set(needed) - set(codes)):
        found.append(_t("Thủ tục này cần bước “%(title)s”.") % {"title": TITLES.get(code, code)})
    return found


def _of_one(entry: Mapping[str, Any]) -> list[str]:
    code, found = entry["code"], []
    if entry["role"] not in ROLES or entry["role"] not in ALL_ROLES:
        found.append(_t("hãy chọn vai trò."))
    if code not in TITLES and not entry.get("title", "").strip():
        found.append(_t("hãy đặt tên bước."))
    hours = entry.get("hours")
    if hours is not None and not 0 < hours <= 2_000:
        found.append(_t("số giờ làm việc phải từ 1 đến 2.000."))
    if code in ("receive", "sign", "return") and (entry.get("when") or entry.get("consult")):
        found.append(_t("bước này luôn có, không kèm điều kiện hay lấy ý kiến."))
    if code == "sign" and entry["role"] != "leader":
        found.append(_t("ký duyệt là việc của lãnh đạo."))
    if code in ("receive", "return") and entry["role"] != "counter_officer":
        found.append(_t("tiếp nhận và trả kết quả là việc của một cửa."))
    if code in ("receive", "return", "sign") and entry.get("agency"):
        found.append(_t("bước này không chuyển sang cơ quan khác được."))
    if entry.get("consult") and not entry.get("question", "").strip():
        found.append(_t("hãy ghi nội dung cần hỏi ý kiến."))
    if entry.get("when") and not entry["when"]["is"]:
        found.append(_t("hãy ghi giá trị của điều kiện."))
    return found


__all__ = ["MOST_STEPS", "ROLES", "PathVersion", "holds", "path_on", "problems", "taken", "writes_paths"]
