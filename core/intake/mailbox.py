"""A mailbox over IMAP, as far as it is needed: what is new, one letter at a time, and marks.

The standard library's client, in threads: every method blocks. The host is resolved once and
connected to at that very address, and must be public unless an operator has let it through.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.coded import Coded
from core.intake.models import MailSecurity
from core.notify.outbound import Place

SECONDS = 20.0
"""How long a server is waited for, each time."""

SEEN, FLAGGED, DELETED = "(\\Seen)", "(\\Flagged)", "(\\Deleted)"
OURSELVES = '("name" "guanjia")'
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxFault(Coded):
    """Why a mailbox could not be looked into."""

    UNREACHABLE = "UNREACHABLE", "无应答，或不是邮件服务器"
    NOT_PUBLIC = "NOT_PUBLIC", "主机在内网"
    INSECURE = "INSECURE", "未加密，或证书无效"
    LOGIN_REFUSED = "LOGIN_REFUSED", "用户名或密码不被接受"
    FOLDER_MISSING = "FOLDER_MISSING", "没有此文件夹"


class MailboxFailed(Exception):
    """The mailbox cannot be looked into just now."""

    def __init__(self, fault: MailboxFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Address:
    """Where a mailbox is, and who opens it."""

    place: Place
    port: int
    security: MailSecurity
    username: str
    password: str
    folder: str
    largest: int
    """Bytes of the largest letter that is asked for."""


class _Bounded(imaplib.IMAP4):
    """Takes no more at a time than what was asked for can be, whatever a server says it sends."""

    largest: int

    def read(self, size: int) -> bytes:
        """The next `size` bytes, which the server has announced."""
        if size > 2 * self.largest:
            raise self.abort("more than was asked for")
        return super().read(size)


class _Plain(_Bounded):
    """Connects to the address that was looked at, whatever the name says now."""

    def __init__(self, address: Address) -> None:
        self._place, self.largest = address.place, address.largest
        super().__init__(address.place.host, address.port, timeout=SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self._place.address, self.port), timeout)


class _Encrypted(_Bounded, imaplib.IMAP4_SSL):
    def __init__(self, address: Address) -> None:
        self._place, self.largest = address.place, address.largest
        context = ssl.create_default_context()
        super().__init__(address.place.host, address.port, ssl_context=context, timeout=SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self._place.address, self.port), timeout)
        found: socket.socket = self.ssl_context.wrap_socket(plain, server_hostname=self.host)
        return found


class Mailbox:
    """An opened folder. `validity` is its UIDVALIDITY: under another one, other letters have the
    same numbers. Every method raises `MailboxFailed`."""

    def __init__(self, address: Address) -> None:
        with _faults():
            self._server = _connected(address)
        try:
            self.validity = self._opened(address)
        except BaseException:
            self.close()
            raise

    def _opened(self, address: Address) -> int:
        try:
            with _faults():
                self._server.login(address.username, address.password)
        except imaplib.IMAP4.error:
            raise MailboxFailed(MailboxFault.LOGIN_REFUSED) from None
        try:
            with _faults():
                if "ID" in self._server.capabilities:  # some providers let in who says who they are
                    self._server.xatom("ID", OURSELVES)
                chosen, _ = self._server.select(_quoted(address.folder))
                _, told = self._server.response("UIDVALIDITY")
        except imaplib.IMAP4.error:
            raise MailboxFailed(MailboxFault.UNREACHABLE) from None
        if chosen != "OK" or not told or told[0] is None:
            raise MailboxFailed(MailboxFault.FOLDER_MISSING)
        return int(told[0])

    def new(self, after: int | None) -> list[int]:
        """The numbers of letters after one, in order; without one, of those nobody has read."""
        if after is None:
            found = self._asked("SEARCH", "UNSEEN")
        else:
            found = self._asked("SEARCH", "UID", f"{after + 1}:*")
        listed = [part for part in found if isinstance(part, bytes)]
        numbers = sorted(int(each) for part in listed for each in part.split())
        return [each for each in numbers if after is None or each > after]

    def size(self, uid: int) -> int | None:
        """A letter's bytes; None where it is there no more."""
        for part in self._asked("FETCH", str(uid), "(RFC822.SIZE)"):
            said = _SIZE.search(part[0] if isinstance(part, tuple) else part or b"")
            if said is not None:
                return int(said[1])
        return None

    def letter(self, uid: int) -> bytes | None:
        """A letter as it came; it is not marked by that."""
        for part in self._asked("FETCH", str(uid), "(BODY.PEEK[])"):
            if isinstance(part, tuple):
                return bytes(part[1])
        return None

    def mark(self, uid: int, flag: str) -> None:
        """Mark a letter."""
        self._asked("STORE", str(uid), "+FLAGS.SILENT", flag)

    def move(self, uid: int, folder: str) -> None:
        """Move a letter to another folder, which must be there."""
        self.mark(uid, SEEN)
        if "MOVE" in self._server.capabilities:
            self._asked("MOVE", str(uid), _quoted(folder))
            return
        self._asked("COPY", str(uid), _quoted(folder))
        self.mark(uid, DELETED)
        if "UIDPLUS" in self._server.capabilities:
            self._asked("EXPUNGE", str(uid))

    def close(self) -> None:
        """Leave, whatever the server says to it."""
        try:
            self._server.logout()
        except (imaplib.IMAP4.error, OSError):
            return

    def _asked(self, command: str, *given: str) -> list[bytes | tuple[bytes, bytes] | None]:
        try:
            with _faults():
                answered, found = self._server.uid(command, *given)
        except imaplib.IMAP4.error:
            raise MailboxFailed(MailboxFault.UNREACHABLE) from None
        if answered != "OK":
            raise MailboxFailed(MailboxFault.FOLDER_MISSING)
        return list(found)


def _connected(address: Address) -> imaplib.IMAP4:
    try:
        if address.security is MailSecurity.TLS:
            return _Encrypted(address)
        server = _Plain(address)
    except imaplib.IMAP4.error:
        raise MailboxFailed(MailboxFault.UNREACHABLE) from None
    if address.security is MailSecurity.STARTTLS:
        try:
            server.starttls(ssl.create_default_context())
        except imaplib.IMAP4.error:
            raise MailboxFailed(MailboxFault.INSECURE) from None
    return server


@contextmanager
def _faults() -> Iterator[None]:
    """What the connection says went wrong; what the server says is for the caller to judge."""
    try:
        yield
    except imaplib.IMAP4.abort:
        raise MailboxFailed(MailboxFault.UNREACHABLE) from None
    except ssl.SSLError:
        raise MailboxFailed(MailboxFault.INSECURE) from None
    except OSError:
        raise MailboxFailed(MailboxFault.UNREACHABLE) from None


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


__all__ = ["FLAGGED", "SEEN", "Address", "Mailbox", "MailboxFailed", "MailboxFault"]
