"""Registering people, accounts and posts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import ROLES, both, either, has_role, is_system
from tinhso.kernel.actions.api import Act, Refused, action

from .models import Account, Appointment, Organisation, Person, Post
from .personal_id import check_personal_id
from .rights import administers, is_self

AT_COUNTER = has_role("counter_officer")


@action("people.register", _("Ghi nhận công dân"), allow=either(is_system, AT_COUNTER), purpose=_("Tiếp nhận công dân"))
def register_person(act: Act, _subject: None, /, *, full_name: str, **values: Any) -> Person:
    """Register a person. A personal id is checked against birth date and sex, and is nobody else's."""
    digits = values.get("personal_id") or None
    if not full_name.strip():
        raise Refused(_("Hãy ghi họ và tên."), code="no-name", field="full_name")
    if digits:
        problem = check_personal_id(digits, birth_date=values.get("birth_date"), sex=values.get("sex", ""))
        if problem:
            raise Refused(problem, code="bad-personal-id", field="personal_id")
        if Person.objects.filter(personal_id=digits).exists():
            raise Refused(_("Số định danh này đã có trong hệ thống."), code="known", field="personal_id")
    person = act.create(Person, full_name=" ".join(full_name.split()), **{**values, "personal_id": digits})
    act.announce("person.registered", subject=person)
    return person


@action(
    "people.register_organisation",
    _("Ghi nhận tổ chức"),
    allow=either(is_system, AT_COUNTER),
    purpose=_("Tiếp nhận tổ chức"),
)
def register_organisation(act: Act, _subject: None, /, *, name: str, kind: str, **values: Any) -> Organisation:
    """Register an organisation."""
    made = act.create(Organisation, name=name, kind=kind, **values)
    act.announce("organisation.registered", subject=made)
    return made


@action(
    "people.open_account",
    _("Mở tài khoản"),
    allow=either(is_system, AT_COUNTER),
    purpose=_("Mở tài khoản"),
    secret=("password",),
)
def open_account(
    act: Act, _subject: None, /, *, username: str, person: Person | None = None, password: str = "", **values: Any
) -> Account:
    """Open an account; without a password it can only be used by code or passkey."""
    username = username.strip().lower()  # signing in does not mind capitals, so names that differ by them are one
    if Account.objects.filter(username=username).exists():
        raise Refused(_("Tên đăng nhập này đã có người dùng."), code="known", field="username")
    stored = make_password(password or None)
    return act.create(Account, username=username, person=person, password=stored, **values)


@action("people.change_contact", _("Sửa liên hệ"), allow=is_self, purpose=_("Việc của chính mình"))
def change_contact(act: Act, person: Person, *, phone: str, email: str, address_line: str, unit: Any = None) -> Person:
    """A person changes their own contact data."""
    act.save(person, phone=phone, email=email, address_line=address_line, unit=unit)
    act.announce("person.changed", subject=person)
    return person


@action(
    "people.create_post",
    _("Lập vị trí việc làm"),
    allow=either(is_system, has_role("it_admin")),
    purpose=_("Tổ chức bộ máy"),
)
def create_post(
    act: Act, _subject: None, *, code: str, title: str, agency: str, roles: list[str], title_en: str = ""
) -> Post:
    """Create a post in an agency; an administrator only in their own."""
    if not act.actor.system and agency != act.actor.agency:
        raise Refused(_("Chỉ lập được vị trí trong cơ quan của mình."), code="other-agency")
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise Refused(
            _("Vai trò không có: %(roles)s.") % {"roles": ", ".join(sorted(unknown))}, code="bad-role", field="roles"
        )
    return act.create(Post, code=code, title=title, title_en=title_en, agency_code=agency, roles=roles)


@action(
    "people.appoint",
    _("Bổ nhiệm, phân công"),
    allow=either(is_system, has_role("it_admin")),
    purpose=_("Tổ chức bộ máy"),
)
def appoint(
    act: Act,
    _subject: None,
    *,
    person: Person,
    post: Post,
    first_day: date,
    last_day: date | None = None,
    kind: str = "permanent",
    document: str = "",
) -> Appointment:
    """Give a person a post from a day, until a day or further notice. Rights follow from the day on, by themselves."""
    if not act.actor.system and not administers(act.actor, post):
        raise Refused(_("Chỉ bổ nhiệm được trong cơ quan của mình."), code="other-agency")
    if not act.actor.system and person.pk == act.actor.person:
        raise Refused(
            _("Không ai tự bổ nhiệm mình. Hãy nhờ một người quản trị khác."), code="self", field="personal_id"
        )
    if last_day is not None and last_day < first_day:
        raise Refused(_("Ngày cuối phải sau ngày đầu."), code="days", field="last_day")
    made = act.create(
        Appointment,
        person=person,
        post=post,
        first_day=first_day,
        last_day=last_day,
        kind=kind,
        document=document,
        appointed_by=act.actor.name,
    )
    act.announce("person.appointed", subject=person, agency=post.agency_code, post=post.code)
    return made


@action(
    "people.end_appointment",
    _("Thôi giữ vị trí"),
    allow=either(is_system, both(has_role("it_admin"), administers)),
    purpose=_("Tổ chức bộ máy"),
)
def end_appointment(act: Act, appointment: Appointment, *, last_day: date) -> Appointment:
    """End an appointment with a last day; the rights end with it. What has ended stays ended: a new term is appointed."""
    if appointment.last_day is not None and appointment.last_day < act.today:
        raise Refused(_("Người này đã thôi giữ vị trí. Muốn giữ lại, hãy bổ nhiệm lần nữa."), code="ended")
    if last_day < appointment.first_day:
        raise Refused(_("Ngày cuối phải sau ngày đầu."), code="days", field="last_day")
    act.save(appointment, last_day=last_day)
    act.announce("person.appointment_ended", subject=appointment.person, agency=appointment.agency_code)
    return appointment
