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
from tinhso.blocks.indicators import api as figures
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
from tinhso.blocks.units.api import agency_by_code, agency_name, communes, outlines, receiving_agency, unit_by_code
from tinhso.kernel.access.api import both, either, has_role, in_agency, is_system, role, system_actor
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.clock.api import ZONE, Duration, add_months, now, today
from tinhso.kernel.law.api import Law, parameters, rule
from tinhso.kernel.outbox.api import Event, on
from tinhso.web.api import actor_of, nav, page_of
from tinhso.web.formats import day, hour, moment, number, percent
from tinhso.web.sheets import CSV, as_csv

__all__ = [
    "CSV",
    "ZONE",
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
    "actor_of",
    "add_months",
    "agency_by_code",
    "agency_name",
    "area_of",
    "as_csv",
    "as_of",
    "ask",
    "both",
    "change",
    "communes",
    "correct",
    "date_in_words",
    "day",
    "either",
    "end",
    "enter",
    "fields",
    "figures",
    "find_person",
    "has_role",
    "hour",
    "in_agency",
    "is_system",
    "letterhead",
    "moment",
    "money_in_words",
    "nav",
    "next_number",
    "now",
    "number",
    "number_text",
    "on",
    "outlines",
    "overlapping",
    "page_of",
    "parameters",
    "percent",
    "receiving_agency",
    "records_on",
    "register_person",
    "role",
    "rule",
    "signer",
    "step",
    "system_actor",
    "template",
    "today",
    "unit_by_code",
]
