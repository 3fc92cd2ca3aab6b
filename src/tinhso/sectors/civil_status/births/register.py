"""The register of births."""

from django.utils.translation import gettext_lazy as _

from tinhso.declare import Law, Register, fields


class Birth(Register):
    """One birth, as the commune's People's Committee has registered it."""

    child = fields.Person(_("Trẻ được khai sinh"))
    child_name = fields.Text(_("Họ, chữ đệm và tên của trẻ"), personal=True)
    born_on = fields.Day(_("Ngày sinh"), personal=True)
    sex = fields.Choice(_("Giới tính"), [("male", _("Nam")), ("female", _("Nữ"))])
    ethnicity = fields.Text(_("Dân tộc"), max_length=60, personal=True)
    nationality = fields.Text(_("Quốc tịch"), max_length=60, default="Việt Nam")
    birthplace = fields.Text(_("Nơi sinh"), personal=True)
    hometown = fields.Text(_("Quê quán"), personal=True)
    mother = fields.Person(_("Mẹ (trong cơ sở dữ liệu)"), optional=True)
    mother_name = fields.Text(_("Họ tên mẹ"), optional=True, personal=True)
    father = fields.Person(_("Cha (trong cơ sở dữ liệu)"), optional=True)
    father_name = fields.Text(_("Họ tên cha"), optional=True, personal=True)
    declarant = fields.Person(_("Người đi khai sinh"))
    book = fields.Code(_("Quyển số"), max_length=20)
    registered_on = fields.Day(_("Ngày đăng ký"))
    late = fields.YesNo(_("Đăng ký quá hạn 60 ngày"))

    class About:
        name = "births"
        title = _("Sổ đăng ký khai sinh")
        law = Law("60/2014/QH13", "điều 14 và điều 16", title="Luật Hộ tịch")
        keeper = _("Ủy ban nhân dân cấp xã")
        kept_by = ["commune_committee"]
        description = _("Mỗi trẻ em được đăng ký khai sinh tại xã, phường nơi cha hoặc mẹ cư trú.")
        icon = "baby"
        columns = ["number", "child_name", "born_on", "sex", "registered_on"]
        filters = ["sex", "registered_on", "late"]
        search = ["number", "child_name", "mother_name", "father_name"]
        holder = ["child", "mother", "father", "declarant"]
        exchanged = ["number", "child_name", "born_on", "sex", "ethnicity", "nationality", "registered_on"]
        published = ["sex", "registered_on", "late"]
        oversight = ["so-tu-phap"]

    def __str__(self) -> str:
        return f"{self.number} {self.child_name}"
