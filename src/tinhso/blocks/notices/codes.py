"""One-time codes of the people block, on their way to a phone or a mailbox: urgent, sealed, and forgotten once sent."""

from __future__ import annotations

from tinhso.blocks.people.api import CodeToSend, code_channel, masked_address
from tinhso.kernel.keys import box

from .about_cases import CODE
from .channels import ready
from .kinds import EMAIL, SMS
from .models import Delivery
from .sending import message_id, post


def _post(code: CodeToSend) -> None:
    minutes = max(1, round((code.expires_at - code.at).total_seconds() / 60))
    post(
        [
            Delivery(
                id=message_id("people.code", str(code.id)), kind=CODE.code, channel=code.channel, person=code.person,
                facts={"minutes": minutes}, language=code.language, address=code.address,
                masked=masked_address(code.address), sealed=box("tinhso.notices").encrypt(code.digits.encode()).decode(),
                urgent=True, created_at=code.at, due_at=code.at, expires_at=code.expires_at,
            )
        ]
    )  # fmt: skip


code_channel(SMS, ready=lambda: ready(SMS))(_post)
code_channel(EMAIL, ready=lambda: ready(EMAIL))(_post)
