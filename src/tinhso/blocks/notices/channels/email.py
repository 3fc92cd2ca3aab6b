"""E-mail over SMTP: plain text, and the same in the look of our pages. Every try carries one and the same Message-ID."""

from __future__ import annotations

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ..kinds import EMAIL
from ..models import Result
from .parcel import Outcome, Parcel


def ready() -> bool:
    """With an SMTP server, or in the demo, where mails are kept as files in TINHSO_HOME/mail."""
    return bool(settings.SMTP_HOST or settings.DEMO)


def message_id(parcel: Parcel) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{parcel.id}@{domain}>"


def mail_of(parcel: Parcel) -> EmailMultiAlternatives:
    """The mail in the language in force. The subject never holds a code that signs in."""
    site = settings.PUBLIC_URL.rstrip("/")
    context = {
        "title": parcel.kind.title,
        "text": parcel.kind.words(parcel.facts, channel=EMAIL),
        "code": parcel.code,
        "url": f"{site}{parcel.link}" if parcel.link else "",
        "wishes_url": f"{site}{reverse('my-notice-preferences')}" if parcel.kind.listed else "",
        "digits": parcel.facts.get("digits", ""),
        "language": parcel.language,
    }
    sender = _("Khánh Hòa số")
    subject = f"{sender}: {parcel.kind.title}" + (f" – {parcel.code}" if parcel.code else "")
    mail = EmailMultiAlternatives(
        subject,
        render_to_string("notices/email.txt", context),
        to=[parcel.address],
        headers={"Message-ID": message_id(parcel), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("notices/email.html", context), "text/html")
    return mail


def send(parcel: Parcel) -> Outcome:
    """Hand it to the SMTP server. A code of 5xx for this mail is final; anything else is tried again."""
    try:
        mail_of(parcel).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()), (0, b""))
        return _refused(code, said)
    except smtplib.SMTPAuthenticationError as error:
        return Outcome(Result.UNAVAILABLE, reason=str(error.smtp_code))  # our own settings: not this mail's fault
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(Result.UNAVAILABLE, reason=type(error).__name__)
    return Outcome(Result.ACCEPTED, provider_id=message_id(parcel))


def _refused(code: int, said: bytes | str) -> Outcome:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    lasting = 500 <= code < 600
    return Outcome(Result.REFUSED if lasting else Result.UNAVAILABLE, reason=f"{code} {text}")
