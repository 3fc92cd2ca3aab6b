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
from .actions_account import change_password, verify_identity
from .actions_mandates import end_mandate, give_consent, give_mandate, withdraw_consent
from .assurance import Needs, StepUp, assured, require_assurance
from .codes import CodeToSend, check_code, code_channel, masked_address, start_code
from .demo import DemoMessage, demo_messages
from .mirror import Held, mirror_section
from .models import Account, Appointment, CodeMessage, Consent, Mandate, Organisation, Person, Post
from .personal_id import NotAPersonalId, PersonalId, check_personal_id, masked
from .personal_id import parse as parse_personal_id
from .queries import find_person, mandates_of, reveal, search_people
from .rights import administers, is_own_account, is_self
from .sessions import is_fresh, prove_first

__all__ = [
    "Account",
    "Appointment",
    "CodeMessage",
    "CodeToSend",
    "Consent",
    "DemoMessage",
    "Held",
    "Mandate",
    "Needs",
    "NotAPersonalId",
    "Organisation",
    "Person",
    "PersonalId",
    "Post",
    "StepUp",
    "actor_for",
    "administers",
    "appoint",
    "appointments_of",
    "assured",
    "change_contact",
    "change_password",
    "check_code",
    "check_personal_id",
    "code_channel",
    "create_post",
    "demo_messages",
    "end_appointment",
    "end_mandate",
    "find_person",
    "give_consent",
    "give_mandate",
    "is_fresh",
    "is_own_account",
    "is_self",
    "mandates_of",
    "masked",
    "masked_address",
    "mirror_section",
    "open_account",
    "parse_personal_id",
    "prove_first",
    "register_organisation",
    "register_person",
    "require_assurance",
    "reveal",
    "search_people",
    "start_code",
    "verify_identity",
    "withdraw_consent",
]
