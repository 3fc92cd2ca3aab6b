"""Independent programs that look at our papers: what they find is what any office would find."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def run(*command: str | Path, ok: bool = True) -> str:
    """The output of a command. Fails if the program is not there: the checks are the point (./dev test installs them)."""
    if shutil.which(str(command[0])) is None:
        pytest.fail(f"{command[0]} is not installed; ./dev test installs it.")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if ok and done.returncode != 0:
        pytest.fail(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def text_of(pdf: bytes, folder: Path) -> str:
    """The text that a reader or search engine finds, words separated by single blanks."""
    file = folder / "text.pdf"
    file.write_bytes(pdf)
    return " ".join(run("pdftotext", "-layout", file, "-").split())


def scanned(pdf: bytes, folder: Path) -> list[str]:
    """What a scanner reads from the first page: "QR-Code:…", "CODE-128:…"."""
    file = folder / "scan.pdf"
    file.write_bytes(pdf)
    run("pdftoppm", "-r", "200", "-l", "1", "-png", file, folder / "page")
    pages = sorted(folder.glob("page*.png"))
    return run("zbarimg", "-q", *pages).splitlines()
