import sys
import unicodedata

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tinhso.kernel.search.api import fold

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VIETNAMESE = "".join(letter + tone for letter in LETTERS + LETTERS.upper() for tone in TONES)
known = st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0"), max_size=60)


def in_database(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT vn_fold(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Khánh Hòa Đặc khu", "khanh hoa dac khu"),
        ("  Trường\u00a0Sa \n", "truong sa"),
        ("NGUYỄN THỊ ƯƠM", "nguyen thi uom"),
        ("Ðắk Lắk", "dak lak"),
        ("Nha\u200b Trang", "nha trang"),
        ("H32.15-261124-0001", "h32.15-261124-0001"),
        ("", ""),
    ],
)
def test_folds_what_people_type(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert fold(unicodedata.normalize("NFD", typed)) == folded


@pytest.mark.django_db
def test_database_folds_every_vietnamese_letter_alike() -> None:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, VIETNAMESE)
        assert in_database(text) == fold(text)
    assert set(fold(VIETNAMESE)) == set("abcdefghijklmnopqrstuvwxyz")


@pytest.mark.django_db
def test_database_folds_every_character_alike() -> None:
    characters = [
        chr(code) for code in range(1, sys.maxunicode + 1) if unicodedata.category(chr(code)) not in {"Cn", "Cs", "Co"}
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT c, vn_fold(c) FROM unnest(%s::text[]) AS c", [characters])
        different = [(ascii(c), ascii(folded), ascii(fold(c))) for c, folded in cursor if folded != fold(c)]
    assert different == []


class Random(TestCase):
    @settings(max_examples=300, deadline=None)
    @given(known)
    def test_database_folds_any_text_alike(self, text: str) -> None:
        assert in_database(text) == fold(text)


@given(known)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
