"""What people do with their own accounts, and what the platform does for them when they sign in or up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import anyone, either, is_system
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.search.api import fold

from .actions import open_account, register_person
from .models import Account, Passkey, Person
from .passwords import password_problem
from .rights import administers_account, is_own_account, owns_passkey, serves_account
from .totp import seal

OWN = _("Việc của chính mình")
MOST_PASSKEYS = 10


@action("people.sign_up", _("Tự mở tài khoản"), allow=anyone, purpose=_("Tự mở tài khoản"), secret=("password",))
def sign_up(
    act: Act,
    _subject: None,
    *,
    personal_id: str,
    full_name: str,
    birth_date: date,
    phone: str,
    password: str,
    synthetic: bool = False,
) -> Account:
    """A citizen opens an account for themselves, after the phone was proved by a code. Assurance: level 1.

    Somebody already known must give the same name, birth date and phone; otherwise one refusal for all reasons, so that
    nobody learns from it who is known here.
    """
    problem = password_problem(password, about=(personal_id, phone))
    if problem:
        raise Refused(problem, code="weak-password", field="password")
    known = Person.objects.select_for_update().filter(personal_id=personal_id).first()
    taken = Account.objects.filter(phone=phone).exists() or Account.objects.filter(username=personal_id).exists()
    if taken or (known is not None and not _same(known, full_name, birth_date, phone)):
        raise Refused(
            gettext("Chưa mở được tài khoản với thông tin này. Nếu đã có tài khoản, hãy đăng nhập hoặc lấy lại mật khẩu; nếu chưa, hãy đến quầy một cửa với thẻ căn cước."),
            code="not-opened",
        )  # fmt: skip
    if known is None:
        known = _register(act, personal_id, full_name, birth_date, phone, synthetic)
    made = act.create(Account, username=personal_id, person=known, phone=phone, password=make_password(password))
    act.announce("person.signed_up", subject=known)
    return made


def _same(person: Person, full_name: str, birth_date: date, phone: str) -> bool:
    """Whether what was typed is what we know; an account that exists already is never given away."""
    free = not Account.objects.filter(person=person).exists() and person.died_on is None
    return free and (fold(person.full_name), person.birth_date, person.phone) == (fold(full_name), birth_date, phone)


def _register(act: Act, personal_id: str, full_name: str, birth_date: date, phone: str, synthetic: bool) -> Person:
    from tinhso.kernel.access.api import system_actor

    from .personal_id import parse

    return register_person(
        system_actor(gettext("Tự mở tài khoản"), via=act.actor.via),
        None,
        full_name=full_name,
        personal_id=personal_id,
        birth_date=birth_date,
        sex=parse(personal_id).sex,
        phone=phone,
        synthetic=synthetic,
    )


@action(
    "people.change_password",
    _("Đổi mật khẩu"),
    allow=either(is_system, is_own_account),
    purpose=OWN,
    secret=("password",),
)
def change_password(act: Act, account: Account, *, password: str) -> Account:
    """Set a new password. Whoever calls this has checked the old one, or a code."""
    about = (account.username, account.phone, account.email)
    problem = password_problem(password, about=about)
    if problem:
        raise Refused(problem, code="weak-password", field="password")
    act.save(account, password=make_password(password))
    act.announce("account.password_changed", subject=account)
    return account


@action("people.change_preferences", _("Đổi ngôn ngữ và cách xưng hô"), allow=is_own_account, purpose=OWN)
def change_preferences(act: Act, account: Account, *, language: str, form_of_address: str) -> Account:
    """In which language and with which words the reader is spoken to."""
    return act.save(account, language=language, form_of_address=form_of_address)


@action("people.enrol_totp", _("Bật ứng dụng tạo mã"), allow=is_own_account, purpose=OWN, secret=("secret",))
def enrol_totp(act: Act, account: Account, *, secret: str) -> Account:
    """From now on the second step of sign-in asks for the code of the authenticator app."""
    act.save(account, otp_sealed=seal(secret))
    act.announce("account.totp_enrolled", subject=account)
    return account


@action(
    "people.remove_totp",
    _("Tắt ứng dụng tạo mã"),
    allow=either(is_own_account, serves_account, administers_account),
    purpose=OWN,
)
def remove_totp(act: Act, account: Account) -> Account:
    """Codes are sent by message again. The counter does this for citizens who lost their phone, an administrator for officials."""
    act.save(account, otp_sealed="")
    act.announce("account.totp_removed", subject=account)
    return account


@action("people.change_sign_in_phone", _("Đổi số nhận mã"), allow=either(is_own_account, serves_account), purpose=OWN)
def change_sign_in_phone(act: Act, account: Account, *, phone: str) -> Account:
    """Codes go to another number. Whoever calls this has proved the number by a code, or compared the identity card."""
    if Account.objects.filter(phone=phone).exclude(pk=account.pk).exists():
        raise Refused(_("Số này đang nhận mã cho một tài khoản khác."), code="known", field="phone")
    act.save(account, phone=phone)
    act.announce("account.phone_changed", subject=account)
    return account


@action(
    "people.add_passkey",
    _("Thêm khóa truy cập"),
    allow=is_own_account,
    purpose=OWN,
    secret=("credential_id", "public_key"),
)
def add_passkey(
    act: Act, account: Account, *, credential_id: bytes, public_key: bytes, sign_count: int, label: str
) -> Passkey:
    """Remember a passkey that the browser has made and the server has verified."""
    if account.passkeys.count() >= MOST_PASSKEYS:
        raise Refused(_("Mỗi tài khoản có nhiều nhất 10 khóa truy cập. Hãy xóa khóa không còn dùng."), code="too-many")
    if Passkey.objects.filter(credential_id=credential_id).exists():
        raise Refused(_("Khóa này đã được thêm trước đó."), code="known")
    made = act.create(
        Passkey,
        account=account,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        label=label[:80],
        created_at=act.now,
    )
    act.announce("account.passkey_added", subject=account)
    return made


@action("people.remove_passkey", _("Xóa khóa truy cập"), allow=owns_passkey, purpose=OWN)
def remove_passkey(act: Act, passkey: Passkey) -> Account:
    """Forget a passkey; it no longer signs anybody in."""
    account = passkey.account
    passkey.delete()
    act.announce("account.passkey_removed", subject=account)
    return account


@action(
    "people.verify_identity",
    _("Xác minh danh tính tại quầy"),
    allow=either(is_system, serves_account),
    purpose=_("Xác minh danh tính"),
)
def verify_identity(act: Act, account: Account) -> Account:
    """An official has compared the person with the identity card: the account reaches level 2."""
    if account.person is None or not account.person.personal_id:
        raise Refused(_("Tài khoản này chưa gắn với số định danh của ai."), code="no-person")
    return act.save(account, level=2)


@action(
    "people.link_identity",
    _("Gắn tài khoản định danh"),
    allow=either(is_system, is_own_account),
    purpose=_("Đăng nhập"),
)
def link_identity(act: Act, account: Account, *, issuer: str, identity: str, verified: bool) -> Account:
    """Tie the account to an identity of the national provider. `verified`: which has verified its owner, hence level 2.

    Whoever calls this has looked at the rules of `linking.py`.
    """
    if account.subject and (account.issuer, account.subject) != (issuer, identity):
        raise Refused(
            _("Tài khoản đã gắn với một tài khoản định danh khác. Hãy đến quầy một cửa để được kiểm tra."),
            code="other-identity",
        )
    if Account.objects.filter(issuer=issuer, subject=identity).exclude(pk=account.pk).exists():
        raise Refused(_("Tài khoản định danh này đã gắn với một tài khoản khác."), code="other-account")
    level = 2 if verified and act.actor.system else account.level
    act.save(account, issuer=issuer, subject=identity, level=level, linked_at=act.now)
    act.announce("account.identity_linked", subject=account)
    return account


@action(
    "people.unlink_identity",
    _("Gỡ liên kết tài khoản định danh"),
    allow=either(is_own_account, serves_account),
    purpose=OWN,
)
def unlink_identity(act: Act, account: Account) -> Account:
    """The identity no longer signs in here. Its owner must not lock themselves out; the counter helps those who would."""
    if not account.subject:
        raise Refused(_("Tài khoản chưa liên kết với tài khoản định danh nào."), code="not-linked")
    own = act.actor.account == account.pk
    if own and not account.has_usable_password() and not account.passkeys.exists():
        raise Refused(_("Hãy đặt mật khẩu hoặc thêm khóa truy cập trước, để còn đăng nhập được."), code="only-way")
    act.save(account, issuer="", subject="", linked_at=None)
    act.announce("account.identity_unlinked", subject=account)
    return account


def open_for_identity(act_actor: Any, *, values: dict[str, Any], person: Person | None, now: datetime) -> Account:
    """An account for somebody whom the national provider has verified and who has none: the person first, if unknown."""
    who = person or register_person(act_actor, None, now=now, purpose="Ghi nhận theo dữ liệu định danh mức 2", **values)
    return open_account(
        act_actor,
        None,
        now=now,
        username=who.personal_id,
        person=who,
        phone="" if Account.objects.filter(phone=who.phone).exists() else who.phone,
        email=who.email,
        level=2,
    )
