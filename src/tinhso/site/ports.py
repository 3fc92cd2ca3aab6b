"""Ports: is it free, and if not, what to tell the person who wanted it."""

from __future__ import annotations

import errno
import socket

from .trouble import Trouble


def check_port(host: str, port: int, *, option: str) -> None:
    """Make sure that we can listen on the port.

    Raises Trouble naming the port and the command line `option` that chooses another.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            # SO_REUSEADDR lets a bind pass beside a listener on another address of this machine: listening tells.
            probe.listen(1)
        except OSError as error:
            raise Trouble(_sentence(host, port, option, error)) from error


def _sentence(host: str, port: int, option: str, error: OSError) -> str:
    other = f"Choose another one, for example: {option} {port + 10 if port < 65000 else 8010}"
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program. {other}"
    if error.errno == errno.EACCES:
        return f"Port {port} needs administrator rights (ports below 1024 do). {other}"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host}. Choose one with --host, for example: --host 127.0.0.1"
    return f"Cannot listen on port {port} of {host}: {error.strerror}. {other}"


def free_port(host: str = "127.0.0.1") -> int:
    """A port that was free a moment ago (for tests and `--check`)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
