"""How an identity of the provider meets an account of ours. Nobody gets an account by what only looks like its owner.

1. (issuer, sub) linked before: that account, unless the provider now says that it is somebody else.
2. A personal id that one of our people has: linked by itself only at level 2 with the same name and birth date, to an
   account without another identity. If less is sure, the owner proves themselves by the account's password and code first.
3. Somebody unknown at level 2: registered with what the provider says, with an account of level 2.

A phone number or an e-mail never links anything. Officials come this way only where `OIDC_OFFICIALS` allows it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tinhso.kernel.access.api import system_actor
from tinhso.kernel.actions.api import Refused

from .acting import actor_for, appointments_of
from .actions_account import link_identity, open_for_identity
from .claims import Identity
from .models import Account, Person
from .personal_id import check_personal_id, parse

ENOUGH = 2
WAITING, WAITS_FOR = "linking", timedelta(minutes=15)
TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# Records are written in Vietnamese whatever the reader's language.
BY_ITSELF = "Đăng nhập qua hệ thống định danh: khớp số định danh, họ tên, ngày sinh ở mức 2"
BY_PROOF = "Liên kết tài khoản định danh sau khi chứng minh bằng mật khẩu và mã"


class ProofNeeded(Exception):
    """The identity may belong to this account, but its owner must prove that first."""

    def __init__(self, account: Account) -> None:
        super().__init__(str(account.pk))
        self.account = account


def account_for(identity: Identity, *, now: datetime) -> Account:
    """The account that this identity signs in to. Raises Refused with the reason, or ProofNeeded."""
    with transaction.atomic():
        _one_at_a_time(identity)
        linked = _linked(identity)
        if linked is not None:
            return _may_sign_in(linked, identity, now)
        _is_a_person(identity)
        person = Person.objects.filter(personal_id=identity.personal_id).first()
        account = Account.objects.select_related("person").filter(person=person).first() if person else None
        if account is not None:
            return _meet(_may_sign_in(account, identity, now), identity, now)
        return _open(person, identity, now)


def link_to(account: Account, identity: Identity, *, proved: bool, now: datetime) -> Account:
    """The identity that came back to somebody who is signed in already: theirs from now on, or Refused.

    `proved`: they proved themselves here (password and code) just now, so that a lower level or another name will do.
    """
    with transaction.atomic():
        _one_at_a_time(identity)
        linked = _linked(identity)
        if linked is not None and linked.pk != account.pk:
            raise Refused(_("Tài khoản định danh này đã gắn với một tài khoản khác."), code="other-account")
        if linked is not None:
            _same_person(account, identity)
            return account
        _is_a_person(identity)
        _same_person(account, identity)
        if account.person is None or account.person.personal_id != identity.personal_id:
            raise Refused(_("Tài khoản định danh này mang số định danh của người khác."), code="other-person")
        try:
            return _meet(account, identity, now)
        except ProofNeeded:
            if not proved:
                raise
            return link_proved(account, issuer=identity.issuer, subject=identity.subject, now=now)


def link_proved(account: Account, *, issuer: str, subject: str, now: datetime) -> Account:
    """Tie them because the owner of the account proved themselves; the account's level stays as it was."""
    return link_identity(
        actor_for(account), account, issuer=issuer, identity=subject, verified=False, purpose=BY_PROOF, now=now
    )


def wait_for_proof(request: HttpRequest, account: Account, identity: Identity, *, now: datetime) -> None:
    """Remember what will be linked once the owner of the account has proved themselves."""
    request.session[WAITING] = {
        "account": str(account.pk), "issuer": identity.issuer, "subject": identity.subject, "at": now.isoformat(),
    }  # fmt: skip


def waiting_for(request: HttpRequest, now: datetime) -> Account | None:
    """Whose proof this session waits for; None if nobody's, or too long."""
    kept = request.session.get(WAITING)
    at = parse_datetime(kept["at"]) if kept else None
    if kept is None or at is None or not timedelta(0) <= now - at <= WAITS_FOR:
        return None
    return Account.objects.select_related("person").filter(pk=kept["account"], is_active=True).first()


def link_waiting(request: HttpRequest, account: Account, *, now: datetime) -> bool:
    """The account has just been proved: link what waits for it. False if nothing did. Raises Refused.

    Whatever waits for somebody else is forgotten.
    """
    wanted = waiting_for(request, now)
    kept = request.session.pop(WAITING, None)
    if kept is None or wanted is None or wanted.pk != account.pk:
        return False
    link_proved(account, issuer=kept["issuer"], subject=kept["subject"], now=now)
    return True


def agrees(person: Person, identity: Identity) -> bool:
    """Whether number, name and birth date are the same; what either side does not know does not agree."""
    return (
        person.personal_id == identity.personal_id
        and person.birth_date is not None
        and person.birth_date == identity.birth_date
        and same_name(person.full_name, identity.name)
    )


