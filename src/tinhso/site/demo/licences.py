"""The province's copy of driving licences, filled from a stand-in of the ministry's register."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from tinhso.blocks.people.api import Person
from tinhso.blocks.registers.api import REGISTERS

from .population import SYSTEM, Ticks, World

SOURCE = "Máy chủ giả lập của Bộ Công an"
COUNT = 60
ENDLESS = ("A1", "A", "B1")
CLASSES = (("A1", 30), ("A", 4), ("B1", 4), ("B", 16), ("C1", 3), ("C", 2), ("D", 1))


def holders(world: World) -> list[Person]:
    """The demo citizens first."""
    return list(world.citizens.values())[:COUNT]


def load_licences(world: World, *, now: datetime, tick: Ticks) -> None:
    """Take about sixty licences over; again changes nothing."""
    random, refresh = Random(57), REGISTERS["driving-licences"].actions["refresh"]
    for number, person in enumerate(holders(world)):
        vehicle = "B" if number < 3 else random.choices([name for name, _n in CLASSES], [n for _name, n in CLASSES])[0]
        issued = date(2025, 3, 1) + timedelta(days=random.randint(0, 500))
        expires = None if vehicle in ENDLESS else issued.replace(year=issued.year + 10, day=min(issued.day, 28))
        state = "valid" if number < 3 else random.choices(("valid", "suspended", "revoked"), (94, 4, 2))[0]
        points = 12 if number == 0 else random.choice((12, 12, 12, 10, 8, 4, 0))
        refresh(
            SYSTEM,
            None,
            now=now,
            key=f"demo:licence:{number}",
            number=f"990000{number + 1:06}",
            source=SOURCE,
            source_version="1",
            holder=person,
            holder_name=person.full_name,
            born_on=person.birth_date,
            vehicle_class=vehicle,
            issued_on=issued,
            expires_on=expires,
            points=points,
            state=state,
        )
        tick()
