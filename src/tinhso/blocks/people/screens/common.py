"""What the pages share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tinhso.kernel.actions.api import NotAllowed, Refused

from ..models import Account, Person


def account_of(request: HttpRequest) -> Account:
    """The account signed in. Raises Http404 for anybody else."""
    key = request.user.pk
    found = Account.objects.select_related("person__unit").filter(pk=key).first() if key else None
    if found is None:
        raise Http404
    return found


def person_of(request: HttpRequest) -> Person:
    """The person signed in. Raises Http404 for an account that is nobody's."""
    person = account_of(request).person
    if person is None:
        raise Http404
    return person


def address(name: str, otherwise: str = "/") -> str:
    """The address of a page, if this installation has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return otherwise


def safe_next(request: HttpRequest, wanted: Any) -> str:
    """The page to go on to, if it is one of ours; "" otherwise."""
    text = str(wanted or "")
    ours = url_has_allowed_host_and_scheme(text, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return text if ours and text.startswith("/") else ""


def say_no(form: forms.Form, no: Refused) -> None:
    """Put a refusal into the form it answers, at its field if it names one; a missing right is a missing page."""
    if isinstance(no, NotAllowed):
        raise Http404 from no
    form.add_error(no.field if no.field in form.fields else None, str(no))
