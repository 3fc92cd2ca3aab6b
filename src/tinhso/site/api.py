"""The JSON API of the province: one root, one way to say no (RFC 9457), one OpenAPI document at /api/v1/openapi.json."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from tinhso.blocks.exchange.machine import router as verifications
from tinhso.blocks.indicators.machine import router as indicators
from tinhso.blocks.registers.machine import SignedIn, make_router
from tinhso.blocks.services.catalogue.machine import router as procedures
from tinhso.blocks.services.declared.machine import router as forms
from tinhso.blocks.services.machine import router as cases
from tinhso.blocks.units.machine import router as units
from tinhso.kernel.actions.api import Refused
from tinhso.web.api import actor_of, problem

JSON = "application/json"
PROBLEM = "application/problem+json"
WRITES = ("POST", "PUT", "PATCH")
ALWAYS = {
    400: "Not understood",
    404: "Not there, or not yours to see",
    405: "Another method",
    422: "Not possible",
    429: "Too often",
}
SIGNED = {401: "Not signed in"}
WRITING = {403: "The CSRF token is missing", 409: "Somebody was quicker", 415: "Not JSON"}
View = Callable[..., HttpResponse]


class NotStorable(HttpError):
    """Text that is no text: NUL, or half a character."""

    def __init__(self) -> None:
        super().__init__(422, _("Văn bản có ký tự không hợp lệ."))


class Plain(Parser):
    """Refuses texts that no database can keep, wherever they stand."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            body = json.loads(request.body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise HttpError(400, _("Nội dung gửi lên không phải JSON đúng dạng.")) from None
        _check(body)
        return body

    def parse_querydict(self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest) -> Any:
        found = super().parse_querydict(data, list_fields, request)
        _check(found)
        return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON.")


def _check(value: Any) -> None:
    for text in _texts(value):
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise NotStorable


def _texts(value: Any) -> Iterator[str]:
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            todo += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            todo += one


class Api(NinjaAPI):
    """Ninja, with every operation's refusals in the document as what they are: application/problem+json."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        document["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        for operations in document["paths"].values():
            for method, operation in operations.items():
                own = {code: words for code, words in operation["responses"].items() if int(code) < 400}
                operation["responses"] = {**own, **_refusals(method.upper(), bool(operation.get("security")))}
        return document


PROBLEM_SCHEMA = {
    "title": "Problem",
    "description": "Why not (RFC 9457). `title` is one sentence for people, `code` stays the same for machines.",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
        "law": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def _refusals(method: str, signed: bool) -> dict[int, Any]:
    codes = {**ALWAYS, **(SIGNED if signed else {}), **(WRITING if method in WRITES else {})}
    schema = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": words, "content": schema} for code, words in sorted(codes.items())}


api = Api(
    title="Khánh Hòa số",
    version="1",
    description="Registers, requests, verification, the catalogue and figures of the province. "
    "Sign in as on the screens; calls that write carry the CSRF token. Lists are limited to what you may see.",
    urls_namespace="api",
    docs_url=None,
    parser=Plain(),
)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, no: ValidationError) -> HttpResponse:
    """All that is wrong with the parameters or the body, each with the path to it."""
    errors = [{"field": ".".join(str(part) for part in one["loc"]), "detail": str(one["msg"])} for one in no.errors]
    return problem(422, "invalid", _("Dữ liệu gửi lên chưa đúng."), errors=errors)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, no: AuthenticationError) -> HttpResponse:
    return problem(401, "sign-in", _("Hãy đăng nhập."))


@api.exception_handler(Http404)
def missing(request: HttpRequest, no: Http404) -> HttpResponse:
    return problem(404, "not-found", _("Không tìm thấy"))


@api.exception_handler(Refused)
def refused(request: HttpRequest, no: Refused) -> HttpResponse:
    """An action said no, with a reason and its law."""
    more = {name: str(value) for name in ("field", "law") if (value := getattr(no, name)) is not None}
    return problem(no.status, no.code, str(no), **more)


@api.exception_handler(HttpError)
def failed(request: HttpRequest, no: HttpError) -> HttpResponse:
    codes = {400: "not-json", 403: "no-csrf-token", 404: "not-found", 422: "not-storable", 429: "too-often"}
    return problem(no.status_code, codes.get(no.status_code, "refused"), str(no))


@api.exception_handler(DataError)
def not_storable(request: HttpRequest, no: DataError) -> HttpResponse:
    """What the database cannot keep, such as a NUL in an address."""
    return problem(422, "not-storable", _("Văn bản có ký tự không hợp lệ."))


for _router in (procedures, forms, units, indicators):
    api.add_router("", _router)
for _router in (make_router(), cases, verifications):
    api.add_router("", _router, auth=SignedIn())


def guarded(view: View) -> View:
    """What holds for every address: JSON only, refusals as problems, nothing of anybody's kept in caches."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in WRITES and request.body and request.content_type != JSON:
            return problem(415, "not-json", _("Hãy gửi nội dung dạng application/json."))
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = problem(405, "method", _("Địa chỉ này không nhận phương thức đó."))
            response["Allow"] = allowed
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store" if actor_of(request).is_signed_in else "no-cache"
        return response

    answer.login_required = False  # type: ignore[attr-defined] # each operation asks by itself and answers 401
    answer.csrf_exempt = True  # type: ignore[attr-defined] # SignedIn checks the token itself
    return answer


def addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The API's addresses, for `path("api/v1/", addresses())`."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.callback is not None:
            pattern.callback = guarded(pattern.callback)
    return patterns, app, namespace
