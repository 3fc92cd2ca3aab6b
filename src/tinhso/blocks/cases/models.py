"""Cases: work with a legal clock. A dossier, a petition, an inspection each stands on one."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.search.api import fold
from tinhso.kernel.trail.api import Trailed


class State(models.IntegerChoices):
    """State of a dossier as the National Public Service Portal numbers it (TrangThaiHoSo)."""

    SUBMITTED = 1, _("Mới đăng ký")
    RECEIVED = 2, _("Được tiếp nhận")
    NOT_RECEIVED = 3, _("Không được tiếp nhận")
    IN_WORK = 4, _("Đang xử lý")
    SUPPLEMENT = 5, _("Yêu cầu bổ sung giấy tờ")
    PAYMENT = 6, _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAWN = 7, _("Công dân yêu cầu rút hồ sơ")
    STOPPED = 8, _("Dừng xử lý")
    DONE = 9, _("Đã xử lý xong")
    RETURNED = 10, _("Đã trả kết quả")


OPEN_STATES = (State.SUBMITTED, State.RECEIVED, State.IN_WORK, State.SUPPLEMENT, State.PAYMENT)


class Channel(models.IntegerChoices):
    """How the request came (KenhThucHien)."""

    COUNTER = 1, _("Trực tiếp")
    ONLINE = 2, _("Trực tuyến")
    POST = 3, _("Bưu chính công ích")


class Case(Trailed):
    """One piece of work with a legal clock (a dossier, hồ sơ, is its most common kind).

    Three agencies are kept apart: where the person was helped (`helped_at`), where it was received (`received_by`)
    and who is competent to decide (`agency`). `clock` is the list of clock events (see `kernel.clock`), and
    `due_at`, `paused_since` and `on_time` are what follows from it. `desk` and `role` say whose turn it is at the
    present step: which agency has the case, and in which role somebody there goes on with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("mã hồ sơ"), max_length=40, unique=True)
    kind = models.CharField(max_length=20, default="dossier")
    matter = models.CharField(_("mã thủ tục"), max_length=60)
    title = models.TextField(_("thủ tục"))
    field = models.CharField(_("lĩnh vực"), max_length=300, blank=True)
    agency = models.CharField(_("cơ quan giải quyết"), max_length=40)
    received_by = models.CharField(_("nơi tiếp nhận"), max_length=40, blank=True)
    helped_at = models.CharField(_("nơi hướng dẫn"), max_length=40, blank=True)
    unit = models.CharField(_("địa bàn"), max_length=10, blank=True)
    applicant = models.UUIDField(_("người nộp"), null=True)
    organisation = models.UUIDField(_("tổ chức nộp"), null=True)
    filed_by = models.UUIDField(_("người nộp thay"), null=True)
    applicant_name = models.CharField(_("họ tên người nộp"), max_length=300)
    applicant_phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    channel = models.SmallIntegerField(_("cách nộp"), choices=Channel.choices)
    device = models.CharField(_("thiết bị"), max_length=10, blank=True)
    source = models.CharField(_("nguồn"), max_length=20, default="tinhso")
    state = models.SmallIntegerField(_("tình trạng"), choices=State.choices, default=State.SUBMITTED)
    path: models.JSONField[Any] = models.JSONField(_("quy trình"), default=list)
    path_version = models.UUIDField(_("phiên bản quy trình"), null=True)
    step = models.CharField(_("bước"), max_length=40, blank=True)
    desk = models.CharField(_("cơ quan đang giữ"), max_length=40, blank=True)
    role = models.CharField(_("vai trò đến lượt"), max_length=40, blank=True)
    assignee = models.UUIDField(_("người xử lý"), null=True)
    assignee_name = models.CharField(max_length=300, blank=True)
    clock: models.JSONField[Any] = models.JSONField(default=list)
    submitted_at = models.DateTimeField(_("nộp lúc"))
    received_at = models.DateTimeField(_("tiếp nhận lúc"), null=True)
    due_at = models.DateTimeField(_("hẹn trả"), null=True)
    paused_since = models.DateTimeField(_("tạm dừng từ"), null=True)
    closed_at = models.DateTimeField(_("xử lý xong lúc"), null=True)
    returned_at = models.DateTimeField(_("trả kết quả lúc"), null=True)
    on_time = models.BooleanField(_("đúng hạn"), null=True)
    supplements = models.SmallIntegerField(_("số lần yêu cầu bổ sung"), default=0)
    apologies = models.SmallIntegerField(_("số lần xin lỗi"), default=0)
    version = models.IntegerField(default=1)
    search_text = models.TextField(editable=False)

    trail_ignore = ("search_text",)

    class Meta:
        ordering = ("due_at", "id")
        indexes = [
            models.Index(
                name="case_open_desk",
                fields=["desk", "due_at", "id"],
                include=["role", "step", "state", "assignee", "paused_since", "supplements"],
                condition=models.Q(closed_at=None),
            ),
            models.Index(
                name="case_open_due",
                fields=["agency", "due_at", "id"],
                include=["state", "paused_since", "received_at"],
                condition=models.Q(closed_at=None),
            ),
            models.Index(
                name="case_open_assignee", fields=["assignee", "due_at", "id"], condition=models.Q(closed_at=None)
            ),
            models.Index(
                name="case_open_counter",
                fields=["received_by", "due_at", "id"],
                include=["state", "paused_since", "received_at"],
                condition=models.Q(closed_at=None),
            ),
            models.Index(name="case_agency_state", fields=["agency", "state", "submitted_at"]),
            models.Index(name="case_counter_state", fields=["received_by", "state", "submitted_at"]),
            models.Index(
                name="case_closed", fields=["agency", "closed_at", "id"], condition=models.Q(closed_at__isnull=False)
            ),
            models.Index(
                name="case_closed_counter",
                fields=["received_by", "closed_at", "id"],
                condition=models.Q(closed_at__isnull=False),
            ),
            models.Index(name="case_all", fields=["agency", "submitted_at", "id"]),
            models.Index(name="case_all_counter", fields=["received_by", "submitted_at", "id"]),
            models.Index(
                name="case_to_return", fields=["received_by", "closed_at", "id"], condition=models.Q(state=State.DONE)
            ),
            models.Index(name="case_applicant", fields=["applicant", "submitted_at"]),
            models.Index(
                name="case_filed_by", fields=["filed_by", "submitted_at"], condition=models.Q(filed_by__isnull=False)
            ),
            models.Index(name="case_matter", fields=["matter", "submitted_at"]),
            GinIndex(name="case_search", fields=["search_text"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, **kwargs: Any) -> None:
        text = fold(f"{self.code} {self.title} {self.applicant_name} {self.applicant_phone}")
        if text != self.search_text:
            self.search_text = text
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = [*kwargs["update_fields"], "search_text"]
        super().save(**kwargs)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def current_step(self) -> dict[str, Any]:
        """The entry of the path where the case is now."""
        return next((step for step in self.path if step["code"] == self.step), {"code": "", "title": "", "role": ""})


class Stay(Trailed):
    """One stay of a case in a step of its path: who had it, from when to when, and how it left (phiếu kiểm soát)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="stays")
    step = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    agency = models.CharField(max_length=40)
    assignee = models.UUIDField(null=True)
    assignee_name = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    note = models.TextField(_("ghi chú nội bộ"), blank=True)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(name="stay_open", fields=["agency", "step"], condition=models.Q(left_at=None))]

    def __str__(self) -> str:
        return f"{self.title} {self.entered_at:%d/%m/%Y %H:%M}"


class Supplement(Trailed):
    """A request to the applicant to complete the dossier (phiếu yêu cầu bổ sung): once, with everything in it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="supplement_requests")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=300)
    items: models.JSONField[Any] = models.JSONField(default=list)
    reason = models.TextField(_("lý do"))
    due_before = models.DateTimeField(_("hạn trước"), null=True)
    due_after = models.DateTimeField(_("hạn mới"), null=True)
    answered_at = models.DateTimeField(null=True)
    letter = models.UUIDField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="one_open_supplement", fields=["case"], condition=models.Q(answered_at=None))
        ]

    def __str__(self) -> str:
        return self.reason


