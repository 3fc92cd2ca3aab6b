"""Checking a driving licence: yes or no, with the reason and the age of what we know."""

from django.utils.translation import gettext_lazy as _

from tinhso.declare import Verification

from .register import DrivingLicence
from .rules import LAW, has_points, in_force, not_expired


class CheckDrivingLicence(Verification):
    """Is this licence good today? For officials with a purpose and for systems with an agreement."""

    name = "driving-licence"
    title = _("Kiểm tra giấy phép lái xe")
    law = LAW
    register = DrivingLicence
    asks = {"number": _("Số giấy phép lái xe"), "born_on": _("Ngày sinh của người được cấp")}
    checks = [in_force, not_expired, has_points]
    answers = ["vehicle_class", "expires_on"]
