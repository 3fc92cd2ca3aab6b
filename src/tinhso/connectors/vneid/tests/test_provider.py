"""The stand-in through independent clients: Authlib, and openid-client (an OpenID-certified one) where Node has it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.jwk import KeySet

from .conftest import AN, BACK, BINH, CLIENT, DUNG, GONE, Person, Running, query

NODE = Path(__file__).parents[5] / "frontend" / "node_modules" / "openid-client"


class Ours:
    """Authlib's client, as an application uses it."""

    def __init__(self, url: str, **extra: Any) -> None:
        self.metadata = requests.get(get_well_known_url(url, external=True), timeout=5).json()
        self.nonce, self.verifier = generate_token(20), generate_token(48)
        self.session = OAuth2Session(
            CLIENT.id, CLIENT.secret, scope="openid", redirect_uri=BACK, code_challenge_method="S256", default_timeout=5, **extra
        )  # fmt: skip

    def location(self, **asked: Any) -> str:
        address, _state = self.session.create_authorization_url(
            self.metadata["authorization_endpoint"], nonce=self.nonce, code_verifier=self.verifier, **asked
        )
        return str(address)

    def token(self, back: str) -> dict[str, Any]:
        return dict(self.session.fetch_token(self.metadata["token_endpoint"], authorization_response=back, code_verifier=self.verifier))  # fmt: skip

    def claims(self, token: dict[str, Any], *, ahead: float = 0) -> CodeIDToken:
        keys = KeySet.import_key_set(requests.get(self.metadata["jwks_uri"], timeout=5).json())
        read = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
        claims = CodeIDToken(
            read.claims, read.header, {"iss": {"value": self.metadata["issuer"]}, "aud": {"value": CLIENT.id}},
            {"nonce": self.nonce, "client_id": CLIENT.id, "access_token": token["access_token"]},
        )  # fmt: skip
        claims.validate(now=int(time.time() + ahead))
        return claims

    def userinfo(self) -> dict[str, Any]:
        return dict(self.session.get(self.metadata["userinfo_endpoint"]).json())


def test_the_whole_way_with_authlib(standin: Running, person: Person) -> None:
    ours = Ours(standin.url)
    OpenIDProviderMetadata({**ours.metadata, **{k: v.replace("http://", "https://") for k, v in ours.metadata.items() if isinstance(v, str)}}).validate()  # fmt: skip
    token = ours.token(person.answer(ours.location()))
    claims = ours.claims(token)
    assert (claims["sub"], claims["acr"]) == (AN.subject, "LoA2") and claims["at_hash"]
    said = ours.userinfo()
    assert said["sub"] == claims["sub"]
    assert (said["HoVaTen"], said["SoDinhDanh"], said["NgaySinh"], said["loAs"]) == ("LÊ THỊ MẪU AN", "056195900001", "01/05/1995", "LoA2")  # fmt: skip


@pytest.mark.skipif(not NODE.exists() or shutil.which("node") is None, reason="npm install in frontend/ brings it")
def test_the_whole_way_with_openid_client(standin: Running, person: Person) -> None:
    script = Path(__file__).with_name("openid_client.mjs")
    environment = {**os.environ, "OPENID_CLIENT": (NODE / "build" / "index.js").as_uri()}
    with subprocess.Popen(
        ["node", str(script), standin.url, CLIENT.id, CLIENT.secret, BACK, GONE], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as node:  # fmt: skip
        assert node.stdin is not None and node.stdout is not None
        location = node.stdout.readline().strip()
        out, err = node.communicate(person.answer(location) + "\n", timeout=60)
    assert node.returncode == 0, err
    told = json.loads(out)
    assert told["claims"]["sub"] == told["userinfo"]["sub"] == AN.subject
    assert told["claims"]["acr"] == "LoA2" and told["again"] == "invalid_grant"
    assert person.session.get(told["logout"], timeout=5, allow_redirects=False).headers["Location"].startswith(GONE)


def test_a_level_is_asked_for_and_a_session_lasts_until_it_is_too_old(standin: Running, person: Person) -> None:
    first = Ours(standin.url)
    begun = first.claims(first.token(person.answer(first.location(), level=1)))
    assert begun["acr"] == "LoA1"
    silent = Ours(standin.url)
    kept = silent.claims(silent.token(person.answer(silent.location(prompt="none"))))
    assert (kept["auth_time"], kept["sid"]) == (begun["auth_time"], begun["sid"])
    assert query(person.answer(silent.location(prompt="none", acr_values="LoA2")))["error"] == "login_required"
    standin.late = 100
    stale = Ours(standin.url)
    assert query(person.answer(stale.location(prompt="none", max_age=50)))["error"] == "login_required"
    fresh = stale.claims(stale.token(person.answer(stale.location(max_age=50), level=1)), ahead=standin.late)
    assert fresh["auth_time"] >= begun["auth_time"] + 100
    assert query(Person().answer(stale.location(prompt="none")))["error"] == "login_required", (
        "nobody is signed in there"
    )


def test_somebody_of_level_1_never_gets_level_2(standin: Running, person: Person) -> None:
    ours = Ours(standin.url)
    claims = ours.claims(ours.token(person.answer(ours.location(acr_values="LoA2"), subject=DUNG.subject, level=2)))
    assert claims["acr"] == ours.userinfo()["loAs"] == "LoA1"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"request": "eyJ"}, "request_not_supported"),
    ],
)
def test_a_bad_request_goes_back_with_its_error(standin: Running, change: dict[str, Any], error: str) -> None:
    asked = {**query(Ours(standin.url).location()), **change}
    answer = requests.get(f"{standin.url}/authorize", {k: v for k, v in asked.items() if v}, timeout=5, allow_redirects=False)  # fmt: skip
    back = query(answer.headers["Location"])
    assert (back["error"], back["iss"], back["state"]) == (error, standin.url, asked["state"])


