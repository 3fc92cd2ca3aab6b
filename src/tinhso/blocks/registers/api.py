"""Registers: records that an authority answers for. What other blocks may use."""

from . import fields
from .about import REGISTERS, About, NotSound, about_of
from .base import Register
from .keeping import change, correct, end, enter
from .models import RecordVersion
from .places import area_of, box_of, check_place
from .queries import as_of, overlapping, records_on, versions

__all__ = [
    "REGISTERS",
    "About",
    "NotSound",
    "RecordVersion",
    "Register",
    "about_of",
    "area_of",
    "as_of",
    "box_of",
    "change",
    "check_place",
    "correct",
    "end",
    "enter",
    "fields",
    "overlapping",
    "records_on",
    "versions",
]
