"""Quiet hours and preferences: who wants what where, and when not."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest

from tinhso.blocks.notices.actions import change_preferences
from tinhso.blocks.notices.delivering import deliver
from tinhso.blocks.notices.kinds import KINDS, listed
from tinhso.blocks.notices.models import Attempt, Delivery, Notice, Preferences, State
from tinhso.blocks.notices.quiet import Quiet
from tinhso.kernel.access.api import visible
from tinhso.kernel.clock.api import ZONE

from .conftest import NIGHT, Gateway, MakeSomeone, only


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("quiet", "moment", "until"),
    [
        (Quiet(), at(20, 59), None),
        (Quiet(), at(21), at(7, day=25)),
        (Quiet(), at(0, 30), at(7)),
        (Quiet(), at(6, 59), at(7)),
        (Quiet(), at(7), None),
        (Quiet(time(12), time(13, 30)), at(12, 45), at(13, 30)),
        (Quiet(time(12), time(13, 30)), at(14), None),
        (Quiet(time(8), time(8)), at(8), None),
    ],
)
def test_quiet_hours(quiet: Quiet, moment: datetime, until: datetime | None) -> None:
    assert quiet.until(moment) == until


def test_what_happens_at_night_is_told_in_the_morning(someone: MakeSomeone, gateway: Gateway) -> None:
    someone("hoa").told(at=NIGHT)
    assert Notice.objects.exists(), "the inbox has it at once"
    assert deliver(clock=lambda: NIGHT) == 0
    assert only().due_at == at(7, day=25)
    deliver(clock=lambda: at(7, day=25))
    assert only().state == State.SENT


def test_a_sender_that_wakes_up_at_night_waits_too(someone: MakeSomeone, gateway: Gateway) -> None:
    someone("hoa").told(at=at(20, 59))
    deliver(clock=lambda: at(23))
    assert (only().state, only().due_at, only().tries) == (State.WAITING, at(7, day=25), 0)
    assert not Attempt.objects.exists() and gateway.shown() == []


def wish(hoa: Any, **values: Any) -> Preferences:
    everything = {kind.code: {"inbox", *kind.channels} for kind in listed()}
    return change_preferences(
        hoa.actor, None, channels={**everything, **values.pop("channels", {})},
        **{"quiet": True, "quiet_from": time(21), "quiet_to": time(7), **values},
    )  # fmt: skip


def test_somebody_without_quiet_hours_is_told_at_once(someone: MakeSomeone, gateway: Gateway) -> None:
    hoa = someone("hoa")
    wish(hoa, quiet=False)
    hoa.told(at=NIGHT)
    assert deliver(clock=lambda: NIGHT) == 1


def test_a_channel_that_is_off_stays_silent(someone: MakeSomeone, gateway: Gateway) -> None:
    hoa = someone("hoa")
    kept = wish(hoa, channels={"case.supplement_asked": {"inbox"}, "case.filed": {"sms"}})
    assert kept.channels == {"case.supplement_asked": ["inbox"], "case.filed": ["sms"]}, "only what differs is kept"
    hoa.told()
    assert not Delivery.objects.exists() and Notice.objects.count() == 1
    hoa.told("case.filed", key="k2")
    assert only().kind == "case.filed", "turned on by the person"
    assert Notice.objects.count() == 1, "not obligatory, and the inbox was turned off for it"


def test_an_obligatory_notice_is_in_the_inbox_whatever_one_prefers(someone: MakeSomeone) -> None:
    hoa = someone("hoa")
    wish(hoa, channels={kind.code: set() for kind in listed()})
    hoa.told()
    hoa.told("case.withdrawn", key="k2")
    assert [notice.kind for notice in Notice.objects.all()] == ["case.supplement_asked"]


def test_preferences_are_ones_own(someone: MakeSomeone) -> None:
    hoa, la = someone("hoa"), someone("la")
    wish(hoa)
    assert not visible(la.actor, Preferences).exists()
    assert visible(hoa.actor, Preferences).count() == 1


def test_the_page_saves_what_is_ticked(someone: MakeSomeone, gateway: Gateway, settings: Any) -> None:
    settings.SMTP_HOST = "mail.test"
    hoa = someone("hoa", email="")
    page = hoa.browser().get("/my/notices/preferences/").content.decode()
    assert "Chưa có thư điện tử" in page and page.count('aria-label="bắt buộc"') == sum(k.obligatory for k in listed())
    ticked = {f"on:{kind.code}": ["inbox"] for kind in listed()}
    ticked["on:case.closed"] = ["sms", "bay"]
    sent = {**ticked, "quiet_from": "22:00", "quiet_to": "06:00"}
    browser = hoa.browser()
    assert browser.post("/my/notices/preferences/", sent).status_code == 302
    kept = Preferences.objects.get()
    assert (kept.quiet, kept.quiet_from, kept.quiet_to) == (False, time(22), time(6))
    assert kept.channels["case.closed"] == ["inbox", "sms"]
    assert kept.channels["case.received"] == ["inbox"]
    wrong = browser.post("/my/notices/preferences/", {**sent, "quiet_from": "25:00"})
    assert wrong.status_code == 422 and 'value="25:00"' in wrong.content.decode()
    again = browser.get("/my/notices/preferences/").content.decode()
    assert 'name="on:case.closed" value="sms" checked' in again
    assert 'name="on:case.received" value="sms">' in again


def test_every_kind_is_known_to_the_page() -> None:
    assert {kind.code for kind in listed(official=True)} == {code for code, kind in KINDS.items() if kind.listed}
