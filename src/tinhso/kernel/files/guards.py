"""Who may see a file: whoever may see what it belongs to. Nobody said yes: only who sent it sees it."""

from __future__ import annotations

from collections.abc import Callable

from tinhso.kernel.access.api import Actor

from .models import FileLink, StoredFile

Guard = Callable[[Actor, FileLink], bool]
_guards: dict[str, Guard] = {}


def guard(subject_type: str) -> Callable[[Guard], Guard]:
    """Declare who may see the files of one kind of subject (`app_label.model`, lower case).

    The function gets the actor and the link, looks the subject up and answers.
    Raises ValueError if declared twice.
    """

    def declare(function: Guard) -> Guard:
        if _guards.get(subject_type, function) is not function:
            raise ValueError(f"The files of {subject_type} have two guards.")
        _guards[subject_type] = function
        return function

    return declare


def may_see(actor: Actor, file: StoredFile) -> bool:
    """Whether the actor may read this file."""
    if actor.account is not None and file.uploaded_by == actor.account:
        return True
    return any(link.subject_type in _guards and _guards[link.subject_type](actor, link) for link in file.links.all())
