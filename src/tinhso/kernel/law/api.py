"""Law beside the line: references, dated parameters, rules with reasons, examples as tests."""

from .examples import Example, examples
from .parameters import BadParameter, NoValue, Parameter, parameters
from .references import Law
from .rules import Outcome, Rule, rule, unknown_facts

__all__ = [
    "BadParameter",
    "Example",
    "Law",
    "NoValue",
    "Outcome",
    "Parameter",
    "Rule",
    "examples",
    "parameters",
    "rule",
    "unknown_facts",
]
