"""The words of the screens: Vietnamese in the code and the templates, English in one catalogue per app.

    python -m tinhso.web.messages extract   bring every locale/en/LC_MESSAGES/django.po in line with the code
    python -m tinhso.web.messages check     fail when a sentence has no English, nobody uses it, or two catalogues disagree
    python -m tinhso.web.messages compile   write the .mo files that Django reads (also done by hatch_build.py)

Needs neither GNU gettext nor a database. Catalogues carry no line numbers, so that a moved line is no change.

Django merges all catalogues into one, so a sentence has one translation on every screen, whichever app says it. Where its
meanings differ, make the Vietnamese more exact or give one of them a context (`{% translate "Hồ sơ" context "desk" %}`).
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGE = "en"
CATALOGUE = Path("locale", LANGUAGE, "LC_MESSAGES", "django.po")
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None, "_t": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
Key = tuple[str | None, str, str]  # context, sentence, its plural ("" when there is none)


def homes(package: Path = PACKAGE) -> list[Path]:
    """Folders that own a catalogue: every app, and every folder that already has one."""
    apps = {file.parent for file in package.rglob("apps.py")}
    own = {file.parent.parent.parent.parent for file in package.rglob(f"locale/{LANGUAGE}/LC_MESSAGES/django.po")}
    return sorted(apps | own)


def locale_paths(package: Path = PACKAGE) -> list[Path]:
    """Catalogues of folders that are no Django app; settings add them to LOCALE_PATHS."""
    return [
        home / "locale" for home in homes(package) if (home / "locale").is_dir() and not (home / "apps.py").exists()
    ]


def compile_catalogues(package: Path = PACKAGE) -> int:
    """Write each .mo that is missing or older than its .po; returns how many."""
    done = 0
    for source in package.rglob("locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        part = target.with_suffix(".part")
        with part.open("wb") as out:
            write_mo(out, catalogue)
        part.replace(target)
        done += 1
    return done


def sentences(home: Path, others: list[Path]) -> dict[Key, Path]:
    """Every sentence used in a folder, without the folders inside it that have a catalogue of their own."""
    inside = [other for other in others if other != home and home in other.parents]
    found: dict[Key, Path] = {}
    for file in sorted(home.rglob("*")):
        if any(other in file.parents for other in inside) or {"tests", "migrations"} & set(file.parts):
            continue
        if file.suffix == ".py":
            source = file.read_text()
        elif file.suffix in (".html", ".txt") and "templates" in file.parts:
            source = _templatized(file)
        else:
            continue
        for key in _extract(source):
            found.setdefault(key, file)
    return found


def _templatized(file: Path) -> str:
    """A template as Python-like text in which only the translated strings are left."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    from django.utils.translation.template import templatize

    text = templatize(file.read_text(), origin=str(file))
    # Django marks plurals and contexts the way xgettext reads them, and fills the rest with blanks or X; keep the calls.
    calls = re.findall(
        r"\b(?:gettext|ngettext|pgettext|npgettext|_)\((?:[^()\"']|u?\"(?:\\.|[^\"\\])*\"|u?'(?:\\.|[^'\\])*')*\)", text
    )
    return "\n".join(calls)


