"""The installation's merchants: which provider is paid by which keys.

`GUANJIA_MERCHANTS` names a TOML file that only the service can read; keys never stand in the
database, nor in a contract, which only names a merchant:

    [hexin]
    provider = "wechat"
    public_url = "https://api.example.com"
    app_id = "wx..."
    merchant_id = "1900000001"
    serial = "..."
    key_file = "/etc/guanjia/hexin.pem"
    platform_serial = "..."
    platform_key_file = "/etc/guanjia/wechat.pem"
    api_key = "32 characters"

Alipay's have `app_id`, `seller_id`, `key_file` and `alipay_key_file`. `address` names another host
than the provider's own. The local provider needs no merchant; `[local]` may name its `folder` and
`secret`.
"""

import hashlib
import hmac
import os
import ssl
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

import httpx

from core.config import get_settings
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.payments.providers import signing
from plugins.paid_services.payments.providers.alipay import Alipay
from plugins.paid_services.payments.providers.base import Provider
from plugins.paid_services.payments.providers.local import LocalProvider
from plugins.paid_services.payments.providers.wechat import WeChatPay

VARIABLE = "GUANJIA_MERCHANTS"
GROUP = "guanjia.payment_providers"
LOCAL = "local"
SECONDS = 20.0
PUBLIC_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Merchant:
    """A merchant as the file has it, at one estate."""

    estate_id: int
    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> str:
        """A value; the text of the file where `<name>_file` names one. Raises PROVIDER_UNKNOWN."""
        if name in self.values:
            return self.values[name]
        if f"{name}_file" in self.values:
            return Path(self.values[f"{name}_file"]).read_text("utf-8")
        raise refuse(PaidCode.PROVIDER_UNKNOWN, details=name)

    @property
    def public_url(self) -> str:
        """Where providers reach this installation."""
        return self.values.get("public_url", PUBLIC_URL)


Maker = Callable[[Merchant, httpx.AsyncClient], Provider]


def _local(merchant: Merchant, client: httpx.AsyncClient) -> Provider:
    given = merchant.values
    folder = Path(given["folder"]) if "folder" in given else get_settings().var_dir / "payments"
    secret = given.get("secret") or get_settings().secret
    made = hmac.new(secret.encode(), b"local payments", hashlib.sha256).digest()
    return LocalProvider(folder / f"{merchant.estate_id}.jsonl", made)


def _wechat(merchant: Merchant, client: httpx.AsyncClient) -> Provider:
    return WeChatPay(
        client=client,
        app_id=merchant["app_id"],
        merchant_id=merchant["merchant_id"],
        serial=merchant["serial"],
        key=signing.private_key(merchant["key"]),
        platform_serial=merchant["platform_serial"],
        platform_key=signing.public_key(merchant["platform_key"]),
        api_key=merchant["api_key"].encode(),
    )


def _alipay(merchant: Merchant, client: httpx.AsyncClient) -> Provider:
    return Alipay(
        client=client,
        app_id=merchant["app_id"],
        key=signing.private_key(merchant["key"]),
        alipay_key=signing.public_key(merchant["alipay_key"]),
        seller_id=merchant["seller_id"],
    )


SHIPPED: Mapping[str, tuple[Maker, str]] = {
    LOCAL: (_local, PUBLIC_URL),
    "wechat": (_wechat, "https://api.mch.weixin.qq.com"),
    "alipay": (_alipay, "https://openapi.alipay.com"),
}
"""This plugin's own providers, with their addresses."""


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that are trusted: reading them takes longer than all else of a notice."""
    return httpx.create_ssl_context()


def merchant(name: str | None, estate_id: int) -> Merchant:
    """A merchant by its name in the file. Raises PROVIDER_UNKNOWN."""
    file = os.environ.get(VARIABLE)
    known = {} if file is None else tomllib.loads(Path(file).read_text("utf-8"))
    if name is None:
        return Merchant(estate_id, known.get(LOCAL, {}))
    if name not in known:
        raise refuse(PaidCode.PROVIDER_UNKNOWN)
    return Merchant(estate_id, known[name])


@asynccontextmanager
async def opened(provider: str, merchant: Merchant) -> AsyncIterator[Provider]:
    """A provider, with its connections, for the length of a block. Raises PROVIDER_UNKNOWN."""
    make, address = SHIPPED.get(provider, (None, ""))
    if make is None:
        found = next(iter(entry_points(group=GROUP, name=provider)), None)
        if found is None:
            raise refuse(PaidCode.PROVIDER_UNKNOWN)
        make = found.load()
    base = merchant.values.get("address", address)
    async with httpx.AsyncClient(base_url=base, timeout=SECONDS, verify=_trusted()) as client:
        yield make(merchant, client)


__all__ = ["GROUP", "LOCAL", "VARIABLE", "Maker", "Merchant", "merchant", "opened"]