class Consultation(Trailed):
    """A question to another agency (lấy ý kiến). Silence is not consent: it stays open until answered or recalled."""

    class Answer(models.TextChoices):
        AGREED = "agreed", _("Đồng ý")
        AGREED_IF = "agreed_if", _("Đồng ý có điều kiện")
        NOT_AGREED = "not_agreed", _("Không đồng ý")

    case = models.ForeignKey(Case, models.CASCADE, related_name="consultations")
    agency = models.CharField(_("cơ quan được hỏi"), max_length=40)
    question = models.TextField(_("nội dung hỏi"))
    asked_by = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=20, choices=Answer.choices, blank=True)
    answer_text = models.TextField(_("nội dung trả lời"), blank=True)
    answered_by = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(
                name="consultation_open",
                fields=["agency", "due_at"],
                condition=models.Q(answered_at=None, recalled_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.question[:80]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.recalled_at is None


class Proposal(Trailed):
    """What the handling officer proposes and the leader decides (trình ký): grant, refuse or stop."""

    class Outcome(models.TextChoices):
        GRANT = "grant", _("Đồng ý giải quyết")
        REFUSE = "refuse", _("Từ chối giải quyết")
        STOP = "stop", _("Dừng giải quyết")

    case = models.ForeignKey(Case, models.CASCADE, related_name="proposals")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(_("căn cứ, lý do"), blank=True)
    content: models.JSONField[Any] = models.JSONField(_("nội dung kết quả"), default=dict)
    draft = models.UUIDField(_("bản dự thảo"), null=True)
    proposed_by = models.CharField(max_length=300)
    proposer = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, blank=True)
    remark = models.TextField(_("ý kiến lãnh đạo"), blank=True)
    paper = models.UUIDField(_("văn bản kết quả"), null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="one_open_proposal", fields=["case"], condition=models.Q(decided_at=None))
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class Apology(Trailed):
    """A letter of apology for a late dossier, with the new date (phiếu xin lỗi và hẹn lại); drafted, then signed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="apology_letters")
    drafted_at = models.DateTimeField()
    due_before = models.DateTimeField()
    due_after = models.DateTimeField(_("hẹn lại"))
    reason = models.TextField(_("lý do"))
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=300, blank=True)
    paper = models.UUIDField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="one_open_apology", fields=["case"], condition=models.Q(signed_at=None))
        ]

    def __str__(self) -> str:
        return self.reason


class SavedView(models.Model):
    """An official's own saved filter of the work-list; nobody's record, so not trailed."""

    account = models.UUIDField()
    agency = models.CharField(max_length=40, blank=True)
    name = models.CharField(_("tên"), max_length=80)
    query = models.CharField(max_length=500)
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(name="saved_view_name", fields=["account", "agency", "name"])]

    def __str__(self) -> str:
        return self.name


from .clock_reports import Escalation, Move, Outlook, Pace, Recount  # noqa: E402 - tables with files of their own
from .path_models import PathVersion  # noqa: E402
from .presence import Presence  # noqa: E402
from .tally import Tally  # noqa: E402

__all__ = [
    "OPEN_STATES",
    "Apology",
    "Case",
    "Channel",
    "Consultation",
    "Escalation",
    "Move",
    "Outlook",
    "Pace",
    "PathVersion",
    "Presence",
    "Proposal",
    "Recount",
    "SavedView",
    "State",
    "Stay",
    "Supplement",
    "Tally",
]
