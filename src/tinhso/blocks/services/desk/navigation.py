"""Entries of the desk's navigation, with their exact counts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import keeps_calendar
from tinhso.kernel.access.api import Permission, either, has_role
from tinhso.web.api import nav

from .gate import COUNTER, LEADER, WORKERS
from .queue import counts_of

INSIDE = has_role("handling_officer", "leader", "clerk", "record_keeper")
MINE, PLACE, COUNTERS = _("Việc của tôi"), _("Đơn vị"), _("Quầy một cửa")


def _count(view: str) -> Callable[[HttpRequest], int]:
    return lambda request: counts_of(request)[view]


def _view(
    label: str | Promise,
    view: str,
    icon: str,
    order: int,
    group: str | Promise,
    allow: Permission,
    *,
    hot: bool = False,
) -> None:
    nav(
        "desk",
        label,
        "desk",
        icon=icon,
        order=order,
        allow=allow,
        group=group,
        count=_count(view),
        hot=hot,
        query=f"view={view}" if view != "todo" else "",
    )


_view(_("Cần xử lý"), "todo", "inbox", 10, MINE, WORKERS)
_view(_("Quá hạn"), "late", "flame", 11, MINE, WORKERS, hot=True)
_view(_("Đến hạn hôm nay"), "today", "clock-alert", 12, MINE, WORKERS)
_view(_("Chờ bổ sung"), "waiting", "hourglass", 13, MINE, WORKERS)
_view(_("Hỏi ý kiến"), "asked", "message-circle-question-mark", 14, MINE, INSIDE)
_view(_("Chờ ký số"), "signing", "pen-line", 15, MINE, has_role("handling_officer", "clerk", "record_keeper"))
nav(
    "desk",
    _("Ký số"),
    "desk-signing",
    icon="file-signature",
    order=16,
    allow=LEADER,
    group=MINE,
    count=_count("signing"),
)
nav("desk", _("Sáng nay"), "desk-morning", icon="calendar-clock", order=17, allow=LEADER, group=MINE)
nav(
    "desk",
    _("Tiếp nhận tại quầy"),
    "desk-counter",
    icon="stamp",
    order=20,
    allow=COUNTER,
    group=COUNTERS,
    within=("desk-counter-done",),
)
_view(_("Chờ tiếp nhận"), "reception", "ticket", 21, COUNTERS, COUNTER)
_view(_("Chờ trả kết quả"), "returning", "package", 22, COUNTERS, COUNTER)
_view(_("Cần xin lỗi"), "sorry", "hand-heart", 30, PLACE, INSIDE)
_view(_("Cả cơ quan"), "all", "users", 31, PLACE, WORKERS)
_view(_("Đã xong"), "done", "check-check", 32, PLACE, WORKERS)
nav("desk", _("Sổ theo dõi"), "desk-ledger", icon="book-open", order=33, allow=WORKERS, group=PLACE)
nav(
    "desk",
    _("Lịch làm việc"),
    "desk-calendar",
    icon="calendar",
    order=34,
    allow=either(WORKERS, keeps_calendar),
    group=PLACE,
    within=("desk-changes", "desk-change", "desk-calendar-check"),
)
