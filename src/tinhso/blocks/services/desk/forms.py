"""Forms of the desk: what each step asks the official for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Case, Consultation, Proposal, working_time
from tinhso.blocks.units.api import agencies_on
from tinhso.kernel.clock.api import ZONE
from tinhso.web.api import DateField

from ..declared.generic import result_title
from ..declared.service import service_of
from ..dossiers.models import Dossier
from .colleagues import colleagues
from .reasons import REASONS, WANTED

LINES = forms.Textarea(attrs={"rows": 3})


class Plain(forms.Form):
    """A step that asks nothing. Every form knows its case and who fills it in."""

    def __init__(self, data: Any = None, *, case: Case, actor: Any, **options: Any) -> None:
        self.case, self.actor = case, actor
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s", **options)

    def inputs(self) -> dict[str, Any]:
        """What the action is called with."""
        return dict(self.cleaned_data)


def offer(form: forms.Form, name: str) -> forms.ChoiceField:
    """The choice field of that name, to fill it with what there is today."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


class Note(Plain):
    """An internal note or remark that may be left out."""

    remark = forms.CharField(
        label=_("Ghi chú nội bộ"), help_text=_("Người dân không thấy ghi chú này."), required=False, widget=LINES
    )

    def inputs(self) -> dict[str, Any]:
        name = "remark" if self.case.step == "sign" else "note"
        return {name: self.cleaned_data["remark"]}


class Remark(Plain):
    remark = forms.CharField(label=_("Điều cần sửa"), widget=LINES)


class Reason(Plain):
    reason = forms.CharField(label=_("Lý do từ chối"), help_text=_("Người nộp đọc nguyên văn câu này."), widget=LINES)


