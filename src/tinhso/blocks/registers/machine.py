"""The registers for machines: one set of typed endpoints for each register, made from its declaration.

Imported when the addresses of the site are joined: by then all registers are known. No `from __future__ import annotations`
here: the parameter types are made at run time, and ninja must see the types themselves.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _t
from ninja import Body, Header, Query, Router, Status
from ninja.security import SessionAuth

from tinhso.blocks.people.api import Organisation, Person
from tinhso.blocks.units.api import bearers, unit_by_code
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import now, today
from tinhso.kernel.trail.api import read_mark
from tinhso.web.api import actor_of, page_of, problem

from .about import REGISTERS, About
from .base import Register
from .filtering import Asked, Chosen, rows_of
from .gate import holders, opens
from .models import RecordVersion
from .queries import known_or_believed, versions
from .schemas import (
    Ending,
    Looking,
    Problem,
    RegisterFacts,
    Why,
    changing_schema,
    entering_schema,
    filter_schema,
    page_schema,
    record_schema,
    version_schema,
)
from .showing import on_day, then, with_related

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=100, pattern=r"^[!-~]+$")]
Version = Annotated[str, Header(alias="If-Match", pattern=r'^"?[0-9]{1,9}"?$')]
SHORTEST_PURPOSE = 5
NO_READ = {401: Problem, 404: Problem, 422: Problem}
NO_WRITE = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class SignedIn(SessionAuth):
    """Whoever is signed in, at the post chosen in the session. Writing needs the CSRF token as forms do."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor = actor_of(request)
        return actor if actor.is_signed_in else None


def make_router() -> Router:
    """A router with the endpoints of all registers."""
    made = Router(tags=["registers"], auth=SignedIn())

    @made.get("/registers", response={200: list[RegisterFacts], 401: Problem}, summary="Registers that you may open")
    def list_registers(request: HttpRequest) -> list[dict[str, Any]]:
        """The catalogue, with what each register exchanges and how many records of it you may see."""
        actor = actor_of(request)
        return [_facts(about, actor) for about in REGISTERS.values() if _may_read(actor, about)]

    for about in REGISTERS.values():
        _reading(made, about)
        if not about.read_only:
            _writing(made, about)
    return made


def _facts(about: About, actor: Actor) -> dict[str, Any]:
    names = ("label", "kind", "personal")
    return {
        **{word: str(getattr(about, word)) for word in ("name", "title", "description", "law", "keeper")},
        "read_only": about.read_only,
        "total": visible(actor, about.model).count(),
        "fields": [{"name": name, **{word: getattr(about, word)(name) for word in names}} for name in about.exchanged],
    }


def _may_read(actor: Actor, about: About) -> bool:
    return opens(actor, about) or visible(actor, about.model).exists()


def _found(about: About, actor: Actor, pk: UUID) -> Register:
    record = visible(actor, about.model).filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


def _asked(about: About, given: Any) -> Asked:
    """Typed parameters as the list of the screens understands them."""
    chosen = []
    for name in about.filters:
        for end, look in (("from", "gte"), ("to", "lte")):
            if (bound := getattr(given, f"{name}_{end}", None)) is not None:
                chosen.append(Chosen(name, {look: bound.isoformat() if isinstance(bound, date) else bound}, "", ()))
        value = getattr(given, name, None)
        if value in (None, ""):
            continue
        if about.kind(name) == "commune":
            chosen.append(Chosen(name, {"in": [str(unit.pk) for unit in bearers(value)]}, "", ()))
        else:
            chosen.append(Chosen(name, {"": value == "true" if about.kind(name) == "yes_no" else value}, "", ()))
    return Asked(q=given.q.strip(), on=given.on or today(), chosen=chosen)


