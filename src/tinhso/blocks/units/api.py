"""Administrative units and agencies, on any day. What other blocks may use."""

from .actions import set_hours
from .models import Agency, AgencySuccession, LegalAct, Unit, UnitSuccession
from .outline import outlines
from .places import Place, resolve_place
from .queries import (
    agencies_of,
    agencies_on,
    agency_by_code,
    agency_name,
    agency_of_level,
    bearers,
    children,
    communes,
    forget,
    names_before,
    predecessors,
    province,
    receiving_agency,
    schedule_of,
    successors,
    unit_by_code,
    units_on,
)

__all__ = [
    "Agency",
    "AgencySuccession",
    "LegalAct",
    "Place",
    "Unit",
    "UnitSuccession",
    "agencies_of",
    "agencies_on",
    "agency_by_code",
    "agency_name",
    "agency_of_level",
    "bearers",
    "children",
    "communes",
    "forget",
    "names_before",
    "outlines",
    "predecessors",
    "province",
    "receiving_agency",
    "resolve_place",
    "schedule_of",
    "set_hours",
    "successors",
    "unit_by_code",
    "units_on",
]
