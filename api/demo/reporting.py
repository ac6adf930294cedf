"""Who reports, by which door, in which words: from an arrival to a ticket's first entry (S-A)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from api.demo import phrases
from api.demo.arrivals import Arrival
from api.demo.categories import KINDS, NATURES
from api.demo.dice import Dice, Lottery
from api.demo.houses import Home
from api.demo.life import Life, Place
from api.demo.residents import Occupant
from api.demo.rosters import LOCAL
from api.demo.staffing import Member
from api.demo.team import Team
from api.demo.topics import ROOMS, Topic
from core.actor import Actor
from core.intake.evidence import said_by_rules
from core.intake.propose import Proposals, proposals
from core.intake.ruleset import shipped
from core.tickets.intake import Report
from core.tickets.kinds import Channel, Kind, Severity, State, Urgency
from core.tickets.proposed import decide, said
from core.tickets.repository import Surroundings

ONLINE: Lottery[Channel] = Lottery(
    {Channel.APP: 40, Channel.WECHAT: 30, Channel.WEB: 3, Channel.EMAIL: 1, Channel.PHONE: 20,
     Channel.FRONT_DESK: 6}
)  # fmt: skip
"""Doors of who has an account."""

OFFLINE: Lottery[Channel] = Lottery(
    {Channel.PHONE: 62, Channel.FRONT_DESK: 25, Channel.ON_SITE: 11, Channel.MAILBOX: 2}
)

URGENT: Lottery[Channel] = Lottery({Channel.PHONE: 85, Channel.APP: 10, Channel.ON_SITE: 5})

SELF_SERVICE = frozenset({Channel.APP, Channel.WECHAT, Channel.WEB, Channel.EMAIL})
"""Doors by which residents report themselves; at every other one somebody writes it down."""

NOTICED = 0.12
ALARMED = 0.12
"""How much of what happens in public places staff notice first, or a device reports."""

UNCATEGORISED = 0.35
"""How many residents leave the category to the front desk."""

WRITTEN_LATER = {Channel.MAILBOX: 900.0, Channel.STAFF: 25.0, Channel.ON_SITE: 12.0}
"""Minutes until something heard or found is written down (S-A5)."""


class Reported(NamedTuple):
    """A life begun, with whom it is about: None for who left no name."""

    life: Life
    customer: Occupant | None
    topic: Topic
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class _Words:
    content: str
    place: str | None


class Reporting:
    """The doors of one estate."""

    def __init__(
        self,
        place: Place,
        team: Team,
        occupants: Sequence[Occupant],
        devices: Actor,
        dice: Dice,
    ) -> None:
        self.place = place
        self.team = team
        self.devices = devices
        self.dice = dice
        self._by_home: dict[Home, list[Occupant]] = defaultdict(list)
        for occupant in occupants:
            if occupant.present:
                self._by_home[occupant.home].append(occupant)
        self._homes = tuple(self._by_home)

    def report(
        self,
        arrival: Arrival,
        customer: Occupant | None = None,
        until: State | None = None,
    ) -> Reported:
        """Whoever it is reports it. `customer` and `until` are given where they matter."""
        dice, topic = self.dice, arrival.topic
        urgency = topic.urgency.draw(dice)
        if customer is None and topic.place and arrival.home is None:
            if topic.alarm and dice.chance(ALARMED):
                return self._alarm(arrival, urgency, until)
            if dice.chance(NOTICED):
                return self._noticed(arrival, urgency, until)
        if customer is None:
            customer = self._somebody(arrival)
        channel = self._door(customer, urgency)
        if channel is Channel.MAILBOX:
            return self._letter(arrival, customer.home, urgency, until)
        return self._customer(arrival, customer, channel, urgency, until)

    def _customer(
        self,
        arrival: Arrival,
        customer: Occupant,
        channel: Channel,
        urgency: Urgency,
        until: State | None,
    ) -> Reported:
        dice, topic, words = self.dice, arrival.topic, self._words(arrival.topic, customer.home)
        at = self._written(channel, arrival.at)
        self_service = channel in SELF_SERVICE and customer.actor is not None
        writer = None if self_service else self.team.agent(at, dice)
        vague = self_service and dice.chance(UNCATEGORISED)
        new = replace(
            self._report(arrival, channel, words),
            category_code=None if vague else topic.category,
            urgency=None if vague else urgency,
            house_id=customer.home.id,
            requester_id=customer.id,
        )
        actor = customer.actor if writer is None else writer.actor
        assert actor is not None
        life = self._life(actor, new, writer, customer, at, until)
        return Reported(life, customer, topic, urgency)

    def _noticed(self, arrival: Arrival, urgency: Urgency, until: State | None) -> Reported:
        dice, topic = self.dice, arrival.topic
        finder = self.team.anybody(arrival.at, dice)
        new = replace(
            self._report(arrival, Channel.STAFF, self._words(topic, dice.pick(self._homes))),
            urgency=urgency,
            unknown_house=phrases.PUBLIC_AREA,
            contact_name=finder.name,
            contact_phone=finder.phone,
            received_by=finder.id,
        )
        at = self._written(Channel.STAFF, arrival.at)
        life = self._life(finder.actor, new, finder, None, at, until)
        return Reported(life, None, topic, urgency)

    def _alarm(self, arrival: Arrival, urgency: Urgency, until: State | None) -> Reported:
        topic = arrival.topic
        where = self._words(topic, self.dice.pick(self._homes)).place
        words = _Words(f"【设备告警】{where}状态异常，请现场核实。", where)
        new = replace(
            self._report(arrival, Channel.SYSTEM, words),
            urgency=urgency,
            unknown_house=phrases.PUBLIC_AREA,
            unknown_contact=phrases.DEVICE,
        )
        life = self._life(self.devices, new, None, None, arrival.at, until)
        return Reported(life, None, topic, urgency)

    def _letter(
        self, arrival: Arrival, home: Home, urgency: Urgency, until: State | None
    ) -> Reported:
        topic = arrival.topic
        at = self._written(Channel.MAILBOX, arrival.at)
        writer = self.team.agent(at, self.dice)
        words = self._words(topic, home)
        new = replace(
            self._report(arrival, Channel.MAILBOX, words),
            place=words.place or home.block,
            urgency=urgency,
            unknown_house=phrases.ANONYMOUS,
            unknown_contact=phrases.ANONYMOUS,
        )
        life = self._life(writer.actor, new, writer, None, at, until)
        return Reported(life, None, topic, urgency)

    def _report(self, arrival: Arrival, channel: Channel, words: _Words) -> Report:
        """What all reports have in common."""
        dice, at = self.dice, arrival.at
        forgotten = channel is not Channel.SYSTEM and dice.chance(0.06)
        before = timedelta(0) if channel is Channel.SYSTEM else dice.minutes(35, 1.3)
        return Report(
            estate_id=self.place.estate.id,
            kind=arrival.topic.kind,
            channel=channel,
            content=words.content,
            category_code=arrival.topic.category,
            severity=self._severity(arrival.topic.kind),
            place=words.place,
            occurred_at=None if forgotten else at - before,
            unknown_occurred=dice.pick(phrases.UNKNOWN_OCCURRED) if forgotten else None,
            received_at=at,
            id=dice.id_at(at),
        )

    def _life(
        self,
        actor: Actor,
        new: Report,
        writer: Member | None,
        customer: Occupant | None,
        at: datetime,
        until: State | None,
    ) -> Life:
        """The life that begins with this report. What it leaves out is read out of its words."""
        read = said(new) or decide(new, self._proposals(new.content))
        new = replace(new, kind=read.kind, category_code=read.category_code, urgency=read.urgency)
        around = self._around(new, writer, customer)
        return Life(self.place, actor, new, read, around, at, self.dice, until)

    def _proposals(self, content: str) -> Proposals:
        rules = shipped()
        return proposals([*said_by_rules(rules, content)], rules, KINDS)

    def _around(
        self, new: Report, writer: Member | None, customer: Occupant | None
    ) -> Surroundings:
        return Surroundings(
            estate=self.place.estate,
            house_label=None if customer is None else customer.home.label,
            resident_id=None if customer is None else customer.id,
            resident_name=None if customer is None else customer.name,
            resident_phone=None if customer is None else customer.phone,
            resident_important=customer is not None and customer.important,
            staff_id=None if writer is None else writer.id,
            staff_role=None if writer is None else writer.role,
            category_kind=None if new.category_code is None else KINDS[new.category_code],
            category_nature=NATURES.get(new.category_code or ""),
        )

    def _words(self, topic: Topic, home: Home) -> _Words:
        rooms = ROOMS[self.place.estate.property_type]
        room = self.dice.pick(rooms)
        content = self.dice.pick(topic.contents)
        where = topic.place.format(block=home.block) if topic.place else None
        return _Words(content.format(room=room, block=home.block, floor=home.floor), where)

    def _somebody(self, arrival: Arrival) -> Occupant:
        """Of the house that has it, or of any; somebody who had moved in by then."""
        day, home = arrival.at.astimezone(LOCAL).date(), arrival.home
        while True:
            there = self._by_home.get(home or self.dice.pick(self._homes), [])
            moved_in = [each for each in there if each.since <= day]
            if moved_in:
                return self.dice.pick(moved_in)
            home = None

    def _door(self, customer: Occupant, urgency: Urgency) -> Channel:
        if urgency is not Urgency.ROUTINE:
            channel = URGENT.draw(self.dice)
            return channel if customer.actor or channel not in SELF_SERVICE else Channel.PHONE
        return (OFFLINE if customer.actor is None else ONLINE).draw(self.dice)

    def _severity(self, kind: Kind) -> Severity:
        if kind is not Kind.COMPLAINT or not self.dice.chance(0.05):
            return Severity.ORDINARY
        return Severity.COMPLEX if self.dice.chance(0.7) else Severity.MAJOR

    def _written(self, channel: Channel, received_at: datetime) -> datetime:
        """When it is on record; nothing is written down after now."""
        if channel not in WRITTEN_LATER:
            return received_at
        later = received_at + self.dice.minutes(WRITTEN_LATER[channel], 0.5)
        return min(later, self.place.now)


__all__ = ["Reported", "Reporting"]
