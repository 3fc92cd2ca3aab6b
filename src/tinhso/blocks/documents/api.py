"""Papers with a meaning: laid out, numbered, signed, kept, and checked by anybody."""

from .actions import issue, replace, revoke
from .codes import code128_svg, qr_svg
from .forms import Fact, HandedIn, Letterhead, Signer
from .models import Paper
from .numbering import next_number, number_text
from .render import Place, Rendered, lay_out, render
from .signing.service import Identity, SigningService, official, seal
from .signing.sign import sign
from .signing.validate import Checked, Report, validate
from .template import TEMPLATES, Incomplete, Template, template
from .wanted import WITHOUT_PAPER, papers_wanted
from .words import date_in_words, money_in_words, number_in_words

__all__ = [
    "TEMPLATES",
    "WITHOUT_PAPER",
    "Checked",
    "Fact",
    "HandedIn",
    "Identity",
    "Incomplete",
    "Letterhead",
    "Paper",
    "Place",
    "Rendered",
    "Report",
    "Signer",
    "SigningService",
    "Template",
    "code128_svg",
    "date_in_words",
    "issue",
    "lay_out",
    "money_in_words",
    "next_number",
    "number_in_words",
    "number_text",
    "official",
    "papers_wanted",
    "qr_svg",
    "render",
    "replace",
    "revoke",
    "seal",
    "sign",
    "template",
    "validate",
]
