"""`python -m tinhso` is the same as `tinhso`."""

from tinhso.site.cli import main

main()
