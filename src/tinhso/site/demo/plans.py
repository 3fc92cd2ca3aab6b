"""Who asks for what, when and how: drawn by chance from a seed, the same each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from tinhso.blocks.cases.api import Channel
from tinhso.blocks.people.api import Person
from tinhso.kernel.clock.api import ZONE, WorkingTime

from . import areas, names
from .accounts import FOCUS, SECOND
from .matters import BIRTH, HOUSEHOLD, KINDS, MENUS, PLANTING, Matter, matter, matters
from .population import World, home_of

A_MONTH = 170  # dossiers in the first four weeks
ASIDE = ("hoa", "nam", "nong")  # demo accounts start with what scenes give them, so that each can be tried out
FOCUS_DAYS, OTHER_DAYS = 28, 4
CROPS = ("mango", "durian", "pomelo", "grape", "apple", "garlic")
SHOPS = (
    "Bánh căn",
    "Bún sứa",
    "Nem nướng",
    "Cà phê",
    "Tạp hóa",
    "Sửa xe",
    "May đo",
    "Hải sản khô",
    "Trà sữa",
    "Cắt tóc",
    "Vật liệu",
    "Nhà nghỉ",
)


@dataclass
class Plan:
    """One request to be: by whom, for what, when, how; `stop` names the place where a scene leaves it standing."""

    key: str
    at: datetime
    matter: Matter
    person: Person
    answers: dict[str, Any]
    channel: int
    random: Random
    papers_from: datetime
    device: str = ""
    delivery: str = "electronic"
    stop: str = ""
    pace: float = 0.5
    options: dict[str, Any] = field(default_factory=dict)


class Drawing:
    """Draws requests, so that nobody registers two businesses and no two planting areas overlap."""

    def __init__(self, world: World, *, until: datetime, office: WorkingTime, seed: int) -> None:
        self.world, self.until, self.office, self.random = world, until, office, Random(seed)
        people = [(name, person) for name, person in world.citizens.items() if name not in ASIDE]
        self.people = [person for _name, person in people]
        self.focus = [person for person in self.people if home_of(person).code in (FOCUS, SECOND)]
        self.shuffled = self.random.sample(self.people, len(self.people))
        self.parents = [*self.random.sample(self.people, len(self.people)), *self.shuffled]
        self.traders: set[Any] = set()
        self.areas = areas.Areas(self.random)
        self.number = 0
        self.menus: dict[date, dict[str, tuple[list[Matter], list[int]]]] = {}

    def month(self, start: datetime, end: datetime, count: int) -> list[Plan]:
        """So many requests between two moments."""
        days = _days(start.astimezone(ZONE).date(), end.astimezone(ZONE).date())
        weights = [4 if self.office.is_working_day(day) else 1 for day in days]
        made = []
        for _ in range(count):
            day = self.random.choices(days, weights)[0]
            kind = self.random.choices(list(KINDS), list(KINDS.values()))[0]
            if (plan := self.plan(kind, day)) is not None and start <= plan.at <= end:
                made.append(plan)
        return sorted(made, key=lambda plan: plan.at)

    def plan(self, kind: str, day: date, **fixed: Any) -> Plan | None:
        """One request of a kind on a day; None when the catalogue has no such procedure on that day."""
        self.number += 1
        random = Random(f"{self.number}:{kind}")
        person = self._person(kind, fixed.pop("person", None))
        wanted = self._matter(kind, day)
        if wanted is None or person is None:
            return None
        channel = fixed.pop("channel", None) or self._channel(wanted, day)
        at = fixed.pop("at", None) or self._moment(day, channel)
        answers = self._answers(kind, wanted, person, random, day)
        near = home_of(person).code in (FOCUS, SECOND) or "stop" in fixed
        return Plan(
            key=f"demo:{self.number}",
            at=at,
            matter=wanted,
            person=person,
            answers=answers,
            channel=channel,
            random=random,
            papers_from=self.until - timedelta(days=FOCUS_DAYS if near else OTHER_DAYS),
            device=("phone" if random.random() < 0.78 else "computer") if channel == Channel.ONLINE else "",
            delivery=_delivery(random, channel),
            pace=min(random.lognormvariate(-0.75, 0.45), 1.5),
            **fixed,
        )

    def _person(self, kind: str, wished: Person | None) -> Person | None:
        """Who asks: the one wished for, if they still can. Nobody opens two businesses."""
        if kind == "household":
            free = (
                person for person in (wished, *self.shuffled) if person is not None and person.pk not in self.traders
            )
            if (found := next(free, None)) is not None:
                self.traders.add(found.pk)
            return found
        if wished is not None:
            return wished
        if kind == "birth":
            return self.parents.pop() if self.parents else None
        if kind == "commune" and self.random.random() < 0.55:
            return self.random.choice(self.focus)
        return self.random.choice(self.people)

    def _matter(self, kind: str, day: date) -> Matter | None:
        single = {"birth": BIRTH, "household": HOUSEHOLD, "planting": PLANTING}
        if kind in single:
            return matter(single[kind], "", day)
        first = day.replace(day=1)
        menu = self.menus.setdefault(first, {})
        if kind not in menu:
            menu[kind] = matters(MENUS[kind], day)
        found, weights = menu[kind]
        return self.random.choices(found, weights)[0] if found else None

    def _channel(self, wanted: Matter, day: date) -> int:
        open_today = self.office.is_working_day(day)
        online = "online" in wanted.channels
        if not online or (open_today and self.random.random() < 0.24):
            return Channel.POST if "post" in wanted.channels and self.random.random() < 0.12 else Channel.COUNTER
        return Channel.ONLINE

    def _moment(self, day: date, channel: int) -> datetime:
        hour = self.random.choices(range(6, 23), [1, 3, 6, 8, 8, 6, 4, 4, 7, 7, 6, 4, 3, 4, 5, 4, 2])[0]
        at = datetime.combine(day, time(hour, self.random.randint(0, 59), self.random.randint(0, 59)), ZONE)
        return at if channel == Channel.ONLINE else self.office.next_working_moment(at)

    def _answers(self, kind: str, wanted: Matter, person: Person, random: Random, day: date) -> dict[str, Any]:
        if kind == "birth":
            return birth_answers(person, random, day)
        if kind == "household":
            return household_answers(person, random, day, self.number)
        if kind == "planting":
            return self._area_answers(person, random)
        return {"place": home_of(person).code, "wish": wanted.wish} if kind == "commune" else {"wish": wanted.wish}

    def _area_answers(self, person: Person, random: Random) -> dict[str, Any]:
        crop = random.choice(CROPS)
        return {
            "area_name": f"Vùng trồng mẫu {home_of(person).name} {self.number}",
            "crop": crop,
            "households": random.randint(3, 40),
            "place_of_area": home_of(person).code,
            "outline": self.areas.draw(home_of(person).code),
            "diary": True,
        }


def birth_answers(person: Person, random: Random, day: date) -> dict[str, Any]:
    """A child born in the past weeks; now and then one whose birth should have been registered long ago."""
    family = names.family_of(person.full_name)
    ago = random.randint(80, 400) if random.random() < 0.08 else random.randint(3, 45)
    mother = person.sex == "female"
    other = names.full_name(random, "male" if mother else "female")
    born = person.birth_date.year if person.birth_date else 1995
    return {
        "relation": "mother" if mother else "father",
        "place": home_of(person).code,
        "child_name": names.child_name(random, names.family_of(other) if mother else family),
        "born_on": (day - timedelta(days=ago)).isoformat(),
        "sex": random.choice(("male", "female")),
        "ethnicity": person.ethnicity,
        "birthplace": f"Trạm y tế mẫu, {home_of(person).full_name}, tỉnh Khánh Hòa",
        "hometown": f"{home_of(person).full_name}, tỉnh Khánh Hòa",
        "mother_name": person.full_name if mother else other,
        "father_name": other if mother else person.full_name,
        "mother_born": born if mother else 1996,
        "father_born": 1994 if mother else born,
    }


def household_answers(person: Person, random: Random, day: date, number: int) -> dict[str, Any]:
    shop = random.choice(SHOPS)
    return {
        "business_name": f"Hộ kinh doanh {shop} Mẫu {number}",
        "trades": f"{shop}\nBán lẻ khác",
        "capital": random.choice((20, 30, 50, 80, 100, 150, 200)) * 1_000_000,
        "place": home_of(person).code,
        "address": person.address_line,
        "started_on": (day + timedelta(days=random.randint(1, 20))).isoformat(),
        "phone": person.phone,
    }


def _delivery(random: Random, channel: int) -> str:
    if channel == Channel.ONLINE:
        return random.choices(("electronic", "counter", "post"), (78, 14, 8))[0]
    return random.choices(("electronic", "counter", "post"), (25, 65, 10))[0]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
