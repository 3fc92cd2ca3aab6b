from datetime import date

import pytest

from tinhso.blocks.documents.api import date_in_words, money_in_words, number_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (30, "ba mươi"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (115, "một trăm mười lăm"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (2_026, "hai nghìn không trăm hai mươi sáu"),
        (100_000, "một trăm nghìn"),
        (1_250_000, "một triệu hai trăm năm mươi nghìn"),
        (1_000_001, "một triệu không trăm linh một"),
        (2_000_000_000, "hai tỷ"),
        (1_000_000_500, "một tỷ năm trăm"),
        (3_020_000_000_000, "ba nghìn không trăm hai mươi tỷ"),
    ],
)
def test_numbers_as_people_read_them(number: int, words: str) -> None:
    assert number_in_words(number) == words


def test_numbers_out_of_reach() -> None:
    for number in (-1, 10**18):
        with pytest.raises(ValueError, match="from 0"):
            number_in_words(number)


def test_money_and_dates() -> None:
    assert money_in_words(126_500) == "Một trăm hai mươi sáu nghìn năm trăm đồng"
    assert date_in_words(date(2026, 11, 24)) == (
        "Ngày hai mươi tư, tháng mười một, năm hai nghìn không trăm hai mươi sáu"
    )
    assert date_in_words(date(1999, 4, 4)) == "Ngày mùng bốn, tháng tư, năm một nghìn chín trăm chín mươi chín"
