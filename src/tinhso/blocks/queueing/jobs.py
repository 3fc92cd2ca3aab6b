"""What the centre does by itself: reminders the day before, and clearing up after the day."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.utils.timezone import localdate

from tinhso.kernel.access.api import system_actor
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.jobs.api import every

from .booking import miss, remind
from .calling import close_forgotten
from .centres import centre_of, hours_of
from .models import Appointment, Duty


def send_reminders(now: datetime) -> int:
    """Remind everybody who has an appointment tomorrow; returns how many. Running it twice reminds once."""
    start = datetime.combine(localdate(now) + timedelta(days=1), time.min, ZONE)
    due = Appointment.objects.filter(
        state=Appointment.State.BOOKED, starts_at__gte=start, starts_at__lt=start + timedelta(days=1), reminded_at=None
    ).exclude(booked_at__gte=now - timedelta(hours=2))
    sent = 0
    for appointment in due:
        remind(system_actor(), appointment, now=now, key=f"remind:{appointment.pk}:{appointment.version}")
        sent += 1
    return sent


def clear_up(now: datetime) -> None:
    """After midnight: counters left open are closed as of the end of their day, missed appointments are marked."""
    today = localdate(now)
    for duty in Duty.objects.filter(closed_at=None, day__lt=today):
        centre = centre_of(duty.agency, on=duty.day)
        hours = hours_of(centre) if centre else None
        end = (
            hours.end_of(duty.day)
            if hours is not None and hours.is_working_day(duty.day)
            else datetime.combine(duty.day, time(23, 59), ZONE)
        )
        close_forgotten(system_actor(), duty, at=end, now=now)
    past = Appointment.objects.filter(
        state=Appointment.State.BOOKED, starts_at__lt=datetime.combine(today, time.min, ZONE)
    )
    for appointment in past:
        miss(system_actor(), appointment, now=now)


@every("0 17 * * *", name="queueing.remind")
def remind_tomorrow(timestamp: int) -> None:
    """At five in the afternoon, when people plan the next day and nobody is woken."""
    send_reminders(datetime.fromtimestamp(timestamp, tz=UTC))


@every("20 0 * * *", name="queueing.clear_up")
def after_the_day(timestamp: int) -> None:
    clear_up(datetime.fromtimestamp(timestamp, tz=UTC))
