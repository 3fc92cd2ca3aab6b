"""Text messages through a real gateway process: once, whatever is killed or lost on the way."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tinhso.blocks.notices.delivering import WAITS, claim, deliver
from tinhso.blocks.notices.models import Attempt, Delivery, Notice, Result, State
from tinhso.kernel.outbox.api import announce, replay, run_readers

from .conftest import CODE, DAY, KEY, Gateway, MakeSomeone, minutes_after, only


def clock(minutes: float = 0) -> Any:
    return minutes_after(DAY, minutes)


def results() -> list[str]:
    return list(Attempt.objects.order_by("begun_at", "pk").values_list("result", flat=True))


def test_a_message_goes_out_and_its_address_is_forgotten(someone: MakeSomeone, gateway: Gateway) -> None:
    someone("hoa").told()
    waiting = only()
    assert (waiting.state, waiting.address, waiting.masked) == (State.WAITING, "0901000001", "•••••••001")
    assert deliver(clock=clock()) == 1
    sent = only()
    assert (sent.state, sent.address, sent.tries) == (State.SENT, "", 1)
    known = gateway.knows(sent)
    assert known is not None and sent.provider_id == known["id"]
    assert gateway.shown() == [f"Ho so {CODE} can bo sung giay to. Dang nhap de xem va nop, hoac den quay mot cua."]
    assert deliver(clock=clock(5)) == 0


def report(delivery: Delivery, *, status: str, key: str = KEY) -> Any:
    content = {"message": str(delivery.pk), "id": "SM1", "status": status, "reason": "", "at": DAY.isoformat()}
    body = json.dumps(content).encode()
    signed = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return Client().post("/notices/sms/report", body, content_type="application/json", headers={"X-Signature": signed})


def test_the_gateway_reports_what_became_of_it(someone: MakeSomeone, gateway: Gateway) -> None:
    someone("hoa").told()
    deliver(clock=clock())
    assert report(only(), status="delivered", key="falsch").status_code == 400
    for _ in range(2):
        assert report(only(), status="delivered").status_code == 200
    assert only().state == State.DELIVERED and only().delivered_at == DAY
    assert results() == [Result.ACCEPTED, Result.DELIVERED]
    assert report(Delivery(pk="00000000-0000-0000-0000-000000000001"), status="delivered").status_code == 404


def test_a_report_that_comes_before_the_mark_is_not_undone(someone: MakeSomeone, gateway: Gateway) -> None:
    from tinhso.blocks.notices.delivering import attempt, settle

    someone("hoa").told()
    claimed = claim(DAY)
    assert claimed is not None
    outcome = attempt(claimed, DAY)
    report(claimed, status="undelivered")
    settle(claimed, outcome, now=DAY)
    assert only().state == State.FAILED


KILLED = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from tinhso.blocks.notices import delivering
delivering.settle = lambda *args, **named: os.kill(os.getpid(), signal.SIGKILL)
delivering.deliver(clock=lambda: datetime.fromisoformat(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_killed_between_sending_and_marking_it_is_sent_once(
    someone: MakeSomeone, gateway: Gateway, settings: Any
) -> None:
    someone("hoa").told()
    parts = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    env = {
        **os.environ, "DATABASE_URL": url, "TINHSO_SMS_URL": gateway.url,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tinhso.site.settings"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", KILLED, DAY.isoformat()], env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    cut_off = only()
    assert cut_off.state == State.SENDING and results() == [Result.NONE]
    assert len(gateway.shown()) == 1, "it was sent before the kill"
    assert deliver(clock=clock(0.5)) == 0, "the dead sender still has it"
    assert deliver(clock=clock(2)) == 1
    assert only().state == State.SENT and results() == [Result.NONE, Result.ACCEPTED]
    assert len(gateway.shown()) == 1, "the second sending was recognised"


def test_an_answer_that_is_lost_sends_nothing_twice(someone: MakeSomeone, gateway: Gateway) -> None:
    someone("hoa").told()
    gateway.trouble("lost")
    deliver(clock=clock())
    assert (only().state, only().reason) == (State.WAITING, "ConnectionError")
    deliver(clock=clock(2))
    assert only().state == State.SENT and results() == [Result.UNAVAILABLE, Result.ACCEPTED]
    assert len(gateway.shown()) == 1


def test_it_is_tried_again_later_each_time_and_given_up_at_last(someone: MakeSomeone, gateway: Gateway) -> None:
    someone("hoa").told()
    gateway.trouble("unavailable", 100)
    at, waited = DAY, []
    while only().state != State.FAILED:
        before = only().due_at
        assert deliver(clock=minutes_after(at, 0)) == 1
        waited.append(only().due_at - at if only().state == State.WAITING else None)
        at = only().due_at
        assert before <= at
    assert waited[:-1] == WAITS
    failed = only()
    assert failed.tries == len(WAITS) + 1 and failed.reason == "503 busy" and failed.address == ""
    assert set(results()) == {Result.UNAVAILABLE}
    assert failed.handled_at is None, "it waits for an administrator"


def test_what_the_gateway_will_never_take_is_not_tried_again(someone: MakeSomeone, gateway: Gateway) -> None:
    someone("hoa").told()
    gateway.trouble("refused")
    deliver(clock=clock())
    assert (only().state, only().tries) == (State.FAILED, 1)


def test_nobody_else_gets_what_a_sender_has(someone: MakeSomeone, gateway: Gateway) -> None:
    someone("hoa").told()
    assert claim(DAY) is not None
    assert claim(DAY) is None


def test_the_same_thing_is_told_once_and_what_was_rolled_back_never(someone: MakeSomeone, gateway: Gateway) -> None:
    hoa = someone("hoa")
    with transaction.atomic():
        hoa.told()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists() and not Notice.objects.exists()
    hoa.told()
    hoa.told()
    assert Notice.objects.count() == Delivery.objects.filter(channel="sms").count() == 1


def test_events_reach_the_phone_once_also_after_a_replay(someone: MakeSomeone, gateway: Gateway) -> None:
    hoa = someone("hoa")
    now = timezone.now()
    for at, code in ((now, CODE), (now - timedelta(days=30), "H32-261024-000002")):
        announce(
            "case.received", act=None, at=at, agency="ubnd-22366", payload={"applicant": hoa.person.pk, "code": code}
        )
    run_readers(names=["notices"])
    replay("notices")
    assert Notice.objects.count() == 2
    assert (only().code, only().agency) == (CODE, "ubnd-22366"), "nobody gets messages about last month"


def test_somebody_who_died_is_not_told(someone: MakeSomeone, gateway: Gateway) -> None:
    from django.db import connection as base

    hoa = someone("hoa")
    with base.cursor() as cursor:  # no action records a death yet
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE people_person SET died_on = '2026-01-01' WHERE id = %s", [hoa.person.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    hoa.told()
    assert not Delivery.objects.exists() and not Notice.objects.exists()
