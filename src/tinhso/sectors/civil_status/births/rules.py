"""What must hold before a birth is registered."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.declare import Law, Person, parameters, rule

CIVIL_STATUS = "60/2014/QH13"
PARAMETERS = parameters(__file__)


@rule(
    Law(CIVIL_STATUS, "điều 13", title="Luật Hộ tịch"),
    says=_(
        "Khai sinh phải đăng ký ở xã, phường nơi cha hoặc mẹ cư trú. Hãy chọn đúng nơi anh/chị đang đăng ký cư trú."
    ),
)
def where_a_parent_lives(relation: str, place: str, applicant: Person) -> bool:
    """A parent who declares chooses the commune of their own residence; another relative is checked by the officer."""
    if relation not in ("mother", "father") or applicant.unit is None:
        return True
    return applicant.unit.code == place


@rule(
    Law(CIVIL_STATUS, "điều 16", title="Luật Hộ tịch"),
    says=_("Trẻ này đã được đăng ký khai sinh. Nếu cần bản sao, hãy chọn thủ tục cấp bản sao trích lục."),
)
def not_registered_yet(registered_already: bool) -> bool:
    return not registered_already


@rule(
    Law(CIVIL_STATUS, "điều 16", title="Luật Hộ tịch"),
    says=_("Ngày sinh của trẻ phải sau ngày sinh của người mẹ hoặc người cha đi khai."),
    illustrative=True,
)
def younger_than_the_parent(born_on: str, applicant: Person, relation: str) -> bool:
    """A plain check of sense; the law does not spell it out."""
    if relation not in ("mother", "father") or applicant.birth_date is None:
        return True
    return date.fromisoformat(born_on) > applicant.birth_date


@rule(
    Law(CIVIL_STATUS, "điều 16", title="Luật Hộ tịch"),
    says=_("Trẻ đã được đăng ký khai sinh thì không khai lại. Cần thêm bản thì xin bản sao trích lục."),
)
def never_registered(registered: str) -> bool:
    return registered != "copy"


@rule(
    Law("123/2015/NĐ-CP", "điều 24", title="Nghị định"),
    says=_("Đã đăng ký trước năm 2016 mà sổ và bản chính đều mất thì làm thủ tục đăng ký lại khai sinh."),
)
def not_lost(registered: str) -> bool:
    return registered != "lost"


@rule(
    Law(CIVIL_STATUS, "điều 35", title="Luật Hộ tịch"),
    says=_("Trẻ có cha hoặc mẹ là người nước ngoài thì làm thủ tục đăng ký khai sinh có yếu tố nước ngoài."),
)
def no_foreign_parent(foreign_parent: bool) -> bool:
    return not foreign_parent


@rule(
    Law("123/2015/NĐ-CP", "điều 15, khoản 3", title="Nghị định"),
    says=_("Người cha nhận con cùng lúc khai sinh thì hai việc được giải quyết chung trong một thủ tục."),
)
def no_acknowledgement(acknowledges: bool) -> bool:
    return not acknowledges


def is_late(born_on: date, today: date) -> bool:
    """Whether more than the days that the law gives (article 15) have passed since the birth. Late is not refused."""
    limit: Any = PARAMETERS["declare_within"].on(today)
    return today > born_on + timedelta(days=int(limit))
