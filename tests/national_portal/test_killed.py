"""A sender is killed after the portal has taken a message and before it is noted here: nothing is doubled."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tests.province import COMMUNE, fresh_reference, resident
from tinhso.blocks.services.api import Attached, Request, file_request
from tinhso.connectors.national_portal.models import Message
from tinhso.connectors.national_portal.sending import deliver
from tinhso.kernel.access.api import system_actor
from tinhso.kernel.outbox.api import run_readers

from .conftest import Portal, some_procedure

__all__ = ["fresh_reference"]
Later = Callable[[float], Callable[[], Any]]


SENDER = "import django; django.setup(); from tinhso.connectors.national_portal.sending import deliver; deliver()"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_between_sending_and_noting_it_doubles_nothing(
    fresh_reference: None, portal: Portal, settings: Any, later_by: Later
) -> None:
    """A sender of its own is killed while the portal, which has taken the message, has not answered yet."""
    version = some_procedure()
    person, _actor = resident(birth_date=date(1990, 1, 1), unit=COMMUNE)
    papers = tuple(
        Attached(question=f"paper_{n}", source="paper", kind=1) for n in range(1, len(version.documents) + 1)
    )
    wanted = Request(
        procedure=version.procedure.code, applicant=person, attached=papers,
        answers={"place": COMMUNE, "wish": "Đề nghị."},
    )  # fmt: skip
    case = file_request(system_actor("Thử", via="import"), None, request=wanted).case
    run_readers(names=["national_portal"])
    portal.breaks("after", service="DongBoHoSoMC", seconds=60)
    known = settings.DATABASES["default"]
    address = f"postgresql://{known['USER']}@/{connection.settings_dict['NAME']}?host={known['HOST']}"
    environment = {
        **os.environ, "DATABASE_URL": address, "TINHSO_PORTAL_URL": portal.url, "TINHSO_PORTAL_USER": "tinh",
        "TINHSO_PORTAL_PASSWORD": "mau", "TINHSO_PORTAL_DSTCODE": "mau",
    }  # fmt: skip
    sender = subprocess.Popen([sys.executable, "-c", SENDER], env=environment)
    end = time.monotonic() + 60
    while portal.knows(case.code)["dossier"] is None:
        assert sender.poll() is None and time.monotonic() < end
    sender.kill()
    sender.wait()
    message = Message.objects.get(number=case.code)
    assert message.state == "sent", "It was on its way when its sender died."
    assert deliver() == 0, "Nobody takes it over before its claim has run out."
    assert deliver(clock=later_by(240)) == 1
    after = portal.knows(case.code)
    assert [(one["id"], one["times"]) for one in after["messages"]] == [(str(message.key), 2)]
    assert after["states"] == ["1"]
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("accepted", 2)
