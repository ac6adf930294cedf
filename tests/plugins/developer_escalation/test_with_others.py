"""Who pays, with paid services on and off; what a clone begins with; what switching off settles."""

from uuid import UUID

from sqlalchemy import select

from api.cli.installation import catalogue
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.plugin import lifecycle, pricing
from core.plugin.answers import Payer, PayerKind
from core.tickets.refs import TicketRef
from plugins.developer_escalation.partners.models import Developer, Member
from plugins.developer_escalation.warranty.models import WarrantyTerm
from tests.standard.developer import (
    accepted,
    answered,
    company,
    handed,
    leak,
    seen,
    warranted,
    with_developer,
)
from tests.standard.money import QUOTED, published
from tests.standard.story import Story

PLUGIN = "developer_escalation"


async def payer(story: Story, ticket: dict[str, object]) -> Payer | None:
    """Who pays, as whoever prices work is told."""
    ref = TicketRef(story.estate.id, UUID(str(ticket["id"]).split(":")[2]))
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        uow.plan = catalogue().plan([PLUGIN])
        return await pricing.payer(uow, ref)


async def test_within_a_warranty_the_developer_pays_and_paid_services_quotes_it_so(
    story: Story,
) -> None:
    await with_developer(story, "paid_services")
    developer = await company(story)
    await warranted(story, developer)
    await published(story)
    ticket = await leak(story)
    await seen(story, ticket)
    payload = await story.done(
        story.estate.technician,
        "quoteOffer",
        "quote { state payer payerReason }",
        ticketId=ticket["id"],
        lines=QUOTED,
    )
    quote = payload["quote"]
    assert (quote["state"], quote["payer"]) == ("ACCEPTED", "DEVELOPER")
    assert quote["payerReason"] == "保修期内，至 2026-06-01"


async def test_what_the_developer_declined_is_the_estates_to_pay_until_it_is_claimed(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    await warranted(story, developer)
    ticket = await leak(story)
    hand_over = await handed(story, developer, ticket)
    found = await payer(story, ticket)
    assert found is not None
    assert found.who is PayerKind.DEVELOPER
    await answered(story, developer, hand_over, "developerRefuse", reason="非我司责任")
    found = await payer(story, ticket)
    assert found is not None
    assert found.who is PayerKind.ESTATE
    await story.caller(developer.person)
    claim = await story.done(
        story.estate.supervisor,
        "developerCostClaim",
        "cost { id version state amount }",
        handOverId=hand_over["id"],
        amount=155_00,
        reason="代为抢修：更换角阀与水管",
    )
    (event,) = await story.events("developer_escalation.cost_claimed")
    assert event["amount"] == 155_00
    found = await payer(story, ticket)
    assert found is not None
    assert found.who is PayerKind.DEVELOPER
    given = {"costId": claim["cost"]["id"], "expectedVersion": 1, "acknowledged": False}
    refused = await story.do(developer.person, "developerCostAnswer", "cost { id }", **given)
    assert [each["code"] for each in refused["userErrors"]] == ["TEXT_REQUIRED"]
    contested = await story.done(
        developer.person, "developerCostAnswer", "cost { state answer }", **given, answer="金额偏高"
    )
    assert contested["cost"] == {"state": "CONTESTED", "answer": "金额偏高"}


async def test_a_ticket_that_is_not_the_developers_has_no_payer_named(story: Story) -> None:
    await with_developer(story)
    developer = await company(story)
    await warranted(story, developer)
    ticket = await leak(story, categoryCode="repair.power")
    assert await payer(story, ticket) is None


async def test_a_clone_begins_with_developers_and_terms_and_with_none_of_their_people(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    await warranted(story, developer)
    building = f"Building:{story.estate.id}:{story.estate.building_id}"
    await warranted(story, developer, buildingId=building, months=60)
    other = story.world.estates[1]
    scope = Scope.system(story.estate.group_id, story.estate.id, other.id)
    async with unit_of_work(story.door.database, scope) as uow:
        await lifecycle.clone(catalogue(), PLUGIN, uow, story.estate.id, other.id)
        await uow.flush()
        (copied,) = await uow.execute(select(Developer).where(Developer.estate_id == other.id))
        (term,) = await uow.execute(select(WarrantyTerm).where(WarrantyTerm.estate_id == other.id))
        people = await uow.execute(select(Member).where(Member.estate_id == other.id))
        assert people.all() == []
    assert (copied.name, term.months, term.partner_id) == ("和苑置业", 24, copied.id)


async def test_switching_it_off_brings_every_matter_back_to_the_estate(story: Story) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    hand_over = await accepted(story, developer, await handed(story, developer, ticket))
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        await lifecycle.disable(catalogue(), PLUGIN, uow, story.estate.id)
    found = await seen(story, ticket)
    assert (found["state"], found["developerHandOver"]["state"]) == ("ACCEPTED", "TAKEN_BACK")
    assert {each["state"] for each in found["developerHandOver"]["clocks"]} == {"KEPT", "VOID"}
    assert hand_over["state"] == "ACCEPTED"


async def test_going_on_with_a_ticket_ends_its_hand_over(story: Story) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    await handed(story, developer, ticket)
    await story.step(story.estate.technician, "ticketResume", ticket, note="先行抢修")
    found = await seen(story, ticket)
    assert found["developerHandOver"]["state"] == "TAKEN_BACK"
    shown = await story.ask(developer.person, "{ tickets { nodes { id } } }")
    assert shown["tickets"]["nodes"] == []
