"""The one who acts: a person at a post, a citizen, another system, or the platform itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which capacity and through which door.

    `agency` is the code of the agency the actor acts for at this moment, `roles` those of the post held there today.
    `level` is the assurance of the sign-in: 0 not signed in, 1 own account, 2 identity verified, 3 with a certificate;
    `proved_at` when the person last proved who they are (None: not known, or a machine).
    """

    name: str
    account: UUID | None = None
    person: UUID | None = None
    agency: str | None = None
    post: str | None = None
    roles: frozenset[str] = frozenset()
    level: int = 0
    via: str = "screen"
    language: str = "vi"
    system: bool = False
    proved_at: datetime | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.account is not None or self.system

    @property
    def is_official(self) -> bool:
        return self.agency is not None

    def through(self, via: str) -> Actor:
        """The same actor coming through another door (screen, api, job, import, demo)."""
        return replace(self, via=via)


ANONYMOUS = Actor(name="")


def system_actor(name: str = "tinhso", *, via: str = "job", agency: str | None = None) -> Actor:
    """The platform acting by itself: a job, an outbox reader, an import. May do what `is_system` allows."""
    return Actor(name=name, via=via, agency=agency, system=True, level=3)
