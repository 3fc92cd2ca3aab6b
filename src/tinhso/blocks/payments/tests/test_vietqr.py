"""The code that banking apps read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.blocks.payments.vietqr import crc16, field, payload


def test_the_checksum_is_the_specifications_own() -> None:
    """The example of QR_Format_T&C v1.0 (NAPAS, 09/2021), whose account field prints a length of 12 for 13 digits."""
    example = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304"
    assert crc16(example) == "F4E5"
    assert crc16("123456789") == "29B1"  # the check value of CRC-16/CCITT-FALSE


def test_a_code_for_one_payment_has_all_fields() -> None:
    code = payload(bank="970403", account="0011012345678", amount=100_000, text="TSABC23456DE")
    assert code.startswith("000201010212")
    assert "38570010A00000072701270006970403011300110123456780208QRIBFTTA" in code
    assert "5303704" in code
    assert "5406100000" in code
    assert code.endswith("62160812TSABC23456DE6304" + code[-4:])


@given(st.text(alphabet="ABCDEFGHJK0123456789", min_size=1, max_size=40), st.integers(1, 10**12))
def test_every_code_checks_itself(text: str, amount: int) -> None:
    code = payload(bank="970403", account="123456789", amount=amount, text=text)
    assert crc16(code[:-4]) == code[-4:]


def test_vietnamese_letters_are_refused_where_banks_cannot_read_them() -> None:
    with pytest.raises(UnicodeEncodeError):
        payload(bank="970403", account="1", amount=1, text="phí")
    with pytest.raises(ValueError, match="99"):
        field("62", "x" * 100)
