"""Who is told where: the person's addresses, language and preferences, for many people at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from tinhso.blocks.people.api import Person

from .kinds import EMAIL, INBOX, KINDS, OUTSIDE, SMS, Kind
from .models import Preferences, PushSubscription
from .quiet import Quiet


@dataclass(frozen=True)
class Reader:
    """One person as somebody to be told: where, in which language, over which channels, and when not."""

    person: UUID
    phone: str = ""
    email: str = ""
    language: str = "vi"
    quiet: Quiet | None = field(default_factory=Quiet)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    devices: tuple[PushSubscription, ...] = ()

    def channels(self, kind: Kind) -> set[str]:
        """The channels that are on for this kind; an obligatory one is always in the inbox."""
        on = set(self.chosen.get(kind.code, (INBOX, *kind.channels)))
        return on | {INBOX} if kind.obligatory else on

    def addresses(self, channel: str) -> list[tuple[str, str]]:
        """Where messages of a channel go, with what tells the addresses of one channel apart."""
        if channel in (SMS, EMAIL):
            address = self.phone if channel == SMS else self.email
            return [(address, "")] if address else []
        return [(device.endpoint_hash, device.endpoint_hash) for device in self.devices]


def readers_of(persons: Iterable[UUID]) -> dict[UUID, Reader]:
    """Readers by person. Somebody who died is not among them, somebody unknown has no address outside."""
    wanted = set(persons)
    wishes = {row.person: row for row in Preferences.objects.filter(person__in=wanted)}
    devices: dict[UUID, list[PushSubscription]] = {}
    for device in PushSubscription.objects.filter(person__in=wanted).order_by("created_at"):
        devices.setdefault(device.person, []).append(device)
    found = {person: Reader(person) for person in wanted}
    for person in Person.objects.select_related("account").filter(pk__in=wanted):
        if person.died_on is not None:
            del found[person.pk]
            continue
        account = getattr(person, "account", None)
        wish = wishes.get(person.pk)
        found[person.pk] = Reader(
            person=person.pk,
            phone=person.phone or (account.phone if account else ""),
            email=person.email or (account.email if account else ""),
            language=account.language if account else "vi",
            quiet=quiet_of(wish),
            chosen=wish.channels if wish else {},
            devices=tuple(devices.get(person.pk, ())),
        )
    return found


def reader_of(person: UUID) -> Reader:
    """One reader; somebody who died has no address."""
    return readers_of([person]).get(person, Reader(person))


def quiet_of(wish: Preferences | None) -> Quiet | None:
    """The quiet hours of a person; those of everybody before the first change, None when they want none."""
    if wish is None:
        return Quiet()
    return Quiet(wish.quiet_from, wish.quiet_to) if wish.quiet else None


def differing(channels: dict[str, set[str]]) -> dict[str, list[str]]:
    """Of wished channels by kind, those worth keeping: where they are not what the kind declares."""
    kept = {}
    for code, on in channels.items():
        kind = KINDS[code]
        wanted = on | ({INBOX} if kind.obligatory else set())
        if wanted != {INBOX, *kind.channels}:
            kept[code] = [channel for channel in (INBOX, *OUTSIDE) if channel in wanted]
    return kept
