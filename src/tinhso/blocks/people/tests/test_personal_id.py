"""The rules of the 12-digit personal id."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.blocks.people.api import NotAPersonalId, check_personal_id, masked, parse_personal_id
from tinhso.blocks.people.personal_id import COUNTRIES, PROVINCES

PLACES = st.sampled_from([*PROVINCES, *COUNTRIES])


@given(PLACES, st.integers(0, 9), st.integers(0, 99), st.integers(0, 999999))
def test_every_well_made_id_is_read_back(place: int, century: int, year: int, rest: int) -> None:
    parts = parse_personal_id(f"{place:03}{century}{year:02}{rest:06}")
    assert (parts.place, parts.number) == (place, f"{rest:06}")
    assert parts.sex == ("female" if century % 2 else "male")
    assert parts.birth_year == 1900 + century // 2 * 100 + year
    assert (
        check_personal_id(
            f"{place:03}{century}{year:02}{rest:06}", birth_date=date(parts.birth_year, 2, 3), sex=parts.sex
        )
        == ""
    )


@given(st.text(max_size=14).filter(lambda text: not (len(text) == 12 and text.isascii() and text.isdigit())))
def test_anything_but_twelve_digits_is_refused(text: str) -> None:
    with pytest.raises(NotAPersonalId, match="12 chữ số"):
        parse_personal_id(text)


def test_fullwidth_and_arabic_digits_are_no_digits_here() -> None:
    assert check_personal_id("٠١٢٣٤٥٦٧٨٩٠١")
    assert check_personal_id("056195000011\n")


@pytest.mark.parametrize(
    ("digits", "born", "sex", "word"),
    [
        ("000195000011", None, "", "Ba chữ số đầu"),
        ("099195000011", None, "", "Ba chữ số đầu"),
        ("056195000011", date(1996, 1, 1), "", "1995"),
        ("056195000011", date(2095, 1, 1), "", "1995"),
        ("056195000011", None, "male", "Giới tính"),
    ],
)
def test_the_sentence_names_the_wrong_part(digits: str, born: date | None, sex: str, word: str) -> None:
    assert word in check_personal_id(digits, birth_date=born, sex=sex)


def test_children_of_this_century() -> None:
    assert parse_personal_id("056326000017").birth_year == 2026
    assert parse_personal_id("056326000017").sex == "female"


def test_masked_keeps_first_four_and_last_two() -> None:
    assert masked("056195000017") == "0561••••••17"
    assert masked("") == ""
