"""The legal clock: working time, statutory limits, suspension and extension; explains every due date."""

from .actions import set_holiday, set_schedule
from .durations import UNITS, Due, Duration, add_months, due
from .legal import Clock, ClockError, ClockEvent, Line, humanised, time_left
from .loading import forget, now, today, working_time_of
from .models import Holiday, Schedule
from .working import STANDARD_WEEK, ZONE, HolidayCalendar, WorkingTime, parse_week

__all__ = [
    "STANDARD_WEEK",
    "UNITS",
    "ZONE",
    "Clock",
    "ClockError",
    "ClockEvent",
    "Due",
    "Duration",
    "Holiday",
    "HolidayCalendar",
    "Line",
    "Schedule",
    "WorkingTime",
    "add_months",
    "due",
    "forget",
    "humanised",
    "now",
    "parse_week",
    "set_holiday",
    "set_schedule",
    "time_left",
    "today",
    "working_time_of",
]
