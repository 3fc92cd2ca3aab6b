"""Passkeys with Chromium's virtual authenticator: added on the profile, used to sign in without a password."""

from __future__ import annotations

from typing import Any

import pytest

from tests.looking import carry_session, look
from tinhso.blocks.people.models import Passkey, SessionInfo

from .conftest import PASSWORD, MakeSomeone, newest_code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def authenticator(page: Any) -> Any:
    """A phone's fingerprint reader that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, made["authenticatorId"]


def test_add_a_passkey_and_sign_in_with_it(
    page: Any, live_server: Any, settings: Any, someone: MakeSomeone, authenticator: Any
) -> None:
    settings.PUBLIC_URL = live_server.url
    hoa = someone("hoa")
    page.goto(live_server.url + "/sign-in/")
    page.get_by_label("Số điện thoại, số định danh").fill("hoa")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Mã xác nhận").fill(newest_code(hoa.account.phone))
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)

    page.goto(live_server.url + "/my/profile/")
    page.wait_for_selector("html[data-js]")
    page.get_by_role("button", name="Thêm khóa truy cập").click()
    page.get_by_text("Đã thêm khóa truy cập").wait_for()
    passkey = Passkey.objects.get(account=hoa.account)

    page.context.clear_cookies()
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    page.goto(live_server.url + "/sign-in/?next=/my/mirror/")
    page.wait_for_selector("html[data-js]")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(live_server.url + "/my/mirror/")
    page.get_by_role("heading", name="Dữ liệu về tôi").wait_for()
    passkey.refresh_from_db()
    assert passkey.used_at is not None
    assert SessionInfo.objects.filter(account=hoa.account, method="passkey").exists()

    page.goto(live_server.url + "/my/profile/")
    page.wait_for_selector("html[data-js]")
    page.get_by_role("button", name="Xóa Chrome").click()
    page.get_by_role("dialog").get_by_role("button", name="Đồng ý").click()
    page.get_by_text("Đã xóa khóa truy cập").wait_for()
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_readable_by_everybody(
    page: Any, live_server: Any, someone: MakeSomeone, client: Any, width: int
) -> None:
    from .conftest import sign_in

    hoa = someone("hoa")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(client, hoa)
    for path in (
        "/sign-in/",
        "/sign-up/",
        "/recover/",
        "/demo/",
        "/my/profile/",
        "/my/mirror/",
        "/my/totp/",
        "/my/phone/",
    ):
        if path.startswith("/my/profile"):
            carry_session(client, page.context, live_server.url)
        page.goto(live_server.url + path)
        page.wait_for_selector("html[data-js]")
        assert page.url == live_server.url + path
        look(page, path)
