"""Posts of an agency and who holds them: for its administrator."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import ROLES, visible
from tinhso.kernel.actions.api import AlreadyDone, Refused
from tinhso.kernel.clock.api import today
from tinhso.web.api import actor_of

from ..actions import appoint, create_post, end_appointment
from ..forms import AppointForm, EndForm, PostForm, end_of_term
from ..models import Appointment, Post
from ..rights import administers
from .common import say_no


@dataclass(frozen=True)
class PostLine:
    """A post with who holds it now, who will, and who did lately."""

    post: Post
    roles: list[str]
    now: list[Appointment]
    later: list[Appointment]
    before: list[Appointment]


def _only_administrators(request: HttpRequest) -> None:
    actor = actor_of(request)
    if actor.agency is None or not administers(actor, None):
        raise Http404


@never_cache
def posts(request: HttpRequest) -> HttpResponse:
    """All posts of one's agency, with their holders."""
    _only_administrators(request)
    actor = actor_of(request)
    rows = visible(actor, Post).order_by("title", "code").prefetch_related("appointments__person")
    context = {"lines": [_line(post) for post in rows], "agency": agency_name(actor.agency or "")}
    return render(request, "people/posts.html", context)


def _line(post: Post) -> PostLine:
    day = today()
    held = sorted(post.appointments.all(), key=lambda a: a.first_day)
    return PostLine(
        post,
        [str(ROLES[code]) for code in post.roles if code in ROLES],
        [a for a in held if a.in_force(day)],
        [a for a in held if a.first_day > day],
        [a for a in held if a.last_day is not None and a.last_day < day][-3:],
    )


@never_cache
def new_post(request: HttpRequest) -> HttpResponse:
    """A new post in one's own agency."""
    _only_administrators(request)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            create_post(
                actor_of(request), None, agency=actor_of(request).agency, key=_key(request), **form.cleaned_data
            )
        except AlreadyDone:
            return redirect("posts")
        except Refused as no:
            say_no(form, no)
        else:
            messages.success(request, _("Đã lập vị trí."))
            return redirect("posts")
    return _form_page(request, form, _("Lập vị trí việc làm"), _("Lập vị trí"))


@never_cache
def new_appointment(request: HttpRequest) -> HttpResponse:
    """Give somebody one of the agency's posts."""
    _only_administrators(request)
    form = AppointForm(
        request.POST or None, actor=actor_of(request), initial={"first_day": today(), **_wanted(request)}
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        person = values.pop("personal_id")
        try:
            made = appoint(actor_of(request), None, person=person, key=_key(request), **values)
        except AlreadyDone:
            return redirect("posts")
        except Refused as no:
            say_no(form, no)
        else:
            messages.success(request, _("Đã bổ nhiệm %(name)s.") % {"name": made.person.full_name})
            return redirect("posts")
    return _form_page(request, form, _("Bổ nhiệm, phân công"), _("Bổ nhiệm"))


def _wanted(request: HttpRequest) -> dict[str, object]:
    post = Post.objects.filter(code=request.GET.get("post", ""), agency_code=actor_of(request).agency).first()
    return {"post": post.pk} if post else {}


@never_cache
def end(request: HttpRequest, which: UUID) -> HttpResponse:
    """Say the last day of an appointment."""
    _only_administrators(request)
    row = get_object_or_404(Appointment, pk=which, post__agency_code=actor_of(request).agency)
    form = EndForm(request.POST or None, initial=end_of_term(row.last_day))
    if request.method == "POST" and form.is_valid():
        try:
            end_appointment(actor_of(request), row, last_day=form.cleaned_data["last_day"])
        except Refused as no:
            say_no(form, no)
        else:
            messages.success(request, _("Đã ghi ngày cuối giữ vị trí."))
            return redirect("posts")
    title = _("%(name)s thôi giữ vị trí %(post)s") % {"name": row.person.full_name, "post": row.post.name}
    return _form_page(request, form, title, _("Ghi nhận"))


def _form_page(request: HttpRequest, form: PostForm | AppointForm | EndForm, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "key": request.POST.get("key") or f"people-{uuid4()}"}
    return render(request, "people/post_form.html", context, status=422 if form.errors else 200)


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key", "")[:80] or None
