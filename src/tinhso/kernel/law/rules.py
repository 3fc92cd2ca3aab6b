"""Rules: pure functions that ask by name for the facts they need, with the law they come from and what they say."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .references import Law


@dataclass(frozen=True)
class Outcome:
    """What a rule found: whether it holds, and the sentence for the person if it does not."""

    ok: bool
    sentence: str
    rule: Rule


@dataclass(frozen=True)
class Rule:
    """A declared rule. `asks` are the names of the facts it needs; `illustrative` if its text of law was not found."""

    function: Callable[..., bool]
    law: Law
    says: str | Promise
    code: str
    asks: tuple[str, ...]
    illustrative: bool = False

    def check(self, facts: Mapping[str, Any]) -> Outcome:
        """Apply the rule. Raises KeyError if a fact it asks for is not given."""
        ok = bool(self.function(**{name: facts[name] for name in self.asks}))
        return Outcome(ok, "" if ok else str(self.says), self)

    def __call__(self, **facts: Any) -> bool:
        return self.function(**facts)


def rule(
    law: Law, *, says: str | Promise, code: str = "", illustrative: bool = False
) -> Callable[[Callable[..., bool]], Rule]:
    """Declare a rule: `@rule(Law(…), says=_("…"))` above a function whose parameters name the facts.

    Raises TypeError if the function takes anything but plain named parameters.
    """

    def declare(function: Callable[..., bool]) -> Rule:
        parameters = inspect.signature(function).parameters.values()
        if any(p.kind not in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) for p in parameters):
            raise TypeError(f"The rule {function.__name__} must name each fact it asks for.")
        names = tuple(parameter.name for parameter in parameters)
        return Rule(function, law, says, code or function.__name__.replace("_", "-"), names, illustrative)

    return declare


def unknown_facts(checked: Rule, known: set[str]) -> set[str]:
    """The facts that a rule asks for and nobody will give it."""
    return set(checked.asks) - known
