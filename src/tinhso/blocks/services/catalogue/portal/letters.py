"""Vietnamese letters by case: in Unicode they are mixed, so a range such as À-Ỹ holds both."""

from __future__ import annotations

_ACCENTED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
LOWER = "a-z" + _ACCENTED
UPPER = "A-Z" + _ACCENTED.upper()
