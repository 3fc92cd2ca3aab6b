"""What makes a licence good on a day."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tinhso.declare import Law, parameters, rule

LAW = Law("36/2024/QH15", "điều 57", title="Luật Trật tự, an toàn giao thông đường bộ")
PARAMETERS = parameters(__file__)


@rule(LAW, says=_("Giấy phép đã hết hạn."))
def not_expired(expires_on: date | None, today: date) -> bool:
    """Classes A1, A and B1 have no last day."""
    return expires_on is None or today <= expires_on


@rule(LAW, says=_("Giấy phép đang bị tước quyền sử dụng hoặc đã thu hồi."))
def in_force(state: str) -> bool:
    return state == "valid"


@rule(
    Law("36/2024/QH15", "điều 58", title="Luật Trật tự, an toàn giao thông đường bộ"),
    says=_("Giấy phép đã bị trừ hết điểm."),
)
def has_points(points: int | None) -> bool:
    """Twelve points a year; unknown points are not held against the holder."""
    return points is None or points > 0
