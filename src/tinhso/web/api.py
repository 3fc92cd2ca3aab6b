"""What other parts may use of the page frame."""

from .asking import actor_of, expected, key_of, new_key, only
from .forms import DateField, DayMonthYear, IdNumber, Money, Phone, Photo, PhotoInput, form_failed
from .nav import first_place, nav
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
    "PhotoInput",
    "PostChoice",
    "Reader",
    "actor_of",
    "embeddable",
    "expected",
    "first_place",
    "form_failed",
    "json_problem",
    "key_of",
    "nav",
    "new_key",
    "only",
    "page_of",
    "problem",
    "show_reader",
]
