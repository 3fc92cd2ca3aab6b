from collections.abc import Iterator
from typing import Any

import pytest

from tinhso.blocks.services.catalogue.models import ProcedureVersion
from tinhso.blocks.services.declared import asks as ask
from tinhso.blocks.services.declared.service import SERVICES, Result, Service
from tinhso.blocks.services.tests.conftest import people, reference
from tinhso.kernel.law.api import Law

__all__ = ["people", "reference"]


@pytest.fixture
def joint(reference: None, db: None) -> Iterator[str]:
    """Code of a procedure that is declared for the test: it repeats a group, hides questions, and another person signs too.

    Illustrative throughout; no law asks for that signature.
    """
    rows = ProcedureVersion.objects.filter(level__contains=["xa"], fee_kind="free", valid_to=None)
    version = rows.exclude(procedure__code__in=SERVICES).order_by("procedure__code").first()
    assert version is not None
    before = dict(SERVICES)

    def granted(self: Any, *given: Any) -> Result:
        raise AssertionError("nobody decides in these tests")

    declared: dict[str, Any] = {
        "code": version.procedure.code,
        "law": Law("60/2014/QH13", "điều 16", title="Luật Hộ tịch"),
        "place": ask.Commune("Nộp ở xã, phường nào?", prefill="applicant.unit"),
        "together": ask.YesNo("Cùng làm với người khác?"),
        "members": ask.Group(
            "Người cùng làm",
            item="Thành viên",
            most=2,
            when=ask.answered("together", True),
            full_name=ask.Name("Họ tên"),
            studies=ask.YesNo("Đang đi học?"),
            school=ask.Text("Trường", when=ask.answered("studies", True)),
        ),
        "note": ask.Text("Ghi chú", optional=True),
        "proof": ask.Photo("Giấy chứng minh", most=3, optional=True),
        "cosigners": (
            ask.Cosigner("partner", "Người cùng làm", when=ask.answered("together", True), illustrative=True),
        ),
        "granted": granted,
    }
    type("Joint", (Service,), declared)
    yield version.procedure.code
    SERVICES.clear()
    SERVICES.update(before)
