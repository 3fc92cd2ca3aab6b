"""Registering a birth (đăng ký khai sinh), procedure 1.001193 of the national catalogue."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.declare import (
    Act,
    Case,
    Facts,
    Law,
    Person,
    Result,
    Service,
    agency_by_code,
    ask,
    date_in_words,
    enter,
    letterhead,
    next_number,
    register_person,
    signer,
    step,
    system_actor,
    unit_by_code,
)

from .register import Birth
from .rules import (
    is_late,
    never_registered,
    no_acknowledgement,
    no_foreign_parent,
    not_lost,
    not_registered_yet,
    where_a_parent_lives,
    younger_than_the_parent,
)

WHO = ask.Choice(
    _("Anh/chị là ai của trẻ?"),
    choices=[("mother", _("Mẹ")), ("father", _("Cha")), ("relative", _("Ông, bà hoặc người thân khác"))],
)
CHILD = _("Về trẻ")
PARENTS = _("Về cha mẹ")
SEX_WORDS = {"male": "Nam", "female": "Nữ"}


class RegisterBirth(Service):
    """Register a child's birth and give the birth certificate."""

    code = "1.001193"
    title = _("Đăng ký khai sinh")
    summary = _("Cha, mẹ hoặc người thân khai sinh cho trẻ và nhận Giấy khai sinh điện tử.")
    law = Law("60/2014/QH13", "điều 16", title="Luật Hộ tịch")
    life_event = "sinh-con"
    at_once = True
    adds = ("registered_already",)

    may_file = ask.eligible(
        relation=WHO,
        registered=ask.Choice(
            _("Trẻ đã từng được đăng ký khai sinh chưa?"),
            choices=[
                ("never", _("Chưa")),
                ("copy", _("Rồi, tôi cần thêm bản")),
                ("lost", _("Rồi, trước năm 2016, nhưng sổ và bản chính đều mất")),
            ],
        ),
        foreign_parent=ask.YesNo(
            _("Cha hoặc mẹ của trẻ là người nước ngoài?"), when=ask.answered("registered", "never")
        ),
        acknowledges=ask.YesNo(
            _("Cha mẹ chưa đăng ký kết hôn và người cha làm thủ tục nhận con cùng lúc?"),
            when=ask.answered("foreign_parent", False),
        ),
        rules=[
            ask.instead(never_registered, "2.000635"),
            ask.instead(not_lost, "1.004884"),
            ask.instead(no_foreign_parent, "2.000528"),
            ask.instead(no_acknowledgement, "1.000689"),
        ],
    )

    relation = WHO
    kinship = ask.Text(
        _("Anh/chị là gì của trẻ?"),
        hint=_("Ví dụ: bà ngoại, chú ruột. Cha mẹ đi khai được thì nên tự khai."),
        when=ask.answered("relation", "relative"),
        limit=60,
    )
    place = ask.Commune(
        _("Cha hoặc mẹ của trẻ cư trú ở xã, phường nào?"),
        hint=_("Nơi này sẽ đăng ký khai sinh. Gõ tên mới hoặc tên cũ, có dấu hoặc không dấu."),
        prefill="applicant.unit",
    )
    child_name = ask.Name(_("Họ, chữ đệm và tên của trẻ"), page=CHILD)
    born_on = ask.Day(_("Ngày sinh của trẻ"), birth=True, page=CHILD)
    sex = ask.Choice(_("Giới tính của trẻ"), choices=ask.SEX, page=CHILD)
    ethnicity = ask.Text(_("Dân tộc của trẻ"), page=CHILD, prefill="applicant.ethnicity", limit=60)
    birthplace = ask.Text(
        _("Trẻ sinh ở đâu?"), hint=_("Tên bệnh viện, trạm y tế hoặc địa chỉ nơi sinh, và xã, phường, tỉnh.")
    )
    hometown = ask.Text(_("Quê quán của trẻ"), hint=_("Theo quê quán của cha hoặc mẹ, theo thỏa thuận hoặc tập quán."))
    mother_name = ask.Name(_("Họ tên mẹ"), page=PARENTS, optional=True, prefill=lambda k: k.applicant_if("mother"))
    mother_born = ask.Whole(_("Năm sinh của mẹ"), page=PARENTS, optional=True, least=1900, most=2100)
    father_name = ask.Name(_("Họ tên cha"), page=PARENTS, optional=True, prefill=lambda k: k.applicant_if("father"))
    father_born = ask.Whole(_("Năm sinh của cha"), page=PARENTS, optional=True, least=1900, most=2100)
    birth_paper = ask.Photo(
        _("Giấy chứng sinh"),
        hint=_("Chụp rõ cả trang. Không có thì chụp văn bản của người làm chứng hoặc giấy cam đoan về việc sinh."),
        example=_("Thấy đủ bốn góc tờ giấy, đọc được họ tên mẹ, ngày giờ sinh, chữ ký và dấu của nơi sinh."),
        drawn="baby",
        copy="original",
        most=4,
        reusable=False,  # each child has its own
    )

    checks = [where_a_parent_lives, younger_than_the_parent, not_registered_yet]
    path = [
        step("receive", role="counter_officer"),
        step("examine", role="handling_officer", hours=4),
        step("sign", role="leader", hours=2),
        step("return", role="counter_officer"),
    ]

    def facts(self, facts: Facts) -> Mapping[str, Any]:
        """Whether this child, by name, day of birth and declaring parent, stands in the register already."""
        known = Birth.objects.filter(
            child_name__iexact=facts.answers.get("child_name") or "",
            born_on=facts.answers.get("born_on"),
            declarant=facts.applicant,
        )
        return {"registered_already": known.exists()}

    def granted(self, act: Act, case: Case, answers: Mapping[str, Any], facts: Facts) -> Result:
        """Enter the child among the people and the birth in the register; give the certificate."""
        applicant: Person = facts.applicant
        born_on = date.fromisoformat(answers["born_on"])
        child = register_person(
            system_actor("Sổ đăng ký khai sinh", agency=case.agency),
            None,
            full_name=answers["child_name"],
            birth_date=born_on,
            sex=answers["sex"],
            ethnicity=answers["ethnicity"],
            unit=unit_by_code(answers["place"], on=act.today),
            address_line=applicant.address_line,
            synthetic=applicant.synthetic,
        )
        number = f"{next_number(case.agency, 'KS', act.today.year):02}/{act.today.year}"
        record = enter(
            act,
            Birth,
            agency=case.agency,
            number=number,
            case_code=case.code,
            child=child,
            child_name=answers["child_name"],
            born_on=born_on,
            sex=answers["sex"],
            ethnicity=answers["ethnicity"],
            birthplace=answers["birthplace"],
            hometown=answers["hometown"],
            mother=applicant if answers["relation"] == "mother" else None,
            mother_name=answers.get("mother_name") or "",
            father=applicant if answers["relation"] == "father" else None,
            father_name=answers.get("father_name") or "",
            declarant=applicant,
            book=f"01/{act.today.year}",
            registered_on=act.today,
            late=is_late(born_on, act.today),
        )
        return Result(
            template="birth_certificate",
            data=certificate(act, case, record, answers),
            title="Giấy khai sinh",
            kind="birth_certificate",
            record=record,
            number=number,
        )


