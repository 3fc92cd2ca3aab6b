"""Who lives and works in the demo province. Everybody is registered, appointed and given an account by the real actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from tinhso.blocks.people.api import (
    Account,
    Person,
    actor_for,
    appoint,
    create_post,
    open_account,
    register_person,
)
from tinhso.blocks.units.api import Unit, communes, unit_by_code
from tinhso.kernel.access.api import Actor, system_actor

from . import names
from .accounts import ACCOUNTS, COUNTRY, FOCUS, SECOND, Demo, password

SEED = 2026
FIRST_DAY = date(2025, 7, 1)  # the day of the two-level government
FULLY_STAFFED = (FOCUS, SECOND, COUNTRY, "22333", "22759", "22423")
DEPARTMENTS = ("so-tu-phap", "so-nong-nghiep-va-moi-truong", "so-tai-chinh", "so-khoa-hoc-va-cong-nghe")
SYSTEM = system_actor("Tỉnh mẫu", via="demo")
CITIZENS = 120
MORE_A_MONTH = 110  # further citizens for each month beyond the first

Ticks = Callable[[], None]


@dataclass(frozen=True)
class Staff:
    """One official to be: name to sign in with, agency, title, roles."""

    username: str
    agency: str
    title: str
    roles: tuple[str, ...]
    commune: str = FOCUS


@dataclass
class World:
    """Who is there: citizens with their persons, officials by agency and role."""

    citizens: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    staff: dict[tuple[str, str], list[Actor]] = field(default_factory=dict)

    def officials(self, agency: str, role: str) -> list[Actor]:
        """Those in an agency who have a role; empty where the agency is not staffed."""
        return self.staff.get((agency, role), [])

    def actor(self, person: Person) -> Actor:
        return self.actors[str(person.pk)]


def home_of(person: Person) -> Unit:
    """The commune where a person of the demo lives."""
    if person.unit is None:
        raise LookupError(f"{person} lives nowhere.")
    return person.unit


def wanted_staff() -> list[Staff]:
    """Every official besides the demo accounts."""
    made = []
    for unit in communes():
        code = unit.code
        if code != FOCUS:
            made += [
                Staff(f"mc-{code}", f"ttpvhcc-{code}", "Cán bộ một cửa", ("counter_officer",), code),
                Staff(
                    f"cv-{code}",
                    f"ubnd-{code}",
                    "Công chức tư pháp – hộ tịch",
                    ("handling_officer", "record_keeper"),
                    code,
                ),
                Staff(f"ct-{code}", f"ubnd-{code}", "Chủ tịch", ("leader",), code),
            ]
        if code in FULLY_STAFFED:
            made += [
                Staff(
                    f"cv2-{code}",
                    f"ubnd-{code}",
                    "Chuyên viên phòng kinh tế",
                    ("handling_officer", "record_keeper"),
                    code,
                ),
                Staff(f"pct-{code}", f"ubnd-{code}", "Phó Chủ tịch", ("leader",), code),
            ]
    for agency in DEPARTMENTS:
        short = "".join(word[0] for word in agency.split("-"))
        made.append(Staff(f"cv-{short}", agency, "Chuyên viên", ("handling_officer", "record_keeper")))
        made.append(Staff(f"cv2-{short}", agency, "Chuyên viên", ("handling_officer",)))
        made.append(Staff(f"pgd-{short}", agency, "Phó Giám đốc", ("leader",)))
    made.append(Staff("mc-tinh", "ttpvhcc-tinh", "Cán bộ tiếp nhận", ("counter_officer",)))
    return made


def citizens_for(months: int) -> int:
    return CITIZENS + MORE_A_MONTH * max(months - 1, 0)


def size(months: int) -> int:
    """How many people there will be, for the progress bar."""
    return len(ACCOUNTS) + len(wanted_staff()) + citizens_for(months)


def populate(*, months: int, now: datetime, tick: Ticks) -> World:
    """Make everybody who is not there yet; returns them all, ready to act."""
    random, world = Random(SEED), World()
    number = 0
    secret = password()
    for demo in ACCOUNTS:
        number += 1
        person = _person(random, number, demo.username, demo.sex, demo.commune, now, contact=True, age=_age(demo))
        account = _account(demo.username, person, now, secret=secret)
        if demo.agency:
            _post(Staff(demo.username, demo.agency, demo.title, demo.roles), person, now, title_en=demo.title_en)
        _join(world, account, person, citizen=not demo.agency)
        tick()
    for staff in wanted_staff():
        number += 1
        sex = random.choice(("female", "male"))
        person = _person(random, number, staff.username, sex, staff.commune, now)
        account = _account(staff.username, person, now)
        _post(staff, person, now)
        _join(world, account, person, citizen=False)
        tick()
    codes = [unit.code for unit in communes()]
    for count in range(citizens_for(months)):
        number += 1
        sex = random.choice(("female", "male"))
        commune = _home(random, codes, count)
        username = f"dan-{count + 1:05}"
        person = _person(random, number, username, sex, commune, now, contact=True)
        _join(world, _account(username, person, now), person, citizen=True)
        tick()
    return world


def _age(demo: Demo) -> tuple[int, int]:
    return (26, 32) if demo.username in ("hoa", "nam") else (35, 55)


def _home(random: Random, codes: list[str], count: int) -> str:
    """One citizen at least in every commune; the others mostly in the two that the demo looks at."""
    if count < len(codes):
        return codes[count]
    return random.choices((FOCUS, SECOND, random.choice(FULLY_STAFFED), random.choice(codes)), (50, 15, 15, 20))[0]


def _person(
    random: Random,
    number: int,
    username: str,
    sex: str,
    commune: str,
    now: datetime,
    *,
    contact: bool = False,
    age: tuple[int, int] = (20, 58),
) -> Person:
    name = names.full_name(random, sex)
    born = names.birthday(random, now.date(), youngest=age[0], oldest=age[1])
    province = random.choices(("056", "058"), (7, 3))[0]
    return register_person(
        SYSTEM,
        None,
        now=now,
        key=f"demo:person:{username}",
        full_name=name,
        personal_id=names.personal_id(number, born=born, sex=sex, province=province),
        birth_date=born,
        sex=sex,
        ethnicity=names.ethnicity_of(name),
        phone=names.phone(number) if contact else "",
        address_line=names.address(random),
        unit=unit_by_code(commune),
        synthetic=True,
    )


def _account(username: str, person: Person, now: datetime, *, secret: str = "") -> Account:
    return open_account(
        SYSTEM, None, now=now, key=f"demo:account:{username}", username=username, person=person, password=secret,
        level=2, phone=person.phone,
    )  # fmt: skip


def _post(staff: Staff, person: Person, now: datetime, *, title_en: str = "") -> None:
    post = create_post(
        SYSTEM, None, now=now, key=f"demo:post:{staff.username}", code=f"demo-{staff.username}", title=staff.title,
        title_en=title_en, agency=staff.agency, roles=list(staff.roles),
    )  # fmt: skip
    appoint(
        SYSTEM, None, now=now, key=f"demo:appointment:{staff.username}", person=person, post=post, first_day=FIRST_DAY
    )


def _join(world: World, account: Account, person: Person, *, citizen: bool) -> None:
    actor = actor_for(account, via="demo")
    world.actors[str(person.pk)] = actor
    if citizen:
        world.citizens[account.username] = person
    elif actor.agency:
        for role in actor.roles:
            world.staff.setdefault((actor.agency, role), []).append(actor)
