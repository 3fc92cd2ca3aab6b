"""The demo's page of messages: what went to phones and mailboxes, as their owners read it."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from tinhso.blocks.people.api import DemoMessage, demo_messages

from .channels.parcel import Parcel
from .channels.sms import text_of
from .kinds import EMAIL, KINDS, SMS
from .models import Delivery

NEWEST = 30


@demo_messages
def _sent() -> list[DemoMessage]:
    """Codes are shown there by the block that makes them."""
    if not settings.DEMO:
        return []
    rows = Delivery.objects.filter(channel__in=(SMS, EMAIL), sent_at__isnull=False).exclude(kind="people.code")
    return [
        DemoMessage(row.sent_at or row.created_at, row.channel, row.masked, _text(row))
        for row in rows.order_by("-created_at")[:NEWEST]
        if row.kind in KINDS
    ]


def _text(row: Delivery) -> str:
    kind, facts = KINDS[row.kind], {"code": row.code, **row.facts}
    with translation.override(row.language):
        if row.channel == SMS:
            return text_of(Parcel(row.pk, kind, "", row.code, facts, row.link, row.language, row.expires_at))
        return f"{kind.title} – {row.code}. {kind.words(facts)}"
