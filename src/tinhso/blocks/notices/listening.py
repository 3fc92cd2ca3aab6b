"""What is told to whom: from events of the outbox to messages."""

from __future__ import annotations

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.outbox.api import Event, reader

from .models import Notice

# Title of the message by event; the detail comes from the event itself.
TITLES: dict[str, str | Promise] = {
    "case.filed": _("Đã nhận hồ sơ của anh/chị"),
    "case.received": _("Hồ sơ đã được tiếp nhận"),
    "case.not_received": _("Hồ sơ không được tiếp nhận"),
    "case.supplement_asked": _("Cần bổ sung giấy tờ"),
    "case.closed": _("Hồ sơ đã giải quyết xong"),
    "case.returned": _("Đã có kết quả"),
    "case.withdrawn": _("Đã rút hồ sơ"),
    "case.apologised": _("Thư xin lỗi và hẹn lại"),
    "payment.received": _("Đã nhận phí, lệ phí"),
}
ICONS = {
    "case.supplement_asked": "circle-alert",
    "case.not_received": "circle-alert",
    "case.returned": "file-check",
    "case.closed": "file-check",
    "payment.received": "wallet",
}


def _forget() -> None:
    Notice.objects.all().delete()


@reader("notices", reset=_forget)
def write(events: list[Event]) -> None:
    """Write the messages of these events; the same event again writes nothing new."""
    applicants = _applicants(
        {event.subject_id for event in events if event.name.startswith("case.") and event.subject_id}
    )
    notices = []
    for event in events:
        if event.name not in TITLES:
            continue
        person = event.payload.get("applicant") or event.payload.get("payer") or applicants.get(event.subject_id or "")
        if not person:
            continue
        notices.append(
            Notice(
                person=UUID(str(person)),
                position=event.position,
                kind=event.name,
                code=event.payload.get("code") or "",
                detail=event.payload.get("reason") or "",
                at=event.at,
            )
        )
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _applicants(cases: set[str]) -> dict[str, str]:
    """Who filed these cases, from what was announced when they were filed."""
    from django.db import connection

    if not cases:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, payload ->> 'applicant' FROM outbox_event WHERE name = 'case.filed' AND subject_id = ANY(%s)",
            [list(cases)],
        )
        return dict(cursor.fetchall())