def certificate(act: Act, case: Case, record: Birth, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the birth certificate says. The child's personal id is left blank until the population database gives one."""
    agency = agency_by_code(case.agency)
    declarant = record.declarant
    residence = ", ".join(
        part for part in (declarant.address_line, declarant.unit.full_name if declarant.unit else "") if part
    )
    return {
        "letterhead": letterhead(case.agency, number=record.number, on=act.today),
        "book": record.book,
        "name": record.child_name,
        "born_on": record.born_on,
        "born_in_words": date_in_words(record.born_on),
        "sex": SEX_WORDS[record.sex],
        "ethnicity": record.ethnicity,
        "nationality": record.nationality,
        "birthplace": record.birthplace,
        "hometown": record.hometown,
        "personal_id": "",
        "mother": parent(record.mother_name, answers.get("mother_born"), residence, record),
        "father": parent(record.father_name, answers.get("father_born"), residence, record),
        "declarant": declarant.full_name,
        "declarant_id": f"Số định danh cá nhân {declarant.personal_id}" if declarant.personal_id else "",
        "registered_at": agency.name if agency else case.agency,
        "registered_on": record.registered_on,
        "signer": signer(act.actor),
    }


def parent(name: str, born: Any, residence: str, record: Birth) -> dict[str, str]:
    """A parent on the certificate; blank where nothing was declared."""
    if not name:
        return {}
    return {
        "name": name,
        "born": str(born or ""),
        "ethnicity": record.ethnicity,
        "nationality": record.nationality,
        "residence": residence,
    }
