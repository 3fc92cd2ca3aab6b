from tests.province import people, reference
from tinhso.blocks.services.desk.tests.conftest import as_, make_case

__all__ = ["as_", "make_case", "people", "reference"]
