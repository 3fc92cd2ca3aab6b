"""What must be true of every register that anybody ever declares. A new one is tested here without a line of its own."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.province import People, official, people, reference, resident  # noqa: F401 - fixtures
from tinhso.blocks.people.api import Account, Organisation
from tinhso.blocks.registers.api import REGISTERS, About, RecordVersion, Register
from tinhso.blocks.units.api import agencies_on, agency_by_code, unit_by_code
from tinhso.kernel.access.api import Actor, system_actor, visible
from tinhso.kernel.actions.api import ACTIONS, NotAllowed
from tinhso.kernel.law.api import Law
from tinhso.kernel.trail.api import history

ALL = sorted(REGISTERS)
KEPT_HERE = sorted(name for name, about in REGISTERS.items() if not about.read_only)
COPIES = sorted(name for name, about in REGISTERS.items() if about.read_only)
START = date(2026, 1, 1)
PLOT = {"type": "Polygon", "coordinates": [[[109.09, 12.06], [109.1, 12.06], [109.1, 12.07], [109.09, 12.06]]]}


def value_for(about: About, name: str, person: Any, *, turn: int = 0) -> Any:
    """A value that fits a field; another `turn` gives another one."""
    own = about.field(name)
    match own.kind:
        case "day":
            return date(2026, 1, 1 + turn)
        case "whole" | "money" | "area" | "decimal":
            return 1 + turn
        case "yes_no":
            return bool(turn % 2)
        case "choice":
            return own.flatchoices[turn % len(own.flatchoices)][0]
        case "person":
            return person
        case "organisation":
            return Organisation.objects.first()
        case "commune":
            return unit_by_code("22366")
        case "place":
            return PLOT
        case "code":
            return _fitting(own.pattern, turn)
    return f"Mẫu {turn}"


def _fitting(pattern: str, turn: int) -> str:
    """A code of digits that fits a pattern."""
    for size in range(1, 30):
        if re.fullmatch(pattern or ".*", text := f"{turn + 1:0{size}}"):
            return text
    raise AssertionError(f"Write an example for {pattern} here.")


def keeper_of(about: About) -> Actor:
    """A record keeper of an agency that keeps the register."""
    wanted = about.kept_by[0] if about.kept_by else "ubnd-22366"
    agency = agency_by_code(wanted) or agencies_on(kind=wanted)[0]
    return official(agency.code, "record_keeper")


@pytest.fixture
def person(reference: None, db: None) -> Any:
    return resident(birth_date=date(1990, 1, 1), unit="22366", number=950)[0]


def enter(about: About, person: Any, *, turn: int = 0) -> Register:
    """A record of a register, entered as its keeper would; a copy is refreshed as its source would."""
    values = {name: value_for(about, name, person, turn=turn) for name in about.fields}
    if about.read_only:
        source = system_actor("Nguồn mẫu", via="import", agency="ubnd-tinh")
        record: Register = about.actions["refresh"](
            source, None, number=f"M{turn}", source="Nguồn mẫu", source_version="1", **values
        )
        return record
    entered: Register = about.actions["enter"](keeper_of(about), None, valid_from=START, **values)
    return entered


def signed_in(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(Account.objects.get(pk=actor.account))
    return browser


@pytest.fixture(params=ALL)
def about(request: pytest.FixtureRequest) -> About:
    return REGISTERS[request.param]


def test_it_names_its_law_and_who_answers_for_it(about: About) -> None:
    assert isinstance(about.law, Law) and about.law.number
    assert str(about.keeper).strip() and str(about.title).strip()
    assert about.holder, "Whom is a record about? Without a holder nobody sees who looked at it."
    assert about.read_only or about.kept_by, "Any agency with a record keeper could enter records: name those that may."
    assert all(action.law == about.law for action in about.actions.values())


def test_its_words_make_no_migration(about: About) -> None:
    for name in about.fields:
        text, imports = MigrationWriter.serialize(about.field(name))
        assert text.startswith("models.") and imports <= {
            "from django.db import models",
            "import django.db.models.deletion",
        }
        assert str(about.label(name)) not in text


def test_nothing_personal_is_published(about: About) -> None:
    for name in about.published:
        own = about.field(name)
        assert not about.personal(name), name
        assert not isinstance(own, models.TextField | models.ForeignKey) or about.kind(name) == "commune", name


def test_it_has_the_actions_of_every_register_and_no_stranger_may_use_them(about: About, person: Any) -> None:
    wanted = {"refresh"} if about.read_only else {"enter", "change", "correct", "end"}
    assert set(about.actions) == wanted
    assert {f"{about.name}.{what}" for what in wanted} <= set(ACTIONS)
    record = enter(about, person)
    strangers = [
        Actor(name=""),
        resident(birth_date=date(1991, 1, 1), unit="22366", number=951)[1],
        official("so-y-te", "leader"),
        official("so-y-te", "record_keeper"),
    ]
    for what, action in about.actions.items():
        for stranger in strangers:
            with pytest.raises(NotAllowed):
                action(stranger, None if what in ("enter", "refresh") else record, number="1", cause="x")
            assert not visible(stranger, about.model).exists()


@pytest.mark.parametrize("how", ["update", "delete", "insert"])
def test_it_cannot_be_written_around_its_actions(about: About, person: Any, how: str) -> None:
    record = enter(about, person)
    rows = about.model._base_manager.filter(pk=record.pk)
    around = {"update": lambda: rows.update(number="9"), "delete": rows.delete, "insert": lambda: _copy(record)}[how]
    _end_of_act()
    with pytest.raises(DatabaseError, match="Unsigned change"), transaction.atomic():
        around()


def _copy(record: Register) -> None:
    record.pk = UUID(int=1)
    record.save(force_insert=True)


def _end_of_act() -> None:
    """The test is one transaction, so the signature of the last act is still there: take it off, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tinhso.act', '', true)")


