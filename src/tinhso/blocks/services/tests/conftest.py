"""A small province for the tests of services: units, holidays, the catalogue, and a few synthetic people at work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import settings

from tinhso.blocks.people.api import Account, Person, actor_for, appoint, create_post, open_account, register_person
from tinhso.kernel.access.api import Actor, system_actor

COMMUNE = "22366"


@pytest.fixture(scope="session")
def reference(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Reference data, loaded once for the session."""
    from tinhso.blocks.services import reference as catalogue
    from tinhso.blocks.units import reference as units
    from tinhso.kernel.clock import reference as clock

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for module in (clock, units, catalogue):
            module.load()
    yield


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


@pytest.fixture()
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
    citizen = someone("hoa", "Nguyễn Thị Thử", "056195000011", date(1995, 5, 1), unit=home, address_line="12 Đường Mẫu", ethnicity="Kinh")
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
