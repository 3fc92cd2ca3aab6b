"""Telling the partner, server to server, again and again until it answers with success."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request

from .book import Book


def send(url: str, body: str) -> bool:
    """Send one notice; True if the partner took it. A bad request (4xx) is its last word."""
    request = urllib.request.Request(url, data=body.encode(), headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(200 <= answer.status < 300)
    except urllib.error.HTTPError as refused:
        return 400 <= refused.code < 500
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def send_waiting(book: Book) -> bool:
    """Send all that wait, once each; True if all were taken."""
    taken = True
    with book.sending:  # the page's thread and the sender's never send the same notice
        for notice in book.waiting():
            success = send(notice["url"], notice["body"])
            book.told(notice["id"], success=success)
            taken = taken and success
    return taken


def send_for_ever(book: Book, stop: threading.Event) -> None:
    while not stop.is_set():
        book.wake.clear()
        taken = send_waiting(book)
        book.wake.wait(timeout=30 if taken else 2)
