"""Fetching: what citizens did at the portal becomes messages, and each message is carried out here, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from tinhso.declare import AlreadyDone, Refused, now, system_actor

from . import arriving, calling
from .models import Line, Message, PortalDossier, Question
from .protocol import ARRIVALS, LOOK_UP, QUESTIONS, Declined, Nonsense, Trouble, moment, stamp
from .queueing import US, wake_sender
from .sending import Clock, again, claim, mine, nonsense

OVERLAP = timedelta(minutes=10)  # clocks and commits of the portal are not ours


def fetch(*, limit: int = 500, clock: Clock = now) -> int:
    """Note what is new at the portal and carry out what was noted; returns how many were settled."""
    if not calling.awake() or calling.resting(clock()):
        return 0
    try:
        note_new(clock())
    except (Trouble, Declined):
        return 0
    settled = 0
    for _turn in range(limit):
        message = None if calling.resting(clock()) else claim(Message.Way.IN, clock())
        if message is None:
            break
        settled += carry_out(message, clock)
    return settled


def note_new(at: datetime) -> int:
    """Write down, once each, what the portal says citizens did since we last asked; page by page."""
    noted = 0
    while True:
        line = calling.line()
        since = moment(line.fetched_to)
        listed = calling.ask(ARRIVALS, [{"TuNgay": stamp(since - OVERLAP) if since else ""}])
        fresh = [_note(one, at) for one in listed]
        noted += sum(fresh)
        latest = max((str(one.get("ThoiDiem") or "") for one in listed), default="")
        if latest > line.fetched_to and moment(latest):
            Line.objects.filter(pk=line.pk).update(fetched_to=latest, fetched_at=at)
        else:
            Line.objects.filter(pk=line.pk).update(fetched_at=at)
        if not any(fresh) or latest <= line.fetched_to:
            return noted


def _note(one: dict[str, Any], at: datetime) -> bool:
    number, when = arriving.text(one, "MaHoSo"), arriving.text(one, "ThoiDiem")
    state = arriving.text(one, "TrangThaiHoSo")
    if not 0 < len(number) <= 60 or not moment(when):
        raise Nonsense(ARRIVALS)
    known = PortalDossier.objects.filter(number=number).first()
    # A dossier is filed once, however often the portal lists it; later deeds are told apart by their moment.
    turn = number if state == "1" else f"{number}:{state}:{when}"
    _message, made = Message.objects.get_or_create(
        way=Message.Way.IN,
        subject=turn,
        defaults={
            "service": LOOK_UP,
            "number": number,
            "agency": known.agency if known else "",
            "portal_state": int(state) if state.isdecimal() and len(state) < 3 else None,
            "created_at": at,
            "next_try_at": at,
        },
    )
    return made


def carry_out(message: Message, clock: Clock) -> int:
    """One try; returns 1 when it is settled (taken or refused), 0 when it is to be tried again."""
    with translation.override("vi"):  # reasons go back to the portal
        return _carry_out(message, clock)


def _carry_out(message: Message, clock: Clock) -> int:
    try:
        dossier = next(iter(calling.ask(LOOK_UP, [{"mahoso": message.number}])), None)
        if dossier is None or arriving.text(dossier, "MaHoSo") != message.number:
            raise Nonsense(LOOK_UP)
        reason = _done(message, dossier, clock())
    except Declined as no:
        _settle(message, clock(), Message.State.REFUSED, str(no))
        return 1
    except Nonsense as fault:
        return nonsense(message, str(fault), clock())
    except Trouble as trouble:
        again(message, str(trouble), clock())
        return 0
    if reason:
        wake_sender()
    return 1


def _done(message: Message, dossier: dict[str, Any], at: datetime) -> str:
    """Take it in, or refuse it back; returns the reason of a refusal. What is done and the message are one transaction."""
    from . import actions

    system = system_actor(US)
    known = PortalDossier.objects.filter(number=message.number).first()
    # A dossier that this province filed is not filed again: the portal only lists what its citizens did.
    is_new = known is None or known.case_id is None
    try:
        arrival = (
            arriving.read_new(dossier, day=localdate(at))
            if is_new
            else arriving.read_change(dossier, state=message.portal_state)
        )
        with transaction.atomic():
            if arrival is not None and is_new:
                known = actions.take_in(system, known, arrival=arrival, now=at)
            elif arrival is not None:
                actions.go_on(system, known, arrival=arrival, now=at, key=f"portal:go-on:{message.subject}")
            _settle(message, at, Message.State.ACCEPTED, "")
        return ""
    except AlreadyDone:
        _settle(message, at, Message.State.ACCEPTED, "")
        return ""
    except (Refused, ValidationError, Declined) as no:
        reason = " ".join(no.messages) if isinstance(no, ValidationError) else str(no)
    with transaction.atomic():
        if is_new:
            actions.refuse(
                system, known, dossier=dossier, reason=reason, turn=f"{message.subject}:{message.attempts}", now=at
            )
        else:
            actions.tell_again(system, known, now=at)
        _settle(message, at, Message.State.REFUSED, reason)
    return reason


def _settle(message: Message, at: datetime, state: str, reason: str) -> None:
    """Fetched messages hold nothing back once they are settled: the next deed of the citizen stands for itself."""
    known = PortalDossier.objects.filter(number=message.number).first()
    Message.objects.filter(mine(message)).update(
        state=state, holds=False, settled_at=at, claimed_until=None, reason=reason, agency=known.agency if known else ""
    )


def fetch_questions(*, clock: Clock = now) -> int:
    """Keep the questions that the portal lists, once each; returns how many are new."""
    from . import actions

    if not calling.awake() or calling.resting(clock()):
        return 0
    try:
        listed = calling.ask(QUESTIONS, [])
    except (Trouble, Declined):
        return 0
    known = set(Question.objects.filter(answered_at=None).values_list("number", flat=True))
    made = 0
    for one in listed:
        number, at = arriving.text(one, "MaHoiDap"), moment(arriving.text(one, "NgayHoi"))
        if (
            not 0 < len(number) <= 60
            or at is None
            or number in known
            or Question.objects.filter(number=number).exists()
        ):
            continue
        actions.note_question(
            system_actor(US),
            None,
            now=clock(),
            key=f"portal:question:{number}",
            number=number,
            asked_at=at,
            title=arriving.text(one, "TieuDe")[:500],
            text=arriving.text(one, "NoiDung"),
            matter=arriving.text(one, "MaTTHC")[:40],
        )
        made += 1
    return made
