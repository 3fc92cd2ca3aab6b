"""Administrative units and agencies, on any day. What other blocks may use."""

from .models import Agency, AgencySuccession, LegalAct, Unit, UnitSuccession
from .queries import (
    Place,
    agencies_on,
    agency_by_code,
    agency_name,
    communes,
    forget,
    predecessors,
    province,
    receiving_agency,
    resolve_place,
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
    "agencies_on",
    "agency_by_code",
    "agency_name",
    "communes",
    "forget",
    "predecessors",
    "province",
    "receiving_agency",
    "resolve_place",
    "schedule_of",
    "successors",
    "unit_by_code",
    "units_on",
]
