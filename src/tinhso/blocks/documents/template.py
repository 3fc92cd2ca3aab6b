"""A paper's template: a typst file for the look, a dataclass for what it must say."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
from django.utils.functional import Promise
from django.utils.translation import override

TEMPLATES: dict[str, Template] = {}
FOLDER = Path(__file__).parent / "layout"
_PLAIN = {str: "string", int: "integer", bool: "boolean", float: "number"}


class Incomplete(ValueError):
    """The data for a paper lacks something or has a value of a wrong kind; says which paper and which field."""


@dataclass(frozen=True)
class Template:
    """A kind of paper: its name in code, its title for people, its data, its typst file.

    `drawings` makes the SVG pictures (QR codes, barcodes) that the file shows, by name, from the data.
    `illustrative` papers say on every page that they are not a form issued by an authority.
    """

    name: str
    title: str | Promise
    data: type[Any]
    source: Path
    illustrative: bool
    drawings: Callable[[Mapping[str, Any]], dict[str, str]]
    schema: dict[str, Any]
    validator: Any

    @property
    def official_title(self) -> str:
        """The title in Vietnamese, the language of papers, whoever is working and in which language."""
        with override("vi"):
            return str(self.title)

    def check(self, data: object) -> dict[str, Any]:
        """The data as JSON values, complete. Raises Incomplete naming the field."""
        values = to_json(data)
        for error in self.validator.iter_errors(values):
            where = "/".join(str(part) for part in error.instance_path)
            raise Incomplete(f"{self.name}: {where + ': ' if where else ''}{error.message}.")
        full: dict[str, Any] = _with_defaults(self.schema, values)
        return full


def template(
    name: str,
    *,
    title: str | Promise,
    source: Path | None = None,
    illustrative: bool = False,
    drawings: Callable[[Mapping[str, Any]], dict[str, str]] = lambda data: {},
) -> Callable[[type[Any]], type[Any]]:
    """Declare the dataclass below as the data of a paper. Raises ValueError if the name is taken or no file is there."""

    def declare(data: type[Any]) -> type[Any]:
        file = source or FOLDER / f"{name.replace('_', '-')}.typ"
        if name in TEMPLATES:
            raise ValueError(f"The template {name} is declared twice.")
        if not file.exists():
            raise ValueError(f"The template {name} has no file {file.name}.")
        schema = schema_of(data)
        validator = jsonschema_rs.validator_for(schema, validate_formats=True)
        TEMPLATES[name] = Template(name, title, data, file, illustrative, drawings, schema, validator)
        return data

    return declare


def find(name: str) -> Template:
    """The template of that name. Raises KeyError with the names there are."""
    try:
        return TEMPLATES[name]
    except KeyError:
        raise KeyError(f"No template {name!r}; there are: {', '.join(sorted(TEMPLATES))}.") from None


def to_json(value: object) -> Any:
    """Dataclasses, dates and tuples as JSON values; times keep their zone (ISO 8601)."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, datetime):
        from django.utils.timezone import localtime

        return localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Promise) else value


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a dataclass or of one of its annotations. A field without default is required."""
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        properties: dict[str, Any] = {}
        required: list[str] = []
        for field in dataclasses.fields(kind):
            schema = schema_of(hints[field.name])
            if field.default is not dataclasses.MISSING:
                schema["default"] = to_json(field.default)
            elif field.default_factory is not dataclasses.MISSING:
                schema["default"] = to_json(field.default_factory())
            else:
                required.append(field.name)
                if schema.get("type") == "string" and "format" not in schema:
                    schema["minLength"] = 1
            properties[field.name] = schema
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if kind is datetime:
        return {"type": "string", "format": "date-time"}
    if kind is date:
        return {"type": "string", "format": "date"}
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is list:
        return {"type": "array", "items": schema_of(inner[0])}
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [schema_of(part) if part is not type(None) else {"type": "null"} for part in inner]}
    if origin is typing.Literal:
        return {"enum": list(inner)}
    raise TypeError(f"A paper's data cannot hold {kind!r}.")


def _with_defaults(schema: Mapping[str, Any], values: Any) -> Any:
    """The values with the defaults of what was left out, at every depth."""
    for option in schema.get("anyOf", ()):
        if isinstance(values, dict) and option.get("type") == "object":
            return _with_defaults(option, values)
    if isinstance(values, list) and "items" in schema:
        return [_with_defaults(schema["items"], item) for item in values]
    if isinstance(values, dict) and "properties" in schema:
        full = {name: part["default"] for name, part in schema["properties"].items() if "default" in part}
        full.update({name: _with_defaults(schema["properties"][name], item) for name, item in values.items()})
        return full
    return values
