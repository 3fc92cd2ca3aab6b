"""What must hold for everything that is declared: services, verifications, actions, and who sees which rows."""

from __future__ import annotations

import importlib
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from tests.province import COMMUNE, People, people, reference  # noqa: F401 - fixtures
from tinhso.blocks.cases.api import Case
from tinhso.blocks.exchange.api import VERIFICATIONS
from tinhso.blocks.registers.api import REGISTERS, about_of
from tinhso.blocks.services.api import SERVICES, Request, file_request, version_on
from tinhso.kernel.access.api import ANONYMOUS, anyone, visible
from tinhso.kernel.access.scopes import NotScoped
from tinhso.kernel.actions.api import ACTIONS, NotAllowed
from tinhso.kernel.law.api import Law, examples, parameters
from tinhso.kernel.trail.api import Trailed

importlib.import_module("tinhso.site.urls")  # actions of screens are declared when their addresses are joined
SOURCE = Path(__file__).resolve().parent.parent / "src" / "tinhso"
SUBJECTS = sorted(file.parent for part in ("sectors", "systems") for file in (SOURCE / part).glob("*/*/register.py"))
# Public reference data, codes and counters, and rows that are reached through their owner only.
UNSCOPED_ON_PURPOSE = {
    "Holiday", "Schedule", "LegalAct", "Edition", "Unit", "UnitSuccession", "Agency", "AgencySuccession", "NumberSeries", "Ministry", "Field",
    "Procedure", "ProcedureVersion", "Observation", "Target",
}  # fmt: skip


def in_english(*texts: Any) -> list[str]:
    with translation.override("en"):
        return [str(text) for text in texts]


ALL_SERVICES = list(SERVICES.values())


@pytest.mark.parametrize("service", ALL_SERVICES, ids=lambda service: service.code)
def test_a_service_names_its_law_and_stands_in_the_catalogue(service: Any, reference: None, db: None) -> None:
    assert isinstance(service.law, Law)
    assert version_on(service.code, date(2026, 11, 24)) is not None
    assert service.fee_on(date(2026, 11, 24)) >= 0
    for rule in service.checks:
        assert isinstance(rule.law, Law), rule.code
        assert str(rule.says).endswith("."), rule.code


@pytest.mark.parametrize("service", ALL_SERVICES, ids=lambda service: service.code)
def test_a_service_speaks_english(service: Any) -> None:
    """Each title, question, hint and refusal has an English text of its own (proper names apart)."""
    texts = [service.title, service.summary, *(rule.says for rule in service.checks)]
    texts += [text for ask in service.asks.values() for text in (ask.label, ask.hint) if str(text)]
    for text, english in zip(texts, in_english(*texts), strict=True):
        assert english != str(text), f"No English for {text!s}"


@pytest.mark.parametrize("name", sorted(VERIFICATIONS))
def test_a_verification_gives_back_only_what_is_exchanged(name: str) -> None:
    service = VERIFICATIONS[name]
    about = about_of(service.register)
    assert isinstance(service.law, Law)
    assert set(service.answers) <= set(about.exchanged)
    assert len(service.asks) >= 2, "One number alone would let anybody look through a register."
    texts = [service.title, *service.asks.values(), *(rule.says for rule in service.checks)]
    for text, english in zip(texts, in_english(*texts), strict=True):
        assert english != str(text), f"No English for {text!s}"


@pytest.mark.parametrize("name", sorted(REGISTERS))
def test_a_register_speaks_english(name: str) -> None:
    about = REGISTERS[name]
    texts = [about.title, about.keeper, about.description, *(about.field(field).verbose_name for field in about.fields)]
    for text, english in zip(texts, in_english(*texts), strict=True):
        assert english != str(text), f"No English for {text!s}"


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_action_denies_strangers_unless_it_is_for_anyone(name: str) -> None:
    action = ACTIONS[name]
    assert re.fullmatch(r"[a-z-]+\.[a-z_]+", name)
    assert str(action.title).strip()
    assert action.allowed(ANONYMOUS, None) == (action.allow is anyone)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name, action in ACTIONS.items() if action.allow is not anyone))
def test_a_refused_action_is_remembered(name: str) -> None:
    with pytest.raises(NotAllowed):
        ACTIONS[name](ANONYMOUS, None, purpose="Thử")
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, purpose FROM trail_act WHERE action = %s ORDER BY id DESC LIMIT 1", [name])
        assert cursor.fetchone() == ("refused", "Thử")


def trailed() -> list[type[Trailed]]:
    ours = [
        model
        for model in apps.get_models()
        if issubclass(model, Trailed) and model.__module__.startswith("tinhso.") and ".tests." not in model.__module__
    ]
    return sorted(ours, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", trailed(), ids=lambda model: model._meta.label)
def test_what_is_trailed_says_who_sees_it(model: type[Trailed], db: None) -> None:
    """Personal and working data have a scope, and a stranger's is empty."""
    if model.__name__ in UNSCOPED_ON_PURPOSE:
        with pytest.raises(NotScoped):
            visible(ANONYMOUS, model)
        return
    assert not visible(ANONYMOUS, model).exists()


@pytest.mark.parametrize("model", trailed(), ids=lambda model: model._meta.label)
@pytest.mark.django_db
def test_the_database_refuses_unsigned_writing(model: type[Trailed]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [model._meta.db_table]
        )
        assert cursor.fetchone()[0] > 0


def test_a_case_cannot_be_written_around_its_actions(people: People) -> None:
    answers = {
        "business_name": "Hộ kinh doanh Mẫu", "trades": "Ăn uống", "capital": "1000000", "place": COMMUNE, "address": "1",
        "started_on": "2026-12-01",
    }  # fmt: skip
    filed = Request(procedure="1.001612", applicant=people.person, confirmed=True, answers=answers)
    case = file_request(people.citizen, None, request=filed).case
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tinhso.act', '', true)")  # as a commit would
    with pytest.raises(DatabaseError, match="Unsigned change"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(agency="ubnd-22402")
    assert not visible(people.stranger, Case).exists()
    assert not visible(ANONYMOUS, Case).exists()


@pytest.mark.parametrize("folder", SUBJECTS, ids=lambda folder: folder.name)
def test_a_subject_brings_what_jurists_and_colleagues_read(folder: Path) -> None:
    assert (folder / "README.md").read_text().strip()
    assert list(examples(folder / "examples.yaml"))
    if "parameters(" in (folder / "rules.py").read_text():
        for name, parameter in parameters(str(folder / "rules.py")).items():
            assert parameter.law is not None or parameter.illustrative, name
            assert parameter.unit, name
    for file in folder.glob("*.py"):
        if file.name == "apps.py":
            continue
        for line in file.read_text().splitlines():
            if found := re.match(r"(?:from|import) (tinhso[\w.]*)", line):
                assert found[1] == "tinhso.declare", f"{file.name}: {line}"


def test_every_declared_rule_is_tried_by_an_example() -> None:
    """A refusal that no example shows is a refusal nobody has read."""
    shown = {
        example.values.get("because") for folder in SUBJECTS for example in examples(folder / "examples.yaml")
    }  # fmt: skip
    rules = {rule.code for service in [*SERVICES.values(), *VERIFICATIONS.values()] for rule in service.checks}
    missing = rules - shown
    assert missing <= KNOWN_GAPS, f"No example shows {', '.join(sorted(missing - KNOWN_GAPS))}."


# Rules whose refusal needs something to be there already; their own tests in the subjects show them.
KNOWN_GAPS = {"has-none-yet", "name-is-free", "not-registered-yet", "not-overlapping", "in-force"}
