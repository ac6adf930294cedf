"""The adapters for WeChat Pay and Alipay, against local servers that check what the real ones do:
each request's signature, its fields, and that nothing else is believed than what is signed."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core import clock
from plugins.paid_services.payments.kinds import ProviderLineKind
from plugins.paid_services.payments.providers import signing
from plugins.paid_services.payments.providers.alipay import Alipay
from plugins.paid_services.payments.providers.base import (
    NotGenuine,
    Order,
    Progress,
    ProviderFailed,
    RefundOrder,
    Trade,
)
from plugins.paid_services.payments.providers.wechat import SCHEME, WeChatPay

MERCHANT = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PROVIDER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
API_KEY = b"0123456789abcdef0123456789abcdef"
NUMBER = "a" * 32
ORDER = Order(NUMBER, 8_050, "有偿服务：工单 20250312-0001", "https://api.example.com/notices")
REFUND = RefundOrder("b" * 32, NUMBER, 1_050, 8_050, "返修")


def signed(message: bytes) -> str:
    """The provider's own signature."""
    return base64.b64encode(PROVIDER.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def proved(message: bytes, signature: str) -> None:
    """The merchant's signature, as the provider checks it; raises where it is wrong."""
    MERCHANT.public_key().verify(
        base64.b64decode(signature), message, padding.PKCS1v15(), hashes.SHA256()
    )


# WeChat Pay


class WeChatServer:
    """The platform: refuses every request that is not signed over what it says."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.tamper: Callable[[bytes], bytes] = lambda body: body

    def __call__(self, request: httpx.Request) -> httpx.Response:
        scheme, _, listed = request.headers["authorization"].partition(" ")
        assert scheme == SCHEME
        fields = dict(part.split("=", 1) for part in listed.split(","))
        fields = {name: value.strip('"') for name, value in fields.items()}
        assert (fields["mchid"], fields["serial_no"]) == ("1900000001", "MERCHANTSERIAL")
        target = request.url.raw_path.decode()
        message = "\n".join([request.method, target, fields["timestamp"], fields["nonce_str"], ""])
        proved(message.encode() + request.content + b"\n", fields["signature"])
        said = json.loads(request.content) if request.content else None
        self.asked.append((request.method, target, said))
        path = request.url.path
        if path == "/download":
            return httpx.Response(200, content=BILL.encode())
        return self.answer(ANSWERS[path](said))

    def answer(self, content: Any) -> httpx.Response:
        body = json.dumps(content).encode()
        return httpx.Response(200, content=self.tamper(body), headers=platform_headers(body))


def platform_headers(body: bytes, age: int = 0) -> dict[str, str]:
    """How the platform signs an answer or a notice."""
    stamp = str(int(clock.now().timestamp()) - age)
    return {
        "wechatpay-timestamp": stamp,
        "wechatpay-nonce": "nonce",
        "wechatpay-serial": "PLATFORMSERIAL",
        "wechatpay-signature": signed(f"{stamp}\nnonce\n".encode() + body + b"\n"),
    }


BILL = (
    "\ufeff交易时间,微信订单号,商户订单号,交易状态,应结订单金额,微信退款单号,商户退款单号,退款金额\r\n"
    f"`2025-03-12 09:00:00,`4200001,`{NUMBER},`SUCCESS,`80.50,`0,`0,`0.00\r\n"
    f"`2025-03-12 09:30:00,`4200001,`{NUMBER},`REFUND,`0.00,`5000001,`{REFUND.number},`10.50\r\n"
    "总交易单数,应结订单总金额\r\n`2,`80.50\r\n"
)
TRADE = {
    "out_trade_no": NUMBER,
    "transaction_id": "4200001",
    "trade_state": "SUCCESS",
    "amount": {"total": 8_050, "currency": "CNY"},
}
ANSWERS: dict[str, Callable[[Any], Any]] = {
    "/v3/pay/transactions/native": lambda said: {"code_url": f"weixin://pay/{said['appid']}"},
    f"/v3/pay/transactions/out-trade-no/{NUMBER}": lambda _: TRADE,
    "/v3/refund/domestic/refunds": lambda said: {
        "refund_id": "5000001",
        "status": "SUCCESS",
        "out_refund_no": said["out_refund_no"],
    },
    "/v3/bill/tradebill": lambda _: {
        "download_url": "https://wechat.test/download?token=t",
        "hash_type": "SHA1",
        "hash_value": hashlib.sha1(BILL.encode()).hexdigest(),
    },
}


def wechat(server: WeChatServer) -> WeChatPay:
    transport = httpx.MockTransport(server)
    return WeChatPay(
        client=httpx.AsyncClient(base_url="https://wechat.test", transport=transport),
        app_id="wx1",
        merchant_id="1900000001",
        serial="MERCHANTSERIAL",
        key=MERCHANT,
        platform_serial="PLATFORMSERIAL",
        platform_key=PROVIDER.public_key(),
        api_key=API_KEY,
    )


def wechat_notice(trade: dict[str, Any], key: bytes = API_KEY) -> bytes:
    sealed = AESGCM(key).encrypt(b"0123456789ab", json.dumps(trade).encode(), b"transaction")
    resource = {
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": "0123456789ab",
        "associated_data": "transaction",
        "ciphertext": base64.b64encode(sealed).decode(),
    }
    return json.dumps({"id": "EV-1", "resource": resource}).encode()


async def test_wechat_takes_an_order_tells_of_it_and_gives_money_back() -> None:
    server = WeChatServer()
    provider = wechat(server)
    assert await provider.create(ORDER) == "weixin://pay/wx1"
    said = server.asked[-1][2]
    assert said["amount"] == {"total": 8_050, "currency": "CNY"}
    assert (said["out_trade_no"], said["notify_url"]) == (NUMBER, ORDER.notify_url)
    told = await provider.query(NUMBER)
    assert (told.trade, told.amount, told.reference) == (Trade.PAID, 8_050, "4200001")
    assert server.asked[-1][1].endswith("?mchid=1900000001")
    refund = await provider.refund(REFUND)
    assert (refund.progress, refund.reference) == (Progress.DONE, "5000001")


async def test_wechats_file_is_read_once_its_hash_is_right() -> None:
    lines = await wechat(WeChatServer()).statement(date(2025, 3, 12))
    assert [(line.kind, line.reference, line.ours, line.amount) for line in lines] == [
        (ProviderLineKind.PAYMENT, "4200001", NUMBER, 8_050),
        (ProviderLineKind.REFUND, "5000001", REFUND.number, 1_050),
    ]


async def test_an_answer_that_was_changed_on_the_way_is_not_believed() -> None:
    server = WeChatServer()
    server.tamper = lambda body: body.replace(b"8050", b"9050")
    with pytest.raises(NotGenuine):
        await wechat(server).query(NUMBER)


def test_a_wechat_notice_is_verified_opened_and_fresh() -> None:
    provider = wechat(WeChatServer())
    body = wechat_notice(TRADE)
    notice = provider.read_notice(platform_headers(body), body)
    assert (notice.number, notice.told.order, notice.told.amount) == ("EV-1", NUMBER, 8_050)
    for headers, content in (
        (platform_headers(body), body.replace(b"EV-1", b"EV-2")),
        (platform_headers(body, age=301), body),
        ({**platform_headers(body), "wechatpay-serial": "OTHER"}, body),
        ({}, body),
    ):
        with pytest.raises(NotGenuine):
            provider.read_notice(headers, content)
    other = wechat_notice(TRADE, key=b"f" * 32)
    with pytest.raises(NotGenuine):
        provider.read_notice(platform_headers(other), other)
    assert provider.reply(taken=True).status == 200


# Alipay


class AlipayServer:
    """The gateway: refuses every request that is not signed over all its parameters."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.tamper: Callable[[str], str] = lambda text: text

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/file.zip":
            return httpx.Response(200, content=zipped())
        given = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
        signature = given.pop("sign")
        content = "&".join(f"{name}={given[name]}" for name in sorted(given))
        proved(content.encode(), signature)
        assert (given["app_id"], given["sign_type"], given["version"]) == ("2021", "RSA2", "1.0")
        self.asked.append({**given, "biz_content": json.loads(given["biz_content"])})
        name = given["method"].replace(".", "_") + "_response"
        answer = json.dumps(ALIPAY_ANSWERS[given["method"]], ensure_ascii=False)
        text = f'{{"{name}":{answer},"sign":"{signed(answer.encode())}"}}'
        return httpx.Response(200, text=self.tamper(text))


ALIPAY_ANSWERS: dict[str, dict[str, Any]] = {
    "alipay.trade.precreate": {"code": "10000", "msg": "Success", "qr_code": "https://qr.test/1"},
    "alipay.trade.query": {
        "code": "10000",
        "out_trade_no": NUMBER,
        "trade_no": "2025031222001",
        "total_amount": "80.50",
        "trade_status": "TRADE_SUCCESS",
    },
    "alipay.trade.refund": {
        "code": "10000",
        "trade_no": "2025031222001",
        "fund_change": "Y",
        "refund_fee": "10.50",
    },
    "alipay.data.dataservice.bill.downloadurl.query": {
        "code": "10000",
        "bill_download_url": "https://alipay.test/file.zip",
    },
}


def zipped() -> bytes:
    """A day's file: remarks, titles, two rows, remarks; GBK in a zip."""
    rows = (
        "#支付宝业务明细查询\n"
        "支付宝交易号,商户订单号,业务类型,订单金额（元）,退款批次号/请求号\n"
        f"2025031222001\t,{NUMBER}\t,交易\t,80.50,\t\n"
        f"2025031222001\t,{NUMBER}\t,退款\t,-10.50,{REFUND.number}\t\n"
        "#合计\n"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("20250312_业务明细.csv", rows.encode("gbk"))
    return buffer.getvalue()


def alipay(server: AlipayServer) -> Alipay:
    transport = httpx.MockTransport(server)
    client = httpx.AsyncClient(base_url="https://alipay.test", transport=transport)
    return Alipay(client, "2021", MERCHANT, PROVIDER.public_key())


async def test_alipay_takes_an_order_tells_of_it_and_gives_money_back() -> None:
    server = AlipayServer()
    provider = alipay(server)
    assert await provider.create(ORDER) == "https://qr.test/1"
    assert server.asked[-1]["biz_content"]["total_amount"] == "80.50"
    assert server.asked[-1]["notify_url"] == ORDER.notify_url
    told = await provider.query(NUMBER)
    assert (told.trade, told.amount, told.reference) == (Trade.PAID, 8_050, "2025031222001")
    assert (await provider.refund(REFUND)).progress is Progress.DONE
    assert server.asked[-1]["biz_content"]["out_request_no"] == REFUND.number
    lines = await provider.statement(date(2025, 3, 12))
    assert [(line.kind, line.ours, line.amount) for line in lines] == [
        (ProviderLineKind.PAYMENT, NUMBER, 8_050),
        (ProviderLineKind.REFUND, REFUND.number, 1_050),
    ]


async def test_alipays_refusals_and_forgeries_are_told_apart() -> None:
    server = AlipayServer()
    server.tamper = lambda text: text.replace("80.50", "90.50")
    with pytest.raises(NotGenuine):
        await alipay(server).query(NUMBER)
    server.tamper = lambda text: text
    kept = ALIPAY_ANSWERS["alipay.trade.query"]
    ALIPAY_ANSWERS["alipay.trade.query"] = {"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"}
    try:
        with pytest.raises(ProviderFailed, match=r"ACQ\.TRADE_NOT_EXIST"):
            await alipay(server).query(NUMBER)
    finally:
        ALIPAY_ANSWERS["alipay.trade.query"] = kept


def test_an_alipay_notice_is_a_signed_form() -> None:
    provider = alipay(AlipayServer())
    given = {
        "app_id": "2021",
        "notify_id": "ntf-1",
        "out_trade_no": NUMBER,
        "trade_no": "2025031222001",
        "total_amount": "80.50",
        "trade_status": "TRADE_SUCCESS",
        "subject": "有偿服务",
    }
    content = "&".join(f"{name}={given[name]}" for name in sorted(given))
    form = {**given, "sign_type": "RSA2", "sign": signed(content.encode())}
    notice = provider.read_notice({}, urlencode(form).encode())
    assert (notice.number, notice.told.amount, notice.told.trade) == ("ntf-1", 8_050, Trade.PAID)
    for change in ({"total_amount": "80.51"}, {"sign": "x"}, {"app_id": "2022"}):
        with pytest.raises(NotGenuine):
            provider.read_notice({}, urlencode({**form, **change}).encode())
    assert provider.reply(taken=True).body == b"success"


def test_keys_are_read_from_pem() -> None:
    pem = MERCHANT.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    public = MERCHANT.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signature = signing.sign(signing.private_key(pem), b"message")
    signing.verify(signing.public_key(public.decode()), b"message", signature)
