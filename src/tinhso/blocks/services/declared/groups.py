"""Questions that repeat: members of a household, land parcels. Each item answers the same few questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _t

from tinhso.kernel.actions.api import Refused

from .base import Answers, Ask, Invalid, Label, asked, named


@dataclass(kw_only=True)
class GroupAsk(Ask):
    """A list of items, each with the same questions. Kept as a list of answers: [{"full_name": …}, …].

    `item` names one of them ("Thành viên"); `least` and `most` bound their number. A condition inside an item may look
    at the item's own answers and at those of the form around it.
    """

    item: Label
    questions: Mapping[str, Ask] = field(default_factory=dict)
    least: int = 1
    most: int = 20

    def __post_init__(self) -> None:
        self.kind = "group"
        self.optional = self.optional or self.least == 0
        self.questions = named(self.questions)

    def title(self, number: int) -> str:
        """ "Thành viên 2"."""
        return f"{self.item} {number}"

    def parse(self, value: Any, *, today: date) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise self.wrong(_t("Hãy gửi một danh sách."))
        if not self.least <= len(value) <= self.most:
            raise self.wrong(self.bounds())
        return [self.parse_item(one, today=today, number=number) for number, one in enumerate(value, start=1)]

    def parse_item(self, given: Answers, *, today: date, number: int) -> dict[str, Any]:
        """One item checked. Raises Invalid: the sentence says which item, `field` stays the group."""
        clean: dict[str, Any] = {}
        for name, question in self.questions.items():
            if not question.asked(clean):
                continue
            try:
                clean[name] = question.clean(given.get(name), today=today)
            except Refused as no:
                sentence = f"{self.title(number)}: {no}"
                raise Invalid(sentence, code=no.code, field=self.name) from None
        return clean

    def missing(self) -> str:
        return self.bounds()

    def bounds(self) -> str:
        """How many there must be, as a sentence."""
        values = {"what": str(self.item), "least": self.least, "most": self.most}
        if self.least == self.most:
            return _t("Cần đúng %(least)s mục: %(what)s.") % values
        return _t("Cần từ %(least)s đến %(most)s mục: %(what)s.") % values

    def asked_in(self, item: Answers) -> dict[str, Ask]:
        """The questions of one item that its answers leave to ask."""
        return asked(self.questions, item)

    def rows(self, value: Any) -> Iterator[tuple[int, Ask, Any]]:
        """Every answer of every item: its number, question and value."""
        for number, item in enumerate(value or [], start=1):
            for name, question in self.asked_in(item).items():
                if item.get(name) not in (None, ""):
                    yield number, question, item[name]

    def brief(self, item: Answers) -> str:
        """An item in one line: what it answers, as far as it can be shown."""
        shown = (_shown(question, item.get(name)) for name, question in self.asked_in(item).items())
        return " · ".join(text for text in shown if text)

    def show(self, value: Any) -> str:
        return "\n".join(f"{number}. {self.brief(item)}" for number, item in enumerate(value or [], start=1))


def _shown(question: Ask, value: Any) -> str:
    """An answer in a line of several; yes and no say nothing without their question."""
    try:
        text = question.show(value)
        return f"{str(question.label).rstrip('?')}: {text}" if text and question.kind == "yes_no" else text
    except (TypeError, ValueError):  # typed and not taken yet
        return ""


def Group(
    label: Label,
    *,
    item: Label,
    least: int = 1,
    most: int = 20,
    hint: Label = "",
    when: Callable[[Answers], bool] | None = None,
    personal: bool = True,
    **questions: Ask,
) -> Ask:
    """`members = ask.Group("Thành viên cùng đăng ký", item="Thành viên", most=10, full_name=ask.Name(…), …)`.

    Raises TypeError for a group without questions, with files or groups inside, or with impossible bounds.
    """
    if not questions or not all(isinstance(question, Ask) for question in questions.values()):
        raise TypeError("A group is made of questions.")
    if any(question.kind in ("file", "photo", "group", "place", "own") for question in questions.values()):
        raise TypeError("A group holds plain questions: no files, groups, areas or records inside.")
    if not 0 <= least <= most or most < 1:
        raise TypeError("A group has at least 0 and at most `most` items.")
    return GroupAsk(
        label=label, item=item, questions=questions, least=least, most=most, hint=hint, when=when, personal=personal
    )
