import os
from pathlib import Path

import pytest

from tinhso.web import messages

PY = """from django.utils.translation import gettext as _, ngettext, pgettext
a = _("Gửi hồ sơ")
b = ngettext("%(n)s hồ sơ", "%(n)s hồ sơ ", 2)
c = pgettext("thời gian", "Hạn")
d = _(f"không lấy {a}")
"""
HTML = """{% load i18n %}<p title="{% translate 'Còn lại' %}">{% blocktranslate with name=x trimmed %}
  Xin chào
  {{ name }}
{% endblocktranslate %}</p>{# {% translate "trong chú thích" %} #}{% translate 'Hạn' context 'thời gian' %}<a>{% translate "Dấu (ngoặc) và ' nháy" as y %}"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    app = tmp_path / "post"
    (app / "templates").mkdir(parents=True)
    (app / "apps.py").write_text("")
    (app / "views.py").write_text(PY)
    (app / "templates" / "page.html").write_text(HTML)
    (app / "tests").mkdir()
    (app / "tests" / "test_x.py").write_text('_("chỉ trong kiểm thử")')
    return tmp_path


def found(package: Path) -> set[str]:
    return {key[1] for key in messages.sentences(package / "post", messages.homes(package))}


def catalogue(package: Path) -> Path:
    return package / "post" / messages.CATALOGUE


def test_sentences_of_code_and_templates(package: Path) -> None:
    assert found(package) == {
        "Gửi hồ sơ", "%(n)s hồ sơ", "Hạn", "Còn lại", "Xin chào %(name)s", "Dấu (ngoặc) và ' nháy",
    }  # fmt: skip
    contexts = {key[0] for key in messages.sentences(package / "post", messages.homes(package)) if key[1] == "Hạn"}
    assert contexts == {"thời gian"}


def test_check_names_what_has_no_english(package: Path) -> None:
    messages.extract(package)
    faults = messages.check(package)
    assert any("no English for 'Gửi hồ sơ'" in fault and "views.py" in fault for fault in faults)
    assert len(faults) == 6


def test_a_translation_survives_and_an_unused_one_is_named(package: Path) -> None:
    messages.extract(package)
    file = catalogue(package)
    file.write_text(file.read_text().replace('msgid "Gửi hồ sơ"\nmsgstr ""', 'msgid "Gửi hồ sơ"\nmsgstr "Send"'))
    view = package / "post" / "views.py"
    view.write_text(view.read_text() + 'e = _("Câu mới")\n')
    messages.extract(package)
    assert 'msgid "Gửi hồ sơ"\nmsgstr "Send"' in file.read_text()
    assert 'msgid "Câu mới"' in file.read_text()
    view.write_text('x = _("Câu mới")\n')
    assert any("nobody uses 'Gửi hồ sơ'" in fault for fault in messages.check(package))


def test_extracting_twice_changes_nothing(package: Path) -> None:
    assert messages.extract(package) == ["post"]
    before = catalogue(package).read_text()
    assert messages.extract(package) == []
    assert catalogue(package).read_text() == before
    assert "views.py" not in before


def test_a_placeholder_lost_in_translation_is_named(package: Path) -> None:
    messages.extract(package)
    file = catalogue(package)
    file.write_text(
        file.read_text().replace('msgid "Xin chào %(name)s"\nmsgstr ""', 'msgid "Xin chào %(name)s"\nmsgstr "Hello"')
    )
    assert any("placeholders of 'Xin chào %(name)s'" in fault for fault in messages.check(package))


def test_compiled_once_and_again_after_a_change(package: Path) -> None:
    messages.extract(package)
    assert messages.compile_catalogues(package) == 1
    assert catalogue(package).with_suffix(".mo").exists()
    assert messages.compile_catalogues(package) == 0
    newer = catalogue(package).stat().st_mtime_ns + 1_000_000_000
    os.utime(catalogue(package), ns=(newer, newer))
    assert messages.compile_catalogues(package) == 1


def test_a_folder_inside_with_its_own_catalogue_is_left_to_it(package: Path) -> None:
    inner = package / "post" / "inner"
    (inner / "locale" / "en" / "LC_MESSAGES").mkdir(parents=True)
    (inner / "locale" / "en" / "LC_MESSAGES" / "django.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    )
    (inner / "code.py").write_text('x = _("Của thư mục trong")')
    assert "Của thư mục trong" not in found(package)
    assert messages.locale_paths(package) == [inner / "locale"]


def test_the_frame_itself_is_complete() -> None:
    assert messages.check(only="web") == []
