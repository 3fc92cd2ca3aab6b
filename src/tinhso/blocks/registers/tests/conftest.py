from tests.province import people, reference

__all__ = ["people", "reference"]
