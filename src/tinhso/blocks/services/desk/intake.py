"""The compact form of a service at the counter: every question on one page, made from the same questions as online."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.people.api import Person
from tinhso.blocks.units.api import agencies_on, communes
from tinhso.kernel.access.api import Actor
from tinhso.kernel.files.api import StoredFile, store
from tinhso.web.api import DateField, DayMonthYear, IdNumber, Money, Photo

from ..declared.asks import Ask, ChoiceAsk, FileAsk, Invalid, OwnAsk
from ..dossiers.filing import Attached
from ..dossiers.models import Delivery, DossierPaper
from .rows import group_field

SHOWN = [
    ("", _("Chưa có")),
    ("original", _("Đã xem bản chính")),
    ("copy", _("Nhận bản sao")),
]
KINDS = {"original": DossierPaper.Kind.ORIGINAL, "copy": DossierPaper.Kind.COPY}


def _choice(question: Ask, person: Person) -> forms.Field:
    assert isinstance(question, ChoiceAsk)
    return forms.ChoiceField(choices=[("", _("Chọn")), *question.choices])


def _own(question: Ask, person: Person) -> forms.Field:
    assert isinstance(question, OwnAsk)
    register = question.register
    owner = {"holder": person} if hasattr(register, "holder") else {"person": person}
    records = register.objects.filter(**owner) if register is not None else []
    return forms.ChoiceField(choices=[("", _("Chọn"))] + [(str(record.pk), str(record)) for record in records])


BUILD: dict[str, Callable[[Ask, Person], forms.Field]] = {
    "text": lambda ask, person: forms.CharField(),
    "name": lambda ask, person: forms.CharField(widget=forms.TextInput(attrs={"spellcheck": "false"})),
    "long_text": lambda ask, person: forms.CharField(widget=forms.Textarea(attrs={"rows": 3})),
    "place": lambda ask, person: forms.JSONField(widget=forms.Textarea(attrs={"rows": 3})),
    "day": lambda ask, person: DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")),
    "birth_date": lambda ask, person: DateField(widget=DayMonthYear()),
    "choice": _choice,
    "yes_no": lambda ask, person: forms.ChoiceField(choices=[("", _("Chọn")), ("yes", _("Có")), ("no", _("Không"))]),
    "whole": lambda ask, person: forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"})),
    "money": lambda ask, person: Money(),
    "personal_id": lambda ask, person: IdNumber(),
    "commune": lambda ask, person: forms.ChoiceField(choices=[("", _("Chọn"))] + [(u.code, u.full_name) for u in communes()]),
    "own": _own,
    "group": lambda ask, person: group_field(ask, person, BUILD),
}  # fmt: skip


class Intake(forms.Form):
    """All questions and papers of a procedure, how the result is given, and the fee taken at the counter."""

    no_optional_mark = True

    def __init__(
        self,
        *args: Any,
        questions: Mapping[str, Ask],
        person: Person,
        actor: Actor,
        unit: str,
        fee: int,
        carried: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.questions, self.person, self.actor = questions, person, actor
        self.carried = carried or {}
        self.kept: dict[str, StoredFile] = {}
        for name, question in questions.items():
            if isinstance(question, FileAsk):
                self._paper(name, question)
                continue
            field = BUILD[question.kind](question, person)
            field.required = False
            field.label, field.help_text = str(question.label), str(question.hint)
            field.initial = self._known(question, unit)
            self.fields[name] = field
        self.fields["delivery"] = forms.ChoiceField(
            label=_("Nhận kết quả"), choices=Delivery.choices, initial=self.carried.get("delivery", "counter")
        )
        self.fields["helped_at"] = forms.ChoiceField(
            label=_("Nơi hướng dẫn người nộp"),
            choices=[(centre.code, centre.title) for centre in agencies_on(kind="service_centre")],
            initial=actor.agency,
            required=False,
        )
        self.fields["elsewhere"] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
        if fee:
            self.fields["paid"] = forms.BooleanField(label=_("Đã thu phí, lệ phí tại quầy"), required=False)

    def _paper(self, name: str, question: FileAsk) -> None:
        self.fields[f"{name}_file"] = Photo(label=str(question.label), required=False)
        self.fields[f"{name}_shown"] = forms.ChoiceField(label=_("Bản giấy"), choices=SHOWN, required=False)
        self.fields[f"{name}_kept"] = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def _known(self, question: Ask, unit: str) -> Any:
        """What is known of the person already, or was said for their dossier just before: nobody types it again."""
        said = self.carried.get("answers", {}).get(question.name)
        if said is not None and (question.kind == "commune" or str(question.prefill).startswith("applicant.")):
            return said
        if question.kind == "commune":
            home = self.person.unit.code if self.person.unit else ""
            return home or unit
        path = question.prefill if isinstance(question.prefill, str) else ""
        if path.startswith("applicant."):
            value = getattr(self.person, path.removeprefix("applicant."), None)
            return getattr(value, "code", value)
        return None

    def answer_fields(self) -> list[Any]:
        """The questions, in order."""
        return [self[name] for name, question in self.questions.items() if not isinstance(question, FileAsk)]

    def paper_rows(self) -> list[dict[str, Any]]:
        """The papers, each with its upload, the choice for shown paper, and the file that was sent before."""
        return [
            {
                "question": question,
                "file": self[f"{name}_file"],
                "shown": self[f"{name}_shown"],
                "kept": self.kept.get(name),
                "kept_name": f"{name}_kept",
                "optional": question.optional,
            }
            for name, question in self.questions.items()
            if isinstance(question, FileAsk)
        ]

    def clean(self) -> dict[str, Any]:
        """Check each answer with its question, so that all mistakes are said at once."""
        values: dict[str, Any] = super().clean() or {}
        self.answers: dict[str, Any] = {}
        today = timezone.localdate()
        for name, question in self.questions.items():
            if isinstance(question, FileAsk):
                self._keep(name, values)
                if (
                    question.asked(self.answers)
                    and not question.optional
                    and not self._given(name, values)
                    and not self.errors.get(f"{name}_file")
                ):
                    self.add_error(f"{name}_file", gettext("Quét, chụp giấy tờ này hoặc chọn bản giấy đã xem."))
                continue
            if name in self.errors or not question.asked(self.answers):
                continue
            if f"more-{name}" in self.data:
                self.add_error(name, gettext("Đã thêm dòng trống. Hãy ghi tiếp."))
                continue
            try:
                self.answers[name] = question.clean(values.get(name), today=today)
            except Invalid as problem:
                self.add_error(name, str(problem))
        return values

    def _keep(self, name: str, values: dict[str, Any]) -> None:
        """Store a file as soon as it arrives, so that a mistake elsewhere does not lose it."""
        upload, known = values.get(f"{name}_file"), values.get(f"{name}_kept")
        if upload:
            try:
                self.kept[name] = store(upload, actor=self.actor, purpose="dossier")
            except ValidationError as problem:
                self.add_error(f"{name}_file", problem)
        elif known:
            found = StoredFile.objects.filter(pk=known, uploaded_by=self.actor.account).first()
            if found is not None:
                self.kept[name] = found

    def _given(self, name: str, values: dict[str, Any]) -> bool:
        return name in self.kept or bool(values.get(f"{name}_shown"))

    def attached(self) -> tuple[Attached, ...]:
        """The papers as filing takes them: digitised at the counter, or paper shown."""
        found = []
        for name, question in self.questions.items():
            if not isinstance(question, FileAsk):
                continue
            shown = self.cleaned_data.get(f"{name}_shown", "")
            kind = KINDS.get(shown, DossierPaper.Kind.ELECTRONIC)
            if name in self.kept:
                file: UUID = self.kept[name].pk
                found.append(Attached(question=name, file=file, source=DossierPaper.Source.DIGITISED, kind=kind))
            elif shown:
                found.append(Attached(question=name, source=DossierPaper.Source.PAPER, kind=kind))
        return tuple(found)
