"""What is typed is kept at once, on whichever device; what another device had written is offered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from ..declared.asks import Ask
from ..dossiers.models import Draft
from .devices import browser_of, device_of, others, take_other, write
from .filling import Filling
from .forms import said
from .pages import shorter

AUTOSAVED = ["answers", "page", "edits", "set_aside", "version", "saved_at"]


def keep(request: HttpRequest, filling: Filling, page: str, new: Mapping[str, Any]) -> None:
    """Write the answers of a page into the draft (not saved yet) and note where one is."""
    write(
        filling.draft,
        page=page,
        new=new,
        seen=request.POST.get("seen", ""),
        by=browser_of(request),
        device=device_of(request),
        now=timezone.now(),
    )
    filling.draft.page = page


def set_aside(request: HttpRequest, draft: Draft) -> bool:
    """Use or throw away what another device had written, if that button was pressed. Saves the draft then."""
    for what in ("use-other", "drop-other"):
        number = request.POST.get(what, "")
        if number.isdecimal() and take_other(draft, int(number), use=what == "use-other"):
            draft.save()
            return True
    return False


def others_in_words(draft: Draft, page: str, questions: Mapping[str, Ask]) -> list[dict[str, Any]]:
    """What other devices had written on this page, as people read it."""
    return [
        {
            "number": one["number"],
            "device": one["device"],
            "at": datetime.fromisoformat(one["at"]) if one["at"] else None,
            "rows": [
                {"label": shorter(str(questions[name].label)), "text": said(questions[name], value) or str(value or "")}
                for name, value in one["answers"].items()
                if name in questions and value != draft.answers.get(name)
            ],
        }
        for one in others(draft, page)
    ]
