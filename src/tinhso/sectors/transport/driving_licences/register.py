"""The province's copy of the register of driving licences, which the Ministry of Public Security keeps."""

from django.utils.translation import gettext_lazy as _

from tinhso.declare import Law, Register, fields

CLASSES = ["A1", "A", "B1", "B", "C1", "C", "D1", "D2", "D", "BE", "C1E", "CE", "D1E", "D2E", "DE"]


class DrivingLicence(Register):
    """One licence, as its keeper told us; never changed here."""

    holder = fields.Person(_("Người được cấp"), optional=True)
    holder_name = fields.Text(_("Họ tên"), personal=True)
    born_on = fields.Day(_("Ngày sinh"), personal=True)
    vehicle_class = fields.Choice(_("Hạng"), [(name, name) for name in CLASSES])
    issued_on = fields.Day(_("Ngày cấp"))
    expires_on = fields.Day(_("Có giá trị đến"), optional=True, hint=_("Hạng A1, A, B1 không thời hạn."))
    points = fields.Whole(_("Điểm còn lại"), unit=_("điểm"), optional=True, personal=True)
    state = fields.Choice(
        _("Tình trạng"),
        [("valid", _("Còn giá trị")), ("suspended", _("Bị tước quyền sử dụng")), ("revoked", _("Đã thu hồi"))],
    )

    class About:
        name = "driving-licences"
        title = _("Giấy phép lái xe (bản sao)")
        law = Law("36/2024/QH15", "điều 57", title="Luật Trật tự, an toàn giao thông đường bộ")
        keeper = _("Bộ Công an; tỉnh chỉ giữ bản sao để tra cứu")
        description = _("Từ 1/3/2025 ngành Công an cấp giấy phép lái xe. Tỉnh đọc, không cấp, không sửa.")
        icon = "car"
        read_only = True
        columns = ["number", "holder_name", "vehicle_class", "expires_on", "state"]
        filters = ["vehicle_class", "state", "expires_on"]
        search = ["number", "holder_name"]
        holder = ["holder"]
        exchanged = ["number", "vehicle_class", "issued_on", "expires_on", "state"]
        published = ["vehicle_class", "issued_on", "state"]

    def __str__(self) -> str:
        return f"{self.number} {self.vehicle_class}"
