"""What a password has to be: long enough and not one that everybody tries. No other composition rules (NIST SP 800-63B)."""

from __future__ import annotations

from functools import lru_cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _

SHORTEST = 10
LONGEST = 200


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def password_problem(password: str, *, about: tuple[str, ...] = ()) -> str:
    """What is wrong with a password, in one sentence; "" if nothing is. `about`: what others know of its owner."""
    if len(password) < SHORTEST:
        return _("Mật khẩu có ít nhất %(n)s ký tự. Một câu ngắn dễ nhớ là tốt nhất.") % {"n": SHORTEST}
    if len(password) > LONGEST:
        return _("Mật khẩu dài nhất %(n)s ký tự.") % {"n": LONGEST}
    plain = password.lower().strip()
    if plain in _common() or len(set(plain)) < 4 or plain in {word.lower() for word in about if word}:
        return _("Mật khẩu này dễ đoán. Hãy chọn một câu mà chỉ ông/bà biết.")
    return ""
