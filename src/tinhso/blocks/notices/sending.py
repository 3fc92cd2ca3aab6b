"""The one door for telling people something: into the inbox at once, outside it by a job after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from tinhso.blocks.people.api import masked_address
from tinhso.kernel.jobs.api import later

from .channels import ready
from .delivering import DELIVER, deliver_due
from .kinds import INBOX, KINDS, OUTSIDE, PUSH, SMS, Kind
from .models import Delivery, Notice
from .wishes import Reader, readers_of

# Names the messages of this platform among all version 5 UUIDs.
NAMESPACE = UUID("6f6f7c52-0a51-4c0e-9b3b-5d2f1f2f0e77")
FRESH = timedelta(days=3)
"""What happened longer ago is only put into the inbox: nobody wants a message at night about last month (import, replay)."""
KEPT_TRYING = timedelta(days=2)


@dataclass(frozen=True)
class Message:
    """Something one person is to be told. `key` names it for ever: the same key again tells nothing again.

    `facts` may hold what `kinds.FACTS` names; `detail` is shown in the inbox only and may be personal. `link` is a path
    on this site; without one the notice leads to the case `code`. `agency` is who answers for it.
    """

    kind: str
    person: UUID
    key: str
    at: datetime
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    detail: str = ""
    link: str = ""
    agency: str = ""

    def __post_init__(self) -> None:
        if self.link and (not self.link.startswith("/") or self.link.startswith("//")):
            raise ValueError(f"The link of a notice is a path on this site, not {self.link}.")


def send(
    kind: str,
    *,
    person: UUID,
    key: str,
    at: datetime,
    code: str = "",
    facts: Mapping[str, Any] | None = None,
    detail: str = "",
    link: str = "",
    agency: str = "",
) -> None:
    """Tell one person something; see `Message`. Inside an action nothing leaves before the action is committed.

    Raises KeyError for a kind that nobody declared.
    """
    message = Message(kind, person, key, at, code, facts or {}, detail, link, agency)
    send_many([message], now=timezone.now())


def send_to_phone(
    kind: str,
    *,
    phone: str,
    key: str,
    at: datetime,
    code: str = "",
    facts: Mapping[str, Any] | None = None,
    language: str = "vi",
    agency: str = "",
) -> None:
    """Tell somebody without an account, by text message to the number they gave for this very matter; once for a key.

    Without an SMS gateway nothing is sent. Raises KeyError for a kind that nobody declared.
    """
    if not ready(SMS) or timezone.now() - at > FRESH:
        return
    post(
        [
            Delivery(
                id=message_id(key, phone, SMS), kind=KINDS[kind].code, channel=SMS, agency=agency, code=code,
                facts=dict(facts or {}), language=language, address=phone, masked=masked_address(phone),
                created_at=at, due_at=at, expires_at=at + FRESH + KEPT_TRYING,
            )
        ]
    )  # fmt: skip


def send_many(messages: Iterable[Message], *, now: datetime) -> None:
    """Tell many people something with a handful of queries. What was told before under the same key stays as it is."""
    listed = list(messages)
    readers = readers_of({message.person for message in listed})
    notices: list[Notice] = []
    deliveries: list[Delivery] = []
    for message in listed:
        kind, reader = KINDS[message.kind], readers.get(message.person)
        if reader is None:
            continue
        on = reader.channels(kind)
        if INBOX in on:
            notices.append(_notice(message))
        if now - message.at <= FRESH:
            deliveries += _deliveries(message, kind, reader, on)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    post(deliveries)


def post(deliveries: list[Delivery]) -> None:
    """Hand messages to the job that sends them, once this transaction is committed."""
    if deliveries:
        Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
        later(deliver_due, once=DELIVER)


def message_id(*parts: str) -> UUID:
    """The id of a message: the same for the same parts, so that telling again, or after a replay, is recognised."""
    return uuid5(NAMESPACE, "\n".join(parts))


def _notice(message: Message) -> Notice:
    return Notice(
        person=message.person, key=message.key, kind=message.kind, code=message.code, facts=dict(message.facts),
        detail=message.detail, link=message.link, at=message.at,
    )  # fmt: skip


def _deliveries(message: Message, kind: Kind, reader: Reader, on: set[str]) -> list[Delivery]:
    found = []
    for channel in OUTSIDE:
        if channel not in on or not ready(channel):
            continue
        for address, which in reader.addresses(channel):
            made = delivery_of(message, kind, reader, channel=channel, address=address)
            made.id = message_id(message.key, str(message.person), channel, which)
            found.append(made)
    return found


def delivery_of(message: Message, kind: Kind, reader: Reader, *, channel: str, address: str) -> Delivery:
    """The message for one address, with the time it may go: at once, or after the reader's quiet hours."""
    after = None if kind.urgent or reader.quiet is None else reader.quiet.until(message.at)
    return Delivery(
        kind=kind.code, channel=channel, person=message.person, agency=message.agency, code=message.code,
        facts=dict(message.facts), link=message.link, language=reader.language, address=address,
        masked=masked_device(reader, address) if channel == PUSH else masked_address(address), urgent=kind.urgent,
        created_at=message.at, due_at=after or message.at, expires_at=message.at + FRESH + KEPT_TRYING,
    )  # fmt: skip


def masked_device(reader: Reader, address: str) -> str:
    """What a browser is called in the log."""
    return next((device.device for device in reader.devices if device.endpoint_hash == address), "") or address[:8]