def same_name(one: str, other: str) -> bool:
    """The same name written in capitals, decomposed, or with its tone on the other vowel (Hoà, Hòa); Hoa is another name."""
    return bool(one.strip()) and _words(one) == _words(other)


def _words(name: str) -> list[tuple[str, list[str]]]:
    found = [unicodedata.normalize("NFD", word) for word in name.casefold().split()]
    return [(unicodedata.normalize("NFC", TONES.sub("", word)), sorted(TONES.findall(word))) for word in found]


def _one_at_a_time(identity: Identity) -> None:
    """Two first sign-ins of one person at the same moment open one account."""
    with connection.cursor() as cursor:
        for key in (f"identity:{identity.issuer}:{identity.subject}", f"identity:{identity.personal_id}"):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _linked(identity: Identity) -> Account | None:
    if not identity.subject:
        return None
    rows = Account.objects.select_related("person")
    return rows.filter(issuer=identity.issuer, subject=identity.subject).first()


def _may_sign_in(account: Account, identity: Identity, now: datetime) -> Account:
    if not account.is_active or (account.person is not None and account.person.died_on is not None):
        raise Refused(_("Tài khoản này đã bị khóa. Hãy gọi 1022 để được giúp."), code="closed")
    _same_person(account, identity)
    official = account.person_id is not None and appointments_of(account.person_id, on=timezone.localdate(now))
    if official and not settings.OIDC_OFFICIALS:
        raise Refused(_("Tài khoản của cán bộ đăng nhập bằng mật khẩu và mã, không qua đây."), code="official")
    return account


def _same_person(account: Account, identity: Identity) -> None:
    """A provider may give an old `sub` to somebody new; the personal id then tells them apart. Raises Refused."""
    known = account.person.personal_id if account.person else None
    if known and identity.personal_id and identity.personal_id != known:
        raise Refused(
            _("Tài khoản định danh này nay mang số định danh của người khác. Hãy đến quầy một cửa để được kiểm tra."),
            code="other-person",
        )


def _is_a_person(identity: Identity) -> None:
    """Raises Refused unless the identity is a person's and has a sound personal id."""
    if identity.is_organisation:
        raise Refused(
            _("Hãy đăng nhập bằng tài khoản cá nhân của người đại diện, rồi chọn tổ chức."), code="organisation"
        )
    if not identity.subject or not identity.personal_id:
        raise _too_low()
    if check_personal_id(identity.personal_id):
        raise Refused(
            _("Số định danh nhận được không hợp lệ. Hãy đến quầy một cửa để được kiểm tra."), code="bad-personal-id"
        )


def _too_low() -> Refused:
    return Refused(
        _("Tài khoản định danh này chưa đủ mức xác thực (cần mức 2). Hãy nâng mức, hoặc đăng nhập bằng mật khẩu."),
        code="level",
    )


def _meet(account: Account, identity: Identity, now: datetime) -> Account:
    """Rule 2. Raises Refused, or ProofNeeded."""
    if account.subject:
        raise Refused(
            _("Tài khoản đã gắn với một tài khoản định danh khác. Hãy đăng nhập cách khác rồi gỡ liên kết cũ ở hồ sơ cá nhân, hoặc đến quầy một cửa."),
            code="other-identity",
        )  # fmt: skip
    if account.person is None or identity.level < ENOUGH or not agrees(account.person, identity):
        raise ProofNeeded(account)
    return _link(account, identity, now)


def _link(account: Account, identity: Identity, now: datetime) -> Account:
    return link_identity(
        system_actor(settings.OIDC_NAME, via="screen"), account, issuer=identity.issuer, identity=identity.subject,
        verified=True, purpose=BY_ITSELF, now=now,
    )  # fmt: skip


def _open(person: Person | None, identity: Identity, now: datetime) -> Account:
    """Rule 3, and an account for somebody whom we know and who has none. Raises Refused."""
    if identity.level < ENOUGH:
        raise _too_low()
    if person is not None and (person.died_on is not None or not agrees(person, identity)):
        raise Refused(
            _("Họ tên hoặc ngày sinh khác với dữ liệu của tỉnh. Hãy đến quầy một cửa với thẻ căn cước."), code="differs"
        )
    values = {
        "full_name": identity.name,
        "personal_id": identity.personal_id,
        "birth_date": identity.birth_date,
        "sex": identity.sex or parse(identity.personal_id).sex,
        "phone": identity.phone,
        "email": identity.email,
        "synthetic": settings.DEMO,
    }
    system = system_actor(settings.OIDC_NAME, via="screen")
    return _link(open_for_identity(system, values=values, person=person, now=now), identity, now)
