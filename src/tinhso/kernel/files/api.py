"""Files: kept by content, checked before they are taken, shown to who may see what they belong to."""

from .guards import guard, may_see
from .inspect import LIMIT, MEGABYTE, PAPER, PDF_ONLY, PHOTO, FileRefused, inspect, type_names
from .keeping import files_of, get, link, open_file, safe_name, store, unlink, url
from .models import FileLink, StoredFile
from .store import DamagedFile, FolderStore, Store, write_durably
from .views import serve

__all__ = [
    "LIMIT",
    "MEGABYTE",
    "PAPER",
    "PDF_ONLY",
    "PHOTO",
    "DamagedFile",
    "FileLink",
    "FileRefused",
    "FolderStore",
    "Store",
    "StoredFile",
    "files_of",
    "get",
    "guard",
    "inspect",
    "link",
    "may_see",
    "open_file",
    "safe_name",
    "serve",
    "store",
    "type_names",
    "unlink",
    "url",
    "write_durably",
]
