"""Steps of a path: where a case is, whose turn it is, and how it moves on. Called within actions only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.units.api import schedule_of
from tinhso.kernel.actions.api import Act, Refused
from tinhso.kernel.clock.api import Duration, due, working_time_of

from .models import Case, Consultation, State, Stay

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


def step(
    code: str,
    *,
    role: str,
    title: str = "",
    hours: int | None = None,
    agency: str = "",
    consult: Sequence[str] = (),
    question: str = "",
    when: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """An entry of a path: code, role that does it, title where it is not a known one, working hours meant for it.

    `agency`: another one than the competent agency does this step. `consult`: agencies asked `question` at the same time
    as soon as the step begins. `when` {"ask": question of the form, "is": values}: only for cases that answered so.
    """
    entry: dict[str, Any] = {"code": code, "role": role, "title": title, "hours": hours}
    more = {"agency": agency, "consult": list(consult), "question": question, "when": dict(when) if when else None}
    return entry | {name: value for name, value in more.items() if value}


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


def entry_of(case: Case, code: str) -> dict[str, Any]:
    """What the path says of a step; nothing for a step that is not on it."""
    return next((entry for entry in case.path if entry["code"] == code), {})


def agency_of_step(case: Case, code: str) -> str:
    """Reception and return happen where the case was received; the rest where the path says, or at the competent agency."""
    if code in ("receive", "return"):
        return case.received_by
    return str(entry_of(case, code).get("agency") or case.agency)


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
    """Begin a stay in a step, ask whom the path says to ask, and save where the case is now."""
    entry, desk = entry_of(case, code), agency_of_step(case, code)
    act.create(
        Stay,
        case=case,
        step=code,
        title=step_title(case, code),
        agency=desk,
        assignee=assignee,
        assignee_name=assignee_name,
        entered_at=act.now,
        due_at=due_at or _meant_until(entry, desk, act.now),
    )
    _ask_whom_the_path_says(act, case, entry, desk)
    return act.save(
        case, step=code, desk=desk, role=entry.get("role", ""), assignee=assignee, assignee_name=assignee_name
    )


def _meant_until(entry: Mapping[str, Any], agency: str, now: datetime) -> datetime | None:
    """When a step should be done: its working hours, counted in the working time of the agency that does it."""
    hours = entry.get("hours")
    return due(now, Duration(hours, "hours"), working_time_of(schedule_of(agency))).moment if hours else None


def _ask_whom_the_path_says(act: Act, case: Case, entry: Mapping[str, Any], desk: str) -> None:
    """Ask all agencies of the step at the same time. Whom was asked before is not asked again when a case comes back."""
    asked = set(case.consultations.filter(recalled_at=None).values_list("agency", flat=True))
    for agency in entry.get("consult", []):
        if agency in asked or agency == desk:
            continue
        act.create(
            Consultation,
            case=case,
            agency=agency,
            question=entry["question"],
            asked_by=act.actor.name,
            asked_at=act.now,
            due_at=_meant_until(entry, agency, act.now),
        )
        act.announce("case.consulted", subject=case, agency=agency, code=case.code, asked=agency)


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
