"""People are told what happens to their requests, once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from tinhso.blocks.notices.models import Notice
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.outbox.api import announce, replay, run_readers


@pytest.mark.django_db
def test_a_message_is_written_once_and_again_after_a_replay() -> None:
    person, other = uuid4(), uuid4()
    announce("case.filed", act=None, at=timezone.now(), payload={"applicant": person, "code": "H32-261124-000001"})
    announce("case.moved", act=None, at=timezone.now(), payload={"applicant": person})
    run_readers(names=["notices"])
    run_readers(names=["notices"])
    mine = visible(Actor(name="A", account=uuid4(), person=person), Notice)
    assert [(n.kind, n.code) for n in mine] == [("case.filed", "H32-261124-000001")]
    assert not visible(Actor(name="B", account=uuid4(), person=other), Notice).exists()
    replay("notices")
    assert mine.count() == 1
