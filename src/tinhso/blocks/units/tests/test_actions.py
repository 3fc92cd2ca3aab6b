"""Units and agencies change only by those who keep them, and what was stays readable."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from tinhso.blocks.units import actions
from tinhso.blocks.units.api import Agency, LegalAct, Unit, agency_by_code, successors, unit_by_code
from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]
FIRST_OF_2027 = date(2027, 1, 1)


@pytest.fixture
def keeper() -> Actor:
    return Actor(name="Người thử", account=uuid4(), agency="so-noi-vu", roles=frozenset({"it_admin"}), level=2)


@pytest.fixture
def text(keeper: Actor) -> LegalAct:
    return actions.record_act(keeper, number="1/2027/TEST", title="Nghị quyết thử")


def test_a_renamed_unit_keeps_its_code_its_agencies_and_its_past(keeper: Actor, text: LegalAct) -> None:
    old = unit_by_code("22366", on=date(2026, 1, 1))
    actions.rename_unit(keeper, old, by=text, on=FIRST_OF_2027, name="Mới", full_name="Phường Mới")
    assert unit_by_code("22366", on=date(2026, 12, 31)).full_name == "Phường Nha Trang"  # type: ignore[union-attr]
    new = unit_by_code("22366", on=FIRST_OF_2027)
    assert new is not None
    assert new.full_name == "Phường Mới"
    assert new.search_text == "phuong moi 22366"
    assert [(unit.code, whole) for unit, whole in successors(Unit.objects.get(pk=old.pk))] == [("22366", True)]  # type: ignore[union-attr]
    assert agency_by_code("ubnd-22366").unit == new  # type: ignore[union-attr]


def test_others_may_not(text: LegalAct) -> None:
    leader = Actor(name="Người thử", account=uuid4(), agency="ubnd-22366", roles=frozenset({"leader"}), level=2)
    with pytest.raises(NotAllowed):
        actions.end_unit(leader, Unit.objects.get(code="22327"), by=text, last_day=FIRST_OF_2027)


def test_what_has_ended_cannot_end_again(keeper: Actor, text: LegalAct) -> None:
    with pytest.raises(Refused, match="đã kết thúc"):
        actions.end_unit(keeper, Unit.objects.get(code="58"), by=text, last_day=FIRST_OF_2027)


def test_a_whole_unit_goes_to_one_successor_only(keeper: Actor, text: LegalAct) -> None:
    old = Unit.objects.get(code="22327")
    other = unit_by_code("22366", on=FIRST_OF_2027)
    with pytest.raises(Refused, match="toàn bộ"):
        actions.succeed(keeper, old, by=text, successor=other, whole=False)


def test_an_agency_that_ended_leads_to_its_successor(keeper: Actor) -> None:
    province = unit_by_code("56", on=FIRST_OF_2027)
    new = actions.create_agency(
        keeper, code="so-thu", name="Sở Thử", kind="department", unit=province, valid_from=FIRST_OF_2027
    )
    old = Agency.objects.get(code="so-y-te")
    actions.end_agency(keeper, old, last_day=date(2026, 12, 31), successors=(new,))
    assert [link.successor.code for link in old.became.all()] == ["so-thu"]
    assert not agency_by_code("so-y-te").exists_on(FIRST_OF_2027)  # type: ignore[union-attr]
