"""Web push: the example of the standard, another implementation that decrypts, a push service, a real browser."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.looking import carry_session, look
from tinhso.blocks.notices.delivering import deliver
from tinhso.blocks.notices.models import Attempt, Delivery, PushSubscription, State
from tinhso.blocks.notices.webpush import MOST, decode, encode, encrypt, point, server_public_key
from tinhso.kernel.access.api import visible

from .conftest import CODE, DAY, MakeSomeone, only


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(text), "big"), ec.SECP256R1())


def test_the_example_of_rfc_8291() -> None:
    """RFC 8291, section 5 and appendix A."""
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        public_key="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        secret="BTBZMqHH6r4Tts7J_aSIgg",
        salt=decode("DGv6ra1nlYgDCS1FRnbzlw"),
        sender=private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )
    assert encode(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_message_has_at_most_one_record() -> None:
    key = encode(point(ec.generate_private_key(ec.SECP256R1()).public_key()))
    assert len(encrypt(b"a" * MOST, public_key=key, secret=encode(b"s" * 16))) == 4096
    with pytest.raises(ValueError, match="at most"):
        encrypt(b"a" * (MOST + 1), public_key=key, secret=encode(b"s" * 16))


class Service:
    """A push service: keeps what it is sent, answers as told."""

    def __init__(self, server: HTTPServer) -> None:
        self.host = f"127.0.0.1:{server.server_address[1]}"
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.answers.pop(0) if kept.answers else 201)
            self.send_header("Location", f"http://{kept.host}/m/{len(kept.got)}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    kept = Service(server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.PUSH_HOSTS = [kept.host]
    settings.PUBLIC_URL = "https://tinh.test"
    yield kept
    server.shutdown()
    server.server_close()


class Browser:
    """The keys that a browser keeps to itself, and what it sends to the site."""

    def __init__(self, service: Service, name: str = "p1") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"0123456789abcdef"
        self.endpoint = f"http://{service.host}/{name}"

    def json(self, **changes: Any) -> dict[str, Any]:
        keys = {"p256dh": encode(point(self.key.public_key())), "auth": encode(self.secret)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys, **changes}

    def read(self, body: bytes) -> dict[str, Any]:
        """Decrypt as a browser does, with an implementation that is not ours."""
        found = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        said: dict[str, Any] = json.loads(found)
        return said


def subscribe(who: Any, said: Any) -> Any:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36"
    return who.browser().post(
        "/my/notices/push/", json.dumps(said), content_type="application/json", headers={"User-Agent": agent}
    )


def test_only_the_browser_can_read_it_and_the_service_knows_who_sends(someone: MakeSomeone, service: Service) -> None:
    hoa, phone = someone("hoa"), Browser(service)
    for _ in range(2):
        assert subscribe(hoa, phone.json()).status_code == 200
    assert PushSubscription.objects.get().device == "Chrome · Android"
    hoa.told()
    assert only("push").masked == "Chrome · Android"
    deliver(clock=lambda: DAY)
    ((headers, body),) = service.got
    assert CODE.encode() not in body
    said = phone.read(body)
    assert (said["title"], said["url"], said["lang"]) == ("Cần bổ sung giấy tờ", f"/my/cases/{CODE}/", "vi")
    assert said["tag"] == str(only("push").pk) and said["body"].startswith(CODE)
    assert headers["content-encoding"] == "aes128gcm" and headers["urgency"] == "high" and int(headers["ttl"]) > 0
    assert headers["topic"] == encode(only("push").pk.bytes) and len(headers["topic"]) <= 32
    token, key = (part.split("=", 1)[1] for part in headers["authorization"].removeprefix("vapid ").split(", "))
    raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    public = ECKey.import_key(
        {"kty": "EC", "crv": "P-256", "x": encode(raw[1:33]), "y": encode(raw[33:])}
    )  # fmt: skip
    claims = jwt.decode(token, public, algorithms=["ES256"]).claims
    assert claims["aud"] == f"http://{service.host}" and claims["sub"] == "https://tinh.test"
    assert hoa.browser().get("/my/notices/push/key").json() == {"key": server_public_key()} == {"key": key}
    assert only("push").provider_id.endswith("/m/1")


def test_a_second_try_takes_the_place_of_the_first(someone: MakeSomeone, service: Service) -> None:
    hoa, phone = someone("hoa"), Browser(service)
    subscribe(hoa, phone.json())
    service.answers = [503]
    hoa.told()
    deliver(clock=lambda: DAY)
    assert only("push").state == State.WAITING
    deliver(clock=lambda: only("push").due_at)
    (first, one), (second, two) = service.got
    assert first["topic"] == second["topic"] and phone.read(one)["tag"] == phone.read(two)["tag"]


def test_a_browser_that_has_had_enough_is_forgotten_and_bothers_nobody(someone: MakeSomeone, service: Service) -> None:
    hoa = someone("hoa")
    subscribe(hoa, Browser(service).json())
    service.answers = [410]
    hoa.told()
    deliver(clock=lambda: DAY)
    assert (only("push").state, Attempt.objects.get().reason) == (State.FAILED, "410")
    assert only("push").handled_at is not None and not PushSubscription.objects.exists()
    hoa.told(key="k2")
    assert Delivery.objects.filter(channel="push").count() == 1


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1:9/x", "https://kho.tinh.test/x", "http://push.apple.com/x", "https://push.apple.com.evil.test/x", "file:///etc/x", "x"],
)  # fmt: skip
def test_the_server_talks_to_known_push_services_only(someone: MakeSomeone, settings: Any, endpoint: str) -> None:
    settings.PUSH_HOSTS = ["push.apple.com"]
    key = encode(point(ec.generate_private_key(ec.SECP256R1()).public_key()))
    said = {"endpoint": endpoint, "keys": {"p256dh": key, "auth": encode(b"s" * 16)}}
    assert subscribe(someone("hoa"), said).status_code == 422
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("said", [[], {}, {"endpoint": 1, "keys": {"p256dh": "a", "auth": "b"}}, {"keys": {}}, "x"])
def test_nonsense_is_refused(someone: MakeSomeone, service: Service, said: Any) -> None:
    assert subscribe(someone("hoa"), said).status_code == 400


def test_bad_keys_are_refused(someone: MakeSomeone, service: Service) -> None:
    for keys in (
        {"p256dh": "AAAA", "auth": encode(b"s" * 16)},
        {"p256dh": Browser(service).json()["keys"]["p256dh"], "auth": "AAAA"},
    ):
        assert subscribe(someone(f"n{len(keys['auth'])}"), Browser(service).json(keys=keys)).status_code == 422


def test_a_browser_belongs_to_who_turned_it_on_last(someone: MakeSomeone, service: Service) -> None:
    hoa, la, phone = someone("hoa"), someone("la"), Browser(service)
    subscribe(hoa, phone.json())
    device = PushSubscription.objects.get()
    assert la.browser().post(f"/my/notices/push/{device.pk}/off/").status_code == 404
    subscribe(la, phone.json())
    assert not visible(hoa.actor, PushSubscription).exists()
    assert la.browser().post(f"/my/notices/push/{device.pk}/off/").status_code == 302
    assert not PushSubscription.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_real_browser_shows_what_is_pushed(someone: MakeSomeone, context: Any, live_server: Any) -> None:
    hoa = someone("hoa")
    context.grant_permissions(["notifications"], origin=live_server.url)
    carry_session(hoa.browser(), context, live_server.url)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/my/notices/preferences/")
    look(page, "preferences", picture="notice-preferences-390")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    while not found:
        page.evaluate("1")  # lets events in
    shown = "navigator.serviceWorker.ready.then((w) => w.getNotifications()).then((all) => all.map((n) => [n.title, n.body, n.tag, n.data.url].join()).join('|'))"
    for body in (CODE, f"{CODE} 2"):
        told = {"title": "Cần bổ sung giấy tờ", "body": body, "url": "/my/notices/", "tag": "t1", "lang": "vi"}
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": live_server.url, "registrationId": found[0]["registrationId"], "data": json.dumps(told)},
        )
        wanted = f"Cần bổ sung giấy tờ,{body},t1,/my/notices/"
        end = time.monotonic() + 20
        while page.evaluate(shown) != wanted:  # one under each tag: told twice, shown once
            assert time.monotonic() < end, page.evaluate(shown)
