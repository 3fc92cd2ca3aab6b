"""What the stand-in remembers while it runs: requests under way, codes, access tokens, who is signed in, and faults.

Everything here lives for minutes, so it is kept in memory; only the keys outlive a restart.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# What goes wrong on purpose, and how the page calls it.
FAULTS = {
    "expired_token": "ID token đã hết hạn · Expired ID token",
    "wrong_nonce": "Sai nonce · Wrong nonce",
    "wrong_audience": "Sai đối tượng nhận · Wrong audience",
    "wrong_issuer": "Sai nơi cấp trong ID token · Wrong issuer in the ID token",
    "alg_none": "ID token không ký · alg none",
    "forged": "Ký bằng khóa lạ · Signed with a strange key",
    "key_rotated": "Đổi khóa ký ngay lúc này · Key rotated just now",
    "mixed_up": "Trả lời mang tên nơi khác · Answer in another issuer's name",
    "wrong_subject": "userinfo của người khác · userinfo of somebody else",
    "no_level": "Không nói mức · Says no level",
    "slow": "Trả lời chậm · Slow",
    "down": "Ngừng phục vụ · Down",
}
ASKED_FOR, CODE_FOR, TOKEN_FOR, SESSION_FOR = 600, 60, 300, 8 * 3600


@dataclass(frozen=True)
class Asked:
    """A valid authorization request of the province, waiting for the person's answer in the browser `browser`."""

    client: str
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    scope: str
    level: int
    again: bool
    max_age: int | None
    browser: str


@dataclass
class Session:
    """A person signed in at the stand-in in one browser. `at` in seconds since 1970."""

    id: str
    subject: str
    level: int
    at: int
    clients: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Grant:
    """What was agreed to: whom, at which level, since when; behind a code, then behind an access token."""

    asked: Asked
    subject: str
    level: int
    at: int
    session: str
    fault: str


class Shelf:
    """Secrets that open something for a while: `put` gives a new one, `take` gives it once, `get` as often as wanted."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds, self.clock = seconds, clock
        self._kept: dict[str, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def put(self, thing: Any) -> str:
        key = secrets.token_urlsafe(24)
        with self._lock:
            now = self.clock()
            self._kept = {name: pair for name, pair in self._kept.items() if pair[0] > now}
            self._kept[key] = (now + self.seconds, thing)
        return key

    def get(self, key: str) -> Any:
        until, thing = self._kept.get(key, (0.0, None))
        return thing if until > self.clock() else None

    def take(self, key: str) -> Any:
        with self._lock:
            until, thing = self._kept.pop(key, (0.0, None))
        return thing if until > self.clock() else None


class Book:
    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock, self.lock = clock, threading.Lock()
        self.asked = Shelf(ASKED_FOR, clock)
        self.codes, self.tokens = Shelf(CODE_FOR, clock), Shelf(TOKEN_FOR, clock)
        self.used_codes: dict[str, str] = {}  # the access token that each gave
        self.sessions: dict[str, Session] = {}
        self.faults: list[list[Any]] = []

    def begin(self, *, subject: str, level: int) -> Session:
        made = Session(secrets.token_urlsafe(18), subject, level, int(self.clock()))
        with self.lock:
            self.sessions[made.id] = made
        return made

    def session(self, key: str) -> Session | None:
        found = self.sessions.get(key)
        return found if found is not None and self.clock() - found.at < SESSION_FOR else None

    def end(self, key: str) -> Session | None:
        with self.lock:
            return self.sessions.pop(key, None)

    def break_down(self, name: str, *, times: int, seconds: float) -> None:
        """Let the next `times` answers go wrong. Without a name all faults end. Raises ValueError for an unknown one."""
        if name and name not in FAULTS:
            raise ValueError(f"no such fault: {name}")
        with self.lock:
            self.faults = [*self.faults, [name, times, seconds]] if name else []

    def fault(self, *names: str) -> tuple[str, float] | None:
        """Use up one of these faults, if it is switched on: its name and seconds."""
        with self.lock:
            for one in self.faults:
                if one[0] in names and one[1] > 0:
                    one[1] -= 1
                    return one[0], one[2]
        return None
