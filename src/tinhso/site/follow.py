"""`python -m tinhso.site.follow MODULE …` runs a module as a child of `tinhso up`: it ends when its supervisor does.

For programs that know nothing of the site, such as the stand-in bank.
"""

from __future__ import annotations

import runpy
import sys

from .supervisor import follow_supervisor

if __name__ == "__main__":
    follow_supervisor()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
