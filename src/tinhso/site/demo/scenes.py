"""Dossiers that stand today in every state, so that each queue of the demo accounts has life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tinhso.blocks.cases.api import Channel
from tinhso.blocks.people.api import Person
from tinhso.kernel.clock.api import ZONE, due

from .accounts import FOCUS
from .engine import Engine
from .matters import matter
from .plans import Drawing, Plan
from .population import World, home_of

# (where it stands, kind, how many, working days ago)
AT_THE_COMMUNE = (
    ("reception", "commune", 5, 0),
    ("payment", "household", 2, 0),
    ("fresh", "birth", 3, 0),
    ("fresh", "commune", 4, 0),
    ("fresh", "household", 2, 0),
    ("work", "commune", 4, 1),
    ("work", "household", 2, 1),
    ("supplement", "commune", 3, 2),
    ("supplemented", "commune", 2, 2),
    ("asked", "commune", 2, 2),
    ("signing", "birth", 3, 0),
    ("signing", "commune", 4, 1),
    ("signing", "household", 2, 1),
    ("return", "commune", 4, 1),
)
AT_THE_DEPARTMENT = (
    ("reception", "planting", 2, 0),
    ("fresh", "planting", 2, 1),
    ("work", "planting", 2, 3),
    ("supplement", "planting", 1, 4),
    ("signing", "planting", 2, 2),
    ("return", "planting", 2, 1),
    ("asked", "planting", 1, 2),
    ("fresh", "agriculture", 2, 1),
    ("signing", "agriculture", 2, 2),
)
LATE = (("late", 3), ("apology", 2))
AGRICULTURE = "so-nong-nghiep-va-moi-truong"
LONG, LONG_DAYS = "1.012796", 8  # a procedure with a limit of so many working days: it can be late, and due today
WISHES = {
    LONG: "Đính chính số nhà ghi sai trên giấy chứng nhận.",
    "1.001662": "Đăng ký giếng khoan của gia đình.",
    "1.008004": "Chuyển hai sào lúa sang trồng xoài.",
}


def scenes(world: World, drawing: Drawing, engine: Engine) -> Iterator[Plan]:
    """All of them; none if the catalogue lacks the procedure."""
    focus = [person for person in drawing.people if home_of(person).code == FOCUS]
    rest = iter(_without_end(focus))
    for stop, kind, count, days in AT_THE_COMMUNE:
        for number in range(count):
            if plan := _scene(drawing, engine, kind, stop, days, number, next(rest)):
                if stop == "asked":
                    plan.options["ask"] = AGRICULTURE if number else "so-tu-phap"
                yield plan
    growers = iter(_without_end([person for person in drawing.people if person not in focus]))
    for stop, kind, count, days in AT_THE_DEPARTMENT:
        for number in range(count):
            if plan := _scene(drawing, engine, kind, stop, days, number, next(growers)):
                if stop == "asked":
                    plan.options["ask"] = f"ubnd-{FOCUS}"
                yield plan
    yield from _late(drawing, engine, rest)
    yield from _due_today(drawing, engine, rest)
    yield from _own(world, drawing, engine)


def _without_end(people: list[Person]) -> Iterator[Person]:
    while True:
        yield from people


def _scene(
    drawing: Drawing, engine: Engine, kind: str, stop: str, days: int, number: int, person: Person
) -> Plan | None:
    at = _before(engine, days, number)
    delivery = "counter" if stop == "return" else "electronic"
    plan = drawing.plan(kind, at.date(), at=at, person=person, stop=stop, channel=Channel.ONLINE)
    if plan is not None:
        plan.options["turn"] = number
        plan.delivery, plan.device = delivery, "phone" if plan.channel == Channel.ONLINE else ""
        if "online" not in plan.matter.channels:
            plan.channel, plan.device = Channel.COUNTER, ""
    return plan


def _before(engine: Engine, days: int, number: int) -> datetime:
    """A moment of the morning so many working days ago, always long enough before the end."""
    at = engine.back(days, 7, 40) + timedelta(minutes=7 * number)
    return (
        at if at + timedelta(hours=5) < engine.until else engine.back(days + 1, 7, 40) + timedelta(minutes=7 * number)
    )


def _late(drawing: Drawing, engine: Engine, people: Iterator[Person]) -> Iterator[Plan]:
    for stop, count in LATE:
        for number in range(count):
            at = _before(engine, LONG_DAYS + 2 + number, number)
            plan = drawing.plan("commune", at.date(), at=at, person=next(people), stop=stop, channel=Channel.ONLINE)
            if plan is not None and _becomes(plan, LONG):
                plan.options["turn"] = number
                yield plan


def _due_today(drawing: Drawing, engine: Engine, people: Iterator[Person]) -> Iterator[Plan]:
    """Received on the day from which the limit ends today; on a day off nothing can be due."""
    today = engine.until.astimezone(ZONE).date()
    for number in range(3):
        for days in range(1, 2 * LONG_DAYS):
            at = _before(engine, days, number)
            found = matter(LONG, "", at.date())
            if (
                found is None
                or found.limit is None
                or due(engine.later(at, 0.05), found.limit, engine.office).moment.astimezone(ZONE).date() != today
            ):
                continue
            plan = drawing.plan("commune", at.date(), at=at, person=next(people), stop="work", channel=Channel.ONLINE)
            if plan is not None and _becomes(plan, LONG):
                plan.options["turn"] = number
                yield plan
            break


def _own(world: World, drawing: Drawing, engine: Engine) -> Iterator[Plan]:
    """What the demo citizens have going on: something in work, something to complete, something to pay for, something done."""
    wanted = (
        ("hoa", "commune", LONG, "work", 2),
        ("hoa", "commune", "1.001662", "", 14),
        ("hoa", "commune", LONG, "supplement", 3),
        ("nam", "commune", LONG, "signing", 1),
        ("nam", "household", "", "payment", 0),
        ("nam", "birth", "", "", 15),
        ("nong", "planting", "", "work", 4),
        ("nong", "commune", "1.008004", "", 10),
    )
    for number, (username, kind, code, stop, days) in enumerate(wanted):
        at = _before(engine, days, number)
        plan = drawing.plan(kind, at.date(), at=at, person=world.citizens[username], stop=stop, channel=Channel.ONLINE)
        if plan is None:
            continue
        if code:
            _becomes(plan, code)
        plan.device = "phone"
        yield plan


def _becomes(plan: Plan, code: str) -> bool:
    """Ask for this procedure instead; whether there is such a one."""
    found = matter(code, WISHES[code], plan.at.date())
    if found is None:
        return False
    plan.matter, plan.answers["wish"] = found, found.wish
    return True
