"""Django looks for models here; the register is declared in `register.py`."""

from .register import PlantingArea

__all__ = ["PlantingArea"]
