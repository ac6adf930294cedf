"""Real messages of residents, reported one by one through the public door (S-A4, S-B1).

They are no part of the product; where they are absent this test is skipped.
"""

import csv
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.api.door import Door, gid
from tests.factories import World
from tests.intake.test_property_messages import MESSAGES, SAMPLES, messages

REPORT = """mutation($input: TicketReportInput!) { ticketReport(input: $input) {
    ticket { kind kindProposed } userErrors { code field message } } }"""

SECONDS = 40

pytestmark = pytest.mark.skipif(
    not SAMPLES or not MESSAGES.exists(), reason="GUANJIA_SAMPLE_DATA does not have the messages"
)


@pytest.mark.rule("S-A4", "S-B1")
async def test_each_message_reported_without_its_kind_gets_the_kind_its_title_says(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    resident = await door.caller(estate.resident.actor)
    right, asked = 0, 0
    began = time.monotonic()
    for number, message in enumerate(messages()):
        given = {
            "idempotencyKey": f"message-{number}",
            "estateId": f"Estate:{estate.id}",
            "channel": "WEB",
            "content": message.text,
            "houseId": gid("House", estate.id, estate.houses[0]),
            "unknownOccurred": "来信未说明",
        }
        payload = (await resident.ask(REPORT, {"input": given}))["ticketReport"]
        assert payload["userErrors"] == [], payload
        assert payload["ticket"]["kindProposed"] is True
        asked += 1
        right += payload["ticket"]["kind"] == message.kind.value
    assert asked > 200
    assert right / asked >= 0.85
    assert time.monotonic() - began < SECONDS


def test_every_title_that_says_its_kind_is_among_them() -> None:
    with Path(MESSAGES).open(encoding="utf-8-sig", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    said = Counter(
        sum(marker in title for marker in ("投诉", "咨询", "建议", "求助", "报修"))
        for title in titles
    )
    assert said[1] == sum(1 for _ in messages())
