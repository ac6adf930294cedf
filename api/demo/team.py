"""An estate's people as their work finds them: who sits at the desk, who is sent."""

from collections.abc import Sequence
from datetime import datetime

from api.demo.dice import Dice
from api.demo.residents import Occupant
from api.demo.rosters import on_duty
from api.demo.staffing import Member
from api.demo.topics import Topic
from core.actor import Role
from core.staff.models import Function

DUTY_COUNTS = 6
"""How much likelier somebody on duty is sent than somebody at home."""

AT_THE_DESK = frozenset({Role.CS_AGENT, Role.BUTLER})
AT_WORK = frozenset({Role.TECHNICIAN, Role.OFFICER, Role.DEPARTMENT_HEAD, *AT_THE_DESK})


class Team:
    """The people of one estate."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = tuple(members)
        self.agents = self._of(Role.CS_AGENT)
        self.butlers = self._of(Role.BUTLER)
        self.supervisor = self._of(Role.CS_SUPERVISOR)[0]
        self.heads = {member.function: member for member in self._of(Role.DEPARTMENT_HEAD)}

    def agent(self, at: datetime, dice: Dice) -> Member:
        """Who answers at the front desk: on duty if anybody is."""
        present = [each for each in self.agents if on_duty(each.pattern, each.turn, at)]
        return dice.pick(present or self.agents)

    def desk_is_taken(self, at: datetime) -> bool:
        """Whether an agent is on duty."""
        return any(on_duty(each.pattern, each.turn, at) for each in self.agents)

    def butler_of(self, customer: Occupant | None) -> Member:
        """The butler whose list the household is on."""
        if customer is None:
            return self.butlers[0]
        return self.butlers[customer.home.building % len(self.butlers)]

    def sent(self, topic: Topic, at: datetime, dice: Dice, but: Member | None = None) -> Member:
        """Who is given such a ticket: of the right function, skilled, on duty; not `but`."""
        able = [
            each
            for each in self.members
            if each is not but
            and each.role in AT_WORK
            and each.function is topic.function
            and topic.skill in each.skills
        ]
        if topic.function is Function.ENGINEERING:
            able = [each for each in able if each.role is Role.TECHNICIAN] or able
        if not able:
            return but or self.heads.get(topic.function, self.supervisor)
        weights = [
            (2 + each.skills[topic.skill])
            * (DUTY_COUNTS if on_duty(each.pattern, each.turn, at) else 1)
            for each in able
        ]
        return dice.random.choices(able, weights)[0]

    def anybody(self, at: datetime, dice: Dice) -> Member:
        """Somebody who happens to notice something."""
        present = [each for each in self.members if on_duty(each.pattern, each.turn, at)]
        return dice.pick(present or self.members)

    def _of(self, role: Role) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.role is role)


__all__ = ["Team"]
