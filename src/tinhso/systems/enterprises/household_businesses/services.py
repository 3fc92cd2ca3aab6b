"""Registering a household business (đăng ký thành lập hộ kinh doanh), procedure 1.001612 of the national catalogue."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.declare import (
    Act,
    Case,
    Duration,
    Facts,
    Law,
    Person,
    Result,
    Service,
    ask,
    enter,
    letterhead,
    money_in_words,
    next_number,
    signer,
    unit_by_code,
)

from .register import HouseholdBusiness
from .rules import (
    PARAMETERS,
    has_none_yet,
    name_is_free,
    named_properly,
    needs_registration,
    no_change_only,
    of_age,
    old_enough,
    only_one,
)

BUSINESS = _("Về hộ kinh doanh")
PLACE = _("Nơi kinh doanh")


class RegisterHouseholdBusiness(Service):
    """Register a household business and give its certificate."""

    code = "1.001612"
    title = _("Đăng ký thành lập hộ kinh doanh")
    summary = _("Người từ đủ 18 tuổi mở hộ kinh doanh và nhận Giấy chứng nhận đăng ký hộ kinh doanh.")
    law = Law("168/2025/NĐ-CP", title="Nghị định về đăng ký doanh nghiệp")
    life_event = "kinh-doanh"
    # The catalogue's table gives no limit; its steps say three working days.
    answer_within = Duration(3, "working_days")
    fee = PARAMETERS["registration_fee"]
    adds = ("businesses_of_applicant", "same_name_in_commune")

    may_file = ask.eligible(
        small_trade=ask.YesNo(
            _(
                "Anh/chị bán rong, quà vặt, buôn chuyến, làm dịch vụ thu nhập thấp, hoặc làm nông, lâm, ngư nghiệp, làm muối?"
            ),
            hint=_("Bán ở một cửa hàng, quán cố định thì trả lời Không."),
        ),
        has_business=ask.Choice(
            _("Anh/chị đã có hộ kinh doanh chưa?"),
            choices=[
                ("none", _("Chưa, đây là lần đầu")),
                ("change", _("Có, tôi muốn thay đổi đăng ký")),
                ("another", _("Có, tôi muốn mở thêm hộ nữa")),
            ],
            when=ask.answered("small_trade", False),
        ),
        born_on=ask.Day(
            _("Anh/chị sinh ngày nào?"),
            birth=True,
            prefill="applicant.birth_date",
            when=ask.answered("has_business", "none"),
        ),
        rules=[needs_registration, ask.instead(no_change_only, "2.000720"), only_one, old_enough],
    )

    business_name = ask.Text(
        _("Tên hộ kinh doanh"), hint=_("Bắt đầu bằng “Hộ kinh doanh”, rồi tên riêng."), page=BUSINESS, personal=False
    )
    trades = ask.LongText(
        _("Ngành, nghề kinh doanh"), hint=_("Mỗi dòng một ngành, nghề."), page=BUSINESS, limit=1000, personal=False
    )
    capital = ask.Money(_("Vốn kinh doanh"), page=BUSINESS, least=1, most=10**13, personal=False)
    place = ask.Commune(_("Hộ kinh doanh đặt ở xã, phường nào?"), page=PLACE, prefill="applicant.unit", personal=False)
    address = ask.Text(_("Số nhà, đường, thôn"), page=PLACE, prefill="applicant.address", personal=False)
    started_on = ask.Day(_("Ngày bắt đầu hoạt động"), personal=False)
    phone = ask.Text(_("Điện thoại của hộ kinh doanh"), optional=True, prefill="applicant.phone", limit=20)
    together = ask.YesNo(
        _("Các thành viên hộ gia đình cùng đăng ký?"), hint=_("Một mình anh/chị đăng ký thì bỏ qua."), optional=True
    )
    members = ask.Group(
        _("Thành viên hộ gia đình cùng đăng ký"),
        item=_("Thành viên"),
        hint=_("Không ghi chủ hộ kinh doanh."),
        most=20,
        when=ask.answered("together", True),
        full_name=ask.Name(_("Họ, chữ đệm và tên")),
        personal_id=ask.PersonalId(_("Số định danh cá nhân")),
        relation=ask.Text(_("Quan hệ với chủ hộ"), hint=_("Ví dụ: vợ, chồng, con."), limit=60),
    )
    authorisation = ask.File(
        _("Văn bản ủy quyền của các thành viên hộ gia đình"),
        hint=_("Các thành viên ủy quyền cho một người làm chủ hộ kinh doanh."),
        when=ask.answered("together", True),
        drawn="users",
        copy="copy",
    )

    checks = [of_age, has_none_yet, named_properly, name_is_free]

    def facts(self, facts: Facts) -> Mapping[str, Any]:
        """The businesses that the applicant has, and whether the name is taken in the commune."""
        going_on = HouseholdBusiness.objects.exclude(state="closed").filter(valid_to=None)
        same = going_on.filter(
            name__iexact=facts.answers.get("business_name") or "", commune__code=facts.answers.get("place")
        )
        return {
            "businesses_of_applicant": going_on.filter(owner=facts.applicant).count(),
            "same_name_in_commune": same.exists(),
        }

    def granted(self, act: Act, case: Case, answers: Mapping[str, Any], facts: Facts) -> Result:
        """Enter the business in the register; give the certificate."""
        owner: Person = facts.applicant
        commune = unit_by_code(answers["place"], on=act.today)
        number = f"{next_number(case.agency, 'HKD', act.today.year):04}/{act.today.year}/HKD"
        record = enter(
            act,
            HouseholdBusiness,
            agency=case.agency,
            number=number,
            case_code=case.code,
            name=answers["business_name"],
            business_code=owner.personal_id,
            owner=owner,
            address=answers["address"],
            commune=commune,
            phone=answers.get("phone") or "",
            trades=answers["trades"],
            capital=answers["capital"],
            started_on=date.fromisoformat(answers["started_on"]),
            registered_on=act.today,
        )
        return Result(
            template="household_business",
            data=certificate(act, case, record),
            title="Giấy chứng nhận đăng ký hộ kinh doanh",
            kind="household_business",
            record=record,
            number=number,
        )


def certificate(act: Act, case: Case, record: HouseholdBusiness) -> dict[str, Any]:
    """What the certificate says."""
    owner = record.owner
    where = f"{record.address}, {record.commune.full_name}, tỉnh Khánh Hòa"
    home = ", ".join(part for part in (owner.address_line, owner.unit.full_name if owner.unit else "") if part)
    return {
        "letterhead": letterhead(case.agency, number=record.number, on=act.today),
        "business_code": record.business_code,
        "first_on": record.registered_on,
        "name": record.name,
        "address": where,
        "phone": record.phone,
        "trades": [line.strip() for line in record.trades.splitlines() if line.strip()],
        "capital": record.capital,
        "capital_in_words": money_in_words(record.capital),
        "head": {
            "name": owner.full_name,
            "sex": "Nữ" if owner.sex == "female" else "Nam",
            "born_on": owner.birth_date,
            "ethnicity": owner.ethnicity,
            "nationality": "Việt Nam",
            "personal_id": owner.personal_id or "",
            "address": home,
        },
        "signer": signer(act.actor),
    }
