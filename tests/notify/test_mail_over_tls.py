"""Mail under way is read by nobody: TLS from the start, STARTTLS, and whose certificate holds."""

import ipaddress
import ssl
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from core import clock
from core.config import Settings
from core.ids import new_id
from core.notify.channel import Addressee, Nothing, NotSent, Outgoing, SetUp, TryAgain
from core.notify.channels import email
from core.notify.kinds import RecipientKind, Topic
from tests.notify.provider import Mailbox, receiving

PASSWORD = "p@ss/word: 1"


def certificate(folder: Path, name: str | None = None) -> ssl.SSLContext:
    """A server's context with a certificate of its own making, for this machine or a name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throw-away")])
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([here if name is None else x509.DNSName(name)]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate that this installation trusts, as an operator has it do so."""
    context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    return context


async def send(url: str) -> str | None:
    """One mail, through a server."""
    message = Outgoing(
        id=new_id(),
        message_id=new_id(),
        group_id=1,
        estate_id=1,
        template="customer.closed",
        topic=Topic.PROGRESS,
        urgent=False,
        locale="zh-CN",
        title="工单已关闭",
        body="工单 250312-001 已关闭。",
        values={},
        ticket_id=None,
        to=Addressee(RecipientKind.CONTACT, None, None, "王先生", email="wang@example.com"),
    )
    installation = Settings(
        database_url=None, smtp_url=SecretStr(url), smtp_sender="service@estate.example"
    )
    return await email.CHANNEL.send(message, SetUp(email.Settings(), Nothing(), installation))


def at(mailbox: Mailbox, scheme: str, *, user: bool = False) -> str:
    who = f"{quote('mail@estate', safe='')}:{quote(PASSWORD, safe='')}@" if user else ""
    return f"{scheme}://{who}127.0.0.1:{mailbox.port}"


async def test_smtps_speaks_tls_from_the_start(served: ssl.SSLContext) -> None:
    async with receiving(implicit=served, auth_require_tls=False) as mailbox:
        assert await send(at(mailbox, "smtps", user=True)) == mailbox.mails[0]["Message-ID"]
        assert mailbox.logins == [(b"mail@estate", PASSWORD.encode())]


@pytest.mark.parametrize("user", [False, True])
async def test_smtp_turns_to_tls_where_the_server_offers_it(
    served: ssl.SSLContext, user: bool
) -> None:
    async with receiving(tls_context=served, require_starttls=True, auth_required=user) as mailbox:
        await send(at(mailbox, "smtp", user=user))
        assert len(mailbox.mails) == 1
        assert mailbox.logins == [(b"mail@estate", PASSWORD.encode())] * user


async def test_no_password_goes_to_a_server_that_cannot_hide_it() -> None:
    async with receiving(auth_require_tls=False) as mailbox:
        with pytest.raises(TryAgain):
            await send(at(mailbox, "smtp", user=True))
        assert (mailbox.mails, mailbox.logins) == ([], [])


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
async def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    tmp_path: Path, scheme: str
) -> None:
    context = certificate(tmp_path)
    more = {"implicit": context} if scheme == "smtps" else {"tls_context": context}
    async with receiving(**more) as mailbox:
        with pytest.raises(NotSent) as refused:
            await send(at(mailbox, scheme, user=True))
        assert refused.value.code == "CERTIFICATE"
        assert (mailbox.mails, mailbox.logins) == ([], [])


async def test_a_certificate_for_another_name_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificate(tmp_path, "mail.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    async with receiving(implicit=context) as mailbox:
        with pytest.raises(NotSent) as refused:
            await send(at(mailbox, "smtps"))
        assert refused.value.code == "CERTIFICATE"
        assert mailbox.mails == []
