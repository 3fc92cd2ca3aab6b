"""The embedded server's own configuration, written anew at each start so that it always fits the machine."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

MB = 1024 * 1024


def machine_memory() -> int:
    """Bytes of memory that we may count on: the machine's, or less where a container sets a limit."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            memory = min(memory, int(Path(limit).read_text()))
        except (OSError, ValueError):
            continue
    return memory


def server_configuration(*, socket: Path, logs: Path, memory: int, durable: bool, statements: bool) -> str:
    """Text of postgresql.conf. `statements`: whether the library pg_stat_statements is there."""
    switch = "on" if durable else "off"
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": _quoted(str(socket)),
        "unix_socket_permissions": "0777",  # the folder is closed to others; peer checks who calls
        "max_connections": "120",
        "superuser_reserved_connections": "3",
        # Nothing acknowledged may be lost. Off in throw-away test servers only.
        "fsync": switch,
        "synchronous_commit": switch,
        "full_page_writes": switch,
        # An eighth for the server's own cache leaves room for our Python processes and the file system's cache.
        "shared_buffers": f"{_between(memory // 8, 128, 2048)}MB",
        "effective_cache_size": f"{_between(memory // 2, 512, 16384)}MB",
        "work_mem": f"{_between(memory // 256, 8, 64)}MB",
        "maintenance_work_mem": f"{_between(memory // 32, 64, 512)}MB",
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "checkpoint_timeout": "10min",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "datestyle": "'iso, mdy'",
        "lc_messages": "'C'",
        # A week of logs, one file a day; anything said before the collector starts goes to start.log.
        "logging_collector": "on" if durable else "off",
        "log_directory": _quoted(str(logs)),
        "log_filename": "'postgres-%a.log'",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
        "log_line_prefix": "'%m [%p] %u@%d '",
        "log_min_duration_statement": "1000",
        "log_lock_waits": "on",
    }
    if statements:
        settings["shared_preload_libraries"] = "'pg_stat_statements'"
    lines = ["# Written by Tinh So at each start. Your own settings belong into local.conf beside this file."]
    lines += [f"{name} = {value}" for name, value in settings.items()]
    return "\n".join([*lines, "include_if_exists = 'local.conf'", ""])


def who_may_connect(users: Iterable[str]) -> tuple[str, str]:
    """Texts of pg_hba.conf and pg_ident.conf: only these users of this machine, over the socket, without a password."""
    rules = "local all all peer map=tinhso\n"
    names = "".join(f"tinhso {_quoted_name(user)} {role}\n" for user in sorted(set(users)) for role in ROLES)
    return rules, names


ROLES = ("postgres", "tinhso")


def _between(size: int, low: int, high: int) -> int:
    return max(low, min(high, size // MB))


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _quoted_name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
