"""Contracts: what they switch on, for whom, and from which instant to which."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from core import clock
from core.actor import Audience, Role
from core.db.scope import Scope, StaleRights
from core.db.unit_of_work import unit_of_work
from core.errors import GuanjiaError, Invalid, NotFound
from tenants.access import Access
from tenants.close_estate import close_estate
from tenants.contracts import Book, Term
from tenants.end_contract import end_contract
from tenants.entering import administering, entered
from tenants.errors import TenantsCode
from tenants.models import ContractPlugin
from tenants.reach import Reach
from tenants.sign_contract import PluginTerm, SignContract, sign_contract
from tests.tenants.property_group import PropertyGroup, make_group

NOON = datetime(2025, 6, 1, 4, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


async def _sign(
    group: PropertyGroup,
    estate: int,
    *plugins: str,
    since: datetime = NOON,
    until: datetime | None = None,
) -> UUID:
    terms = tuple(PluginTerm(plugin, {"rate": 3}) for plugin in plugins)
    async with administering(group.access, group.console) as (system, uow):
        new = SignContract(estate, "物业服务合同", since, until, terms)
        return (await sign_contract(system, new, uow))[1]


async def test_a_plugin_is_on_from_its_first_instant_until_before_its_last(
    group: PropertyGroup, access: Access
) -> None:
    await _sign(group, group.first, "billing", until=NOON + YEAR)
    instants = {
        NOON - timedelta(microseconds=1): frozenset(),
        NOON: {"billing"},
        NOON + YEAR - timedelta(microseconds=1): {"billing"},
        NOON + YEAR: frozenset(),
    }
    for at, expected in instants.items():
        assert await access.contracts.enabled(group.id, group.first, at) == expected
        assert await access.contracts.enabled(group.id, group.second, at) == frozenset()
    book = await access.contracts.book(group.id)
    term = book.term(group.first, "billing", NOON)
    assert term is not None
    assert term.configuration == {"rate": 3}
    assert book.ended_at(group.first, "billing", NOON + 2 * YEAR) == NOON + YEAR
    assert book.ended_at(group.first, "billing", NOON) is None


async def test_a_date_in_the_contract_switches_without_anything_being_called(
    group: PropertyGroup, access: Access
) -> None:
    await _sign(group, group.first, "billing", until=NOON + YEAR)
    with clock.at(NOON - timedelta(seconds=1)) as hands:
        assert await access.contracts.enabled(group.id, group.first) == frozenset()
        hands.advance(seconds=1)
        assert await access.contracts.enabled(group.id, group.first) == {"billing"}


async def test_headquarters_sees_the_union_and_where_each_plugin_is_on(
    group: PropertyGroup, access: Access
) -> None:
    await _sign(group, group.first, "billing", "awards")
    await _sign(group, group.third, "billing")
    await _sign(group, group.second, "parking", since=NOON + YEAR)
    assert await access.contracts.group_union(group.id, NOON) == {"billing", "awards"}
    book = await access.contracts.book(group.id)
    assert book.estates_with("billing", NOON) == (group.first, group.third)
    assert book.estates_with("parking", NOON) == ()
    other = await make_group(access)
    assert await access.contracts.group_union(other.id, NOON) == frozenset()


async def test_signing_and_ending_take_effect_in_every_process_with_the_next_statement(
    group: PropertyGroup, access: Access, other_process: Access
) -> None:
    accounts = [
        await group.account(Role.GROUP_DIRECTOR),
        await group.account(Role.REGION_MANAGER, Reach.region(group.north)),
        await group.account(Role.BUTLER, Reach.estate(group.first)),
    ]
    _, _, resident = await group.resident(group.first)
    accounts.append(
        await group.account(audience=Audience.RESIDENT, people=((group.first, resident),))
    )
    plugins = other_process.contracts
    for account in accounts:
        actor = await other_process.refresh(await group.actor(account))
        assert await plugins.enabled(group.id, group.first) == frozenset()
        contract = await _sign(group, group.first, "billing", since=clock.now())
        async with entered(other_process, actor) as (actor, _):
            assert await plugins.enabled(group.id, group.first) == {"billing"}
        async with administering(access, group.console) as (system, uow):
            await end_contract(system, group.first, contract, uow)
        async with entered(other_process, actor):
            assert await plugins.enabled(group.id, group.first) == frozenset()


async def test_a_change_of_contract_is_no_matter_of_other_estates_people(
    group: PropertyGroup, access: Access
) -> None:
    actor = await group.actor(await group.account(Role.BUTLER, Reach.estate(group.third)))
    await _sign(group, group.first, "billing")
    async with unit_of_work(access.database, Scope.of(actor)):
        pass


async def test_work_of_the_system_asks_within_its_own_transaction(
    group: PropertyGroup, access: Access, other_process: Access
) -> None:
    scope = Scope.system(group.id, group.first)
    contract = await _sign(group, group.first, "billing")
    async with unit_of_work(access.database, scope) as uow:
        book = await other_process.contracts.current(uow, group.id)
        assert book.enabled(group.first, clock.now()) == {"billing"}
        assert uow.scope == scope
    async with administering(access, group.console) as (system, changing):
        await end_contract(system, group.first, contract, changing)
    async with unit_of_work(access.database, scope) as uow:
        book = await other_process.contracts.current(uow, group.id)
        assert book.enabled(group.first, clock.now()) == frozenset()


async def test_a_contract_that_was_rolled_back_is_never_believed(
    group: PropertyGroup, access: Access
) -> None:
    contracts = access.contracts

    async def fail() -> None:
        async with administering(access, group.console) as (system, uow):
            new = SignContract(group.first, "合同", NOON, None, (PluginTerm("billing"),))
            await sign_contract(system, new, uow)
            await uow.flush()
            seen = await contracts.current(uow, group.id)
            assert seen.enabled(group.first, NOON) == {"billing"}
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await fail()
    async with unit_of_work(access.database, Scope.system(group.id)) as uow:
        book = await contracts.current(uow, group.id)
    assert book.enabled(group.first, NOON) == frozenset()


async def test_a_known_book_costs_a_request_no_statement(
    group: PropertyGroup, access: Access
) -> None:
    await _sign(group, group.first, "billing")
    await access.contracts.enabled(group.id, group.first)
    statements: list[str] = []

    def seen(_: object, __: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    engine = access.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", seen)
    try:
        for _ in range(50):
            await access.contracts.enabled(group.id, group.first)
            await access.contracts.group_union(group.id)
    finally:
        event.remove(engine, "before_cursor_execute", seen)
    assert statements == []


async def test_a_plugin_is_not_switched_on_twice_for_the_same_time(
    group: PropertyGroup, access: Access
) -> None:
    contract = await _sign(group, group.first, "billing", until=NOON + YEAR)
    for since, until in (
        (NOON, NOON + YEAR),
        (NOON - YEAR, None),
        (NOON + YEAR - timedelta(seconds=1), NOON + 2 * YEAR),
    ):
        with pytest.raises(GuanjiaError) as refusal:
            await _sign(group, group.first, "billing", since=since, until=until)
        assert refusal.value.code is TenantsCode.PLUGIN_ALREADY_ON
        assert refusal.value.details == {"plugin": "billing"}
    await _sign(group, group.first, "billing", since=NOON + YEAR)
    await _sign(group, group.second, "billing")
    with clock.at(NOON + timedelta(days=1)):
        async with administering(access, group.console) as (system, uow):
            await end_contract(system, group.first, contract, uow)
        await _sign(
            group, group.first, "billing", since=NOON + timedelta(days=1), until=NOON + YEAR
        )
    with pytest.raises(GuanjiaError):
        await _sign(group, group.third, "billing", "billing")


async def test_an_ended_contracts_rows_stay(group: PropertyGroup, access: Access) -> None:
    contract = await _sign(group, group.first, "billing", "awards", since=NOON)
    later = await _sign(group, group.first, "parking", since=NOON + 10 * YEAR)
    ends = NOON + timedelta(days=40)
    with clock.at(ends):
        async with administering(access, group.console) as (system, uow):
            for each in (contract, later):
                await end_contract(system, group.first, each, uow, at=NOON)
                await end_contract(system, group.first, each, uow)
    async with unit_of_work(access.database, Scope.system(group.id, group.first)) as uow:
        rows = await uow.execute(
            select(ContractPlugin.plugin, ContractPlugin.valid_to).where(
                ContractPlugin.estate_id == group.first
            )
        )
        assert {row.plugin: row.valid_to for row in rows} == {
            "billing": ends,
            "awards": ends,
            "parking": NOON + 10 * YEAR,
        }
    book = await access.contracts.book(group.id)
    assert book.enabled(group.first, NOON) == {"billing", "awards"}
    assert book.enabled(group.first, ends) == frozenset()
    assert book.enabled(group.first, NOON + 11 * YEAR) == frozenset()


async def test_closing_an_estate_ends_its_contracts(group: PropertyGroup, access: Access) -> None:
    await _sign(group, group.first, "billing")
    async with administering(access, group.console) as (system, uow):
        await close_estate(system, group.first, uow)
    assert await access.contracts.enabled(group.id, group.first) == frozenset()
    with pytest.raises(GuanjiaError) as refusal:
        await _sign(group, group.first, "billing")
    assert refusal.value.code is TenantsCode.ESTATE_HAS_CLOSED


async def test_only_who_may_sign_signs_and_ends(group: PropertyGroup, access: Access) -> None:
    contract = await _sign(group, group.first, "billing")
    manager = await group.actor(await group.account(Role.ESTATE_MANAGER, Reach.estate(group.first)))
    other = await make_group(access)
    stranger = await other.actor(await other.account(Role.GROUP_DIRECTOR))
    director = await group.actor(await group.account(Role.GROUP_DIRECTOR))
    new = SignContract(group.first, "合同", NOON)
    for caller in (manager, stranger):
        async with administering(access, caller) as (actor, uow):
            with pytest.raises(NotFound):
                await sign_contract(actor, new, uow)
            with pytest.raises(NotFound):
                await end_contract(actor, group.first, contract, uow)
    async with administering(access, director) as (actor, uow):
        await sign_contract(actor, new, uow)
        await end_contract(actor, group.first, contract, uow)
        with pytest.raises(NotFound):
            await end_contract(actor, group.first, uuid4(), uow)


@pytest.mark.parametrize(
    "new",
    [
        SignContract(1, "合同", NOON, NOON),
        SignContract(1, "合同", NOON, None, (PluginTerm("Not A Plugin"),)),
        SignContract(1, "合同", NOON, None, (PluginTerm("billing", valid_to=NOON),)),
        SignContract(1, "合同", NOON, NOON + YEAR, (PluginTerm("b", valid_from=NOON + YEAR),)),
    ],
)
async def test_a_contract_that_makes_no_sense_is_not_signed(
    group: PropertyGroup, access: Access, new: SignContract
) -> None:
    async with administering(access, group.console) as (system, uow):
        with pytest.raises(Invalid):
            await sign_contract(system, new, uow)


_INSTANTS = st.integers(0, 12).map(lambda hours: NOON + timedelta(hours=hours))
_TERMS = st.lists(
    st.builds(
        Term,
        estate_id=st.integers(1, 3),
        plugin=st.sampled_from(["billing", "awards"]),
        contract_id=st.uuids(),
        configuration=st.just({}),
        valid_from=_INSTANTS,
        valid_to=st.none() | _INSTANTS,
    ),
    max_size=8,
)


@given(terms=_TERMS, asked=st.lists(_INSTANTS, min_size=1, max_size=20))
def test_what_is_remembered_between_dates_is_what_the_dates_say(
    terms: list[Term], asked: list[datetime]
) -> None:
    by_estate: dict[int, tuple[Term, ...]] = {}
    for term in terms:
        by_estate[term.estate_id] = (*by_estate.get(term.estate_id, ()), term)
    book = Book(1, 1, NOON, by_estate)
    for at in asked:
        for estate in (1, 2, 3):
            assert book.enabled(estate, at) == {
                term.plugin for term in terms if term.estate_id == estate and term.holds(at)
            }
        assert book.group_union(at) == {term.plugin for term in terms if term.holds(at)}


async def test_stale_rights_are_what_tells_a_process_of_a_new_contract(
    group: PropertyGroup, access: Access
) -> None:
    actor = await group.actor(await group.account(Role.BUTLER, Reach.estate(group.first)))
    await _sign(group, group.first, "billing")
    with pytest.raises(StaleRights):
        async with unit_of_work(access.database, Scope.of(actor)):
            raise AssertionError("came in")
