"""What the workers do: recognise warranties, follow tickets, find broken promises, list."""

from core.jobs.handlers import Consumer, CronJob, Jobs, TimerKind
from core.jobs.schedule import daily
from plugins.developer_escalation.costs.booking import TOPICS as BOOKED
from plugins.developer_escalation.costs.booking import follow as booked
from plugins.developer_escalation.handover.clocks import DUE, run_out
from plugins.developer_escalation.handover.evidence import sweep
from plugins.developer_escalation.handover.take_back import TOPICS as FOLLOWED
from plugins.developer_escalation.handover.take_back import follow
from plugins.developer_escalation.warranty.recognise import TOPICS as DESCRIBED
from plugins.developer_escalation.warranty.recognise import recognise
from plugins.developer_escalation.weekly.draw_up import draw_up

MONDAY = frozenset({1})

JOBS = Jobs(
    timers=(TimerKind(DUE, run_out),),
    consumers=(
        Consumer("developer_escalation.recognise", DESCRIBED, recognise),
        Consumer("developer_escalation.follow", FOLLOWED, follow),
        Consumer("developer_escalation.booked", BOOKED, booked),
    ),
    cron=(
        CronJob("developer_escalation.weekly", daily("09:00", weekdays=MONDAY), draw_up),
        CronJob("developer_escalation.sweep", daily("03:40"), sweep),
    ),
)

__all__ = ["JOBS"]
