"""A small province for tests: units, holidays, the catalogue, and a few synthetic people at work.

A conftest.py that imports `people` and `reference` has them as fixtures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import settings

from tinhso.blocks.people.api import Account, Person, actor_for, appoint, create_post, open_account, register_person
from tinhso.kernel.access.api import Actor, system_actor

COMMUNE = "22366"


def load_reference() -> None:
    """Load units, holidays and the catalogue, and forget what this process knew of the units before."""
    from tinhso.blocks.services import reference as catalogue
    from tinhso.blocks.units import reference as units
    from tinhso.blocks.units.queries import forget
    from tinhso.kernel.clock import reference as clock

    for module in (clock, units, catalogue):
        module.load()
    forget()


@pytest.fixture(scope="session")
def reference(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Reference data, loaded once for the session."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load_reference()


@pytest.fixture
def fresh_reference(transactional_db: None) -> None:
    """Reference data for each test anew, for tests that commit. Import it `as reference`."""
    load_reference()


@dataclass
class People:
    """Who is there: a citizen and four officials of one commune, as actors and as accounts."""

    citizen: Actor
    stranger: Actor
    counter: Actor
    officer: Actor
    second_officer: Actor
    leader: Actor
    person: Person
    accounts: dict[str, Account]


@pytest.fixture
def people(reference: None, db: None, tmp_path_factory: pytest.TempPathFactory) -> People:
    settings.FILES_FOLDER.mkdir(parents=True, exist_ok=True)
    system = system_actor("Thử nghiệm", via="import")
    accounts: dict[str, Account] = {}

    def someone(username: str, name: str, personal_id: str, born: date, **values: object) -> Person:
        person = register_person(
            system, None, full_name=name, personal_id=personal_id, birth_date=born, sex=values.pop("sex", "female"),
            phone=f"09000000{len(accounts):02}", synthetic=True, **values,
        )  # fmt: skip
        accounts[username] = open_account(system, None, username=username, person=person, level=2, phone=person.phone)
        return person

    from tinhso.blocks.units.api import unit_by_code

    home = unit_by_code(COMMUNE)
    citizen = someone(
        "hoa",
        "Nguyễn Thị Thử",
        "056195000011",
        date(1995, 5, 1),
        unit=home,
        address_line="12 Đường Mẫu",
        ethnicity="Kinh",
    )
    someone("la", "Trần Văn Lạ", "056090000012", date(1990, 1, 1), sex="male", unit=home)
    posts = {
        "counter": ("Cán bộ một cửa", f"ttpvhcc-{COMMUNE}", ["counter_officer"]),
        "officer": ("Công chức tư pháp – hộ tịch", f"ubnd-{COMMUNE}", ["handling_officer", "record_keeper"]),
        "officer2": ("Công chức tư pháp – hộ tịch", f"ubnd-{COMMUNE}", ["handling_officer", "record_keeper"]),
        "leader": ("Chủ tịch", f"ubnd-{COMMUNE}", ["leader"]),
    }
    for number, (username, (title, agency, roles)) in enumerate(posts.items(), start=1):
        official = someone(username, f"Lê Thị Mẫu {'ABCD'[number - 1]}", f"05618500010{number}", date(1985, 1, number))
        post = create_post(system, None, code=f"{username}-{COMMUNE}", title=title, agency=agency, roles=roles)
        appoint(system, None, person=official, post=post, first_day=date(2025, 7, 1))
    made = {username: actor_for(account) for username, account in accounts.items()}
    return People(
        citizen=made["hoa"], stranger=made["la"], counter=made["counter"], officer=made["officer"],
        second_officer=made["officer2"], leader=made["leader"], person=citizen, accounts=accounts,
    )  # fmt: skip


def official(agency: str, *roles: str, number: int = 1) -> Actor:
    """Somebody at a post of an agency with these roles; made on first asking."""
    username = f"{'-'.join(role[:5] for role in roles)}-{number}-{agency}"
    known = Account.objects.filter(username=username).first()
    if known is not None:
        return actor_for(known)
    system = system_actor("Thử nghiệm", via="import")
    person = register_person(
        system,
        None,
        full_name=f"Phạm Thị Mẫu {Person.objects.count()}",
        birth_date=date(1980, 1, 1),
        sex="female",
        synthetic=True,
    )
    post = create_post(system, None, code=username, title="Công chức", agency=agency, roles=list(roles))
    appoint(system, None, person=person, post=post, first_day=date(2025, 7, 1))
    return actor_for(open_account(system, None, username=username, person=person, level=2))


def resident(*, birth_date: date, unit: str, number: int = 1) -> tuple[Person, Actor]:
    """A woman born on that day who lives in that commune, with a personal id that fits, and her as an actor."""
    from tinhso.blocks.units.api import unit_by_code

    system = system_actor("Thử nghiệm", via="import")
    century = {19: 1, 20: 3}[birth_date.year // 100]
    personal_id = f"056{century}{birth_date.year % 100:02}{900000 + number}"
    person = register_person(
        system, None, full_name="Nguyễn Thị Thử", personal_id=personal_id, birth_date=birth_date, sex="female",
        phone=f"0900001{number:03}", unit=unit_by_code(unit), address_line="12 Đường Mẫu", ethnicity="Kinh", synthetic=True,
    )  # fmt: skip
    return person, actor_for(
        open_account(system, None, username=f"resident-{number}", person=person, level=2, phone=person.phone)
    )
