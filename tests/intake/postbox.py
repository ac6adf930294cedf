"""A real IMAP server in a process of its own, with one mailbox."""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

USER, PASSWORD = "demouser", "demopass"
"""The account that the server comes with."""

SERVE = "from pymap.main import main; main()"


class Postbox:
    """The mailbox, as another mail program sees it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._client = imaplib.IMAP4("127.0.0.1", port, timeout=10)
        self._client.login(USER, PASSWORD)

    def empty(self, *folders: str) -> None:
        """Nothing in it, and these folders beside it."""
        self._client.select("INBOX")
        self._client.store("1:*", "+FLAGS", "(\\Deleted)")
        self._client.expunge()
        for folder in folders:
            self._client.create(folder)

    def deliver(self, mail: bytes) -> None:
        """A letter comes."""
        told, _ = self._client.append("INBOX", "", "", mail)
        assert told == "OK"

    def flags(self, folder: str = "INBOX") -> list[frozenset[str]]:
        """The marks of each letter, in order."""
        self._client.select(folder, readonly=True)
        _, found = self._client.fetch("1:*", "(FLAGS)")
        return [
            frozenset(each.decode() for each in imaplib.ParseFlags(line)) - {"\\Recent"}
            for line in found
            if isinstance(line, bytes)
        ]

    def close(self) -> None:
        """The program leaves."""
        self._client.logout()


@contextmanager
def imap_server() -> Iterator[int]:
    """The port of the server; gone afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVE, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--no-tls", "dict", "--demo-data"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "the mail server does not start"
                assert process.poll() is None, "the mail server has ended"
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


__all__ = ["PASSWORD", "USER", "Postbox", "imap_server"]
