"""What leaves the platform says as little as possible, and text messages are counted as operators count them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import translation

from tinhso.blocks.notices.channels import email, push, sms
from tinhso.blocks.notices.channels.parcel import Parcel
from tinhso.blocks.notices.kinds import FACTS, KINDS, Kind, notice, placeholders
from tinhso.blocks.notices.texts import plain, size_of

from .conftest import CODE, DAY, MakeSomeone, only


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2),
        ("ồ" * 70, "UCS-2", 70, 1),
        ("ồ" * 71, "UCS-2", 71, 2),
        ("😀" * 36, "UCS-2", 72, 2),
    ],
)
def test_length_of_a_text_message(text: str, encoding: str, units: int, segments: int) -> None:
    size = size_of(text)
    assert (size.encoding, size.units, size.segments) == (encoding, units, segments)


def test_without_accents() -> None:
    assert plain("Hồ sơ ĐẶC KHU đã được tiếp nhận – Khánh Hòa") == "Ho so DAC KHU da duoc tiep nhan – Khanh Hoa"


def parcel(kind: Kind, language: str) -> Parcel:
    facts = {"code": CODE, "digits": "123456", "minutes": 10, "when": "8:30 25/11", "place": "Quay 3", "number": "A012"}
    return Parcel(UUID(int=1), kind, "0900000001", CODE, facts, "", language, DAY + timedelta(days=1))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_text_message_is_short_plain_and_nameless(code: str, language: str) -> None:
    kind = KINDS[code]
    with translation.override(language):
        text = sms.text_of(parcel(kind, language))
        for words in (kind.title, kind.text, kind.sms):
            assert placeholders(str(words)) <= FACTS
    assert size_of(text).encoding == "GSM-7" and size_of(text).segments <= 2, text
    assert "http" not in text, "links in text messages are what fraudsters send"


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_kind_speaks_english(code: str) -> None:
    kind = KINDS[code]
    for words in (kind.title, kind.text, kind.sms):
        with translation.override("vi"):
            own = str(words)
        with translation.override("en"):
            assert str(words) != own, f"No English for {own}"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_personal_leaves_the_platform(someone: MakeSomeone, settings: object, language: str) -> None:
    """Not the name, not the number, not what the official wrote: over no channel."""
    settings.SMS_URL, settings.DEMO = "http://127.0.0.1:9", True  # type: ignore[attr-defined]
    hoa = someone("hoa", language=language)
    hoa.told()
    secrets = [
        hoa.person.full_name,
        "Mẫu",
        "Mau",
        hoa.person.personal_id,
        hoa.person.phone,
        "khai sinh",
        "Thiếu",
        "bé An",
    ]
    kind = KINDS["case.supplement_asked"]
    with translation.override(language):
        one = parcel(kind, language)
        mail = email.mail_of(one)
        html = mail.alternatives[0][0]
        said = [sms.text_of(one), mail.subject, mail.body, str(html), push.content_of(one).decode()]
    for text in said:
        assert CODE in text
        assert not [secret for secret in secrets if secret and secret in text]
    stored = only("sms")
    assert stored.language == language and "Thiếu" not in str(stored.facts)


def test_a_kind_may_not_name_a_person(db: None) -> None:
    with pytest.raises(ValueError, match="full_name"):
        notice("test.bad", title="x", text="Chào %(full_name)s", sms="x")
    with pytest.raises(ValueError, match="twice"):
        notice("case.closed", title="x", text="x", sms="x")
    assert "test.bad" not in KINDS


def test_with_accents_where_the_province_wants_them(settings: object) -> None:
    settings.SMS_ACCENTS = True  # type: ignore[attr-defined]
    text = sms.text_of(parcel(KINDS["case.closed"], "vi"))
    assert text.startswith("Hồ sơ") and size_of(text).encoding == "UCS-2"
