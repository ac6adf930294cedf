"""graphql-transport-ws: what is said, in which order, and how a connection ends otherwise."""

import pytest

from api.subscriptions import sockets
from api.subscriptions.sockets import Patience
from core.ids import new_id
from tests.standard.story import Story
from tests.subscriptions.client import connected, subscribing

WATCH = "subscription { notificationReceived { notification { id } } }"


async def test_queries_are_answered_as_well(story: Story) -> None:
    async with subscribing(story, story.estate.agent, story.estate.code) as client:
        await client.subscribe("{ me { name } }")
        assert await client.data() == {"me": {"name": story.estate.agent.name}}
        assert await client.receive() == {"id": "1", "type": "complete"}


async def test_a_ping_is_answered(story: Story) -> None:
    async with connected(story) as client:
        await client.send(type="ping")
        assert await client.receive() == {"type": "pong"}


@pytest.mark.parametrize(
    "message",
    ["{", "[]", '"x"', '{"type":"start"}', '{"id":"1"}', '{"type":"complete"}'],
)
async def test_what_is_no_message_closes_with_4400(story: Story, message: str) -> None:
    async with connected(story) as client:
        await client.socket.send(message)
        assert await client.closed() == 4400


@pytest.mark.parametrize(
    "message",
    [
        {"payload": {"query": WATCH}},
        {"id": "", "payload": {"query": WATCH}},
        {"id": "1", "payload": {}},
        {"id": "1", "payload": {"query": WATCH, "variables": []}},
        {"id": 1, "payload": {"query": WATCH}},
    ],
)
async def test_an_operation_that_is_none_closes_with_4400(
    story: Story, message: dict[str, object]
) -> None:
    async with subscribing(story, story.estate.agent) as client:
        await client.send(type="subscribe", **message)
        assert await client.closed() == 4400


async def test_subscribing_before_the_acknowledgement_closes_with_4401(story: Story) -> None:
    async with connected(story) as client:
        await client.subscribe(WATCH)
        assert await client.closed() == 4401


@pytest.mark.parametrize(
    "payload", [None, {}, {"authorization": "Bearer nonsense"}, {"token": "x" * 9000}]
)
async def test_a_token_that_does_not_hold_closes_with_4403(story: Story, payload: object) -> None:
    async with connected(story) as client:
        await client.send(type="connection_init", payload=payload)
        assert await client.closed() == 4403


async def test_an_estate_that_is_not_the_callers_closes_with_4403(story: Story) -> None:
    caller = await story.caller(story.estate.agent)
    async with connected(story, story.world.estates[1].code) as client:
        header = caller.http.headers["authorization"]
        await client.send(type="connection_init", payload={"authorization": header})
        assert await client.closed() == 4403


@pytest.mark.parametrize("protocol", ["graphql-ws", "chat"])
async def test_other_protocols_are_refused_with_4406(story: Story, protocol: str) -> None:
    async with connected(story, protocol=protocol) as client:
        assert client.socket.subprotocol is None
        assert await client.closed() == 4406


async def test_silence_closes_with_4408(story: Story) -> None:
    story.door.app.state.sockets.patience = Patience(init=0.2)
    async with connected(story) as client:
        assert await client.closed() == 4408


async def test_an_id_that_is_taken_closes_with_4409(story: Story) -> None:
    async with subscribing(story, story.estate.agent) as client:
        await client.subscribe(WATCH)
        await client.subscribe(WATCH)
        assert await client.closed() == 4409


async def test_a_second_initialisation_closes_with_4429(story: Story) -> None:
    async with subscribing(story, story.estate.agent) as client:
        await client.send(type="connection_init", payload={})
        assert await client.closed() == 4429


async def test_an_id_is_free_again_after_its_end(story: Story) -> None:
    async with subscribing(story, story.estate.agent) as client:
        for _ in range(2):
            await client.subscribe(WATCH, "7")
            await client.send(id="7", type="complete")
        await client.subscribe("{ me { audience } }", "7")
        assert await client.data() == {"me": {"audience": "staff"}}


async def test_one_connection_has_so_many_operations(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "MOST_AT_ONCE", 3)
    async with subscribing(story, story.estate.agent) as client:
        for number in range(4):
            await client.subscribe(WATCH, str(number))
        assert await client.closed() == 4429


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { nonsense }", "INVALID_DOCUMENT"),
        ("subscription {", "SYNTAX_ERROR"),
        (
            "subscription { notificationReceived { notification { id } } __typename }",
            "INVALID_DOCUMENT",
        ),
        (
            'subscription { ticketChanged(id: "Ticket:1:x") { ticket { id } } }',
            "NOT_FOUND",
        ),
    ],
)
async def test_an_operation_that_cannot_be_is_told_so_and_the_connection_stays(
    story: Story, query: str, code: str
) -> None:
    async with subscribing(story, story.estate.agent) as client:
        await client.subscribe(query)
        message = await client.receive()
        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"]["code"] == code
        await client.subscribe("{ me { audience } }")
        assert await client.data() == {"me": {"audience": "staff"}}


async def test_over_http_a_subscription_is_refused(story: Story) -> None:
    caller = await story.caller(story.estate.agent)
    told = (await caller.send(WATCH)).json()
    assert told["errors"][0]["extensions"]["code"] == "NOT_OVER_HTTP"
    assert "data" not in told


async def test_mutations_are_carried_out(story: Story) -> None:
    async with subscribing(story, story.estate.resident) as client:
        mutation = (
            "mutation($input: NotificationPreferenceSetInput!) {"
            " notificationPreferenceSet(input: $input) { preference { locale } } }"
        )
        given = {"idempotencyKey": str(new_id()), "expectedVersion": 0, "locale": "en"}
        await client.subscribe(mutation, input=given)
        told = await client.data()
        assert told["notificationPreferenceSet"]["preference"] == {"locale": "en"}
