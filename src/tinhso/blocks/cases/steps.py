"""Steps of a path: where a case is, whose turn it is, and how it moves on. Called within actions only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actions.api import Act, Refused

from .models import Case, State, Stay

# Known steps; a declared service may add its own, with a title in the path itself.
TITLES: dict[str, str | Promise] = {
    "receive": _("Tiếp nhận"),
    "examine": _("Thẩm định"),
    "verify": _("Xác minh"),
    "inspect": _("Kiểm tra thực tế"),
    "consult": _("Lấy ý kiến"),
    "sign": _("Ký duyệt"),
    "return": _("Trả kết quả"),
}


def step(code: str, *, role: str, title: str = "", hours: int | None = None) -> dict[str, Any]:
    """An entry of a path: code, role that does it, title where it is not a known one, working hours meant for it."""
    return {"code": code, "role": role, "title": title, "hours": hours}


STANDARD_PATH = [
    step("receive", role="counter_officer"),
    step("examine", role="handling_officer"),
    step("sign", role="leader"),
    step("return", role="counter_officer"),
]


def step_title(case: Case, code: str | None = None) -> str:
    """The title of a step, in the reader's language."""
    wanted = case.step if code is None else code
    own = next((entry["title"] for entry in case.path if entry["code"] == wanted), "")
    return str(TITLES.get(wanted, own or wanted))


def where(case: Case) -> tuple[int, int]:
    """Which step of how many, counted from one; (n, n) when it is over."""
    codes = [entry["code"] for entry in case.path]
    if case.step in codes:
        return codes.index(case.step) + 1, len(codes)
    return len(codes), len(codes)


def still_to_come(case: Case, code: str) -> list[str]:
    """The steps behind this one on the path; none for a step that is not on it."""
    codes = [str(entry["code"]) for entry in case.path]
    return codes[codes.index(code) + 1 :] if code in codes else []


def after(case: Case, code: str) -> str:
    """The step that follows. Raises Refused if none does."""
    following = still_to_come(case, code)
    if not following:
        raise Refused(_("Hồ sơ không còn bước nào tiếp theo."), code="no-next-step")
    return following[0]


def agency_of_step(case: Case, code: str) -> str:
    """Reception and return happen where the case was received; everything else at the competent agency."""
    return case.received_by if code in ("receive", "return") else case.agency


def open_stay(case: Case) -> Stay | None:
    return case.stays.filter(left_at=None).order_by("-id").first()


def leave_step(act: Act, case: Case, *, outcome: str, note: str = "") -> None:
    """End the running stay."""
    stay = open_stay(case)
    if stay is not None:
        act.save(stay, left_at=act.now, outcome=outcome, note=note or stay.note)


def enter_step(
    act: Act, case: Case, code: str, *, assignee: Any = None, assignee_name: str = "", due_at: datetime | None = None
) -> Case:
    """Begin a stay in a step and save where the case is now."""
    act.create(
        Stay,
        case=case,
        step=code,
        title=step_title(case, code),
        agency=agency_of_step(case, code),
        assignee=assignee,
        assignee_name=assignee_name,
        entered_at=act.now,
        due_at=due_at,
    )
    role = next((entry["role"] for entry in case.path if entry["code"] == code), "")
    desk = agency_of_step(case, code)
    return act.save(case, step=code, desk=desk, role=role, assignee=assignee, assignee_name=assignee_name)


def previous_worker(case: Case, code: str) -> tuple[Any, str]:
    """Who had this step last, so that a case that comes back comes back to the same person."""
    stay = case.stays.filter(step=code).exclude(assignee=None).order_by("-id").first()
    return (stay.assignee, stay.assignee_name) if stay else (None, "")


def close(act: Act, case: Case, state: State, *, outcome: str, note: str = "") -> Case:
    """End the work on a case: it keeps whether it was in time."""
    leave_step(act, case, outcome=outcome, note=note)
    in_time = None if case.due_at is None else act.now <= case.due_at
    return act.save(
        case,
        state=state,
        closed_at=act.now,
        on_time=in_time,
        step="",
        desk="",
        role="",
        assignee=None,
        assignee_name="",
        paused_since=None,
    )
