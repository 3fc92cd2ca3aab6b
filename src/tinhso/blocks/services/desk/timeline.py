"""What happened to a case, in people's words, from the trail itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.blocks.cases.api import Case
from tinhso.kernel.actions.api import ACTIONS
from tinhso.kernel.trail.api import Entry, history

from ..deadlines import when

QUIET = frozenset({"services.preview"})
SAYINGS = {
    "cases.answer_supplement": gettext_lazy("Người nộp đã bổ sung"),
    "services.fee_paid": gettext_lazy("Đã nộp phí"),
    "services.deliver": gettext_lazy("Trả kết quả điện tử"),
}


@dataclass(frozen=True)
class Happening:
    """One line: what, who, when in words, the exact moment, and a remark."""

    what: str
    who: str
    when: str
    at: datetime
    note: str
    now: bool = False


def happenings(case: Case, now: datetime, *, limit: int = 40) -> list[Happening]:
    """The life of a case, newest first; refused attempts are left out, several changes of one act are one line."""
    lines: list[Happening] = []
    seen: set[int] = set()
    for entry in history(case, limit=limit * 3):
        if entry.act in seen or entry.outcome != "done" or entry.action in QUIET:
            continue
        seen.add(entry.act)
        lines.append(Happening(_what(entry), entry.actor, when(entry.at, now), entry.at, _note(entry), now=not lines))
        if len(lines) == limit:
            break
    return lines


def _what(entry: Entry) -> str:
    if entry.action in SAYINGS:
        return str(SAYINGS[entry.action])
    known = ACTIONS.get(entry.action)
    return str(known.title) if known else entry.action


def _note(entry: Entry) -> str:
    """The new due date, where the act moved it; who got the case, where it was given."""
    after: dict[str, Any] = entry.after or {}
    if entry.action == "cases.assign" and after.get("assignee_name"):
        return _("giao cho %(name)s") % {"name": after["assignee_name"]}
    if after.get("due_at") and entry.before is not None:
        moment = datetime.fromisoformat(str(after["due_at"]))
        return _("hẹn trả %(when)s") % {"when": when(moment, entry.at)}
    return ""
