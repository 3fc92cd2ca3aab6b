"""A template that uses a variable nobody gave it fails, instead of showing nothing."""

from __future__ import annotations

import sys

import pytest


class UndefinedVariable(Exception):
    """A template names a variable that it was not given."""


class _Undefined:
    """Stands in for `string_if_invalid`. Django asks whether "%s" is in it, then formats it with the name."""

    def __contains__(self, _text: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        template = _template()
        if template.startswith("django/"):  # Django's own templates rely on silence
            return ""
        raise UndefinedVariable(f"{template}: undefined template variable {name}")


def _template() -> str:
    """Name of the template that is being rendered, from the innermost node on the stack that knows it."""
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if origin is not None and getattr(origin, "template_name", None):
            return str(origin.template_name)
        frame = frame.f_back  # type: ignore[assignment]
    return "(template from a string)"


@pytest.fixture(scope="session", autouse=True)
def undefined_template_variables_fail(django_test_environment: None) -> None:
    from django.template import engines

    for backend in engines.all():
        if hasattr(backend, "engine"):
            backend.engine.string_if_invalid = _Undefined()
