import pytest
from django.db import connection, models

from tinhso.kernel.search.api import fold, matches

PLACES = [
    "Phường Nha Trang",
    "Phường Bắc Nha Trang",
    "Xã Vạn Ninh",
    "Đặc khu Trường Sa",
    "Xã Bắc Ninh Hòa",
    "Xã 100% Nam",
]


class Place(models.Model):
    name = models.TextField()
    search_text = models.TextField()

    class Meta:
        app_label = "search_tests"


@pytest.fixture
def places(db: None) -> models.QuerySet[Place]:
    with connection.schema_editor() as editor:
        editor.create_model(Place)
    Place.objects.bulk_create(Place(name=name, search_text=fold(name)) for name in PLACES)
    return Place.objects.all()


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("nha trang", ["Phường Nha Trang", "Phường Bắc Nha Trang"]),
        ("TRANG bắc", ["Phường Bắc Nha Trang"]),
        ("phuong nha", ["Phường Nha Trang", "Phường Bắc Nha Trang"]),
        ("đặc khu", ["Đặc khu Trường Sa"]),
        ("truogn sa", ["Đặc khu Trường Sa"]),
        ("100%", ["Xã 100% Nam"]),
        ("Hà Nội", []),
    ],
)
def test_finds_by_words_and_forgives_a_slip(places: models.QuerySet[Place], q: str, names: list[str]) -> None:
    assert [place.name for place in matches(places, "search_text", q)] == names


def test_nothing_typed_keeps_everything(places: models.QuerySet[Place]) -> None:
    assert matches(places, "search_text", "  ").count() == len(PLACES)
