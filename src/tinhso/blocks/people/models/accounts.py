"""Accounts and everything a sign-in needs. Secrets are hashed or sealed, and never reach the trail."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed

from .persons import Person


class FormOfAddress(models.TextChoices):
    """How screens and letters speak to the reader (cách xưng hô)."""

    NEUTRAL = "", _("Ông/bà")
    OLDER_MAN = "ong", _("Ông")
    OLDER_WOMAN = "ba", _("Bà")
    MAN = "anh", _("Anh")
    WOMAN = "chi", _("Chị")


class AccountManager(BaseUserManager["Account"]):
    pass


class Account(Trailed, AbstractBaseUser):
    """A way to sign in (tài khoản). Rights come from the person's posts, never from the account itself.

    `level` is the assurance of the identity: 1 declared by its owner, 2 verified (at a counter or by the national
    identity provider). `issuer` and `subject` link the account to an OpenID Connect identity.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("Tên đăng nhập"), max_length=60, unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="account", verbose_name=_("Cá nhân")
    )
    phone = models.CharField(_("Số điện thoại"), max_length=16, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    is_active = models.BooleanField(_("Đang dùng"), default=True)
    level = models.PositiveSmallIntegerField(_("Mức xác thực"), default=1)
    otp_sealed = models.TextField(blank=True, editable=False)
    otp_last_step = models.BigIntegerField(default=0, editable=False)
    issuer = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    linked_at = models.DateTimeField(_("Liên kết từ"), null=True, blank=True, editable=False)
    language = models.CharField(_("Ngôn ngữ"), max_length=5, default="vi")
    form_of_address = models.CharField(_("Cách xưng hô"), max_length=4, choices=FormOfAddress, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    trail_redact = ("password", "otp_sealed")
    trail_ignore = ("last_login", "otp_last_step")

    class Meta:
        verbose_name = _("tài khoản")
        constraints = (
            models.CheckConstraint(condition=Q(level__in=(1, 2)), name="people_account_level"),
            models.UniqueConstraint(
                fields=["issuer", "subject"], condition=~Q(subject=""), name="people_account_issuer_subject"
            ),
            models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="people_account_phone"),
        )

    def __str__(self) -> str:
        return self.person.full_name if self.person else self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Compare only: a stronger hash is stored by the action that changes the password, not in passing."""
        return raw_password is not None and check_password(raw_password, self.password)


class Passkey(Trailed):
    """A WebAuthn credential of an account (khóa truy cập)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    label = models.CharField(_("Tên"), max_length=80)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    trail_redact = ("public_key", "credential_id")
    trail_ignore = ("sign_count", "used_at")

    class Meta:
        verbose_name = _("khóa truy cập")

    def __str__(self) -> str:
        return self.label


class OneTimeCode(models.Model):
    """A code sent to its owner (mã dùng một lần): kept hashed, valid for minutes, used once, bound to one purpose."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="codes")
    address = models.CharField(max_length=254, help_text="Phone or e-mail it was sent to")
    purpose = models.CharField(max_length=60)
    detail = models.CharField(max_length=200, blank=True, help_text="What exactly is confirmed, e.g. a draft's id")
    channel = models.CharField(max_length=10)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["address", "-created_at"], name="people_code_newest"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%H:%M}"


class SessionInfo(models.Model):
    """Where an account is signed in (phiên đăng nhập), for its owner to see and to end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=200, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    method = models.CharField(max_length=12, help_text="password, passkey, oidc, demo")
    provider_session = models.CharField(max_length=200, blank=True, help_text="`sid` of the identity provider")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["account", "-seen_at"], name="people_session_seen"),)

    def __str__(self) -> str:
        return self.device or str(self.id)


class SignInAttempt(models.Model):
    """One try to prove who one is; counted per person and per network address to slow down guessing.

    `who` is an account's id, or a keyed hash of what was typed when no account has it, so that both are treated alike.
    """

    at = models.DateTimeField()
    who = models.CharField(max_length=64)
    address = models.CharField(max_length=64, help_text="Network address")
    step = models.CharField(max_length=12, help_text="password, code, recover, passkey, send")
    ok = models.BooleanField()

    class Meta:
        indexes = (
            models.Index(fields=["who", "step", "-at"], name="people_attempt_who"),
            models.Index(fields=["address", "step", "-at"], name="people_attempt_address"),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.address}"
