"""A dossier: what one person asked for under one version of a procedure. The work on it is a case."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Case
from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed

from ..catalogue.models import ProcedureVersion


class Delivery(models.TextChoices):
    """How the applicant wants the result."""

    ELECTRONIC = "electronic", _("Bản điện tử")
    COUNTER = "counter", _("Nhận tại quầy")
    POST = "post", _("Bưu chính công ích")


class Dossier(Trailed):
    """The request of a person (hồ sơ). It keeps the version of the procedure in force when it was filed.

    `answers` holds the answers by question; `origins` says of each answer taken from a register where it came from:
    {question: {"source", "record", "version", "at"}}. `not_asked` counts what the person did not have to give.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="dossier")
    procedure_version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    answers: models.JSONField[Any] = models.JSONField(_("nội dung khai"), default=dict)
    origins: models.JSONField[Any] = models.JSONField(default=dict)
    not_asked = models.SmallIntegerField(_("số mục không phải khai"), default=0)
    delivery = models.CharField(_("cách nhận kết quả"), max_length=10, choices=Delivery.choices, default="electronic")
    fee = models.BigIntegerField(_("phí, lệ phí (đồng)"), default=0)
    paid = models.BooleanField(_("đã nộp phí"), default=False)
    signed_by_code_at = models.DateTimeField(_("xác nhận bằng mã lúc"), null=True)
    receipt = models.UUIDField(_("giấy tiếp nhận"), null=True)
    rating = models.SmallIntegerField(_("đánh giá"), null=True)
    rating_text = models.TextField(_("góp ý"), blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(name="dossier_procedure", fields=["procedure_version"])]

    def __str__(self) -> str:
        return self.case.code


class DossierPaper(Trailed):
    """One paper of a dossier: uploaded, digitised at the counter, or taken from what the province already holds."""

    class Kind(models.IntegerChoices):
        """LoaiBan of the national portal."""

        ORIGINAL = 0, _("Bản chính")
        COPY = 1, _("Bản sao")
        ELECTRONIC = 2, _("Bản điện tử")

    class Source(models.TextChoices):
        UPLOADED = "uploaded", _("Người dân tải lên")
        DIGITISED = "digitised", _("Số hóa tại quầy")
        HELD = "held", _("Đã có trong kho")
        PAPER = "paper", _("Bản giấy tại quầy")

    class Check(models.TextChoices):
        UNCHECKED = "", _("Chưa kiểm tra")
        GOOD = "good", _("Hợp lệ")
        FAULTY = "faulty", _("Chưa hợp lệ")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="papers")
    code = models.CharField(max_length=80, blank=True)
    name = models.TextField(_("tên giấy tờ"))
    kind = models.SmallIntegerField(choices=Kind.choices, default=Kind.ELECTRONIC)
    source = models.CharField(max_length=10, choices=Source.choices)
    file = models.UUIDField(null=True)
    paper = models.UUIDField(_("giấy tờ đã có"), null=True)
    pages = models.SmallIntegerField(null=True)
    check_result = models.CharField(max_length=10, choices=Check.choices, blank=True)
    remark = models.TextField(_("nhận xét"), blank=True)
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replaces")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """A request that is being filled in. Nobody's record yet, so it is not trailed; it saves itself as one types.

    `edits` says which device changed a page last: {page: device}; `set_aside` keeps what another device had written and
    newer answers have replaced: [{"page", "answers", "device", "at"}], the latest first.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.UUIDField()
    person = models.UUIDField(null=True)
    procedure = models.CharField(max_length=8)
    title = models.TextField()
    answers: models.JSONField[Any] = models.JSONField(default=dict)
    files: models.JSONField[Any] = models.JSONField(default=dict)
    page = models.CharField(max_length=80, blank=True)
    agency = models.CharField(max_length=40, blank=True)
    confirmed: models.JSONField[Any] = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    version = models.IntegerField(default=1)
    edits: models.JSONField[Any] = models.JSONField(default=dict)
    set_aside: models.JSONField[Any] = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(name="draft_owner", fields=["account", "-saved_at"])]

    def __str__(self) -> str:
        return self.title