def test_what_is_done_is_remembered_and_announced(about: About, person: Any) -> None:
    record = enter(about, person)
    assert [entry.action for entry in history(record)][
        -1
    ] == f"{about.name}.{'refresh' if about.read_only else 'enter'}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM outbox_event WHERE subject_id = %s", [str(record.pk)])
        assert (f"{about.name}.entered",) in cursor.fetchall()
    version = RecordVersion.objects.get(record=record.pk)
    assert set(about.fields) <= set(version.data)


def test_nobody_opens_it_without_signing_in(about: About, person: Any) -> None:
    record = enter(about, person)
    for address in (f"/registers/{about.name}/", f"/registers/{about.name}/{record.pk}/"):
        assert Client().get(address)["Location"].startswith("/sign-in/")
    for address in (f"/api/v1/registers/{about.name}", f"/api/v1/registers/{about.name}/{record.pk}"):
        assert Client().get(address).status_code == 401


def test_a_stranger_finds_nothing(about: About, person: Any) -> None:
    record = enter(about, person)
    stranger = signed_in(resident(birth_date=date(1991, 1, 1), unit="22366", number=951)[1])
    for address in (
        f"/registers/{about.name}/", f"/registers/{about.name}/export.csv", f"/registers/{about.name}/enter/",
        f"/registers/{about.name}/{record.pk}/", f"/registers/{about.name}/{record.pk}/change/",
        f"/api/v1/registers/{about.name}", f"/api/v1/registers/{about.name}/{record.pk}",
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404, address


def test_its_holder_sees_the_own_record(about: About, person: Any) -> None:
    record = enter(about, person)
    holder = signed_in(official_free(person))
    assert holder.get(f"/registers/{about.name}/{record.pk}/").status_code == 200
    assert holder.get(f"/api/v1/registers/{about.name}/{record.pk}").status_code == 200


def official_free(person: Any) -> Actor:
    """The person as a citizen."""
    account = Account.objects.get(person=person)
    return Actor(name=str(account), account=account.pk, person=person.pk)


def test_an_auditor_opens_list_and_record_for_a_purpose(about: About, person: Any) -> None:
    record = enter(about, person)
    desk = signed_in(official("so-noi-vu", "auditor"))
    assert desk.get(f"/registers/{about.name}/").status_code == 200
    asked = desk.get(f"/registers/{about.name}/{record.pk}/")
    assert b'name="purpose"' in asked.content
    answer = desk.post(f"/registers/{about.name}/{record.pk}/", {"purpose": "Kiểm tra nhật ký"}, follow=True)
    assert answer.status_code == 200 and answer.redirect_chain


def test_a_list_costs_the_same_however_long_it_is(about: About, person: Any) -> None:
    auditor = signed_in(official("so-noi-vu", "auditor"))
    counts = []
    for turn in (0, 1, 2, 3):
        enter(about, person, turn=turn)
        with CaptureQueriesContext(connection) as queries:
            assert auditor.get(f"/registers/{about.name}/").status_code == 200
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1, counts


@pytest.mark.django_db
def test_every_filter_and_the_search_have_their_index(about: About) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [about.model._meta.db_table])
        indexes = [row[0] for row in cursor.fetchall()]
    assert any("gin (search_text gin_trgm_ops)" in text for text in indexes)
    for name in ("agency", *about.filters):
        column = about.field(name).column
        assert any(f"({column}, entered_at DESC, id DESC)" in text for text in indexes), name


@pytest.mark.parametrize("name", KEPT_HERE)
def test_all_that_can_happen_to_a_record(name: str, person: Any) -> None:
    """Entered, changed, corrected, ended; each filter and each page still works, and nothing believed is lost."""
    about, keeper = REGISTERS[name], keeper_of(REGISTERS[name])
    record = enter(about, person)
    field = next(n for n in about.fields if about.kind(n) in ("text", "whole", "money"))
    about.actions["change"](
        keeper, record, on=date(2026, 3, 1), cause="Quyết định mẫu", **{field: value_for(about, field, person, turn=1)}
    )
    about.actions["correct"](keeper, record, cause="Ghi nhầm", **{field: value_for(about, field, person, turn=2)})
    record = about.actions["end"](keeper, record, cause="Thôi")
    assert RecordVersion.objects.filter(record=record.pk, superseded_at=None).count() == 2
    desk = signed_in(keeper)
    for filtered in about.filters:
        value = value_for(about, filtered, person)
        text = value.isoformat() if isinstance(value, date) else getattr(value, "code", value)
        for query in (
            {filtered: text},
            {f"{filtered}_from": text},
            {filtered: "vô lý"},
            {"on": "2026-02-01", filtered: text},
        ):
            assert desk.get(f"/registers/{name}/", query).status_code == 200
    desk.post(f"/registers/{name}/{record.pk}/", {"purpose": "Kiểm tra hồ sơ"})
    page = desk.get(f"/registers/{name}/{record.pk}/").content.decode()
    assert "Ghi nhầm" in page and "Quyết định mẫu" in page
    assert desk.get(f"/registers/{name}/enter/").status_code == 200


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_names_its_source_and_takes_only_what_is_new(name: str, person: Any) -> None:
    about = REGISTERS[name]
    record = enter(about, person)
    assert (record.source, record.source_version) == ("Nguồn mẫu", "1")
    again = enter(about, person)
    assert (again.pk, again.version) == (record.pk, record.version)
    with pytest.raises(NotAllowed):
        about.actions["refresh"](
            official("ubnd-22366", "record_keeper"), None, number="1", source="x", source_version="2"
        )
