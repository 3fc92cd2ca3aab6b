"""Queueing: appointments, numbers and calls at the service centres. What other parts may use."""

from .booking import book, cancel, move
from .calling import call_next, finish, open_counter, start
from .centres import centre_of, centres, hours_of, plan_of
from .handing import hand_over_signed
from .models import Appointment, Call, Centre, DayReport, Duty, HandOver, Priority, Ticket
from .order import Waiting, in_order, minutes_to_wait
from .plan import Group, Plan
from .report import figures
from .tickets import check_in, take

__all__ = [
    "Appointment",
    "Call",
    "Centre",
    "DayReport",
    "Duty",
    "Group",
    "HandOver",
    "Plan",
    "Priority",
    "Ticket",
    "Waiting",
    "book",
    "call_next",
    "cancel",
    "centre_of",
    "centres",
    "check_in",
    "figures",
    "finish",
    "hand_over_signed",
    "hours_of",
    "in_order",
    "minutes_to_wait",
    "move",
    "open_counter",
    "plan_of",
    "start",
    "take",
]
