"""Addresses of the people block."""

from __future__ import annotations

from django.urls import path

from .screens import demo, helping, identity, joining, mirror, other_ways, posts, profile, security, signing, stepping

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("sign-in/code/", signing.sign_in_code, name="sign-in-code"),
    path("sign-in/passkey/options", other_ways.passkey_options, name="passkey-options"),
    path("sign-in/passkey", other_ways.passkey_sign_in, name="passkey-sign-in"),
    path("sign-in/identity/", identity.start, name="identity-start"),
    path("sign-in/identity/back/", identity.back, name="identity-back"),
    path("sign-in/identity/prove/", identity.prove_owner, name="identity-prove"),
    path("sign-in/identity/ended", identity.ended, name="identity-ended"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("sign-out/done/", identity.signed_out, name="signed-out"),
    path("my/identity/", identity.link, name="my-identity"),
    path("my/identity/unlink/", identity.unlink, name="my-identity-unlink"),
    path("my/step-up/", stepping.step_up, name="step-up"),
    path("my/step-up/go-on/", stepping.go_on, name="go-on"),
    path("sign-up/", joining.join, name="sign-up"),
    path("sign-up/code/", joining.join_code, name="sign-up-code"),
    path("recover/", joining.recover, name="recover"),
    path("recover/code/", joining.recover_code, name="recover-code"),
    path("my/profile/", profile.profile, name="my-profile"),
    path("my/sessions/end/", profile.end_session, name="my-session-end"),
    path("my/post/", profile.switch_post, name="switch-post"),
    path("my/confirm/", security.confirm, name="my-confirm"),
    path("my/password/", security.password, name="my-password"),
    path("my/phone/", security.phone, name="my-phone"),
    path("my/phone/code/", security.phone_code, name="my-phone-code"),
    path("my/totp/", security.totp, name="my-totp"),
    path("my/passkeys/options", security.passkey_options, name="my-passkey-options"),
    path("my/passkeys", security.add_passkey, name="my-passkey-add"),
    path("my/passkeys/<uuid:which>/remove/", security.drop_passkey, name="my-passkey-remove"),
    path("my/mirror/", mirror.mirror, name="my-mirror"),
    path("demo/", demo.page, name="demo"),
    path("demo/sign-in/", demo.enter, name="demo-sign-in"),
    path("people/accounts/", helping.find, name="accounts"),
    path("people/accounts/<uuid:which>/", helping.account, name="account"),
    path("people/posts/", posts.posts, name="posts"),
    path("people/posts/new/", posts.new_post, name="post-new"),
    path("people/posts/appoint/", posts.new_appointment, name="post-appoint"),
    path("people/appointments/<uuid:which>/end/", posts.end, name="appointment-end"),
]
