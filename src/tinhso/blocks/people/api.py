"""People, organisations, accounts and posts. What other blocks may use."""

from .acting import actor_for, appointments_of
from .actions import (
    appoint,
    change_contact,
    create_post,
    end_appointment,
    open_account,
    register_organisation,
    register_person,
)
from .codes import check_code, start_code
from .models import Account, Appointment, CodeMessage, Mandate, Organisation, Person, Post
from .personal_id import NotAPersonalId, PersonalId, check_personal_id, masked
from .personal_id import parse as parse_personal_id
from .queries import find_person, mandates_of, reveal, search_people
from .rights import administers, is_self

__all__ = [
    "Account",
    "Appointment",
    "CodeMessage",
    "Mandate",
    "NotAPersonalId",
    "Organisation",
    "Person",
    "PersonalId",
    "Post",
    "actor_for",
    "administers",
    "appoint",
    "appointments_of",
    "change_contact",
    "check_code",
    "check_personal_id",
    "create_post",
    "end_appointment",
    "find_person",
    "is_self",
    "mandates_of",
    "masked",
    "open_account",
    "parse_personal_id",
    "register_organisation",
    "register_person",
    "reveal",
    "search_people",
    "start_code",
]
