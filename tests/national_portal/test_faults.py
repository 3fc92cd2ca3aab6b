"""What goes wrong between province and portal, against the real stand-in: nothing is lost, nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tinhso.blocks.cases.api import Case, take
from tinhso.blocks.services.api import receive
from tinhso.connectors.national_portal import actions, calling, sending
from tinhso.connectors.national_portal.fetching import fetch
from tinhso.connectors.national_portal.models import Line, Message, PortalDossier
from tinhso.connectors.national_portal.sending import deliver
from tinhso.kernel.outbox.api import run_readers

from .conftest import People, Portal, exchange, here, some_procedure, work_through

Later = Callable[[float], Callable[[], Any]]
pytestmark = pytest.mark.django_db


def waiting() -> list[str]:
    return list(Message.objects.exclude(state="accepted").order_by("position").values_list("state", flat=True))


def test_messages_of_a_dossier_arrive_in_order_also_through_failures(
    portal: Portal, people: People, later_by: Later
) -> None:
    case = work_through(people, here(people))
    run_readers()
    portal.breaks("503", service="DongBoHoSoMC", times=2)
    deliver()
    assert portal.knows(case.code)["states"] == [], "The first was not taken, so nothing behind it may go."
    for step in range(1, 8):
        deliver(clock=later_by(600 * step))
    assert portal.knows(case.code)["states"][:4] == ["1", "2", "4", "9"]
    assert not waiting()
    assert {message["times"] for message in portal.knows(case.code)["messages"]} == {1}


def test_taken_but_not_answered_is_sent_again_under_its_id_and_counts_once(
    portal: Portal, people: People, later_by: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = receive(people.counter, here(people))
    run_readers()
    monkeypatch.setattr(calling, "TIMEOUT", 0.5)
    portal.breaks("after", service="CapNhatTienDoHoSoMC", seconds=3)
    deliver()
    assert waiting() == ["queued"]
    before = portal.knows(case.code)
    assert len(before["progress"]) == 1
    monkeypatch.setattr(calling, "TIMEOUT", 20)
    deliver(clock=later_by(60))
    after = portal.knows(case.code)
    assert after["progress"] == before["progress"]
    assert [message["times"] for message in after["messages"] if message["service"] == "CapNhatTienDoHoSoMC"] == [2]
    assert not waiting()


def test_a_session_that_ended_is_renewed_within_the_call(portal: Portal, people: People) -> None:
    case = receive(people.counter, here(people))
    exchange()
    first = calling.line().session
    portal.breaks("session", service="DongBoHoSoMC")
    take(people.officer, case)
    exchange()
    assert not waiting()
    assert calling.line().session not in ("", first)


def test_a_session_runs_out_by_itself(portal: Portal, people: People) -> None:
    portal.stop()
    portal.options = ("--session-seconds", "0")
    portal.start()
    here(people)
    exchange()
    assert waiting() and "phiên làm việc" in Line.objects.get().problem


def test_a_wrong_password_is_said_and_nothing_is_lost(portal: Portal, people: People, settings: Any) -> None:
    settings.PORTAL_PASSWORD = "sai"
    here(people)
    exchange()
    assert waiting()
    assert "Sai tài khoản" in Line.objects.get().problem
    settings.PORTAL_PASSWORD = "mau"
    Line.objects.update(resting_until=None)
    Message.objects.update(next_try_at="2026-01-01T00:00Z")
    deliver()
    assert not waiting()


def test_while_the_portal_is_down_nobody_calls_and_work_goes_on_by_itself(
    portal: Portal, people: People, later_by: Later
) -> None:
    portal.stop()
    made = [receive(people.counter, here(people)) for _turn in range(5)]
    run_readers()
    deliver()
    assert Line.objects.get().failures == calling.PATIENCE, "It rests after a few failures, whatever waits."
    tried = sum(Message.objects.values_list("attempts", flat=True))
    deliver()
    assert sum(Message.objects.values_list("attempts", flat=True)) == tried
    portal.start()
    for step in range(1, 5):
        deliver(clock=later_by(700 * step))
    assert not waiting()
    assert Line.objects.get().resting_until is None
    assert [portal.knows(case.code)["dossier"]["TrangThaiHoSo"] for case in made] == ["2"] * 5


def test_garbage_is_tried_again_and_given_up_at_last(portal: Portal, people: People, later_by: Later) -> None:
    case = here(people)
    run_readers()
    portal.breaks("garbage", service="DongBoHoSoMC", times=sending.MOST_FAULTS)
    for step in range(sending.MOST_FAULTS + 2):
        deliver(clock=later_by(2000 * step))
    assert waiting() == ["given_up"]
    portal.heals()
    message = Message.objects.get(number=case.code, state="given_up")
    actions.resend(people_admin(), message)
    deliver()
    assert not waiting()
    assert portal.knows(case.code)["messages"][0]["id"] == str(message.key)


def people_admin() -> Any:
    from tests.province import official

    return official("so-khoa-hoc-va-cong-nghe", "it_admin")


def test_a_refused_dossier_holds_its_later_news_until_somebody_resends(portal: Portal, people: People) -> None:
    case = here(people)
    requests.post(portal.url + "/control/faults", json={}, timeout=10)
    exchange()
    # The portal forgets the dossier (restored from an old copy): an update is refused with its reason.
    portal.stop()
    portal.file.unlink()
    portal.start()
    Line.objects.update(session="")
    case = receive(people.counter, case)
    exchange()
    refused = Message.objects.get(state="refused", service="DongBoHoSoMC")
    assert "Chưa có hồ sơ" in refused.reason
    case = take(people.officer, case)
    exchange()
    assert Message.objects.filter(number=case.code, state="queued").exists()
    refused.updating = False
    refused.save()
    actions.resend(people_admin(), refused)
    exchange()
    assert not Message.objects.filter(service="DongBoHoSoMC").exclude(state="accepted").exists()
    assert portal.knows(case.code)["states"] == ["2", "4"]


def test_skipping_needs_a_reason_and_lets_the_rest_go(portal: Portal, people: People) -> None:
    from tinhso.kernel.actions.api import NotAllowed, Refused

    here(people)
    run_readers()
    message = Message.objects.get(service="DongBoHoSoMC")
    for stranger in (people.citizen, people.officer, people.counter):
        with pytest.raises(NotAllowed):
            actions.resend(stranger, message)
    with pytest.raises(Refused, match="lý do"):
        actions.skip(people_admin(), message, reason=" ")
    skipped = actions.skip(people_admin(), message, reason="Trùng")
    assert (skipped.state, skipped.holds) == ("given_up", False)


def test_a_failed_fetch_is_tried_again_and_files_once(portal: Portal, people: People, later_by: Later) -> None:
    number = portal.files(some_procedure())
    portal.breaks("503", service="TraCuuHoSo")
    fetch()
    assert not Case.objects.exists()
    fetch(clock=later_by(60))
    fetch(clock=later_by(900))
    assert PortalDossier.objects.get(number=number).case is not None
    assert Case.objects.count() == 1


def test_asleep_nothing_is_queued_and_nobody_is_called(people: People, settings: Any) -> None:
    settings.PORTAL_URL = ""
    here(people)
    run_readers()
    assert not Message.objects.exists()
    assert (deliver(), fetch()) == (0, 0)
    assert "TINHSO_PORTAL_URL" in calling.lacking()


def test_a_file_from_elsewhere_is_not_fetched(portal: Portal) -> None:
    from tinhso.connectors.national_portal.protocol import Declined

    for address in ("http://127.0.0.1:1/secret", "//example.org/x", "file:///etc/passwd", portal.url + "@example.org/"):
        with pytest.raises(Declined):
            calling.fetch_file(address)
