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


def second(package: Path, source: str) -> Path:
    """Another app with its sentences; returns its catalogue."""
    (package / "bank").mkdir()
    (package / "bank" / "apps.py").write_text("")
    (package / "bank" / "views.py").write_text(source)
    messages.extract(package)
    return package / "bank" / messages.CATALOGUE


def disagreements(package: Path, only: str = "") -> list[str]:
    return [fault for fault in messages.check(package, only) if "same words" in fault]


def test_two_catalogues_that_disagree_are_named_with_both_translations(package: Path) -> None:
    other = second(package, 'a = _("Gửi hồ sơ")')
    for file, english in ((catalogue(package), "Send"), (other, "Submit")):
        file.write_text(file.read_text().replace('"Gửi hồ sơ"\nmsgstr ""', f'"Gửi hồ sơ"\nmsgstr "{english}"'))
    [fault] = disagreements(package)
    assert fault.startswith("'Gửi hồ sơ' is 'Submit' in bank and 'Send' in post")
    assert disagreements(package, only="bank") == disagreements(package, only="post") == [fault]
    other.write_text(other.read_text().replace("Submit", "Send"))
    assert disagreements(package) == []


def test_plurals_and_contexts_are_compared_with_their_own_kind(package: Path) -> None:
    other = second(package, 'a = ngettext("%(n)s hồ sơ", "%(n)s hồ sơ", 2)\nb = _("Hạn")')
    for file, noun in ((catalogue(package), "case"), (other, "file")):
        forms = f'msgstr[0] "%(n)s {noun}"\nmsgstr[1] "%(n)s {noun}s"'
        file.write_text(file.read_text().replace('msgstr[0] ""\nmsgstr[1] ""', forms))
    other.write_text(other.read_text().replace('"Hạn"\nmsgstr ""', '"Hạn"\nmsgstr "Limit"'))
    in_time = catalogue(package).read_text().replace('"Hạn"\nmsgstr ""', '"Hạn"\nmsgstr "Due"')
    catalogue(package).write_text(in_time)
    [fault] = disagreements(package)  # the plurals differ although their plural msgid does; "Hạn" has its context
    assert "('%(n)s file', '%(n)s files') in bank" in fault and "('%(n)s case', '%(n)s cases') in post" in fault


def test_a_sentence_alone_and_with_a_plural_needs_a_context(package: Path) -> None:
    """One catalogue holds a msgid once: the plural would swallow the other."""
    view = package / "post" / "views.py"
    view.write_text('a = _("năm")\nb = ngettext("năm", "năm", 2)\n')
    messages.extract(package)
    assert any("'năm' stands alone and with a plural" in fault for fault in messages.check(package))
    view.write_text('a = _("năm")\nb = npgettext("đếm", "năm", "năm", 2)\n')
    messages.extract(package)
    assert not any("stands alone" in fault for fault in messages.check(package))


def test_sentences_that_no_catalogue_covers_are_named(package: Path) -> None:
    (package / "rules").mkdir()
    (package / "rules" / "errors.py").write_text('x = _("Không được phép")')
    [fault] = [fault for fault in messages.check(package) if "in no app" in fault]
    assert "'Không được phép' (errors.py)" in fault and "rules/locale/en/LC_MESSAGES/django.po" in fault
    assert messages.check(package, only="rules") == [fault]


def test_the_frame_itself_is_complete() -> None:
    assert messages.check(only="web") == []


def test_the_catalogues_agree_with_each_other() -> None:
    assert [fault for fault in messages.check() if "same words" in fault or "in no app" in fault] == []


def test_a_sentence_inside_an_f_string_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "words.py").write_text("from x import _\nsays = f\"{_('Xin chào')}: {name}\"\n")
    assert any("words.py:2" in fault for fault in messages.check(tmp_path))
