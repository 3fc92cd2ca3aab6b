"""Roles: what a post lets its holder do. Few, and named as people name them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROLES: dict[str, Role] = {}


@dataclass(frozen=True)
class Role:
    """A capacity that a post carries, such as handling officer (chuyên viên thụ lý)."""

    code: str
    title: str | Promise

    def __str__(self) -> str:
        return str(self.title)


def role(code: str, title: str | Promise) -> Role:
    """Declare a role. Raises ValueError if the code is taken by another title."""
    if code in ROLES and str(ROLES[code].title) != str(title):
        raise ValueError(f"The role {code} is declared twice.")
    ROLES[code] = Role(code, title)
    return ROLES[code]


role("counter_officer", _("Cán bộ một cửa"))
role("handling_officer", _("Chuyên viên thụ lý"))
role("leader", _("Lãnh đạo ký duyệt"))
role("clerk", _("Văn thư"))
role("record_keeper", _("Cán bộ quản lý sổ bộ"))
role("programme_officer", _("Cán bộ theo dõi chuyển đổi số"))
role("it_admin", _("Quản trị hệ thống"))
role("auditor", _("Cán bộ kiểm tra nhật ký"))
