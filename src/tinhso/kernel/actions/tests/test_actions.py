"""One write path: who may, what is remembered, what is told; and what happens when it is refused."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from tinhso.kernel.access.api import ANONYMOUS
from tinhso.kernel.actions.api import AlreadyDone, Conflict, NotAllowed, Refused
from tinhso.kernel.outbox.api import events_of
from tinhso.kernel.trail.api import Fault, history, seal, verify

from .notes import Note, edit, note_table, someone, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note_table")]
_ = note_table


def test_an_action_changes_remembers_and_tells() -> None:
    clerk = someone("clerk")
    note = write(clerk, text="Một", secret="giấu", purpose="ghi chép")
    edit(clerk, note, text="Hai")
    entries = history(note)
    assert [entry.action for entry in entries] == ["test.edit", "test.write"]
    assert entries[0].before == {"text": "Một", "version": 1}
    assert entries[0].after == {"text": "Hai", "version": 2}
    assert entries[1].purpose == "ghi chép"
    assert entries[1].actor == "Người thử"
    assert [event.name for event in events_of(note)] == ["test.written", "test.edited"]


def test_secrets_never_reach_the_trail() -> None:
    note = write(someone(), text="Một", secret="mật khẩu của tôi")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.after::text || coalesce(a.inputs::text, '') FROM trail_change c JOIN trail_act a ON a.id = act_id"
        )
        assert all("mật khẩu của tôi" not in row[0] for row in cursor.fetchall())
    assert history(note)[0].after["secret"] == "***"  # type: ignore[index]


def test_a_stranger_changes_nothing_and_is_remembered() -> None:
    note = write(someone("clerk"), text="Một")
    with pytest.raises(NotAllowed):
        edit(someone("leader", name="Kẻ lạ"), note, text="Hai")
    with pytest.raises(NotAllowed):
        write(ANONYMOUS, text="x")
    note.refresh_from_db()
    assert note.text == "Một"
    refusals = [entry for entry in history(note) if entry.outcome == "refused"]
    assert [(entry.actor, entry.action) for entry in refusals] == [("Kẻ lạ", "test.edit")]


def test_a_refusal_survives_the_rollback_and_names_its_law() -> None:
    clerk = someone("clerk")
    note = write(clerk, text="Một")
    with pytest.raises(Refused, match="Hãy viết gì đó"):
        edit(clerk, note, text="")
    assert [(e.outcome, e.reason, e.law) for e in history(note)][0] == (
        "refused",
        "Hãy viết gì đó.",
        "điều 1",
    )
    assert [event.name for event in events_of(note)] == ["test.written"]


def test_the_database_refuses_an_unsigned_change() -> None:
    note = write(someone(), text="Một")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tinhso.act', '', true)")
    for statement in (
        "UPDATE kernel_test_note SET text = 'x' WHERE id = %s",
        "DELETE FROM kernel_test_note WHERE id = %s",
        "INSERT INTO kernel_test_note (text, secret, seen, version) VALUES ('y', '', %s, 1)",
    ):
        with (
            pytest.raises(DatabaseError, match="Unsigned change"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [note.pk])
    with pytest.raises(DatabaseError, match="Unsigned change"), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(text="x")
    Note.objects.filter(pk=note.pk).update(seen=3)
    note.refresh_from_db()
    assert (note.text, note.seen) == ("Một", 3)


@pytest.mark.parametrize("table", ["trail_act", "trail_change", "trail_read", "outbox_event"])
def test_what_was_remembered_is_never_changed(table: str) -> None:
    write(someone(), text="Một")
    if table == "trail_read":
        from django.utils import timezone

        from tinhso.kernel.trail.api import read_mark

        reader = someone()
        read_mark(reader, people=[someone().person], purpose="xem", at=timezone.now())
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET at = at"):
        with (
            pytest.raises(DatabaseError, match="may not be changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def _as_superuser(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        assert cursor.rowcount > 0
        cursor.execute("SET LOCAL session_replication_role = origin")


def _faults(note: Note) -> set[str]:
    own = ("kernel_test_note", str(note.pk))
    faults: list[Fault] = [f for f in verify() if f.rel == "trail_seal" or (f.rel, f.record_id) == own]
    return {f.problem for f in faults}


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE kernel_test_note SET text = 'giả' WHERE id = %s", "differs"),
        ("DELETE FROM kernel_test_note WHERE id = %s", "removed"),
        (
            "UPDATE trail_change SET after = '{\"text\": \"giả\"}' WHERE rel = 'kernel_test_note' AND record_id = %s::text AND seq = 2",
            "changed",
        ),
        ("DELETE FROM trail_change WHERE rel = 'kernel_test_note' AND record_id = %s::text AND seq = 1", "missing"),
        (
            "UPDATE trail_act SET actor = 'Người khác' WHERE id = (SELECT act_id FROM trail_change WHERE rel = 'kernel_test_note' AND record_id = %s::text LIMIT 1)",
            "changed",
        ),
    ],
)
def test_tampering_by_a_superuser_is_detected(statement: str, problem: str) -> None:
    clerk = someone("clerk")
    note = write(clerk, text="Một")
    edit(clerk, note, text="Hai")
    edit(clerk, note, text="Ba")
    assert _faults(note) == set()
    _as_superuser(statement, note.pk)
    assert problem in _faults(note)


def test_removing_a_record_with_its_whole_trail_breaks_the_seal() -> None:
    note = write(someone(), text="Một")
    assert seal() > 0
    assert _faults(note) == set()
    _as_superuser("DELETE FROM trail_change WHERE rel = 'kernel_test_note' AND record_id = %s::text", note.pk)
    _as_superuser("DELETE FROM kernel_test_note WHERE id = %s", note.pk)
    assert _faults(note) == {"root"}


def test_the_same_key_is_done_once_and_answers_the_same() -> None:
    actor = someone()
    first = write(actor, text="Một", key="nộp-1")
    second = write(actor, text="Một", key="nộp-1")
    assert first.pk == second.pk
    assert Note.objects.filter(text="Một").count() == 1
    assert len(events_of(first)) == 1


def test_a_stale_version_is_a_conflict() -> None:
    clerk = someone("clerk")
    note = write(clerk, text="Một")
    edit(clerk, note, text="Hai", expect=1)
    with pytest.raises(Conflict):
        edit(clerk, note, text="Ba", expect=1)
    note.refresh_from_db()
    assert note.text == "Hai"


def test_another_session_is_refused_too(django_db_blocker: object) -> None:
    """What psql does: a plain connection, nobody's signature."""
    settings = connection.get_connection_params()
    with psycopg.connect(host=settings["host"], user=settings["user"], dbname=settings["dbname"]) as other:
        with pytest.raises(psycopg.DatabaseError, match="Unsigned change"):
            other.execute("INSERT INTO kernel_test_note (text, secret, seen, version) VALUES ('y', '', 0, 1)")


def test_a_refusal_speaks_the_readers_language() -> None:
    refusals = (NotAllowed(), Conflict(), AlreadyDone())
    assert [str(no) for no in refusals][0] == "Anh/chị không có quyền làm việc này."
    with override("en"):
        assert [str(no) for no in refusals] == [
            "You have no right to do this.",
            "Somebody else has just changed this. Reload the page to see how it is now, then go on.",
            "This was recorded before.",
        ]
