"""Running clocks for tests: cases with a legal clock that has started, without the services that would make them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tinhso.blocks.cases.models import Case, State, Stay
from tinhso.blocks.cases.steps import STANDARD_PATH
from tinhso.blocks.units.api import schedule_of
from tinhso.kernel.access.api import Actor, system_actor
from tinhso.kernel.clock.api import ZONE, Clock, ClockEvent, Duration, working_time_of
from tinhso.kernel.law.api import Law
from tinhso.kernel.trail.api import sign

WARD, CENTRE = "ubnd-22366", "ttpvhcc-22366"
LAW = Law("118/2025/NĐ-CP", title="Nghị định về cơ chế một cửa, một cửa liên thông")
ADMIN = Actor(name="Quản trị Mẫu", agency="so-khoa-hoc-va-cong-nghe", roles=frozenset({"it_admin"}))


def at(text: str) -> datetime:
    """A moment in Vietnam: "20/11/2026 09:00"."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def running(
    number: int,
    *,
    start: datetime,
    limit: str = "3 ngày làm việc",
    agency: str = WARD,
    events: Iterable[ClockEvent] = (),
    **values: Any,
) -> Case:
    """A case received at `start` that stands at the step of examination; not written yet."""
    hours = working_time_of(schedule_of(agency))
    begun = ClockEvent("started", start, law=LAW, limit=Duration.parse(limit), policy="pause")
    clock = Clock.of([begun, *events], hours)
    given: dict[str, Any] = {
        "code": f"H32-261120-{number:06}", "matter": "1.001193", "title": "Đăng ký khai sinh", "field": "Hộ tịch",
        "agency": agency, "received_by": CENTRE, "applicant": uuid4(), "applicant_name": "Nguyễn Văn Mẫu", "channel": 2,
        "state": State.IN_WORK, "path": STANDARD_PATH, "step": "examine", "role": "handling_officer", "desk": agency,
        "submitted_at": start, "received_at": start, "clock": clock.to_json(), "due_at": clock.due_at,
        "paused_since": clock.paused_since, **values,
    }  # fmt: skip
    return Case(**given)


def save(*cases: Case, entered_at: datetime | None = None, stays: Iterable[Stay] = ()) -> None:
    """Write cases as one signed act would, each with the stay at its present step."""
    with transaction.atomic():
        sign(
            action="tests.write",
            actor=system_actor("Thử nghiệm", via="import"),
            purpose="Thử nghiệm",
            at=cases[0].submitted_at,
        )
        for case in cases:
            case.save(force_insert=True)
            if case.step:
                Stay.objects.create(
                    case=case, step=case.step, title=case.step, agency=case.desk or case.agency, assignee=case.assignee,
                    entered_at=entered_at or case.received_at or case.submitted_at,
                )  # fmt: skip
        for stay in stays:
            stay.save(force_insert=True)


def ident(number: int) -> UUID:
    return UUID(int=number)
