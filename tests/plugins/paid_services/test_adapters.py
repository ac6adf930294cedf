"""What the adapters believe and what they do not, from platforms' servers on real sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core import clock
from plugins.paid_services.payments.kinds import ProviderLineKind
from plugins.paid_services.payments.merchants import Merchant, opened
from plugins.paid_services.payments.providers.base import (
    NotGenuine,
    Order,
    Progress,
    Provider,
    ProviderFailed,
    RefundOrder,
    Told,
    Trade,
)
from tests.plugins.paid_services.platforms.alipay import Alipay
from tests.plugins.paid_services.platforms.platform import today
from tests.plugins.paid_services.platforms.wechat import WeChat

NUMBER = "a" * 32
URL = "http://127.0.0.1:9/notices"
ORDER = Order(NUMBER, 8_050, "有偿服务：工单 20250312-0001", URL)
REFUND = RefundOrder("b" * 32, NUMBER, 1_050, 8_050, "返修", URL)
BOTH = pytest.mark.parametrize("kind", [WeChat, Alipay], ids=["wechat", "alipay"])


@asynccontextmanager
async def between(kind: Any, folder: Path, **changed: str) -> AsyncIterator[tuple[Provider, Any]]:
    """Ours and the platform; `changed` are lines of the merchant's that are not right."""
    async with kind().serving() as platform:
        values = {"address": platform.address, **platform.merchant(folder), **changed}
        async with opened(platform.name, Merchant(1, values)) as provider:
            yield provider, platform


@BOTH
async def test_an_order_from_its_making_to_its_line_in_the_file(kind: Any, tmp_path: Path) -> None:
    async with between(kind, tmp_path) as (provider, platform):
        url = await provider.create(ORDER)
        assert await provider.create(ORDER) == url
        waiting = await provider.query(NUMBER)
        assert waiting.trade is Trade.WAITING
        assert (await provider.query("c" * 32)).trade is Trade.WAITING
        platform.pay(NUMBER)
        told = await provider.query(NUMBER)
        assert (told.trade, told.amount) == (Trade.PAID, 8_050)
        assert not await provider.close(NUMBER)
        done = await provider.refund(REFUND)
        assert done.progress is Progress.DONE
        assert await provider.refund(REFUND) == done
        assert len(platform.returns) == 1
        with pytest.raises(ProviderFailed):
            await provider.refund(replace(REFUND, number="d" * 32, amount=8_050))
        day = today()
        with clock.at(clock.now() + timedelta(days=1)):
            lines = await provider.statement(day)
            assert await provider.statement(day - timedelta(days=1)) == ()
        assert [(line.kind, line.reference, line.ours, line.amount) for line in lines] == [
            (ProviderLineKind.PAYMENT, told.reference, NUMBER, 8_050),
            (ProviderLineKind.REFUND, done.reference, REFUND.number, 1_050),
        ]


@BOTH
async def test_what_is_closed_is_closed_however_often_it_is_asked_for(
    kind: Any, tmp_path: Path
) -> None:
    async with between(kind, tmp_path) as (provider, platform):
        await provider.create(ORDER)
        platform.trades[NUMBER].known = True
        assert await provider.close(NUMBER)
        assert await provider.close(NUMBER)
        assert await provider.close("c" * 32)
        assert (await provider.query(NUMBER)).trade is Trade.CLOSED


@BOTH
async def test_an_answer_that_was_changed_on_the_way_is_not_believed(
    kind: Any, tmp_path: Path
) -> None:
    async with between(kind, tmp_path) as (provider, platform):
        await provider.create(ORDER)
        platform.pay(NUMBER)
        for tampered in ((b"80", b"90"), (NUMBER.encode(), b"c" * 32)):
            platform.tampered = tampered
            with pytest.raises(NotGenuine):
                await provider.query(NUMBER)


