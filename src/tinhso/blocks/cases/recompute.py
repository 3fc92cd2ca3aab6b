"""Every running clock follows a change of the calendar: in batches that go on where they were interrupted, with a report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Count, F
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.notices.api import Message, send_many
from tinhso.kernel.access.api import is_system, system_actor
from tinhso.kernel.actions.api import Act, action
from tinhso.kernel.clock.api import ZONE, forget, short
from tinhso.kernel.law.api import Law
from tinhso.kernel.outbox.api import Event, on

from .calendar import Change, Hours, change_of, concerned, with_schedule
from .clock_reports import Move, Recount
from .heads import leaders
from .models import Case

BATCH = 500
NOBODY = UUID(int=0)
# Other processes read a new calendar within five seconds (kernel.clock.loading); what they write until then is seen after.
SETTLED = timedelta(seconds=8)
FOLLOW = _("Tính lại hạn trả theo lịch làm việc")


@action("cases.begin_recount", FOLLOW, allow=is_system, purpose=FOLLOW)
def begin_recount(
    act: Act, _subject: None, *, event: int, cause: str, law: str, day: date | None, agencies: list[str]
) -> Recount | None:
    """Open the report of one change of the calendar; None if it concerns no running clock."""
    total = Case.objects.filter(concerned(day=day, agencies=agencies)).count()
    if not total:
        return None
    return act.create(
        Recount, event=event, cause=cause, law=law, day=day, agencies=agencies, asked_at=act.now, total=total
    )


@on("clock.holiday_set", "clock.holiday_removed", "clock.schedule_set", "agency.hours_changed", reader="clocks")
def follow(event: Event) -> None:
    """A change of the calendar was announced: open its report, and ask for the work."""
    from .jobs import recompute_clocks, wake

    if Recount.objects.filter(event=event.position).exists():
        return
    said, agencies = event.payload, []
    if event.name == "agency.hours_changed":
        agencies = [said["code"]]
    elif "schedule" in said and not (agencies := with_schedule(said["schedule"], on=event.at.astimezone(ZONE).date())):
        return
    day = date.fromisoformat(said["day"]) if said.get("day") else None
    if not Case.objects.filter(concerned(day=day, agencies=agencies)).exists():
        return
    made = begin_recount(
        system_actor("Đồng hồ pháp lý"), None, now=event.at, event=event.position, cause=said.get("cause") or str(FOLLOW),
        law=said.get("law") or "", day=day, agencies=agencies,
    )  # fmt: skip
    if made is not None:
        wake(recompute_clocks)


@action("cases.recompute", FOLLOW, allow=is_system)
def recompute_batch(act: Act, recount: Recount) -> Recount:
    """The next clocks of a report. The cases are locked in the order of their ids, and so is where the work stands."""
    if recount.finished_at is not None:
        return recount
    rows = Case.objects.filter(concerned(day=recount.day, agencies=recount.agencies))
    batch = list(rows.filter(pk__gt=recount.last or NOBODY).order_by("pk").select_for_update()[:BATCH])
    hours, law = Hours(), Law(recount.law) if recount.law else None
    changes: list[tuple[Case, Change]] = []
    for case in batch:
        change = change_of(case, *hours.of(case.agency), cause=recount.cause, law=law, now=act.now)
        if change is not None:
            changes.append((case, change))
    _write(recount, changes)
    _tell(act, recount, changes)
    moves = [change for _case, change in changes if change.before != change.after]
    act.save(
        recount,
        last=batch[-1].pk if batch else recount.last,
        seen=recount.seen + len(batch),
        later=recount.later + sum(change.after > change.before for change in moves),
        earlier=recount.earlier + sum(change.after < change.before for change in moves),
        kept=recount.kept + len(changes) - len(moves),
        told=recount.told + sum(change.told for change in moves),
        finished_at=act.now if len(batch) < BATCH else None,
    )
    if recount.finished_at is not None:
        _tell_heads(act, recount)
        act.announce(
            "clock.recounted", subject=recount, later=recount.later, earlier=recount.earlier, told=recount.told
        )
    return recount


def _write(recount: Recount, changes: list[tuple[Case, Change]]) -> None:
    """New dates and the events that say why, in one statement; each row leaves its own change in the trail."""
    if not changes:
        return
    clocks = [orjson.dumps([*case.clock, change.event.to_json()]).decode() for case, change in changes]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case c SET clock = n.clock::jsonb, due_at = n.due_at, version = c.version + 1"
            " FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[]) AS n (id, clock, due_at) WHERE c.id = n.id",
            [[case.pk for case, _c in changes], clocks, [change.after for _c, change in changes]],
        )
    Move.objects.bulk_create(
        Move(
            recount=recount, case=case, agency=case.agency, due_before=change.before, due_after=change.after,
            kept=change.event.kind == "kept", told=change.told,
        )
        for case, change in changes
    )  # fmt: skip


def _tell(act: Act, recount: Recount, changes: Iterable[tuple[Case, Change]]) -> None:
    """Announce every moved date, and tell the applicants whose promised day becomes a later one."""
    messages = []
    for case, change in changes:
        if change.before == change.after:
            continue
        act.announce(
            "case.due_moved", subject=case, agency=case.agency, code=case.code,
            due_before=change.before, due_after=change.after, cause=recount.cause,
        )  # fmt: skip
        if change.told and case.applicant is not None:
            messages.append(_message(act, recount, case, change))
    if messages:
        send_many(messages, now=act.now)


def _message(act: Act, recount: Recount, case: Case, change: Change) -> Message:
    when = short(change.after)
    with translation.override("vi"):
        detail = _("%(cause)s. Hẹn trả trước đây: %(old)s; hẹn trả mới: %(new)s.") % {
            "cause": recount.cause, "old": short(change.before), "new": when,
        }  # fmt: skip
    return Message(
        "case.new_date", case.applicant or NOBODY, key=f"recount:{recount.pk}:{case.pk}", at=act.now, code=case.code,
        facts={"code": case.code, "when": when}, detail=str(detail), agency=case.agency,
    )  # fmt: skip


def _tell_heads(act: Act, recount: Recount) -> None:
    """Tell the leaders of each agency how many of its cases moved."""
    moved = recount.moves.exclude(due_before=F("due_after")).order_by().values_list("agency").annotate(n=Count("pk"))
    counts = dict(moved)
    messages = [
        Message("desk.moved", head.person, key=f"recount:{recount.pk}:{agency}", at=act.now, facts={"number": counts[agency]},
                detail=recount.cause, link=f"/desk/calendar/changes/{recount.pk}/", agency=agency)
        for agency, heads in leaders(on=act.today, agencies=counts).items()
        for head in heads
    ]  # fmt: skip
    if messages:
        send_many(messages, now=act.now)


def go_on(*, now: datetime | None = None, limit: int | None = None) -> int:
    """Do what is left of all reports, batch by batch; returns how many cases were looked at.

    Each batch is a transaction of its own, so that a process that is killed loses at most one. Two processes at once
    take turns. `limit` ends it after so many batches.
    """
    forget()
    seen = batches = 0
    for recount in Recount.objects.filter(finished_at=None).order_by("asked_at"):
        current: Any = recount
        while current.finished_at is None and (limit is None or batches < limit):
            before = current.seen
            current = recompute_batch(
                system_actor("Đồng hồ pháp lý"), current, purpose=recount.cause, now=now or timezone.now()
            )
            seen += current.seen - before
            batches += 1
    return seen
