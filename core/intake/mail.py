"""A mail as it travels (RFC 5322), read for what a report needs: who, what, what is enclosed."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from html import unescape

from core.errors import GuanjiaError
from core.intake.errors import IntakeCode
from core.tickets.rules import CONTENT_MOST

ENCLOSED_MOST = 20
NAMELESS = "附件"

_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounce)\b", re.I)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_MARKUP = re.compile(r"(?is)<(script|style).*?</\1>|<[^>]*>")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What a person wrote. `sender` is only what the mail says of itself."""

    sender: str
    sender_name: str
    message_id: str
    content: str
    enclosed: tuple[Enclosed, ...]


def read_mail(body: bytes, name: str = "") -> Mail:
    """The mail; one without a Message-ID has `name` for it, where there is one.

    Raises MAIL_UNREADABLE, and MAIL_IGNORED for what no person wrote to us.
    """
    try:
        parsed = message_from_bytes(body, policy=default)
        assert isinstance(parsed, EmailMessage)
        return _read(parsed, name)
    except (MessageError, ValueError, LookupError, AssertionError):
        raise _unreadable("无法解析") from None


def _read(parsed: EmailMessage, given: str) -> Mail:
    name, sender = parseaddr(str(parsed.get("From", "")))
    key = str(parsed.get("Message-ID", "")).strip() or given
    if "@" not in sender or not key or len(key) > 180 or not key.isprintable():
        raise _unreadable("缺少发件人或 Message-ID")
    if _is_automatic(parsed, sender):
        raise GuanjiaError(IntakeCode.MAIL_IGNORED)
    told = "\n".join(
        each for each in (str(parsed.get("Subject", "")).strip(), _text(parsed)) if each
    )
    content = "".join(each for each in told if each in "\n\t" or each.isprintable())[:CONTENT_MOST]
    if not content.strip():
        raise _unreadable("没有文字")
    return Mail(sender.lower(), name.strip(), key, content, _enclosed(parsed))


def _is_automatic(parsed: EmailMessage, sender: str) -> bool:
    """Automatic answers, bounces, lists and ourselves: answering any of them would never end."""
    submitted = str(parsed.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    return (
        submitted != "no"
        or str(parsed.get("Precedence", "")).strip().lower() in _BULK
        or str(parsed.get("Return-Path", "")).strip() == "<>"
        or any(each in parsed for each in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or parsed.get_content_type() == "multipart/report"
        or _MACHINES.match(sender) is not None
    )


def _text(parsed: EmailMessage) -> str:
    part = parsed.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    told = str(part.get_content())
    if part.get_content_type() == "text/html":
        told = unescape(_MARKUP.sub(" ", told))
    return told.strip()


def _enclosed(parsed: EmailMessage) -> tuple[Enclosed, ...]:
    found = []
    for part in parsed.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            found.append(Enclosed((part.get_filename() or NAMELESS)[:200], content))
    return tuple(found[:ENCLOSED_MOST])


def _unreadable(reason: str) -> GuanjiaError:
    return GuanjiaError(IntakeCode.MAIL_UNREADABLE, details={"reason": reason})


__all__ = ["Enclosed", "Mail", "read_mail"]
