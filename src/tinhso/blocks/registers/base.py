"""`Register`: records that an authority answers for. One class gives table, history, lists, pages, forms and API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Func
from django.db.models.base import ModelBase
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.search.api import fold
from tinhso.kernel.trail.api import Trailed

from .places import box_of


def bounding_box() -> Func:
    """The bounding box of a record as PostgreSQL's `box`, which GiST can search (no PostGIS needed)."""
    upper = Func("box_east", "box_north", function="point")
    return Func(upper, Func("box_west", "box_south", function="point"), function="box")


class RegisterBase(ModelBase):
    """Adds an index for each declared filter, the search index, and one of the bounding boxes of a register with places."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any) -> Any:
        about = attrs.get("About")
        meta = attrs.get("Meta")
        if about is not None and not getattr(meta, "abstract", False):
            short = name.lower()[:16]
            indexes = list(getattr(meta, "indexes", []))
            indexes.append(GinIndex(name=f"{short}_search", fields=["search_text"], opclasses=["gin_trgm_ops"]))
            indexes.append(models.Index(name=f"{short}_agency", fields=["agency", "-entered_at", "-id"]))
            for field in getattr(about, "filters", []):
                indexes.append(models.Index(name=f"{short}_{field[:12]}", fields=[field, "-entered_at", "-id"]))
            if any(getattr(field, "kind", "") == "place" for field in attrs.values()):
                indexes.append(GistIndex(bounding_box(), name=f"{short}_box"))
            attrs["Meta"] = type("Meta", (meta,) if meta else (), {"indexes": indexes})
        return super().__new__(cls, name, bases, attrs, **kwargs)


class Register(Trailed, metaclass=RegisterBase):
    """A record of a register (hồ sơ sổ bộ). Subclasses declare fields and an inner class `About`; see README."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(_("Số đăng ký"), max_length=60, blank=True, editable=False)
    agency = models.CharField(_("Cơ quan giữ"), max_length=40, editable=False)
    valid_from = models.DateField(_("Hiệu lực từ"), editable=False)
    valid_to = models.DateField(_("Đến hết ngày"), null=True, blank=True, editable=False)
    case_code = models.CharField(_("Hồ sơ gốc"), max_length=40, blank=True, editable=False)
    source = models.CharField(_("Nguồn"), max_length=120, blank=True, editable=False)
    source_version = models.CharField(max_length=60, blank=True, editable=False)
    entered_at = models.DateTimeField(_("Ghi sổ lúc"), editable=False)
    version = models.IntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False, default="")
    box_west = models.FloatField(null=True, editable=False)
    box_south = models.FloatField(null=True, editable=False)
    box_east = models.FloatField(null=True, editable=False)
    box_north = models.FloatField(null=True, editable=False)

    trail_ignore: ClassVar[tuple[str, ...]] = ("search_text", "box_west", "box_south", "box_east", "box_north")

    class Meta:
        abstract = True

    class About:
        """What a register says of itself; see `about.py` for each word."""

    def __str__(self) -> str:
        return self.number or str(self.pk)

    def save(self, **kwargs: Any) -> None:
        self._fill()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = [*kwargs["update_fields"], *self.trail_ignore]
        super().save(**kwargs)

    def _fill(self) -> None:
        """Set what follows from the rest: search text and bounding box."""
        from .about import about_of

        own = about_of(type(self))
        words = [self.number]
        for name in own.search:
            words.append(str(getattr(self, name) or ""))
        self.search_text = fold(" ".join(words))
        for field in own.places:
            box = box_of(getattr(self, field))
            self.box_west, self.box_south, self.box_east, self.box_north = box or (None, None, None, None)
