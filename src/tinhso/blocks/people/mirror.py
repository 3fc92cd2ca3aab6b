"""The mirror: what is held about a person, and who looked at it. Higher blocks add what they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.access.api import Actor

from .codes import masked_address
from .models import Account, Appointment, Consent, Mandate, Person
from .personal_id import masked


@dataclass(frozen=True)
class Held:
    """One thing that is held about a person: what it is called, what it says, and where one can see it."""

    name: str
    value: str = ""
    href: str = ""


@dataclass(frozen=True)
class Section:
    """Things of one kind, with the keeper's words for them."""

    title: str
    rows: list[Held] = field(default_factory=list)


Rows = Callable[[Actor], list[Held]]
_sections: dict[str, tuple[int, str | Promise, Rows]] = {}


def mirror_section(name: str, title: str | Promise, *, order: int = 100) -> Callable[[Rows], Rows]:
    """Decorator: the function that lists what a block holds about the person of an actor.

    Raises ValueError if the name is taken: two blocks must not hide each other.
    """

    def register(function: Rows) -> Rows:
        if name in _sections:
            raise ValueError(f"The mirror has two sections called {name}.")
        _sections[name] = (order, title, function)
        return function

    return register


def sections(actor: Actor) -> list[Section]:
    """What is held about the actor's person, section by section; empty ones are left out."""
    found = []
    for _order, title, rows in sorted(_sections.values(), key=lambda entry: entry[0]):
        listed = rows(actor)
        if listed:
            found.append(Section(str(title), listed))
    return found


@mirror_section("person", gettext_lazy("Thông tin cá nhân"), order=10)
def _person(actor: Actor) -> list[Held]:
    person = Person.objects.select_related("unit").filter(pk__in=[actor.person]).first()
    if person is None:
        return []
    born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""
    rows = [
        Held(_("Họ, chữ đệm và tên"), person.full_name),
        Held(_("Số định danh cá nhân"), masked(person.personal_id or "")),
        Held(_("Ngày sinh"), born),
        Held(_("Giới tính"), person.get_sex_display()),
        Held(_("Dân tộc"), person.ethnicity),
        Held(_("Số điện thoại"), person.phone),
        Held(_("Thư điện tử"), person.email),
        Held(_("Nơi ở"), ", ".join(part for part in (person.address_line, str(person.unit or "")) if part)),
    ]
    return [row for row in rows if row.value]


@mirror_section("account", gettext_lazy("Tài khoản"), order=20)
def _account(actor: Actor) -> list[Held]:
    account = Account.objects.filter(pk__in=[actor.account]).first()
    if account is None:
        return []
    rows = [
        Held(_("Tên đăng nhập"), account.username if len(account.username) != 12 else masked(account.username)),
        Held(_("Nơi nhận mã"), masked_address(account.phone or account.email)),
        Held(_("Mức xác thực"), str(account.level)),
        Held(_("Khóa truy cập"), str(account.passkeys.count())),
    ]
    return [row for row in rows if row.value]


@mirror_section("posts", gettext_lazy("Chức vụ"), order=30)
def _posts(actor: Actor) -> list[Held]:
    held = Appointment.objects.select_related("post").filter(person=actor.person).order_by("-first_day")
    return [Held(a.post.name, _days(a)) for a in held]


@mirror_section("mandates", gettext_lazy("Ủy quyền, đại diện"), order=40)
def _mandates(actor: Actor) -> list[Held]:
    rows = Mandate.objects.select_related("principal_person", "principal_organisation", "agent")
    given = rows.filter(principal_person=actor.person)
    taken = rows.filter(agent=actor.person)
    return [Held(_("%(name)s làm thay tôi") % {"name": m.agent}, _days(m)) for m in given] + [
        Held(_("Tôi làm thay %(name)s") % {"name": m.principal}, _days(m)) for m in taken
    ]


@mirror_section("consents", gettext_lazy("Những điều đã đồng ý"), order=50)
def _consents(actor: Actor) -> list[Held]:
    rows = Consent.objects.filter(person=actor.person).order_by("-given_at")
    return [Held(c.purpose, _("đã rút") if c.withdrawn_at else _("đang đồng ý")) for c in rows]


def _days(row: Appointment | Mandate) -> str:
    begin = f"{row.first_day:%d/%m/%Y}"
    if row.last_day is None:
        return _("từ %(begin)s") % {"begin": begin}
    return _("%(begin)s đến hết %(end)s") % {"begin": begin, "end": f"{row.last_day:%d/%m/%Y}"}