def _read(about: About, actor: Actor, records: list[Register], purpose: str) -> list[dict[str, Any]]:
    """Records as JSON; personal fields only for a purpose, which leaves marks, or for the holder."""
    records = with_related(about, records)
    purpose = purpose.strip()
    if 0 < len(purpose) < SHORTEST_PURPOSE:
        raise Refused(_t("Hãy ghi rõ mục đích xem."), code="no-purpose", field="purpose")
    if purpose:
        shown = [about.label(name) for name in about.exchanged if about.personal(name)]
        people = {person for record in records for person in holders(about, record)}
        subject = records[0] if len(records) == 1 else None
        read_mark(actor, people=people, purpose=purpose, at=now(), subject=subject, fields=shown)
    return [_plain(about, record, clear=bool(purpose) or actor.person in holders(about, record)) for record in records]


def _plain(about: About, record: Register, *, clear: bool) -> dict[str, Any]:
    base = ("id", "number", "agency", "valid_from", "valid_to", "version", "source", "source_version")
    values = {name: getattr(record, name) for name in base}
    for name in about.exchanged:
        if name not in base:
            values[name] = _value(about, record, name) if clear or not about.personal(name) else None
    return values


def _value(about: About, record: Register, name: str) -> Any:
    if about.kind(name) == "commune":
        unit = getattr(record, name)
        return unit.code if unit else None
    return getattr(record, about.field(name).attname)


