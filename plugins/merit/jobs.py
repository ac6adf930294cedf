"""What the workers do: keep facts, end the times for objecting and hearing, lock the month."""

from core.jobs.handlers import Consumer, CronJob, Jobs, TimerKind
from core.jobs.schedule import monthly
from core.sla.keep import BROKEN
from core.surveys.keep import ANSWERED
from core.tickets.actions import Action
from core.tickets.step import TOPICS
from plugins.merit.appraisals.lock import lock_last_month
from plugins.merit.cases.decide import OBJECTION_OVER
from plugins.merit.cases.take_effect import objection_over
from plugins.merit.cases.unheard import HEARING_OVERDUE, hearing_overdue
from plugins.merit.effects.hand_over import EFFECT_OVERDUE
from plugins.merit.effects.overdue import effect_overdue
from plugins.merit.facts.notice import promise_broken, sent_back, survey_answered

SENDS_BACK = frozenset(
    TOPICS[action] for action in (Action.REOPEN, Action.CONFIRM, Action.ANSWER_SURVEY)
)
"""Steps that may send finished work back."""

JOBS = Jobs(
    timers=(
        TimerKind(OBJECTION_OVER, objection_over),
        TimerKind(HEARING_OVERDUE, hearing_overdue),
        TimerKind(EFFECT_OVERDUE, effect_overdue),
    ),
    consumers=(
        Consumer("merit.promise_broken", frozenset({BROKEN}), promise_broken),
        Consumer("merit.survey_answered", frozenset({ANSWERED}), survey_answered),
        Consumer("merit.sent_back", SENDS_BACK, sent_back),
    ),
    cron=(CronJob("merit.lock_month", monthly(1, at="03:00"), lock_last_month, catch_up=3),),
)

__all__ = ["JOBS"]
