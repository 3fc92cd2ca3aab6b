"""A small trailed model for the kernel's own tests; its table is made and dropped by the fixture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import Actor, has_role, signed_in
from tinhso.kernel.actions.api import ACTIONS, Act, Refused, action
from tinhso.kernel.trail.api import Trailed


class Note(Trailed):
    text = models.TextField()
    secret = models.TextField(default="")
    seen = models.IntegerField(default=0)
    version = models.IntegerField(default=1)
    trail_redact = ("secret",)
    trail_ignore = ("seen",)

    class Meta:
        app_label = "trail"
        db_table = "kernel_test_note"

    def __str__(self) -> str:
        return f"Note {self.pk}"


@pytest.fixture(scope="session")
def note_table(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with connection.schema_editor() as editor:
            editor.create_model(Note)
        with connection.cursor() as cursor:
            cursor.execute("SELECT trail_protect('kernel_test_note', 'id', 'secret', 'seen')")
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with connection.schema_editor() as editor:
            editor.delete_model(Note)


def someone(*roles: str, agency: str | None = "so-tu-phap", name: str = "Người thử") -> Actor:
    return Actor(name=name, account=uuid4(), person=uuid4(), agency=agency, roles=frozenset(roles), level=1)


if "test.write" not in ACTIONS:

    @action("test.write", _("Viết"), allow=signed_in, purpose="thử", secret=("secret",))
    def write(act: Act, subject: None, *, text: str, secret: str = "") -> Note:
        note = act.create(Note, text=text, secret=secret)
        act.announce("test.written", subject=note, text=text)
        return note

    @action("test.edit", _("Sửa"), allow=has_role("clerk"), purpose="thử")
    def edit(act: Act, note: Note, *, text: str) -> Note:
        if not text:
            raise Refused("Hãy viết gì đó.", law="điều 1", code="empty", field="text")
        act.save(note, text=text)
        act.announce("test.edited", subject=note, at=datetime.now(tz=act.now.tzinfo).isoformat())
        return note