def _written(about: About, actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """Given values with their references resolved. Raises Refused naming the field that leads nowhere."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        kind, own = about.kind(name), about.field(name)
        if value is None:
            found[name] = None if own.null else own.get_default()
        elif kind in ("person", "organisation"):
            found[name] = visible(actor, Person if kind == "person" else Organisation).filter(pk=value).first()
        elif kind == "commune":
            found[name] = unit_by_code(value)
        else:
            found[name] = value
        if value is not None and found[name] is None:
            raise Refused(_t("%(label)s: không tìm thấy.") % {"label": about.label(name)}, code="unknown", field=name)
    return found


def _refused(no: Refused) -> HttpResponse:
    more = {name: str(value) for name in ("field", "law") if (value := getattr(no, name)) is not None}
    return problem(no.status, no.code, str(no), **more)


def _names(about: About) -> tuple[str, str, str]:
    """The path of a register, its name within operation ids, and in summaries."""
    return f"/registers/{about.name}", about.name.replace("-", "_"), about.model.__name__


def _reading(router: Router, about: About) -> None:
    """The endpoints that read a register."""
    path, name, title = _names(about)
    filters, page, one = filter_schema(about), page_schema(about), record_schema(about)

    @router.get(path, response={200: page, **NO_READ}, operation_id=f"list_{name}", summary=f"{title}: find records")
    def find(request: HttpRequest, given: Annotated[filters, Query()]) -> dict[str, Any]:
        actor = actor_of(request)
        if not _may_read(actor, about):
            raise Http404
        asked = _asked(about, given)
        rows = rows_of(about, actor, asked).order_by("-entered_at", "-pk")
        total = rows.count()
        found = page_of(rows, request, given.limit)
        records = on_day(about, found.rows, asked.on) if asked.past else found.rows
        return {"total": total, "next": found.after or None, "items": _read(about, actor, records, given.purpose)}

    @router.get(
        path + "/{id}", response={200: one, **NO_READ}, operation_id=f"get_{name}", summary=f"{title}: one record"
    )
    def get(
        request: HttpRequest,
        response: HttpResponse,
        id: UUID,
        given: Annotated[Looking, Query()],
    ) -> dict[str, Any]:
        actor = actor_of(request)
        record = _found(about, actor, id)
        response["ETag"] = f'"{record.version}"'
        if given.on is not None or given.known_at is not None:
            version = _version_on(record, given.on or today(), given.known_at)
            first, last = _days(version)
            record = then(about, record, version.data)
            record.valid_from, record.valid_to = first, last
        return _read(about, actor, [record], given.purpose)[0]

    @router.get(
        path + "/{id}/versions", response={200: list[version_schema(about)], **NO_READ},
        operation_id=f"versions_{name}", summary=f"{title}: all that was ever recorded",
    )  # fmt: skip
    def history(request: HttpRequest, id: UUID, given: Annotated[Why, Query()]) -> list[dict[str, Any]]:
        actor = actor_of(request)
        record = _found(about, actor, id)
        found = list(versions(record).select_related("corrects"))
        then_ = [then(about, record, version.data) for version in found]
        _read(about, actor, [record], given.purpose)
        clear = bool(given.purpose.strip()) or actor.person in holders(about, record)
        return [_version(about, v, old, clear=clear) for v, old in zip(found, with_related(about, then_), strict=True)]


def _version_on(record: Register, on: date, known_at: datetime | None) -> RecordVersion:
    found = known_or_believed(versions(record), known_at).filter(valid__contains=on).first()
    if found is None:
        raise Http404
    return found


def _days(version: RecordVersion) -> tuple[date, date | None]:
    upper = version.valid.upper
    return version.valid.lower, upper - timedelta(days=1) if upper else None


def _version(about: About, version: RecordVersion, old: Register, *, clear: bool) -> dict[str, Any]:
    first, last = _days(version)
    same = ("number", "recorded_at", "superseded_at", "cause")
    return {
        **{name: getattr(version, name) for name in same},
        "valid_from": first,
        "valid_to": last,
        "corrects": version.corrects.number if version.corrects else None,
        "values": _plain(about, old, clear=clear),
    }


def _writing(router: Router, about: About) -> None:
    """The endpoints that write: the register's own actions, each call safe to repeat by its key."""
    path, name, title = _names(about)
    one, entering = record_schema(about), entering_schema(about)

    def run(request: HttpRequest, what: str, record: Register | None, *, key: str, **inputs: Any) -> Any:
        actor = actor_of(request).through("api")
        values = inputs.pop("values", {})
        inputs = {word: value for word, value in inputs.items() if value is not None}
        own = f"api:{actor.account}:{about.name}.{what}:{record.pk if record else ''}:{key}"
        try:
            written = about.actions[what](actor, record, key=own, **inputs, **_written(about, actor, values))
        except Refused as no:
            return _refused(no)
        except IntegrityError:
            return problem(409, "exists", _t("Đã có bản ghi khác mang số này."))
        return written

    def answer(request: HttpRequest, response: HttpResponse, done: Any, status: int) -> Any:
        if isinstance(done, HttpResponse):
            return done
        done.refresh_from_db()
        response["ETag"] = f'"{done.version}"'
        return Status(status, _plain(about, with_related(about, [done])[0], clear=True))

    @router.post(
        path, response={201: one, **NO_WRITE}, operation_id=f"enter_{name}", summary=f"{title}: enter a record"
    )
    def enter(request: HttpRequest, response: HttpResponse, given: Annotated[entering, Body()], key: Key) -> Any:
        values = given.values.model_dump(exclude_unset=True)
        inputs = {word: getattr(given, word) for word in ("valid_from", "number", "case_code")}
        return answer(request, response, run(request, "enter", None, key=key, values=values, **inputs), 201)

    def declare(what: str, schema: Any, summary: str) -> None:
        @router.post(
            path + "/{id}/" + what,
            response={200: one, **NO_WRITE},
            operation_id=f"{what}_{name}",
            summary=f"{title}: {summary}",
        )
        def write(
            request: HttpRequest,
            response: HttpResponse,
            id: UUID,
            given: Annotated[schema, Body()],
            key: Key,
            version: Version,
        ) -> Any:
            record = _found(about, actor_of(request), id)
            inputs: dict[str, Any] = {"on": given.on, "cause": given.cause, "expect": int(version.strip('"'))}
            if what != "end":
                inputs["values"] = given.values.model_dump(exclude_unset=True)
            return answer(request, response, run(request, what, record, key=key, **inputs), 200)

    declare("change", changing_schema(about, "change"), "something changed in the world")
    declare("correct", changing_schema(about, "correct"), "what was written was wrong")
    declare("end", Ending, "end it")


router = make_router()
