"""Tables of the services block. The catalogue keeps its own in `catalogue/models.py`."""

from .catalogue.models import Field, Ministry, Procedure, ProcedureVersion
from .dossiers.complaint import Complaint
from .dossiers.models import Dossier, DossierPaper, Draft
from .dossiers.signed import Signature

__all__ = [
    "Complaint",
    "Dossier",
    "DossierPaper",
    "Draft",
    "Field",
    "Ministry",
    "Procedure",
    "ProcedureVersion",
    "Signature",
]
