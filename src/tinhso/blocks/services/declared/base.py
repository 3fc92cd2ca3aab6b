"""What every question has: what is asked, when, how an answer is checked and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t

from tinhso.kernel.actions.api import Refused

Label = str | Promise
Answers = Mapping[str, Any]


class Invalid(Refused):
    """An answer that cannot be taken; `field` names the question."""


@dataclass(frozen=True)
class Answered:
    """A condition that can be read: the question `name` was answered with one of `values` (with anything, if none is named).

    `when=ask.answered("relation", "relative")`. Being data, it is checked at start-up and told to machines in the schema.
    """

    name: str
    values: tuple[Any, ...] = ()

    def __call__(self, answers: Answers) -> bool:
        given = answers.get(self.name)
        return given in self.values if self.values else given not in (None, "", [])


def answered(name: str, *values: Any) -> Answered:
    """Asked only when an earlier question was answered so; for yes and no the values are True and False."""
    return Answered(name, values)


@dataclass(kw_only=True)
class Ask:
    """One question.

    `page` groups questions that belong on one page (default: a page of its own). `prefill` names what is known:
    a path such as "applicant.full_name", or a function of `Known`. `when` says for which earlier answers it is asked:
    `ask.answered("relation", "relative")`, or a function of the answers so far. What is not asked never reaches a dossier.
    `personal` marks data about people, which is masked for those without a need.
    """

    label: Label
    hint: Label = ""
    page: Label = ""
    optional: bool = False
    prefill: str | Callable[[Any], Any] | None = None
    when: Callable[[Answers], bool] | None = None
    personal: bool = True
    name: str = field(default="", init=False)
    kind: str = field(default="", init=False)

    def asked(self, answers: Answers) -> bool:
        return self.when is None or self.when(answers)

    def clean(self, value: Any, *, today: date) -> Any:
        """The value as it is kept (plain JSON). Raises Invalid with a sentence that says what to do."""
        if value in (None, "", [], {}):
            if self.optional:
                return None
            raise Invalid(self.missing(), code="missing", field=self.name)
        return self.parse(value, today=today)

    def missing(self) -> str:
        return _t("Hãy trả lời: %(question)s.") % {"question": str(self.label).rstrip("?")}

    def parse(self, value: Any, *, today: date) -> Any:
        return value

    def show(self, value: Any) -> str:
        """The value in words, for people."""
        return "" if value is None else str(value)

    def wrong(self, sentence: str, **values: Any) -> Invalid:
        return Invalid(sentence % values if values else sentence, code="invalid", field=self.name)


def labelled(cls: type[Ask]) -> Callable[..., Ask]:
    """`ask.Text("label", hint=…)`: the label is the one positional argument."""

    def make(label: Label, **options: Any) -> Ask:
        return cls(label=label, **options)

    make.__name__ = cls.__name__
    make.__doc__ = cls.__doc__
    make.cls = cls  # type: ignore[attr-defined]
    return make


def named(questions: Mapping[str, Ask]) -> dict[str, Ask]:
    """The questions, each knowing its name."""
    for name, question in questions.items():
        question.name = name
    return dict(questions)


def asked(questions: Mapping[str, Ask], answers: Answers, *, before: Answers | None = None) -> dict[str, Ask]:
    """The questions that these answers leave to ask, in order.

    An answer counts for later questions only while its own question is asked: what is hidden hides what hangs on it.
    `before` are answers given around the questions, such as those of the form around a group.
    """
    known: dict[str, Any] = dict(before or {})
    found: dict[str, Ask] = {}
    for name, question in questions.items():
        known.pop(name, None)
        if question.asked(known):
            found[name] = question
            known[name] = answers.get(name)
    return found
