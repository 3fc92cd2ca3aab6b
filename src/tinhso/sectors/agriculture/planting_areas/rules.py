"""What must hold for a planting-area code. The decree's own figures are not at hand: those below are illustrative."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.declare import Law, area_of, parameters, rule

DECREE = Law("38/2026/NĐ-CP", title="Nghị định")
PARAMETERS = parameters(__file__)


@rule(DECREE, says=_("Vùng trồng nhỏ hơn diện tích tối thiểu."), illustrative=True)
def large_enough(outline: Any, crop: str, today: Any) -> bool:
    """Fruit trees need a larger area than vegetables and spices."""
    name = "least_hectares_annual" if crop == "garlic" else "least_hectares_tree"
    return area_of(outline) >= float(PARAMETERS[name].on(today))


@rule(DECREE, says=_("Vùng trồng này nằm chồng lên một vùng đã có mã số."), illustrative=True)
def not_overlapping(overlapping_areas: int) -> bool:
    return overlapping_areas == 0


@rule(
    Law("31/2018/QH14", "điều 64", title="Luật Trồng trọt"),
    says=_("Người trồng phải cam kết ghi nhật ký canh tác."),
)
def keeps_a_diary(diary: bool) -> bool:
    return diary is True