def _extract(source: str) -> Iterator[Key]:
    for _, function, arguments, _ in extract_python(
        io.BytesIO(source.encode()), dict.fromkeys(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        spec = KEYWORDS.get(str(function))
        given = arguments if isinstance(arguments, tuple) else (arguments,)
        context: str | None = None
        texts = []
        for place in spec or (1,):
            index = place[0] if isinstance(place, tuple) else place
            value = given[int(str(index)) - 1] if len(given) >= int(str(index)) else None
            if isinstance(place, tuple):
                context = str(value) if value else None
            else:
                texts.append(value)
        if texts and all(isinstance(text, str) and text for text in texts):
            yield context, str(texts[0]), str(texts[1]) if len(texts) > 1 else ""


def _read(home: Path) -> Catalog:
    file = home / CATALOGUE
    if not file.exists():
        return Catalog(locale=LANGUAGE)
    with file.open("rb") as opened:
        return read_po(opened, locale=LANGUAGE, ignore_obsolete=True)


def _key(message: Message) -> Key:
    if isinstance(message.id, tuple | list):
        return message.context, message.id[0], message.id[1]
    return message.context, str(message.id), ""


def _messages(catalogue: Catalog) -> dict[Key, Message]:
    return {_key(message): message for message in catalogue if message.id}


def _write(home: Path, used: dict[Key, Path], known: dict[Key, Message]) -> None:
    catalogue = Catalog(locale=LANGUAGE, fuzzy=False)
    for context, text, plural in sorted(used, key=lambda key: (key[1], key[0] or "")):
        old = known.get((context, text, plural))
        catalogue.add((text, plural) if plural else text, old.string if old else None, context=context)
    header = f'msgid ""\nmsgstr ""\n"Language: {LANGUAGE}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    header += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    body = io.BytesIO()
    write_po(body, catalogue, omit_header=True, no_location=True, width=120)
    file = home / CATALOGUE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(header + body.getvalue().decode().strip() + "\n")


def extract(package: Path = PACKAGE, only: str = "") -> list[str]:
    """Bring the catalogues in line with the code, keeping every translation that is still used. Returns what it wrote."""
    everywhere = homes(package)
    wrote = []
    for home in everywhere:
        if only and only not in str(home.relative_to(package)):
            continue
        used, known = sentences(home, everywhere), _messages(_read(home))
        if used.keys() != known.keys() and (used or known):
            _write(home, used, known)
            wrote.append(str(home.relative_to(package)))
    return wrote


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(strings) and all(strings)


def _hidden(package: Path) -> Iterator[str]:
    """Sentences translated inside an f-string: no extractor sees them before Python 3.12."""
    for file in sorted(package.rglob("*.py")):
        if "tests" in file.parts:
            continue
        for number, line in enumerate(file.read_text().split("\n"), 1):
            if re.search(r"""\bf["'].*\{(_|_t|gettext)\(""", line):
                yield f"{file.relative_to(package)}:{number}: a translated sentence inside an f-string is not found; take it out"


def check(package: Path = PACKAGE, only: str = "") -> list[str]:
    """One line per fault: a sentence without English or nobody uses, a placeholder that differs, two translations of one."""
    faults = []
    everywhere = homes(package)
    catalogues = {str(home.relative_to(package)): _messages(_read(home)) for home in everywhere}
    for home in everywhere:
        name = str(home.relative_to(package))
        if only and only not in name:
            continue
        used, known = sentences(home, everywhere), catalogues[name]
        for key, file in sorted(used.items(), key=lambda item: item[0][1]):
            if not _translated(known.get(key)):
                faults.append(f"{name}: no English for {key[1]!r} ({file.relative_to(package)})")
            if key[2] and (key[0], key[1], "") in used:
                faults.append(f"{name}: {key[1]!r} stands alone and with a plural; one of them needs a context")
        for key, message in known.items():
            if key not in used:
                faults.append(f"{name}: nobody uses {key[1]!r}")
            elif _translated(message) and _holes(message.id) != _holes(message.string):
                faults.append(f"{name}: the placeholders of {key[1]!r} differ in English")
    faults += [fault for names, fault in _disagreements(catalogues) if any(only in name for name in names)]
    faults += [fault for fault in _hidden(package) if only in fault]
    for key, file in sentences(package, everywhere).items():  # what is in none of the homes
        place = str(file.parent.relative_to(package))
        if only in place:
            faults.append(f"{place}: {key[1]!r} ({file.name}) is in no app; make {place}/{CATALOGUE}")
    return faults


def _disagreements(catalogues: dict[str, dict[Key, Message]]) -> Iterator[tuple[tuple[str, str], str]]:
    """What two catalogues translate differently: (the two, the fault).

    gettext keeps a sentence alone apart from the same sentence with a plural, and finds the plural by its singular.
    """
    first: dict[tuple[str | None, str, bool], tuple[str, Message]] = {}
    for name, known in catalogues.items():
        for (context, text, plural), message in known.items():
            if not _translated(message):
                continue
            other, said = first.setdefault((context, text, bool(plural)), (name, message))
            if said.string != message.string:
                where = f" (context {context!r})" if context else ""
                yield (
                    (other, name),
                    f"{text!r}{where} is {said.string!r} in {other} and {message.string!r} in {name}: "
                    "use the same words, or give one of them a context",
                )


def _holes(text: object) -> set[str]:
    texts = text if isinstance(text, tuple | list) else (text,)
    return {hole for one in texts for hole in re.findall(r"%\(\w+\)[sd]|\{\w+\}", str(one))}


def main(arguments: list[str]) -> int:
    command, only = [*arguments, "", ""][:2]
    if command == "compile":
        print(f"{compile_catalogues()} catalogue(s) compiled.")
    elif command == "extract":
        print("\n".join(extract(only=only)) or "Every catalogue is up to date.")
    elif command == "check":
        faults = check(only=only)
        print("\n".join(faults) or "Every sentence has its English.")
        return 1 if faults else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
