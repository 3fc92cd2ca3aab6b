"""Before anybody fills in a form: a few questions, and an answer with its law. May I, may I not, or is it another procedure?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from tinhso.kernel.law.api import Law, Rule

from .base import Answers, Ask, asked, named


@dataclass(frozen=True)
class Way:
    """Another procedure that is the right one when a rule does not hold (or, without a rule, when the answers say so)."""

    rule: Rule
    to: str


@dataclass(frozen=True)
class Verdict:
    """What the answers mean. `ok`: may file; else `sentence` with its `law`, and `to`: code of the procedure to use instead."""

    ok: bool
    sentence: str = ""
    law: Law | None = None
    to: str = ""
    illustrative: bool = False
    code: str = ""


@dataclass(frozen=True)
class Eligibility:
    """The questions and the rules, in the order in which they are looked at; the first that does not hold decides."""

    questions: Mapping[str, Ask]
    rules: tuple[Way, ...] = field(default=())

    def open(self, answers: Answers) -> list[str]:
        """Names of the questions that these answers leave open."""
        return [
            name
            for name, question in asked(self.questions, answers).items()
            if not question.optional and answers.get(name) in (None, "")
        ]

    def judge(self, answers: Answers, *, today: date) -> Verdict:
        """The verdict on answers as `Ask.clean` gives them. A rule about a question that is not asked is not looked at."""
        facts = {"today": today, **{name: answers.get(name) for name in asked(self.questions, answers)}}
        for way in self.rules:
            if not set(way.rule.asks) <= set(facts):
                continue
            outcome = way.rule.check(facts)
            if not outcome.ok:
                rule = way.rule
                return Verdict(False, outcome.sentence, rule.law, way.to, rule.illustrative, rule.code)
        return Verdict(True)


def eligible(*, rules: Sequence[Rule | Way], **questions: Ask) -> Eligibility:
    """`may_file = eligible(rules=[of_age, instead(vietnamese_parents, "2.000528")], foreigner=ask.YesNo(…))`.

    A rule asks for answers by the names of the questions, and for `today`. A question that bears the name of one of the
    form's is answered for the form too. Raises TypeError if a rule asks for what no question gives.
    """
    known = {"today", *questions}
    ways = tuple(rule if isinstance(rule, Way) else Way(rule, "") for rule in rules)
    for way in ways:
        if unknown := set(way.rule.asks) - known:
            raise TypeError(f"The rule {way.rule.code} asks for {', '.join(sorted(unknown))}, which nobody is asked.")
    return Eligibility(named(questions), ways)


def instead(rule: Rule, procedure: str) -> Way:
    """When the rule does not hold, this other procedure is the way."""
    return Way(rule, procedure)


@dataclass(frozen=True)
class Cosigner:
    """Somebody who must agree and sign before a request counts as submitted.

    `name` identifies the role in the declaration, `title` says it to people; `when` for which answers; `law` the clause
    that wants it, or `illustrative` where no clause was found.
    """

    name: str
    title: str | Promise
    law: Law | None = None
    illustrative: bool = False
    when: Callable[[Answers], bool] | None = None

    def wanted(self, answers: Mapping[str, Any]) -> bool:
        return self.when is None or self.when(answers)