@pytest.mark.parametrize("change", [{"redirect_uri": BACK + "x"}, {"client_id": "la"}, {"redirect_uri": "https://evil.example/"}])  # fmt: skip
def test_nobody_is_sent_to_an_address_that_is_not_registered(standin: Running, change: dict[str, Any]) -> None:
    asked = {**query(Ours(standin.url).location()), **change}
    answer = requests.get(f"{standin.url}/authorize", asked, timeout=5, allow_redirects=False)
    assert answer.status_code == 400 and "Location" not in answer.headers


def test_token_errors(standin: Running, person: Person) -> None:
    ours = Ours(standin.url)
    back = person.answer(ours.location())
    form = {"grant_type": "authorization_code", "code": query(back)["code"], "redirect_uri": BACK, "code_verifier": "x" * 43}  # fmt: skip
    url = f"{standin.url}/token"

    def said(secret: str = CLIENT.secret, **change: str) -> tuple[int, str]:
        fields = {"client_id": CLIENT.id, "client_secret": secret, **form, **change}
        answer = requests.post(url, fields, timeout=5)
        return answer.status_code, answer.json()["error"]

    assert said("sai") == (401, "invalid_client")
    assert said(grant_type="password") == (400, "unsupported_grant_type")
    assert said() == (400, "invalid_grant"), "the verifier does not fit, and the code is gone with it"
    second = person.answer(ours.location())
    token = ours.token(second)
    with pytest.raises(OAuthError, match="used before"):
        ours.token(second)
    answer = requests.get(f"{standin.url}/userinfo", headers={"Authorization": f"Bearer {token['access_token']}"}, timeout=5)  # fmt: skip
    assert answer.status_code == 401, "a code used twice ends the token that it gave"
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


def test_a_refusal_and_a_late_or_strange_answer(standin: Running, person: Person) -> None:
    ours = Ours(standin.url)
    assert query(person.answer(ours.location(), do="refuse"))["error"] == "access_denied"
    shown = person.session.get(ours.location(), timeout=5).text
    key = shown.split("name=request value='")[1].split("'")[0]
    form = {"request": key, "person": BINH.subject, "level": "2", "do": "approve"}
    stranger = requests.post(f"{standin.url}/decide", form, timeout=5, allow_redirects=False)
    assert stranger.status_code == 400, "another browser cannot answer for this one"
    again = person.session.post(f"{standin.url}/decide", form, timeout=5, allow_redirects=False)
    assert again.status_code == 400, "and the request is spent"


def test_keys_rotate_and_survive_a_restart(standin: Running, person: Person) -> None:
    from tinhso.connectors.vneid.keys import Keys

    ours = Ours(standin.url)
    old = ours.token(person.answer(ours.location()))
    kid = requests.post(f"{standin.url}/control/rotate", json={"keep_old": True}, timeout=5).json()["kid"]
    ours.claims(old)
    assert Ours(standin.url).metadata["issuer"] and standin.provider.keys.current.kid == kid
    assert standin.provider.keys.file is not None
    assert Keys(standin.provider.keys.file).current.kid == kid
    assert standin.provider.keys.file.stat().st_mode & 0o077 == 0


def test_signing_out_asks_unless_the_hint_is_of_this_browser(standin: Running, person: Person) -> None:
    ours = Ours(standin.url)
    token = ours.token(person.answer(ours.location()))
    wanted = {"post_logout_redirect_uri": GONE, "state": "s", "id_token_hint": token["id_token"]}
    stranger = Person()
    other = Ours(standin.url)
    other.token(stranger.answer(other.location(), subject=BINH.subject))
    asked = stranger.session.get(f"{standin.url}/logout", params=wanted, timeout=5, allow_redirects=False)
    assert asked.status_code == 200 and "Đăng xuất?" in asked.text
    gone = person.session.get(f"{standin.url}/logout", params=wanted, timeout=5, allow_redirects=False)
    assert gone.headers["Location"] == f"{GONE}?state=s"
    evil = stranger.session.post(f"{standin.url}/logout", {**wanted, "sure": "yes", "post_logout_redirect_uri": "https://evil.example/"}, timeout=5, allow_redirects=False)  # fmt: skip
    assert evil.status_code == 200 and "Đã đăng xuất" in evil.text


def test_pages_are_harmless_and_marked(standin: Running, person: Person) -> None:
    answer = person.session.get(Ours(standin.url).location(state="<script>'\""), timeout=5)
    assert "MINH HỌA" in answer.text and "<script>" not in answer.text
    assert "form-action 'self' http://127.0.0.1:1;" in answer.headers["Content-Security-Policy"]
    assert "form-action 'self';" in requests.get(f"{standin.url}/", timeout=5).headers["Content-Security-Policy"]
