"""Services: what people can ask for. What other blocks and the declarations may use."""

from .catalogue.models import Field, Procedure, ProcedureVersion
from .catalogue.quality import PARTS as MANDATORY_PARTS
from .catalogue.queries import in_force, version_on
from .citizen.actions import supplement
from .declared import asks as ask
from .declared.service import SERVICES, Facts, NotSound, Result, Service, service_of
from .desk.bars import counter_bar
from .dossiers.complaint import Complaint
from .dossiers.filing import Attached, Request, fee_of, file_request, questions_of
from .dossiers.models import Delivery, Dossier, DossierPaper, Draft
from .dossiers.papers import letterhead, signer
from .dossiers.receiving import receive, refuse_reception, time_limit

__all__ = [
    "MANDATORY_PARTS",
    "SERVICES",
    "Attached",
    "Complaint",
    "Delivery",
    "Dossier",
    "DossierPaper",
    "Draft",
    "Facts",
    "Field",
    "NotSound",
    "Procedure",
    "ProcedureVersion",
    "Request",
    "Result",
    "Service",
    "ask",
    "counter_bar",
    "fee_of",
    "file_request",
    "in_force",
    "letterhead",
    "questions_of",
    "receive",
    "refuse_reception",
    "service_of",
    "signer",
    "supplement",
    "time_limit",
    "version_on",
]
