"""What is told to whom: from events of the outbox to messages."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils import timezone

from tinhso.kernel.outbox.api import Event, reader

from .kinds import KINDS
from .models import Notice
from .sending import Message, send_many


def _forget() -> None:
    """What was made from events and nobody has read; what went outside the platform is remembered and not sent again."""
    Notice.objects.filter(key__startswith="event:", read_at=None).delete()


@reader("notices", reset=_forget)
def write(events: list[Event]) -> None:
    """Tell people of these events; the same event again tells nothing again."""
    told = [event for event in events if event.name in KINDS]
    applicants = _applicants(
        {event.subject_id for event in told if event.name.startswith("case.") and event.subject_id}
    )
    messages = []
    for event in told:
        person = event.payload.get("applicant") or event.payload.get("payer") or applicants.get(event.subject_id or "")
        if person:
            messages.append(_message(event, UUID(str(person))))
    send_many(messages, now=timezone.now())


def _message(event: Event, person: UUID) -> Message:
    return Message(
        event.name, person, key=f"event:{event.position}", at=event.at, code=event.payload.get("code") or "",
        detail=event.payload.get("reason") or "", agency=event.agency or "",
    )  # fmt: skip


def _applicants(cases: set[str]) -> dict[str, str]:
    """Who filed these cases, from what was announced when they were filed."""
    if not cases:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, payload ->> 'applicant' FROM outbox_event WHERE name = 'case.filed' AND subject_id = ANY(%s)",
            [list(cases)],
        )
        return dict(cursor.fetchall())
