"""What an estate opened after another's model begins with."""

from sqlalchemy import select

from api.cli.installation import catalogue
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.plugin import lifecycle
from plugins.paid_services.fees.models import FeeRule
from plugins.paid_services.prices.kinds import PriceListState
from plugins.paid_services.prices.models import PriceItem, PriceList
from tests.standard.money import PRICES, charging, published
from tests.standard.story import Story
from tests.standard.test_l_community import rule_set


async def test_a_clone_begins_with_a_draft_of_the_prices_and_with_the_rules_for_fees(
    story: Story,
) -> None:
    await charging(story)
    await published(story)
    await rule_set(story)
    other = story.world.estates[1]
    scope = Scope.system(story.estate.group_id, story.estate.id, other.id)
    async with unit_of_work(story.door.database, scope) as uow:
        await lifecycle.clone(catalogue(), "paid_services", uow, story.estate.id, other.id)
        await uow.flush()
        drafts = select(PriceList.id, PriceList.state).where(PriceList.estate_id == other.id)
        draft = (await uow.execute(drafts)).one()
        items = select(PriceItem.code).where(
            PriceItem.estate_id == other.id, PriceItem.price_list_id == draft.id
        )
        codes = set((await uow.execute(items)).scalars())
        rates = select(FeeRule.rate).where(FeeRule.estate_id == other.id)
        rate = (await uow.execute(rates)).scalar_one()
    assert (draft.state, codes, rate) == (
        PriceListState.DRAFT,
        {each["code"] for each in PRICES},
        28_000,
    )
