"""The stand-in as a WSGI application: the endpoints, the person's pages, and switches for faults."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, urlencode
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from . import pages
from .book import FAULTS, Asked, Grant, Session
from .protocol import Back, Provider, Wrong

Start = Callable[[str, list[tuple[str, str]]], object]
COOKIE, SESSION = "vneid_mau_browser", "vneid_mau_session"
LARGEST = 100_000
WORDS = {200: "OK", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 503: "Service Unavailable"}
IN_TOKEN = tuple(name for name in FAULTS if name not in ("slow", "down"))


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the supervisor's window is for the province."""


class Answer:
    """What goes back: status, body, kind, further headers."""

    def __init__(self, status: int, body: Any = b"", kind: str = "application/json", **headers: str) -> None:
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.headers = [("Content-Type", kind), *((name.replace("_", "-"), value) for name, value in headers.items())]


class StandIn:
    """The application. `client_name` is what people are told about who asks."""

    def __init__(self, provider: Provider, *, client_name: str = "Cổng của tỉnh · The province's portal") -> None:
        self.provider, self.book, self.client_name = provider, provider.book, client_name

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        try:
            answer = self.route(environ)
        except Back as back:
            answer = Answer(302, b"", "text/plain", Location=back.location)
        except Wrong as wrong:
            answer = self.wrong(wrong, str(environ.get("PATH_INFO")))
        headers = dict(answer.headers)
        headers.setdefault("Content-Security-Policy", pages.policy())
        headers |= {"Content-Length": str(len(answer.body)), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}  # fmt: skip
        listed = [(name, value) for name, value in headers.items() if name != "Set-Cookie"]
        listed += [("Set-Cookie", value) for name, value in answer.headers if name == "Set-Cookie"]
        start(f"{answer.status} {WORDS[answer.status]}", listed)
        return [answer.body]

    def wrong(self, wrong: Wrong, path: str) -> Answer:
        if path not in ("/token", "/userinfo"):
            return Answer(
                wrong.status, pages.said("Không thực hiện được · Not possible", wrong.description), pages.HTML
            )
        kind = "Basic realm=vneid-mau" if path == "/token" else f'Bearer error="{wrong.error}"'
        extra = {"WWW_Authenticate": kind} if wrong.status == 401 else {}
        return Answer(wrong.status, {"error": wrong.error, "error_description": wrong.description}, **extra)

    def route(self, environ: dict[str, Any]) -> Answer:
        path, method = str(environ.get("PATH_INFO", "/")), str(environ.get("REQUEST_METHOD"))
        length = min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST)
        raw = environ["wsgi.input"].read(length) if method == "POST" else b""
        if path.startswith("/control/"):
            return self.control(path, json.loads(raw or b"{}"))
        text = raw.decode("utf-8", "replace") if method == "POST" else str(environ.get("QUERY_STRING", ""))
        given = {name: values[0] for name, values in parse_qs(text).items()}
        cookies = {name: one.value for name, one in SimpleCookie(str(environ.get("HTTP_COOKIE", ""))).items()}
        authorization = str(environ.get("HTTP_AUTHORIZATION", ""))
        if path == "/healthz":
            return Answer(200, b"ok", "text/plain")
        if path == "/style.css":
            return Answer(200, pages.STYLE.encode(), "text/css; charset=utf-8")
        self.trouble(path)
        match path:
            case "/.well-known/openid-configuration":
                return Answer(200, self.provider.metadata())
            case "/jwks":
                return Answer(200, self.provider.keys.jwks())
            case "/authorize":
                return self.authorize(given, cookies)
            case "/decide" if method == "POST":
                return self.decide(given, cookies)
            case "/token" if method == "POST":
                self.provider.authenticate(authorization, given)
                return Answer(200, self.provider.exchange(given), Pragma="no-cache")
            case "/userinfo":
                return Answer(200, self.provider.userinfo(authorization))
            case "/logout":
                return self.logout(given, cookies, sure=method == "POST" and given.get("sure") == "yes")
            case "/":
                session = self.session(cookies)
                one = self.provider.people.find(session.subject) if session else None
                return Answer(200, pages.home(session, one), pages.HTML)
        return Answer(404, pages.said("Không có trang này · No such page", path), pages.HTML)

    def session(self, cookies: dict[str, str]) -> Session | None:
        return self.book.session(cookies.get(SESSION, ""))

    def trouble(self, path: str) -> None:
        """Faults of the whole server: slow, down. They leave the person's own pages alone, except `down`."""
        fault = self.book.fault("slow", "down") if path not in ("/", "/decide", "/logout") else None
        if fault is not None and fault[0] == "slow":
            time.sleep(fault[1])
        elif fault is not None:
            raise Wrong("temporarily_unavailable", "Đang bảo trì · Under maintenance", status=503)

    def authorize(self, given: dict[str, str], cookies: dict[str, str]) -> Answer:
        """Ask the person; with prompt=none answer at once from the session, if that is enough."""
        browser = cookies.get(COOKIE) or secrets.token_urlsafe(18)
        asked = self.provider.asked(given, browser=browser)
        session = self.session(cookies)
        if given.get("prompt") == "none":
            if session is None or self.stale(asked, session) or session.level < asked.level:
                raise self.provider.back(asked.redirect_uri, asked.state, error="login_required")
            raise self.provider.approve(Grant(asked, session.subject, session.level, session.at, session.id, ""))
        page = pages.consent(self.book.asked.put(asked), asked, self.provider.people, session, client=self.client_name)
        return Answer(
            200, page, pages.HTML, Content_Security_Policy=pages.policy(asked.redirect_uri), Set_Cookie=_cookie(COOKIE, browser)
        )  # fmt: skip

    def stale(self, asked: Asked, session: Session) -> bool:
        """Whether the session is not enough: they must authenticate again (prompt=login, max_age)."""
        return asked.again or (asked.max_age is not None and self.book.clock() - session.at > asked.max_age)

    def decide(self, given: dict[str, str], cookies: dict[str, str]) -> Answer:
        """The person's answer, from the browser that was asked. A request is answered once."""
        asked: Asked | None = self.book.asked.take(given.get("request", ""))
        if asked is None or not secrets.compare_digest(asked.browser, cookies.get(COOKIE, "")):
            raise Wrong(
                "invalid_request", "Yêu cầu đã hết hạn. Hãy bắt đầu lại. · The request has expired. Start again."
            )
        one = self.provider.people.find(given.get("person", ""))
        if given.get("do") != "approve" or one is None:
            raise self.provider.back(asked.redirect_uri, asked.state, error="access_denied")
        level = 1 if given.get("level") == "1" else min(2, one.level)
        session = self.session(cookies)
        if session is None or session.subject != one.subject or self.stale(asked, session) or session.level < level:
            self.book.end(cookies.get(SESSION, ""))
            session = self.book.begin(subject=one.subject, level=level)
        fault = given.get("fault", "")
        switched = self.book.fault(*IN_TOKEN)
        if fault in ("slow", "down"):
            self.book.break_down(fault, times=1, seconds=12)
        grant = Grant(asked, one.subject, level, session.at, session.id, switched[0] if switched else fault)
        back = self.provider.approve(grant)
        return Answer(302, b"", "text/plain", Location=back.location, Set_Cookie=_cookie(SESSION, session.id))

    def logout(self, given: dict[str, str], cookies: dict[str, str], *, sure: bool) -> Answer:
        """RP-Initiated Logout 1.0: at once when the hint is this browser's own session, else after asking."""
        session = self.session(cookies)
        hint = self.provider.hinted(given["id_token_hint"]) if given.get("id_token_hint") else None
        if session is not None and not sure and (hint is None or hint.get("sid") != session.id):
            one = self.provider.people.find(session.subject)
            keep = {name: given.get(name, "") for name in ("id_token_hint", "post_logout_redirect_uri", "state", "client_id")}  # fmt: skip
            body, back = pages.leaving(one.name if one else "", keep), given.get("post_logout_redirect_uri", "")
            allowed = back if back in self.provider.client.after_logout else ""
            return Answer(200, body, pages.HTML, Content_Security_Policy=pages.policy(allowed))
        if session is not None and self.book.end(session.id) is not None:
            threading.Thread(target=self.tell, args=(session,), daemon=True).start()
        back = given.get("post_logout_redirect_uri", "")
        known = hint is not None or given.get("client_id") == self.provider.client.id
        gone = _cookie(SESSION, "", age=0)
        if known and back in self.provider.client.after_logout:
            state = f"?{urlencode({'state': given['state']})}" if given.get("state") else ""
            return Answer(302, b"", "text/plain", Location=back + state, Set_Cookie=gone)
        return Answer(200, pages.said("Đã đăng xuất · Signed out", "VNeID (mẫu)"), pages.HTML, Set_Cookie=gone)

    def tell(self, session: Session) -> None:
        """Back-channel logout: tell the clients of the session; tried three times, then given up."""
        address = self.provider.client.backchannel
        if not address or self.provider.client.id not in session.clients:
            return
        token = self.provider.logout_token(subject=session.subject, session=session.id)
        for pause in (0.0, 1.0, 5.0):
            time.sleep(pause)
            try:
                with urlopen(Request(address, urlencode({"logout_token": token}).encode()), timeout=10):
                    return
            except OSError:
                continue

    def control(self, path: str, given: dict[str, Any]) -> Answer:
        """For tests and demonstrations: switch faults on, rotate the key, add people."""
        try:
            if path == "/control/faults":
                self.book.break_down(str(given.get("name", "")), times=int(given.get("times", 1)), seconds=float(given.get("seconds", 0)))  # fmt: skip
                return Answer(200, {})
            if path == "/control/rotate":
                return Answer(200, {"kid": self.provider.keys.rotate(keep_old=bool(given.get("keep_old", True)))})
            if path == "/control/people":
                return Answer(200, {"sub": self.provider.people.put(given).subject})
        except (TypeError, ValueError) as problem:
            return Answer(400, {"error": str(problem)})
        return Answer(404, {"error": path})


def _cookie(name: str, value: str, *, age: int | None = None) -> str:
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Lax" + (f"; Max-Age={age}" if age is not None else "")
