"""Tables of the services block. The catalogue keeps its own in `catalogue/models.py`."""

from .catalogue.models import Field, Ministry, Procedure, ProcedureVersion
from .dossiers.models import Dossier, DossierPaper, Draft

__all__ = ["Dossier", "DossierPaper", "Draft", "Field", "Ministry", "Procedure", "ProcedureVersion"]
