"""The questions of a form as JSON Schema (2020-12), so that other systems know what to send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .asks import Answered, Ask, ChoiceAsk, FileAsk, GroupAsk, LongTextAsk, TextAsk, WholeAsk, YesNoAsk

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(questions: Mapping[str, Ask], *, title: str = "") -> dict[str, Any]:
    """The schema of the answers. Files are given beside them; a condition that is code is not told, so its question is optional."""
    return {"$schema": DIALECT, "title": title, **_object(questions)}


def papers_of(questions: Mapping[str, Ask]) -> list[dict[str, Any]]:
    """The papers of the form: name of the question, what it is, whether it must be given, and at most how many pages."""
    return [
        {
            "question": name,
            "title": str(question.label),
            "required": not question.optional and question.when is None,
            "pages": question.most,
        }
        for name, question in questions.items()
        if isinstance(question, FileAsk)
    ]


def _object(questions: Mapping[str, Ask]) -> dict[str, Any]:
    plain = {name: question for name, question in questions.items() if not isinstance(question, FileAsk)}
    made: dict[str, Any] = {
        "type": "object",
        "properties": {name: _property(question) for name, question in plain.items()},
        "required": [name for name, question in plain.items() if not question.optional and question.when is None],
    }
    conditions = [_condition(name, question) for name, question in plain.items() if isinstance(question.when, Answered)]
    if needed := [condition for condition in conditions if condition]:
        made["allOf"] = needed
    return made


def _condition(name: str, question: Ask) -> dict[str, Any]:
    if question.optional or not isinstance(question.when, Answered) or not question.when.values:
        return {}
    about = question.when.name
    return {
        "if": {"properties": {about: {"enum": list(question.when.values)}}, "required": [about]},
        "then": {"required": [name]},
    }


def _property(question: Ask) -> dict[str, Any]:
    named = {"title": str(question.label)} | ({"description": str(question.hint)} if question.hint else {})
    kind = _kind(question)
    if question.optional and isinstance(kind.get("type"), str):
        kind = {**kind, "type": [kind["type"], "null"]}
    return {**named, **kind}


def _kind(question: Ask) -> dict[str, Any]:
    match question:
        case GroupAsk():
            inner = _object(question.questions)
            return {"type": "array", "items": inner, "minItems": question.least, "maxItems": question.most}
        case ChoiceAsk():
            return {"enum": [value for value, _label in question.choices] + ([None] if question.optional else [])}
        case YesNoAsk():
            return {"type": "boolean"}
        case WholeAsk():
            return {"type": "integer", "minimum": question.least, "maximum": question.most}
        case TextAsk() if question.pattern:
            return {"type": "string", "maxLength": question.limit, "pattern": f"^(?:{question.pattern})$"}
        case TextAsk() | LongTextAsk():
            return {"type": "string", "maxLength": question.limit}
    if question.kind in ("day", "birth_date"):
        return {"type": "string", "format": "date"}
    if question.kind == "personal_id":
        return {"type": "string", "pattern": "^[0-9]{12}$"}
    if question.kind == "place":
        return {"type": "object", "description": "GeoJSON polygon (WGS84)"}
    return {"type": "string"}
