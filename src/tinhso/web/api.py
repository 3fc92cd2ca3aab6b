"""What other parts may use of the page frame."""

from .forms import DateField, DayMonthYear, IdNumber, Money, Phone, Photo, form_failed
from .nav import nav
from .pages import Page, page_of
from .problems import problem
from .security import embeddable
from .shell import PostChoice, Reader, show_reader

json_problem = problem

__all__ = [
    "DateField",
    "DayMonthYear",
    "IdNumber",
    "Money",
    "Page",
    "Phone",
    "Photo",
    "PostChoice",
    "Reader",
    "embeddable",
    "form_failed",
    "json_problem",
    "nav",
    "page_of",
    "problem",
    "show_reader",
]
