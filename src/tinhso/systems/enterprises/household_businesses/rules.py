"""Who may register a household business."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.declare import Law, Person, parameters, rule

DECREE = Law("168/2025/NĐ-CP", title="Nghị định về đăng ký doanh nghiệp")
PARAMETERS = parameters(__file__)


@rule(
    Law("91/2015/QH13", "điều 20", title="Bộ luật Dân sự"),
    says=_("Chủ hộ kinh doanh phải đủ 18 tuổi và có năng lực hành vi dân sự đầy đủ."),
)
def of_age(applicant: Person, today: date) -> bool:
    age = applicant.age_on(today)
    limit: Any = PARAMETERS["full_age"].on(today)
    return age is not None and age >= int(limit)


@rule(DECREE, says=_("Mỗi người chỉ được đăng ký một hộ kinh doanh trên cả nước. Anh/chị đang có một hộ kinh doanh."))
def has_none_yet(businesses_of_applicant: int) -> bool:
    return businesses_of_applicant == 0


@rule(
    DECREE,
    says=_("Tên phải gồm cụm “Hộ kinh doanh” và tên riêng, ví dụ: Hộ kinh doanh Bánh căn Bến Chợ."),
)
def named_properly(business_name: str) -> bool:
    return business_name.lower().startswith("hộ kinh doanh ") and len(business_name.split()) > 3


@rule(
    DECREE,
    says=_("Trong xã, phường này đã có hộ kinh doanh cùng tên. Hãy chọn tên khác."),
    illustrative=True,
)
def name_is_free(same_name_in_commune: bool) -> bool:
    """The decree speaks of the area of the former district level; which area holds today is to be confirmed."""
    return not same_name_in_commune


@rule(
    Law("91/2015/QH13", "điều 20", title="Bộ luật Dân sự"),
    says=_("Chủ hộ kinh doanh phải đủ 18 tuổi và có năng lực hành vi dân sự đầy đủ."),
)
def old_enough(born_on: str, today: date) -> bool:
    """The same as `of_age`, for somebody who only says when they were born."""
    born, limit = date.fromisoformat(born_on), PARAMETERS["full_age"].on(today)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) >= int(limit)


@rule(
    DECREE,
    says=_(
        "Bán rong, quà vặt, buôn chuyến, làm dịch vụ thu nhập thấp, làm nông, lâm, ngư nghiệp, làm muối thì không phải "
        "đăng ký hộ kinh doanh, trừ ngành, nghề kinh doanh có điều kiện."
    ),
)
def needs_registration(small_trade: bool) -> bool:
    return not small_trade


@rule(DECREE, says=_("Hộ kinh doanh đang có thì đăng ký thay đổi, không đăng ký thành lập lại."))
def no_change_only(has_business: str) -> bool:
    return has_business != "change"


@rule(DECREE, says=_("Mỗi người chỉ được đăng ký một hộ kinh doanh trên cả nước. Anh/chị đang có một hộ kinh doanh."))
def only_one(has_business: str) -> bool:
    return has_business != "another"
