"""What the shells show of people: who is signed in, at which post, and the pages of this block."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import ANONYMOUS, has_role
from tinhso.web.api import PostChoice, Reader, nav, show_reader


@show_reader
def reader(request: HttpRequest) -> Reader:
    """The person signed in, the post chosen, and the other posts held today. No query beyond those of the actor."""
    actor = getattr(request, "actor", ANONYMOUS)
    name, agency = actor.name, actor.agency  # reads the actor, and with it the appointments
    held = getattr(request, "appointments", [])
    current = next((a for a in held if a.post.title == actor.post and a.post.agency_code == agency), None)
    choices = [
        PostChoice(a.post.code, f"{a.post.name}, {agency_name(a.post.agency_code)}", current=a is current) for a in held
    ]
    return Reader(
        name=name,
        post=current.post.name if current else "",
        agency=agency_name(agency or ""),
        posts=choices,
        switch_url=reverse("switch-post"),
    )


nav(
    "desk",
    _("Tài khoản của dân"),
    "accounts",
    icon="user-check",
    order=790,
    allow=has_role("counter_officer"),
    group=_("Quản trị"),
    within=("account",),
)
nav(
    "desk",
    _("Vị trí và phân công"),
    "posts",
    icon="users",
    order=800,
    allow=has_role("it_admin"),
    group=_("Quản trị"),
    within=("post-new", "post-appoint", "appointment-end"),
)
