from tinhso.blocks.services.tests.conftest import people, reference

__all__ = ["people", "reference"]