@BOTH
async def test_the_answer_about_another_order_is_not_believed_though_it_is_signed(
    kind: Any, tmp_path: Path
) -> None:
    async with between(kind, tmp_path) as (provider, platform):
        await provider.create(ORDER)
        other = replace(ORDER, number="c" * 32)
        await provider.create(other)
        platform.pay(NUMBER)
        platform.trades[other.number] = platform.trades[NUMBER]
        with pytest.raises(NotGenuine):
            await provider.query(other.number)


async def test_alipays_answer_is_the_text_that_is_signed_and_not_another_beside_it(
    tmp_path: Path,
) -> None:
    async with between(Alipay, tmp_path) as (provider, platform):
        await provider.create(ORDER)
        platform.pay(NUMBER)
        name = b"alipay_trade_query_response"
        forged = b'"%s":{"code":"10000","out_trade_no":"%s","total_amount":"1.00",' % (
            name,
            NUMBER.encode(),
        )
        forged += b'"trade_status":"TRADE_SUCCESS"},"sign"'
        platform.tampered = (b'"sign"', forged)  # the later of two is what a parser takes
        told = await provider.query(NUMBER)
        assert told.amount == 8_050


@BOTH
@pytest.mark.parametrize("skewed", [0, 3_600])
async def test_a_request_that_is_not_signed_right_or_late_is_refused(
    kind: Any, tmp_path: Path, skewed: int
) -> None:
    changed = {} if skewed else {"app_id": "another", "merchant_id": "another"}
    async with between(kind, tmp_path, **changed) as (provider, platform):
        answer = platform.answer

        async def later(request: Any) -> Any:
            with clock.at(clock.now() + timedelta(seconds=skewed)):
                return await answer(request)

        platform.answer = later
        with pytest.raises(ProviderFailed):
            await provider.create(ORDER)
        assert platform.refused[0] in ("SIGN_ERROR", "isv.invalid-app-id", "isv.invalid-timestamp")
        assert platform.trades == {}


@BOTH
async def test_a_notice_is_believed_as_it_was_signed_and_not_otherwise(
    kind: Any, tmp_path: Path
) -> None:
    async with between(kind, tmp_path) as (provider, platform):
        await provider.create(ORDER)
        platform.pay(NUMBER)
        said = platform.notice(NUMBER)
        notice = provider.read_notice(said.headers, said.body)
        assert notice.ours
        assert isinstance(notice.told, Told)
        assert (notice.told.order, notice.told.amount) == (NUMBER, 8_050)
        assert not (await _read(provider, platform.notice(NUMBER, stranger=True))).ours
        for old, new in ((b"a", b"b"), (b"=", b"=="), (b"8", b"9")):
            with pytest.raises(NotGenuine):
                provider.read_notice(said.headers, said.body.replace(old, new))
        for nothing in (b"", b"{}", b"sign=x&sign_type=RSA2&app_id=2021"):
            with pytest.raises(NotGenuine):
                provider.read_notice(said.headers, nothing)


async def _read(provider: Provider, said: Any) -> Any:
    return provider.read_notice(said.headers, said.body)


async def test_a_wechat_notice_is_fresh_by_the_platforms_certificate_and_opened_with_our_key(
    tmp_path: Path,
) -> None:
    async with between(WeChat, tmp_path) as (provider, platform):
        await provider.create(ORDER)
        platform.pay(NUMBER)
        right = platform.notice(NUMBER)
        wrong = [
            platform.notice(NUMBER, age=301),
            platform.notice(NUMBER, age=-301),
            platform.notice(NUMBER, key="f" * 32),
            replace(right, headers={**right.headers, "wechatpay-serial": "OTHER"}),
            replace(right, headers={**right.headers, "wechatpay-nonce": "another"}),
            replace(right, headers={**right.headers, "wechatpay-signature": "WECHATPAY/SIGNTEST/"}),
            replace(right, headers={}),
        ]
        for each in wrong:
            with pytest.raises(NotGenuine):
                provider.read_notice(each.headers, each.body)
