"""Django looks for models here; the register is declared in `register.py`."""

from .register import Birth

__all__ = ["Birth"]
