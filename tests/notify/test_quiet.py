"""Preferences: language, quiet hours, silence, order of channels."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.notify.rules import quiet_until
from core.notify.tell import Recipient
from tests.notify.people import Telephone
from tests.standard.story import Story

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "begin", "end", "until"),
    [
        ("2025-03-12T22:00+08:00", "22:00", "07:00", "2025-03-13T07:00+08:00"),
        ("2025-03-13T06:59+08:00", "22:00", "07:00", "2025-03-13T07:00+08:00"),
        ("2025-03-13T07:00+08:00", "22:00", "07:00", None),
        ("2025-03-12T21:59+08:00", "22:00", "07:00", None),
        ("2025-03-12T12:30+08:00", "12:00", "14:00", "2025-03-12T14:00+08:00"),
        ("2025-03-12T12:30+08:00", "12:00", "12:00", None),
    ],
)
def test_quiet_hours_end_when_they_say(now: str, begin: str, end: str, until: str | None) -> None:
    minutes = [int(each[:2]) * 60 + int(each[3:]) for each in (begin, end)]
    found = quiet_until(datetime.fromisoformat(now).astimezone(UTC), SHANGHAI, *minutes)
    assert found == (None if until is None else datetime.fromisoformat(until))


def test_quiet_hours_over_a_clock_change_end_by_the_clock_on_the_wall() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2025, 3, 29, 22, 30, tzinfo=UTC)  # the night summer time begins
    assert quiet_until(evening, berlin, 22 * 60, 7 * 60) == datetime(2025, 3, 30, 5, tzinfo=UTC)


async def test_a_message_waits_for_the_end_of_quiet_hours_and_an_urgent_one_does_not(
    story: Story, telephone: Telephone
) -> None:
    resident = story.estate.resident
    payload = await telephone.prefer(resident, quietFrom="08:00", quietTo="10:00")
    assert payload["preference"]["quietFrom"] == "08:00"
    await telephone.tell(Recipient.resident(resident.id), key="calm")
    await telephone.tell(Recipient.resident(resident.id), key="urgent", urgent=True)
    await story.on(minutes=59)
    urgent, calm = sorted(await telephone.inbox(resident), key=lambda each: not each["urgent"])
    assert (urgent["state"], calm["state"]) == ("SENT", "DELAYED")
    assert datetime.fromisoformat(calm["dueAt"]).astimezone(SHANGHAI).hour == 10
    await story.on(minutes=1)
    states = {each["state"] for each in await telephone.inbox(resident)}
    assert states == {"SENT"}


async def test_quiet_hours_are_the_persons_own_zones(story: Story, telephone: Telephone) -> None:
    resident = story.estate.resident
    given = {"zone": "Europe/London", "quietFrom": "00:00", "quietTo": "06:00"}  # it is one there
    await telephone.prefer(resident, **given)
    await telephone.tell(Recipient.resident(resident.id))
    await story.on(seconds=1)
    [message] = await telephone.inbox(resident)
    assert message["state"] == "DELAYED"
    assert datetime.fromisoformat(message["dueAt"]) == datetime(2025, 3, 12, 6, tzinfo=UTC)


async def test_what_is_muted_stands_in_the_inbox_and_is_not_sent(
    story: Story, telephone: Telephone
) -> None:
    resident = story.estate.resident
    await telephone.prefer(resident, muted=["PROGRESS"])
    await telephone.tell(Recipient.resident(resident.id))
    delay = {"number": "1", "due": "2025-03-12T10:00:00+00:00"}
    await telephone.tell(
        Recipient.resident(resident.id), key="delay", template="customer.delayed", values=delay
    )
    await story.on(seconds=1)
    states = {each["template"]: each["state"] for each in await telephone.inbox(resident)}
    assert states == {"customer.closed": "MUTED", "customer.delayed": "SENT"}


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"muted": ["WORK"]}, "TOPIC_NOT_MUTABLE", "muted"),
        ({"quietFrom": "22:00"}, "HOUR_INVALID", "quietTo"),
        ({"quietFrom": "24:00", "quietTo": "07:00"}, "HOUR_INVALID", "quietFrom"),
        ({"zone": "Mars/Olympus"}, "ZONE_UNKNOWN", "zone"),
        ({"zone": "../etc/passwd"}, "ZONE_UNKNOWN", "zone"),
        ({"locale": "fr"}, "LOCALE_UNKNOWN", "locale"),
        ({"email": "nobody"}, "ADDRESS_INVALID", "email"),
        ({"email": "a@b.c\nBcc: x@y.z"}, "ADDRESS_INVALID", "email"),
        (
            {"channels": [{"topic": "WORK", "channels": ["PIGEON"]}]},
            "CHANNEL_UNKNOWN",
            "channels",
        ),
        ({"expectedVersion": 3}, "CONFLICT", "expectedVersion"),
    ],
)
async def test_a_preference_that_cannot_be_is_refused(
    story: Story, telephone: Telephone, given: dict[str, object], code: str, field: str
) -> None:
    payload = await telephone.prefer(story.estate.technician, **given)
    [refused] = payload["userErrors"]
    assert (refused["code"], refused["field"]) == (code, field)


async def test_people_choose_their_channels_by_topic_and_change_their_mind(
    story: Story, telephone: Telephone
) -> None:
    technician = story.estate.technician
    given = {"email": "wu@example.com", "channels": [{"topic": "WORK", "channels": ["EMAIL"]}]}
    await telephone.prefer(technician, **given)
    again = await telephone.prefer(technician, **given, expectedVersion=1, locale="en")
    assert again["preference"] == {
        "version": 2,
        "locale": "en",
        "zone": None,
        "quietFrom": None,
        "quietTo": None,
        "muted": [],
        "email": "wu@example.com",
        "wechat": None,
        "channels": [{"topic": "WORK", "channels": ["EMAIL"]}],
    }
    told = await story.ask(technician, "{ notificationPreference { version email } }")
    assert told["notificationPreference"] == {"version": 2, "email": "wu@example.com"}
    told = await story.ask(story.estate.agent, "{ notificationPreference { version } }")
    assert told["notificationPreference"] is None
