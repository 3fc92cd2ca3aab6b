"""The register of household businesses."""

from django.utils.translation import gettext_lazy as _

from tinhso.declare import Law, Register, fields


class HouseholdBusiness(Register):
    """A business of a person or a household, registered with the commune."""

    name = fields.Text(_("Tên hộ kinh doanh"))
    business_code = fields.Code(
        _("Mã số hộ kinh doanh"),
        pattern=r"\d{10}(-\d{3})?|\d{12}",
        personal=True,
        hint=_("Từ 1/7/2025 là số định danh cá nhân của chủ hộ."),
        law=Law("86/2024/TT-BTC", title="Thông tư"),
    )
    owner = fields.Person(_("Chủ hộ kinh doanh"))
    address = fields.Text(_("Địa chỉ kinh doanh"))
    commune = fields.Commune(_("Xã, phường"))
    phone = fields.Text(_("Điện thoại"), max_length=20, optional=True, personal=True)
    trades = fields.LongText(_("Ngành, nghề kinh doanh"))
    capital = fields.Money(_("Vốn kinh doanh"))
    started_on = fields.Day(_("Ngày bắt đầu hoạt động"))
    registered_on = fields.Day(_("Ngày đăng ký lần đầu"))
    state = fields.Choice(
        _("Tình trạng"),
        [("active", _("Đang hoạt động")), ("paused", _("Tạm ngừng")), ("closed", _("Đã chấm dứt"))],
        default="active",
    )

    class About:
        name = "household-businesses"
        title = _("Sổ đăng ký hộ kinh doanh")
        law = Law("168/2025/NĐ-CP", title="Nghị định về đăng ký doanh nghiệp")
        keeper = _("Cơ quan đăng ký kinh doanh cấp xã")
        kept_by = ["commune_committee"]
        description = _("Hộ kinh doanh đăng ký tại xã, phường nơi đặt trụ sở.")
        icon = "store"
        columns = ["number", "name", "commune", "capital", "state"]
        filters = ["state", "commune", "registered_on"]
        search = ["number", "name", "address", "trades"]
        holder = ["owner"]
        exchanged = ["number", "name", "business_code", "address", "state", "registered_on"]
        published = ["name", "commune", "state", "registered_on"]
        oversight = ["so-tai-chinh"]

    def __str__(self) -> str:
        return self.name
