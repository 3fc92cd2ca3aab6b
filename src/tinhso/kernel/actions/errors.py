"""How an action says no. Each carries one clear sentence for the person who asked."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The action may not be done now: a rule or the state of things forbids it. Nothing was changed.

    `code` is stable for machines, `law` names the clause, `field` the input that is wrong, if one is.
    """

    status = 422

    def __init__(
        self,
        sentence: str | Promise,
        *,
        code: str = "refused",
        law: object | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence, self.code, self.law, self.field = sentence, code, law, field

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refused):
    """The actor has no right to do this. People are shown 404, so that nothing is given away."""

    status = 404

    def __init__(
        self,
        sentence: str | Promise = _("Anh/chị không có quyền làm việc này."),
        *,
        code: str = "not-allowed",
    ) -> None:
        super().__init__(sentence, code=code)


class Conflict(Refused):
    """Somebody else changed the record since the actor saw it."""

    status = 409

    def __init__(
        self,
        sentence: str | Promise = _(
            "Người khác vừa cập nhật hồ sơ này. Hãy tải lại trang để xem bản mới rồi làm tiếp."
        ),
        *,
        code: str = "conflict",
    ) -> None:
        super().__init__(sentence, code=code)


class AlreadyDone(Refused):
    """The key was used before, and the subject of that first call is not known (it made none)."""

    status = 409

    def __init__(
        self,
        sentence: str | Promise = _("Việc này đã được ghi nhận trước đó."),
        *,
        code: str = "already-done",
    ) -> None:
        super().__init__(sentence, code=code)
