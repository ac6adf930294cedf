"""Addresses that people type in lead to the public internet, or nowhere."""

import ipaddress
import socket
from typing import Any

import pytest

from core.notify.channel import Refused, TryAgain
from core.notify.outbound import is_public, request, resolve
from tests.notify.provider import Provider

PRIVATE = (
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "192.0.2.1",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:1:2:3:4:5:6",
    "fe80::1",
    "fc00::1",
    "fec0::1",
    "ff02::1",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_none(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_one(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def answering(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Names resolve to these; says which were asked for."""
    asked: list[str] = []

    async def getaddrinfo(self: Any, host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", getaddrinfo)
    return asked


async def test_a_host_with_one_private_address_among_others_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering(monkeypatch, "8.8.8.8", "169.254.169.254")
    with pytest.raises(Refused, match="ADDRESS_NOT_PUBLIC"):
        await resolve("hook.example", 443, ())


@pytest.mark.parametrize("url", ["https://[::ffff:127.0.0.1]/", "https://2130706433/"])
async def test_loopback_in_other_spellings_is_refused(url: str) -> None:
    with pytest.raises((Refused, TryAgain)):
        await request("POST", url, allowed=())


async def test_plain_http_is_for_allowed_hosts_only() -> None:
    with pytest.raises(Refused, match="NOT_HTTPS"):
        await request("POST", "http://hook.example/", allowed=())
    with pytest.raises(Refused, match="NOT_HTTPS"):
        await request("POST", "file:///etc/passwd", allowed=("",))


async def test_the_connection_goes_to_the_address_that_was_looked_at(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One look-up; the name goes along for the receiver to see."""
    asked = answering(monkeypatch, "127.0.0.1")
    port = provider.address.rpartition(":")[2]
    url = f"http://hook.example:{port}/x"
    answer = await request("POST", url, allowed=("hook.example",), body=b"{}")
    assert answer.status_code == 200
    assert asked.count("hook.example") == 1
    assert provider.asked[0].headers["host"] == f"hook.example:{port}"


async def test_a_name_that_is_unknown_may_be_known_later() -> None:
    with pytest.raises(TryAgain, match="UNRESOLVED"):
        await resolve("nobody.invalid", 443, ())


async def test_an_answer_without_end_is_not_read_to_its_end(provider: Provider) -> None:
    provider.answers = [(200, "x" * 200_000, {})]
    answer = await request("GET", f"{provider.address}/", allowed=("127.0.0.1",))
    assert answer.content == b""
