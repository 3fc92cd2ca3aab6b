"""One-time codes go out at once, also at night, and leave nothing behind."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.db import connection

from tinhso.blocks.notices.delivering import deliver
from tinhso.blocks.notices.models import Delivery, State
from tinhso.blocks.people.api import CodeMessage, check_code, start_code

from .conftest import NIGHT, Gateway, MakeSomeone, only


def everything_stored() -> str:
    """All that the tables of messages and jobs hold, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in ("notices_delivery", "notices_attempt", "procrastinate_jobs", "outbox_event", "trail_act"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            found.append(cursor.fetchone()[0])
    return " ".join(found)


def test_a_code_reaches_the_phone_at_night_and_can_be_used(someone: MakeSomeone, gateway: Gateway) -> None:
    hoa = someone("hoa")
    start_code(hoa.account, purpose="sign-in", now=NIGHT)
    assert not CodeMessage.objects.exists(), "outside the demo it is shown nowhere"
    assert deliver(clock=lambda: NIGHT) == 1
    (text,) = gateway.shown()
    digits = re.search(r"\d{6}", text)
    assert digits is not None and text.startswith("Ma xac nhan cua ong/ba la")
    check_code(hoa.account, purpose="sign-in", digits=digits[0], now=NIGHT)
    assert only().state == State.SENT and only().sealed == ""


def test_a_code_is_nowhere_in_clear_before_and_after(someone: MakeSomeone, gateway: Gateway) -> None:
    start_code(someone("hoa").account, purpose="sign-in", now=NIGHT)
    waiting = everything_stored()
    deliver(clock=lambda: NIGHT)
    digits = re.search(r"\d{6}", gateway.shown()[0])
    assert digits is not None
    assert digits[0] not in waiting and digits[0] not in everything_stored()


def test_codes_come_before_everything_else(someone: MakeSomeone, gateway: Gateway) -> None:
    hoa = someone("hoa")
    hoa.told(at=NIGHT - timedelta(hours=4))
    start_code(hoa.account, purpose="sign-in", now=NIGHT - timedelta(hours=3, minutes=59))
    assert deliver(clock=lambda: NIGHT - timedelta(hours=3, minutes=59), limit=1) == 1
    assert Delivery.objects.get(state=State.SENT).kind == "people.code"


def test_a_failed_try_is_repeated_within_seconds_and_an_old_code_never_sent(
    someone: MakeSomeone, gateway: Gateway
) -> None:
    gateway.trouble("unavailable", 2)
    start_code(someone("hoa").account, purpose="sign-in", now=NIGHT)
    deliver(clock=lambda: NIGHT)
    assert only().due_at - NIGHT == timedelta(seconds=5)
    deliver(clock=lambda: NIGHT + timedelta(minutes=11))
    assert (only().state, only().reason, gateway.shown()) == (State.FAILED, "expired", [])


def test_in_the_demo_it_is_shown_and_sent(someone: MakeSomeone, gateway: Gateway, settings: Any) -> None:
    settings.DEMO = True
    start_code(someone("hoa").account, purpose="sign-in", now=NIGHT)
    deliver(clock=lambda: NIGHT)
    digits = re.search(r"\d{6}", CodeMessage.objects.get().text)
    assert digits is not None and digits[0] in gateway.shown()[0]
