import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.search.api import sort_key

TABLES = [
    "An, Ăn, Ân, ba, bà, bả, bã, bá, bạ, Bảo, Dũng, Đặng",
    "a, A, ă, â, b, c, d, đ, e, ê, f, g, h, i, j, k, l, m, n, o, ô, ơ, p, q, r, s, t, u, ư, v, w, x, y, z",
    "Hoa, Hòa, Hỏa, Hõa, Hóa, Họa, hoan, Hoàn, Hoàng",
    "Nguyễn An, Nguyễn Ăn, Nguyễn Đức, Nguyễn Thị Ánh, Nguyên Thuỷ",
    "Cam Lâm, Cam Ranh, Diên Khánh, Đông Hải, Nha Trang, Ninh Hòa, Ninh Phước, Phan Rang, Trường Sa, Vạn Ninh",
    "Tổ 1, Tổ 2, Tổ 2A, Tổ 10, Tổ 10B, Tổ 100, Tổ dân phố",
    "7 Lê Lợi, 12 Lê Lợi, Lê Lợi, Лев",
    "Bắc Ái, Bắc Ái Đông, Bắc Ái Tây, Bắc Nha Trang",
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.django_db
def test_order_is_that_of_the_alphabet(table: str, form: str) -> None:
    expected = [unicodedata.normalize(form, name) for name in table.split(", ")]
    mixed = sorted(expected, key=lambda name: name[::-1])
    assert sorted(mixed, key=sort_key) == expected
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT name FROM unnest(%s::text[], %s::text[]) AS t(name, key) ORDER BY key COLLATE "C"',
            [mixed, [sort_key(name) for name in mixed]],
        )
        assert [row[0] for row in cursor] == expected


def test_punctuation_and_blanks_do_not_matter() -> None:
    assert sort_key(" Phan Rang – Tháp Chàm ") == sort_key("Phan Rang  Tháp Chàm")
    assert sort_key("(…)") == sort_key("") == ""


@given(st.text(max_size=30))
def test_written_either_way_it_has_one_place(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFC", text)) == sort_key(unicodedata.normalize("NFD", text))
