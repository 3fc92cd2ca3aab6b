"""The legal clock: working time, statutory limits, suspension and extension; explains every due date."""

from .actions import announcement, remove_holiday, set_holiday, set_schedule
from .durations import UNITS, Due, Duration, add_months, due, end_of
from .events import ClockError, ClockEvent, Line
from .legal import Clock, humanised, short, time_left
from .loading import forget, now, today, working_time_of
from .models import Holiday, Schedule
from .ruler import Ruler, ruler
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
    "Ruler",
    "Schedule",
    "WorkingTime",
    "add_months",
    "announcement",
    "due",
    "end_of",
    "forget",
    "humanised",
    "now",
    "parse_week",
    "remove_holiday",
    "ruler",
    "set_holiday",
    "set_schedule",
    "short",
    "time_left",
    "today",
    "working_time_of",
]
