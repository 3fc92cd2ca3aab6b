"""The one door: everything a sector or a system may use to declare its registers, services and rules."""

from tinhso.blocks.cases.api import Case, step
from tinhso.blocks.documents.api import (
    Letterhead,
    Signer,
    date_in_words,
    money_in_words,
    next_number,
    number_text,
    template,
)
from tinhso.blocks.exchange.api import Verification
from tinhso.blocks.people.api import Organisation, Person, find_person, register_person
from tinhso.blocks.registers.api import (
    Register,
    area_of,
    as_of,
    change,
    correct,
    end,
    enter,
    fields,
    overlapping,
    records_on,
)
from tinhso.blocks.services.api import Facts, Result, Service, ask, letterhead, signer
from tinhso.blocks.units.api import agency_by_code, receiving_agency, unit_by_code
from tinhso.kernel.access.api import both, either, has_role, in_agency, is_system, role, system_actor
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.clock.api import Duration, add_months
from tinhso.kernel.law.api import Law, parameters, rule
from tinhso.kernel.outbox.api import Event, on

__all__ = [
    "Act",
    "Case",
    "Duration",
    "Event",
    "Facts",
    "Law",
    "Letterhead",
    "Organisation",
    "Person",
    "Refused",
    "Register",
    "Result",
    "Service",
    "Signer",
    "Verification",
    "action",
    "add_months",
    "agency_by_code",
    "area_of",
    "as_of",
    "ask",
    "both",
    "change",
    "correct",
    "date_in_words",
    "either",
    "end",
    "enter",
    "fields",
    "find_person",
    "has_role",
    "in_agency",
    "is_system",
    "letterhead",
    "money_in_words",
    "next_number",
    "number_text",
    "on",
    "overlapping",
    "parameters",
    "receiving_agency",
    "records_on",
    "register_person",
    "role",
    "rule",
    "signer",
    "step",
    "system_actor",
    "template",
    "unit_by_code",
]
