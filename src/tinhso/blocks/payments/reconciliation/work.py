"""What to do about each kind of difference, and who can."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.people.api import Appointment
from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import today

from ..models import Difference
from .actions import assign_difference

Kind = Difference.Kind
ADVICE: dict[str, str | Promise] = {
    Kind.NO_NOTICE: _(
        "Tiền đã vào tài khoản nhưng tin báo không đến. Ghi nhận theo sao kê: hồ sơ được tính là đã nộp."
    ),
    Kind.NOT_ON_STATEMENT: _("Kiểm tra sao kê ngày kế tiếp. Nếu không có, hỏi ngân hàng hoặc nền tảng thanh toán."),
    Kind.AMOUNT: _("Sao kê là căn cứ. Hỏi bên báo tin vì sao số tiền khác, rồi ghi rõ cách điều chỉnh."),
    Kind.WRONG_AMOUNT: _("Liên hệ người nộp: nộp lại đúng số tiền rồi hoàn khoản này, theo yêu cầu của họ."),
    Kind.DOUBLED: _(
        "Hồ sơ đã có tiền. Duyệt lệnh hoàn cho khoản thứ hai; nếu chưa ghi nhận thì ghi nhận theo sao kê trước."
    ),
    Kind.UNKNOWN: _("Tìm hồ sơ theo tên người chuyển và số tiền, rồi gắn tiền vào hồ sơ. Không tìm được thì hoàn lại."),
    Kind.CANCELLED: _("Khoản thu đã hủy trước khi tiền đến. Duyệt lệnh hoàn."),
    Kind.NO_PAYMENT: _("Hồ sơ ghi đã nộp mà không có tiền. Kiểm tra ai đã ghi nhận và căn cứ nào."),
    Kind.REFUND_MISSING: _(
        "Lệnh hoàn đã gửi nhưng tài khoản chưa trừ. Kiểm tra sao kê ngày kế tiếp, rồi hỏi bên thực hiện."
    ),
    Kind.REFUND_UNKNOWN: _("Tài khoản bị trừ mà không có lệnh hoàn. Hỏi ngân hàng ngay."),
}


def colleagues_for(item: Difference, *, on: date) -> list[tuple[UUID, str]]:
    """The cashiers who may work on it: account and name, of its agency and of the keeper of the accounts."""
    rows = (
        Appointment.objects.select_related("post", "person__account")
        .filter(Q(last_day=None) | Q(last_day__gte=on), first_day__lte=on, post__roles__contains=["cashier"])
        .filter(post__agency_code__in={item.agency, settings.PAYMENTS_AGENCY}, person__account__is_active=True)
    )
    return sorted({(row.person.account.pk, row.person.full_name) for row in rows}, key=lambda pair: pair[1])


def assign_to(actor: Actor, item: Difference, account: str, *, key: str | None) -> Difference:
    """Give it to a colleague by account. Raises Refused if that is none of those who may work on it."""
    names = {str(pk): name for pk, name in colleagues_for(item, on=today())}
    if account not in names:
        raise Refused(_("Hãy chọn người xử lý trong danh sách."), code="no-colleague", field="to")
    return assign_difference(actor, item, account=UUID(account), name=names[account], key=key)
