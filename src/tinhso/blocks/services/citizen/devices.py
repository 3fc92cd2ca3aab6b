"""One draft on several devices: the newest answers are kept, and what they replace is offered, never lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from ..dossiers.models import Draft

MOST = 10  # versions set aside in one draft


def device_of(request: HttpRequest) -> str:
    """Phone or computer, as the browser says."""
    agent = request.headers.get("User-Agent", "")
    return "phone" if "Mobi" in agent or request.headers.get("Sec-CH-UA-Mobile") == "?1" else "desktop"


def browser_of(request: HttpRequest) -> str:
    """Tells this browser from the others of the same person; says nothing about it."""
    return hashlib.sha256(f"device:{request.session.session_key}".encode()).hexdigest()[:16]


def seen_of(answers: Mapping[str, Any], names: Iterable[str]) -> str:
    """A mark of the answers that a page showed when it was made."""
    shown = {name: answers.get(name) for name in names}
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def write(draft: Draft, *, page: str, new: Mapping[str, Any], seen: str, by: str, device: str, now: datetime) -> bool:
    """Put the answers of a page into the draft (not saved). True if another device had written others meanwhile.

    Those are set aside. `seen` is the mark that the form carried; a form without one (an old page) replaces nothing silently either.
    """
    old = {name: draft.answers.get(name) for name in new}
    last = draft.edits.get(page, {})
    clash = last.get("by", by) != by and seen_of(old, old) != seen and old != dict(new)
    if clash:
        kept = {"page": page, "answers": old, "device": last.get("device", ""), "at": last.get("at", "")}
        draft.set_aside = [kept, *(one for one in draft.set_aside if one["answers"] != old)][:MOST]
    if old != dict(new):
        draft.edits = {**draft.edits, page: {"by": by, "device": device, "at": now.isoformat()}}
        draft.version += 1
    draft.answers = {**draft.answers, **new}
    return clash


def others(draft: Draft, page: str) -> list[dict[str, Any]]:
    """What other devices had written on this page, with its number in the draft."""
    return [{**one, "number": number} for number, one in enumerate(draft.set_aside) if one["page"] == page]


def take_other(draft: Draft, number: int, *, use: bool) -> bool:
    """Use (or throw away) what was set aside; the answers it replaces are set aside in turn."""
    if not 0 <= number < len(draft.set_aside):
        return False
    one = draft.set_aside[number]
    rest = [kept for place, kept in enumerate(draft.set_aside) if place != number]
    if use:
        now = {name: draft.answers.get(name) for name in one["answers"]}
        last = draft.edits.get(one["page"], {})
        rest.insert(
            0, {"page": one["page"], "answers": now, "device": last.get("device", ""), "at": last.get("at", "")}
        )
        draft.answers = {**draft.answers, **one["answers"]}
    draft.set_aside = rest[:MOST]
    return True
