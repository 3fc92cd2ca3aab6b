from __future__ import annotations

import socket

import pytest

from ..ports import check_port, free_port
from ..trouble import Trouble


def test_names_the_port_and_how_to_choose_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} on 127.0.0.1 is taken .*--port [0-9]+"):
            check_port("127.0.0.1", port, option="--port")


def test_a_free_port_passes() -> None:
    check_port("127.0.0.1", free_port(), option="--port")


def test_an_address_of_another_machine() -> None:
    with pytest.raises(Trouble, match=r"This machine has no address 192\.0\.2\.1"):
        check_port("192.0.2.1", 8000, option="--port")
