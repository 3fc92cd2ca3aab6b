"""What people's sign-ins leave behind is personal data too, and is not kept longer than it is of use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session

from tinhso.kernel.jobs.api import every

from .models import CodeMessage, OneTimeCode, SessionInfo, SignInAttempt

KEPT = timedelta(days=30)
CODES_KEPT = timedelta(days=1)


@every("17 2 * * *", name="people.forget")
def forget(timestamp: int) -> None:
    """Remove tries older than 30 days, codes a day after they ran out, and sessions that ended."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    SignInAttempt.objects.filter(at__lt=now - KEPT).delete()
    OneTimeCode.objects.filter(expires_at__lt=now - CODES_KEPT).delete()
    CodeMessage.objects.filter(at__lt=now - CODES_KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    SessionInfo.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
