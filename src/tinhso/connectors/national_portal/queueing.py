"""From what happens to a case to messages for the portal, in the order in which it happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from tinhso.declare import Case, Event, cases, history, later, on, system_actor

from . import calling, telling
from .models import Message, PortalDossier
from .protocol import PROGRESS, SYNC

State = cases.State
READER = "national_portal"
US = "Kết nối Cổng Dịch vụ công quốc gia"

# The state that an event puts a case in; None: as the payload or the case says.
STATES: dict[str, State | None] = {
    "case.filed": None,
    "case.fee_paid": State.SUBMITTED,
    "case.received": State.RECEIVED,
    "case.not_received": State.NOT_RECEIVED,
    "case.assigned": State.IN_WORK,
    "case.supplement_asked": State.SUPPLEMENT,
    "case.supplemented": None,
    "case.withdrawn": State.WITHDRAWN,
    "case.closed": None,
    "case.returned": State.RETURNED,
    "case.due_moved": None,
    "portal.out_of_step": None,
}
# Steps that are told as progress, in the words of the State.
WORDS = {
    "case.received": "Tiếp nhận hồ sơ",
    "case.not_received": "Từ chối tiếp nhận",
    "case.assigned": "Nhận xử lý",
    "case.moved": "Chuyển bước",
    "case.consulted": "Lấy ý kiến cơ quan phối hợp",
    "case.consultation_answered": "Cơ quan phối hợp đã trả lời",
    "case.supplement_asked": "Yêu cầu bổ sung hồ sơ",
    "case.supplemented": "Người nộp đã bổ sung hồ sơ",
    "case.withdrawn": "Người nộp rút hồ sơ",
    "case.closed": "Ký duyệt kết quả",
    "case.returned": "Trả kết quả",
}


@on(*sorted({*STATES, *WORDS}), reader=READER)
def tell(event: Event) -> None:
    """Queue what the portal must know of this event; the same event again queues nothing new."""
    if not calling.awake():
        return
    case = Case.objects.filter(pk=event.subject_id, kind="dossier").first()
    if case is None:
        return
    known = known_dossier(case, at=event.at)
    state = state_after(event, case, known)
    if event.name in STATES and state_is_news(event, known, state):
        queue_dossier(known, case, state, subject=f"event:{event.position}", at=event.at)
    if event.name in WORDS and not (event.name == "case.moved" and event.payload.get("outcome") == "received"):
        queue_progress(event, case, known, state)
    wake_sender()


def known_dossier(case: Case, *, at: datetime) -> PortalDossier:
    """The dossier as both sides know it; made when it is told of for the first time, under the case's own code."""
    from .actions import link

    found = PortalDossier.objects.filter(case=case).first()
    return found or link(
        system_actor(US, agency=case.received_by), None, case=case, now=at, key=f"portal:link:{case.pk}"
    )


def state_after(event: Event, case: Case, known: PortalDossier) -> int:
    """The state right after an event, which may be older than the case's present one."""
    fixed = STATES.get(event.name)
    if event.name == "case.assigned":
        fixed = State.IN_WORK if event.payload.get("step") != "receive" else None
    if event.name == "case.filed":
        fixed = State.PAYMENT if event.payload.get("fee") and event.payload.get("channel") == 2 else State.SUBMITTED
    if event.name == "case.closed":
        fixed = State.STOPPED if event.payload.get("outcome") == "stop" else State.DONE
    if event.name == "case.returned" and last_queued(known) == State.STOPPED:
        fixed = State.STOPPED  # the notice is handed over; the dossier stays stopped
    if event.name == "case.supplemented":
        fixed = State.IN_WORK if case.received_at else State.SUBMITTED
    if fixed is not None:
        return int(fixed)
    return last_queued(known) or int(case.state)


def last_queued(known: PortalDossier) -> int | None:
    """The state in the last message about a dossier, sent or not."""
    told = Message.objects.filter(number=known.number, service=SYNC).order_by("-position")
    return told.values_list("portal_state", flat=True).first()


def state_is_news(event: Event, known: PortalDossier, state: int) -> bool:
    """Whether the portal must hear of the dossier again: giving a case to a colleague changes nothing for it."""
    return event.name not in ("case.assigned", "case.returned") or last_queued(known) != state


def queue_dossier(known: PortalDossier, case: Case, state: int, *, subject: str, at: datetime) -> Message | None:
    """Queue the whole dossier in a state."""
    body = telling.dossier_body(case, number=known.number, state=state)
    return queue(SYNC, known, body, state=state, subject=subject, at=at)


def queue_progress(event: Event, case: Case, known: PortalDossier, state: int) -> None:
    """Queue one step: who did it in which post and unit, in words."""
    entry = next((one for one in history(case, limit=60) if one.act == event.act), None)
    official = entry is not None and bool(entry.post)
    text = WORDS[event.name]
    step = str(event.payload.get("step") or "")
    if event.name == "case.moved":
        text = f"{text}: {telling.step_name(case, step)}"
    body = telling.progress_body(
        case,
        number=known.number,
        state=state,
        who=entry.actor
        if entry is not None and official
        else ("" if event.name not in BY_APPLICANT else "Người nộp hồ sơ"),
        post=(entry.post or "") if entry is not None and official else "",
        agency=(entry.agency if entry is not None else None) or event.agency or "",
        text=text,
        at=event.at,
        step=step,
    )
    queue(PROGRESS, known, body, state=state, subject=f"step:{event.position}", at=event.at)


BY_APPLICANT = ("case.supplemented", "case.withdrawn")


def queue(
    service: str, known: PortalDossier, body: dict[str, Any], *, state: int | None, subject: str, at: datetime
) -> Message | None:
    """Put a message behind those of its dossier; None if this very thing was queued before."""
    updating = service == SYNC and (
        known.born == PortalDossier.Born.PORTAL
        or Message.objects.filter(number=known.number, service=SYNC, way=Message.Way.OUT).exists()
    )
    message, made = Message.objects.get_or_create(
        way=Message.Way.OUT,
        subject=subject,
        defaults={
            "service": service,
            "number": known.number,
            "agency": known.agency,
            "portal_state": state,
            "updating": updating,
            "body": body,
            "created_at": at,
            "next_try_at": at,
        },
    )
    if made and body.get("NgayTiepNhan") and service == SYNC and known.received_on is None:
        case = Case.objects.get(pk=known.case_id)
        PortalDossier.objects.filter(pk=known.pk).update(received_on=localdate(case.received_at))
    return message if made else None


def wake_sender() -> None:
    """Let the sender look at once, after this transaction."""
    from .jobs import send

    later(send, once="national_portal.send")
