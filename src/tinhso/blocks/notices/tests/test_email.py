"""E-mail through a real SMTP server: both forms, one Message-ID for all tries, refusals told apart."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tinhso.blocks.notices.delivering import deliver
from tinhso.blocks.notices.models import Attempt, State

from .conftest import CODE, DAY, MakeSomeone, free_port, minutes_after, only


class Mailbox:
    """An SMTP server's handler; answers RCPT and DATA as told, 250 otherwise."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.answers: list[str] = []
        self.refuses = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refuses:
            return self.refuses.format(address=address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.got.append(mail)
        return answer


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    handler = Mailbox()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.SMTP_HOST = settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = server.port, False, False
    settings.DEFAULT_FROM_EMAIL = "Khánh Hòa số <no-reply@tinh.test>"
    settings.PUBLIC_URL = "https://tinh.test"
    yield handler
    server.stop()


def test_a_mail_in_both_forms(someone: MakeSomeone, mailbox: Mailbox) -> None:
    someone("hoa").told()
    deliver(clock=lambda: DAY)
    (mail,) = mailbox.got
    assert mail["To"] == "hoa@vidu.test" and "no-reply@tinh.test" in mail["From"]
    assert mail["Subject"].strip() == f"Khánh Hòa số: Cần bổ sung giấy tờ – {CODE}"
    assert mail["Message-ID"] == f"<{only('email').pk}@tinh.test>" == only("email").provider_id
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (mail.get_body([kind]) for kind in ("plain", "html"))
    for part in (text, html):
        assert part is not None
        said = part.get_content()
        assert f"https://tinh.test/my/cases/{CODE}/" in said and "https://tinh.test/my/notices/preferences/" in said
    assert (only("email").state, only("email").address) == (State.SENT, "")


def test_in_the_readers_language(someone: MakeSomeone, mailbox: Mailbox) -> None:
    someone("hoa", language="en").told()
    deliver(clock=lambda: DAY)
    assert mailbox.got[0]["Subject"].strip() == f"Khánh Hòa Digital: Papers are missing – {CODE}"


def test_a_mail_that_is_tried_again_has_the_same_id(someone: MakeSomeone, mailbox: Mailbox) -> None:
    mailbox.answers = ["451 later", "421 later"]
    someone("hoa").told()
    for minutes in (0, 2, 20):
        deliver(clock=minutes_after(DAY, minutes))
    assert only("email").state == State.SENT and only("email").tries == 3
    assert len({mail["Message-ID"] for mail in mailbox.got}) == 1


def test_an_unknown_mailbox_is_final_and_not_named_in_the_log(someone: MakeSomeone, mailbox: Mailbox) -> None:
    mailbox.refuses = "550 5.1.1 <{address}> unknown"
    someone("hoa").told()
    deliver(clock=lambda: DAY)
    failed = only("email")
    assert (failed.state, failed.tries) == (State.FAILED, 1)
    assert "550" in failed.reason and "hoa@vidu.test" not in failed.reason + Attempt.objects.get().reason


def test_without_a_server_it_waits(someone: MakeSomeone, mailbox: Mailbox, settings: Any) -> None:
    settings.EMAIL_PORT = free_port()
    someone("hoa").told()
    deliver(clock=lambda: DAY)
    assert (only("email").state, only("email").reason) == (State.WAITING, "ConnectionRefusedError")
