"""The demo's page: who can be tried with one press, and what was sent to phones and mailboxes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tinhso.kernel.clock.api import today

from ..acting import POST_KEY
from ..demo import demo_accounts, newest_messages
from ..models import Account
from ..sessions import begin, speak
from .signing import onward


@login_not_required
@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    context = {"groups": demo_accounts(today()), "messages_sent": newest_messages()}
    return render(request, "people/demo.html", context)


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the synthetic people. Real people cannot be entered, not even in a demo."""
    if not settings.DEMO:
        raise Http404
    try:
        account = get_object_or_404(Account, pk=request.POST.get("account"), is_active=True, person__synthetic=True)
    except (ValueError, ValidationError) as no:
        raise Http404 from no
    begin(request, account, method="demo", now=timezone.now())
    post = request.POST.get("post") or None
    if post:
        request.session[POST_KEY] = post
    else:
        request.session.pop(POST_KEY, None)
    return speak(redirect(onward(account, "", post=post)), account)
