"""Django looks for models here; the register is declared in `register.py`."""

from .register import DrivingLicence

__all__ = ["DrivingLicence"]
