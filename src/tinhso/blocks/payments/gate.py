"""What the desk screens of money have in common: who gets in, and how an action's answer becomes a page."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import Http404

from tinhso.kernel.actions.api import AlreadyDone, NotAllowed, Refused
from tinhso.web import api as web
from tinhso.web.api import only

new_key = functools.partial(web.new_key, "money")
key_of = functools.partial(web.key_of, place="money")


def attempt(doing: Callable[[], object]) -> Refused | None:
    """Do it; None if it was done (also before, by the same form), else why not. Raises Http404 for who may not."""
    try:
        doing()
    except NotAllowed as no:
        raise Http404 from no
    except AlreadyDone:
        return None
    except Refused as no:
        return no
    return None


__all__ = ["attempt", "key_of", "new_key", "only"]
