"""Entries of the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tinhso.web.api import nav

from ..rights import heads_somewhere, works_here

GROUP = _("Quầy một cửa")
nav("desk", _("Hàng chờ tại quầy"), "desk-queue", icon="ticket", order=19, allow=works_here, group=GROUP)
nav("desk", _("Báo cáo cuối ngày"), "queue-report", icon="chart-column", order=23, allow=works_here, group=GROUP)
nav(
    "desk",
    _("Tổ chức quầy"),
    "queue-settings",
    icon="settings",
    order=24,
    allow=heads_somewhere,
    group=GROUP,
)
