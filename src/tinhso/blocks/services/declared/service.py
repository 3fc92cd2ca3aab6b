"""Declared services: what the catalogue cannot say. Typed questions, rules, and what a decision does to a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise

from tinhso.blocks.cases.api import STANDARD_PATH, Case
from tinhso.kernel.actions.api import Act, Refused
from tinhso.kernel.clock.api import Duration
from tinhso.kernel.law.api import Law, Rule

from .asks import Answered, Ask, ChoiceAsk, FileAsk, GroupAsk
from .eligibility import Cosigner, Eligibility

SERVICES: dict[str, Service] = {}


class NotSound(TypeError):
    """A declaration that does not add up; its one sentence stops start-up."""


@dataclass(frozen=True)
class Result:
    """What a granted request gives: the paper to render and sign, and the record it made or changed.

    `template` and `data` are for the documents block; `series` names the run of official numbers, if it has one.
    """

    template: str
    data: Mapping[str, Any]
    title: str
    kind: str
    record: Any = None
    number: str = ""
    series: str = ""
    valid_to: date | None = None
    holder: UUID | None = None


@dataclass(frozen=True)
class Facts:
    """What rules may ask for, by name, besides the answers: who asks, for what, on which day."""

    applicant: Any
    today: date
    answers: Mapping[str, Any]
    case: Case | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def named(self, names: tuple[str, ...]) -> dict[str, Any]:
        known = {"applicant": self.applicant, "today": self.today, "answers": self.answers, **self.extra}
        return {name: known[name] if name in known else self.answers.get(name) for name in names}


class Service:
    """A service declared on top of a procedure of the catalogue. Subclasses are checked and registered on creation.

    Class attributes: `code` of the procedure; `law`; `asks` are the Ask attributes in order; `checks` the rules that
    must hold when it is filed and again when it is decided; `fee` an amount or a function of the day; `path` the steps;
    `answer_within` overrides the catalogue's time limit only where that is unknown; `at_once` receives a request that
    passes all checks without a counter officer; `may_file` asks a few questions before anybody fills in the form;
    `cosigners` must agree and sign before a request filed online counts as submitted; `level` the identity level that
    filing online needs (0 none, 2 verified), a number or a dated parameter.
    """

    code: ClassVar[str] = ""
    title: ClassVar[str | Promise] = ""
    summary: ClassVar[str | Promise] = ""
    law: ClassVar[Law]
    checks: ClassVar[list[Rule]] = []
    path: ClassVar[list[dict[str, Any]]] = STANDARD_PATH
    answer_within: ClassVar[Duration | None] = None
    supplement_policy: ClassVar[str] = "pause"
    fee: ClassVar[Any] = 0  # dong: an amount, or a dated parameter
    at_once: ClassVar[bool] = False
    delivery: ClassVar[tuple[str, ...]] = ("electronic", "counter", "post")
    whole_online: ClassVar[bool] = True
    life_event: ClassVar[str] = ""
    catalogue: ClassVar[bool] = True  # False: a look-up that is no procedure of the national catalogue
    asks: ClassVar[dict[str, Ask]] = {}
    adds: ClassVar[tuple[str, ...]] = ()  # names of the facts that `facts` adds
    may_file: ClassVar[Eligibility | None] = None
    cosigners: ClassVar[tuple[Cosigner, ...]] = ()
    level: ClassVar[Any] = 0

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.asks = {name: value for name, value in vars(cls).items() if isinstance(value, Ask)}
        for name, value in cls.asks.items():
            value.name = name
        _check(cls)
        SERVICES[cls.code] = cls()

    def fee_on(self, day: date) -> int:
        """The fee in dong for a request filed on that day."""
        return int(self.fee(day) if callable(self.fee) else self.fee)

    def level_on(self, day: date) -> int:
        """The identity level that a request filed online on that day needs; 0 if none."""
        return int(self.level(day) if callable(self.level) else self.level)

    def place_of(self, answers: Mapping[str, Any], applicant: Any) -> str | None:
        """Code of the commune whose People's Committee is competent; None for a service of the province."""
        return answers.get("place")

    def facts(self, facts: Facts) -> Mapping[str, Any]:
        """Further facts for the rules, such as a record that an answer points to."""
        return {}

    def examine(self, facts: Facts) -> None:
        """Run the checks. Raises Refused with the first that does not hold, its reason and its law."""
        full = Facts(facts.applicant, facts.today, facts.answers, facts.case, {**facts.extra, **self.facts(facts)})
        for rule in self.checks:
            outcome = rule.check(full.named(rule.asks))
            if not outcome.ok:
                raise Refused(outcome.sentence, code=rule.code, law=rule.law)

    def granted(self, act: Act, case: Case, answers: Mapping[str, Any], facts: Facts) -> Result:
        """Carry out the decision: make or change records; say which paper to give."""
        raise NotImplementedError

    @property
    def files(self) -> dict[str, FileAsk]:
        return {name: value for name, value in self.asks.items() if isinstance(value, FileAsk)}


def _check(cls: type[Service]) -> None:
    where = f"{cls.__module__}.{cls.__qualname__}"
    if not cls.code:
        raise NotSound(f"{where} does not name the code of its procedure.")
    if cls.code in SERVICES:
        raise NotSound(f"{where}: the procedure {cls.code} has two services.")
    if not isinstance(getattr(cls, "law", None), Law):
        raise NotSound(f"{where} does not name its law.")
    if cls.granted is Service.granted:
        raise NotSound(f"{where} does not say what a grant does (`granted`).")
    codes = [entry["code"] for entry in cls.path]
    if cls.catalogue and ("receive" not in codes or "sign" not in codes):
        raise NotSound(f"{where}: its path needs the steps receive and sign.")
    _check_conditions(where, cls.asks)
    for inside in (question for question in cls.asks.values() if isinstance(question, GroupAsk)):
        _check_conditions(f"{where}.{inside.name}", inside.questions)
    if cls.may_file is not None:
        _check_conditions(f"{where}.may_file", cls.may_file.questions)
    if len({one.name for one in cls.cosigners}) < len(cls.cosigners):
        raise NotSound(f"{where}: two of those who sign too have the same name.")
    if nameless := [one.name for one in cls.cosigners if one.law is None and not one.illustrative]:
        raise NotSound(f"{where}: no law says that {nameless[0]} must sign; name it or say illustrative.")
    known = {"applicant", "today", "answers", *cls.asks, *cls.adds}
    for rule in cls.checks:
        unknown = set(rule.asks) - known
        if unknown:
            raise NotSound(
                f"{where}: the rule {rule.code} asks for {', '.join(sorted(unknown))}; "
                f"the service knows {', '.join(sorted(known))}."
            )


def _check_conditions(where: str, questions: Mapping[str, Ask]) -> None:
    """A condition looks at an earlier question and at answers that it can have."""
    earlier: dict[str, Ask] = {}
    for name, question in questions.items():
        if isinstance(question.when, Answered):
            about = earlier.get(question.when.name)
            if about is None:
                raise NotSound(f"{where}: {name} hangs on {question.when.name}, which is not asked before it.")
            possible: set[Any] | None = (
                {value for value, _label in about.choices} if isinstance(about, ChoiceAsk) else None
            )
            possible = {True, False} if about.kind == "yes_no" else possible
            if possible is not None and not set(question.when.values) <= possible:
                raise NotSound(f"{where}: {name} waits for an answer that {question.when.name} cannot have.")
        earlier[name] = question


def service_of(code: str) -> Service | None:
    """The declared service of a procedure, or None: then the catalogue alone makes its form."""
    return SERVICES.get(code)
