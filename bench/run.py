"""Runs the benchmarks on a province of its own in a temporary folder and prints the ratios."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases to make for the work-list")
    parser.add_argument("--seconds", type=int, default=10, help="seconds for each measurement")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--quick", action="store_true", help="50,000 cases, five seconds each")
    options = parser.parse_args()
    if options.quick:
        options.cases, options.seconds = 50_000, 5
    home = Path(tempfile.mkdtemp(prefix="tinhso-bench-"))
    home.chmod(0o755)
    os.environ.update(TINHSO_HOME=str(home), DJANGO_SETTINGS_MODULE="tinhso.site.settings", TINHSO_SECRET_KEY="bench")
    os.environ.pop("DATABASE_URL", None)
    from tinhso.site.postgres import running

    print(f"Machine: {os.cpu_count()} cores. Province in {home.name}, durable.", flush=True)
    began = time.perf_counter()
    try:
        with running(home) as server:
            _measure(home, server, options, began=began)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measure(home: Path, server: object, options: argparse.Namespace, *, began: float) -> None:
    _prepare()
    print(f"database, migrations, reference data: {time.perf_counter() - began:.1f} s", flush=True)
    import filing
    import finding
    import reporting
    import working

    filing.run(home, server, seconds=options.seconds, clients=options.clients)
    working.run(home, server, cases=options.cases, seconds=options.seconds)
    finding.run(home, server, seconds=options.seconds)
    reporting.run()


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tinhso.blocks.services import reference as catalogue
    from tinhso.blocks.units import reference as units
    from tinhso.kernel.clock import reference as clock

    for module in (clock, units, catalogue):
        module.load()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
