"""Kinds of notices: each is declared once, with its words for every channel, how far it goes and who may turn it off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INBOX, SMS, EMAIL, PUSH = "inbox", "sms", "email", "push"
CHANNELS: dict[str, str | Promise] = {
    INBOX: _("Hộp thư"), SMS: _("Tin nhắn"), EMAIL: _("Thư điện tử"), PUSH: _("Trên máy"),
}  # fmt: skip
OUTSIDE = (SMS, EMAIL, PUSH)

# What a text that leaves the platform may say. None of it tells who somebody is: no name, no number of identity, no reason.
FACTS = frozenset({"code", "when", "place", "number", "amount", "digits", "minutes"})

KINDS: dict[str, Kind] = {}


@dataclass(frozen=True)
class Kind:
    """One kind of notice. Its texts may name facts as `%(code)s`; see FACTS.

    `obligatory`: always in the inbox, whatever the person prefers. `urgent`: goes at once, also at night.
    `todo`: the reader has to do something. `listed`: shown among the preferences.
    """

    code: str
    title: str | Promise
    text: str | Promise
    sms: str | Promise
    channels: tuple[str, ...]
    obligatory: bool
    urgent: bool
    todo: bool
    listed: bool
    icon: str
    law: str

    @property
    def for_officials(self) -> bool:
        """Kinds named desk.… are about work; only who works at a desk chooses channels for them."""
        return self.code.startswith("desk.")

    def words(self, facts: Mapping[str, Any], *, channel: str = "") -> str:
        """The text for a channel in the language in force."""
        text = self.sms if channel == SMS else self.text
        return str(text) % {name: facts.get(name, "") for name in FACTS}


def notice(
    code: str,
    *,
    title: str | Promise,
    text: str | Promise,
    sms: str | Promise,
    channels: tuple[str, ...] = (SMS, EMAIL, PUSH),
    obligatory: bool = False,
    urgent: bool = False,
    todo: bool = False,
    listed: bool = True,
    icon: str = "bell",
    law: str = "",
) -> Kind:
    """Declare a kind of notice. `channels` are those outside the inbox that are on until the person says otherwise.

    Raises ValueError if the code is taken, a channel is unknown, or a text names anything but FACTS: what leaves the
    platform must not tell who the reader is.
    """
    if code in KINDS:
        raise ValueError(f"The notice {code} is declared twice.")
    if unknown := set(channels) - set(OUTSIDE):
        raise ValueError(f"The notice {code} knows no channel {', '.join(sorted(unknown))}.")
    for words in (title, text, sms):
        if named := placeholders(str(words)) - FACTS:
            raise ValueError(f"The notice {code} may not name {', '.join(sorted(named))} outside the platform.")
    KINDS[code] = Kind(code, title, text, sms, channels, obligatory, urgent, todo, listed, icon, law)
    return KINDS[code]


def placeholders(text: str) -> set[str]:
    """The facts that a text names."""
    return set(re.findall(r"%\((\w+)\)", text))


def listed(*, official: bool = False) -> list[Kind]:
    """The kinds that somebody chooses channels for; what asks something of them comes first."""
    kinds = [kind for kind in KINDS.values() if kind.listed and (official or not kind.for_officials)]
    return sorted(kinds, key=lambda kind: not kind.todo)
