"""Mail, through the installation's SMTP server (`GUANJIA_SMTP_URL`).

`smtps://user:password@host` speaks TLS from the start; `smtp://` turns to it where the server
offers it, and must where a password is sent. Certificates are those the machine trusts, and
`SSL_CERT_FILE`.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from ssl import SSLCertVerificationError
from urllib.parse import unquote, urlsplit

import aiosmtplib
from pydantic import Field

from core import clock
from core.config import Settings as Installation
from core.notify.channel import Addressee, Channel, ChannelModel, Outgoing, Refused, SetUp, TryAgain
from core.notify.kinds import EMAIL

SECONDS = 15.0
PORTS = {"smtp": 25, "smtps": 465}


class Settings(ChannelModel):
    """The name that stands beside the installation's address, and where answers go."""

    sender_name: str = Field(default="", max_length=60, pattern=r"^[^\r\n]*$")
    reply_to: str | None = Field(default=None, max_length=200, pattern=r"^[^@\s<>]+@[^@\s<>]+$")


def mail_of(message: Outgoing, set_up: SetUp) -> EmailMessage:
    """The mail. Its Message-ID is the same for every try. Raises `Refused` for no address."""
    sender = set_up.installation.smtp_sender or ""
    mail = EmailMessage()
    try:
        mail["From"] = Address(set_up.settings.sender_name, addr_spec=sender)
        mail["To"] = Address(message.to.name or "", addr_spec=message.to.email or "")
        if set_up.settings.reply_to:
            mail["Reply-To"] = Address(addr_spec=set_up.settings.reply_to)
    except (ValueError, IndexError):
        raise Refused("BAD_ADDRESS") from None
    mail["Subject"] = message.title
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.locale
    mail.set_content(message.body)
    return mail


async def _send(message: Outgoing, set_up: SetUp) -> str | None:
    url = set_up.installation.smtp_url
    assert url is not None  # by `ready`
    parts = urlsplit(url.get_secret_value())
    mail = mail_of(message, set_up)
    try:
        await aiosmtplib.send(
            mail,
            hostname=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=True if parts.scheme == "smtp" and parts.username else None,
            timeout=SECONDS,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _judged(max(each.code for each in error.recipients)) from None
    except aiosmtplib.SMTPAuthenticationError:
        raise TryAgain("SMTP_LOGIN") from None
    except aiosmtplib.SMTPResponseException as error:
        raise _judged(error.code) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain("CERTIFICATE" if _distrusted(error) else "NO_ANSWER") from None
    return str(mail["Message-ID"])


def _distrusted(error: BaseException | None) -> bool:
    """Whether the server's certificate is behind it: that no trying again will mend."""
    while error is not None and not isinstance(error, SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def _judged(code: int) -> TryAgain | Refused:
    return Refused(f"SMTP_{code}") if code >= 500 else TryAgain(f"SMTP_{code}")


def _reaches(to: Addressee, template: str, set_up: SetUp) -> bool:
    return to.email is not None


def _ready(settings: Installation) -> bool:
    return settings.smtp_url is not None


CHANNEL = Channel(
    name=EMAIL,
    title="邮件",
    title_en="Email",
    send=_send,
    reaches=_reaches,
    settings=Settings,
    ready=_ready,
)

__all__ = ["CHANNEL", "Settings", "mail_of"]