class Assign(Plain):
    account = forms.ChoiceField(label=_("Giao cho"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = colleagues(self.case.desk or self.actor.agency, on=timezone.localdate(), role=self.case.role)
        self.names = {str(person.account): person.name for person in people}
        offer(self, "account").choices = [("", _("Chọn người"))] + [
            (str(person.account), f"{person.name} – {person.post}") for person in people
        ]

    def inputs(self) -> dict[str, Any]:
        account = self.cleaned_data["account"]
        return {"account": UUID(account), "name": self.names[account]}


class Consult(Plain):
    agency = forms.ChoiceField(label=_("Cơ quan được hỏi"))
    question = forms.CharField(label=_("Nội dung hỏi"), widget=LINES)
    due = DateField(
        label=_("Đề nghị trả lời trước ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        others = [a for a in agencies_on() if a.code != self.actor.agency and a.kind != "service_centre"]
        offer(self, "agency").choices = [("", _("Chọn cơ quan"))] + [(agency.code, agency.title) for agency in others]

    def inputs(self) -> dict[str, Any]:
        day = self.cleaned_data["due"]
        due = working_time(self.case).end_of(_working_day(self.case, day)) if day else None
        return {"agency": self.cleaned_data["agency"], "question": self.cleaned_data["question"], "due_at": due}


def _working_day(case: Case, day: date) -> date:
    hours = working_time(case)
    return day if hours.is_working_day(day) else hours.next_working_day(day)


class Propose(Plain):
    """Grant, refuse or stop; for a procedure that nobody declared also the text of its result."""

    outcome = forms.ChoiceField(
        label=_("Đề xuất"), choices=Proposal.Outcome.choices, initial="grant", widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Căn cứ, lý do"),
        help_text=_("Bắt buộc khi từ chối hoặc dừng: người nộp đọc câu này."),
        required=False,
        widget=LINES,
    )
    title = forms.CharField(label=_("Tên văn bản kết quả"), max_length=300, required=False)
    text = forms.CharField(label=_("Nội dung kết quả"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if service_of(self.case.matter) is not None:
            del self.fields["title"], self.fields["text"]
            return
        last = self.case.proposals.order_by("-id").first()
        content = last.content if last else {}
        version = Dossier.objects.select_related("procedure_version").get(case=self.case).procedure_version
        self.fields["title"].initial = content.get("title") or result_title(version)
        self.fields["text"].initial = content.get("text") or gettext("Đồng ý giải quyết theo đề nghị.")

    def inputs(self) -> dict[str, Any]:
        values = self.cleaned_data
        content = {name: values[name] for name in ("title", "text") if values.get(name)}
        return {"outcome": values["outcome"], "reason": values["reason"], "content": content}


class Apology(Plain):
    """The letter of apology; the new date is what the working time makes likely, and can be changed."""

    reason = forms.CharField(label=_("Lý do chậm"), help_text=_("Viết cho người dân đọc, nêu việc thật."), widget=LINES)
    new_due_at = DateField(
        label=_("Hẹn trả lại ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["new_due_at"].initial = new_date(self.case, timezone.now()).date()

    def clean_new_due_at(self) -> datetime:
        return working_time(self.case).end_of(_working_day(self.case, self.cleaned_data["new_due_at"]))


def new_date(case: Case, now: datetime) -> datetime:
    """A new day of return that can be kept: the end of the second working day from now."""
    hours = working_time(case)
    today = now.astimezone(ZONE).date()
    return hours.end_of(hours.next_counted_day(hours.next_counted_day(today)))


class Supplement(Plain):
    """Everything that is missing, at once: for each paper a coded reason, what exactly, and what good looks like."""

    reason = forms.CharField(
        label=_("Lý do chung"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Để trống thì ghi: hồ sơ chưa đủ thành phần theo quy định."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows: list[tuple[str, str]] = []
        papers = Dossier.objects.get(case=self.case).papers.filter(replaced_by=None)
        for paper in papers:
            self._row(f"p{paper.pk.hex[-12:]}", paper.name, faulty=paper.check_result == "faulty", remark=paper.remark)
        self._row("other", "", faulty=False, remark="")

    def _row(self, name: str, paper: str, *, faulty: bool, remark: str) -> None:
        self.rows.append((name, paper))
        if not paper:
            self.fields[f"{name}_paper"] = forms.CharField(
                label=_("Nội dung khác cần bổ sung"), required=False, max_length=300
            )
        choices = [("", _("Không cần bổ sung")), *REASONS.items()]
        initial = "other" if faulty else ""
        self.fields[f"{name}_code"] = forms.ChoiceField(
            label=_("Sai hoặc thiếu điều gì"), choices=choices, required=False, initial=initial
        )
        self.fields[f"{name}_problem"] = forms.CharField(
            label=_("Nói rõ thêm"), required=False, max_length=500, initial=remark
        )
        self.fields[f"{name}_wanted"] = forms.CharField(label=_("Thế nào là đạt"), required=False, max_length=500)

    def groups(self) -> list[dict[str, Any]]:
        """The fields paper by paper, for the template."""
        return [
            {
                "paper": paper,
                "fields": [
                    self[f"{name}_{part}"]
                    for part in ("paper", "code", "problem", "wanted")
                    if f"{name}_{part}" in self.fields
                ],
            }
            for name, paper in self.rows
        ]

    def inputs(self) -> dict[str, Any]:
        items = []
        for name, paper in self.rows:
            code = self.cleaned_data.get(f"{name}_code", "")
            own = self.cleaned_data.get(f"{name}_paper", "").strip()
            if not code and not own:
                continue
            said = self.cleaned_data.get(f"{name}_problem", "").strip()
            stated = str(REASONS[code]) if code and code != "other" else ""
            items.append(
                {
                    "paper": paper or own,
                    "code": code,
                    "problem": ": ".join(part for part in (stated, said) if part),
                    "wanted": self.cleaned_data.get(f"{name}_wanted", "").strip() or str(WANTED.get(code, "")),
                }
            )
        reason = self.cleaned_data["reason"].strip() or gettext("Hồ sơ chưa đủ thành phần theo quy định.")
        return {"items": items, "reason": reason}


class Answer(Plain):
    """The answer of the agency that was asked."""

    answer = forms.ChoiceField(label=_("Ý kiến"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Nội dung"), required=False, widget=LINES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "answer").choices = Consultation.Answer.choices


class Check(Plain):
    """One paper: good, or faulty with a remark."""

    result = forms.ChoiceField(choices=[("good", _("Hợp lệ")), ("faulty", _("Chưa hợp lệ"))])
    remark = forms.CharField(label=_("Sai hoặc thiếu điều gì"), required=False, max_length=500)
