"""The small province of all tests (tests/province.py) serves the services too."""

from tests.province import COMMUNE, People, people, reference

__all__ = ["COMMUNE", "People", "people", "reference"]
