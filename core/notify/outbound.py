"""Requests to addresses that people have typed in: to public hosts only, and to no other.

A host is resolved once and the connection made to that very address (a second look-up could answer
otherwise). Private, loopback, link-local and mapped forms are refused, redirects are not followed.
Hosts in `GUANJIA_OUTBOUND_ALLOWED_HOSTS` are exempt: an operator's own relays.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import urlsplit

import httpx

from core import clock
from core.notify.channel import Refused, TryAgain

SECONDS = 15.0
LARGEST_ANSWER = 64 * 1024

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect: the host as it was named, and the one address it had."""

    host: str
    address: str


def is_public(address: Address) -> bool:
    """Whether an address is of the public internet, whatever form it is written in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is None and address.teredo is not None:
            return False
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


async def resolve(host: str, port: int, allowed: tuple[str, ...]) -> Place:
    """The one address to connect to. Raises `Refused` where any of the host's is not public, and
    `TryAgain` where the name cannot be resolved."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise TryAgain("UNRESOLVED") from None
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if host not in allowed and not all(is_public(ipaddress.ip_address(a)) for a in addresses):
        raise Refused("ADDRESS_NOT_PUBLIC")
    return Place(host, addresses[0])


async def request(
    method: str,
    url: str,
    *,
    allowed: tuple[str, ...],
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> httpx.Response:
    """Send a request to where the URL leads now, and read a bounded answer.

    Raises `Refused` for what must not be asked, `TryAgain` where nobody answers.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and host in allowed):
        raise Refused("NOT_HTTPS")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    place = await resolve(host, port, allowed)
    pinned = httpx.URL(url).copy_with(host=place.address)
    given = {**(headers or {}), "host": parts.netloc.rpartition("@")[2]}
    timeout = httpx.Timeout(SECONDS)
    try:
        async with httpx.AsyncClient(timeout=timeout, trust_env=False, verify=_trusted()) as client:
            asked = client.build_request(
                method,
                pinned,
                headers=given,
                content=body,
                extensions={"sni_hostname": host},
            )
            answer = await client.send(asked, stream=True, follow_redirects=False)
            try:
                return httpx.Response(
                    answer.status_code, headers=answer.headers, content=await _bounded(answer)
                )
            finally:
                await answer.aclose()
    except (httpx.TransportError, OSError):
        raise TryAgain("NO_ANSWER") from None


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that are trusted: reading them takes longer than all else of a request."""
    return httpx.create_ssl_context(trust_env=False)


async def _bounded(answer: httpx.Response) -> bytes:
    found = b""
    async for part in answer.aiter_raw():
        found += part
        if len(found) > LARGEST_ANSWER:
            return b""
    return found


def retry_after(answer: httpx.Response) -> timedelta | None:
    """How long the answer asks to be left alone: seconds, or a date."""
    given = answer.headers.get("retry-after", "").strip()
    if given.isdigit():
        return timedelta(seconds=min(int(given), 10**7))
    try:
        moment = parsedate_to_datetime(given)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(moment - _now(), timedelta())


def _now() -> datetime:
    return clock.now()


__all__ = ["LARGEST_ANSWER", "Place", "is_public", "request", "resolve", "retry_after"]
