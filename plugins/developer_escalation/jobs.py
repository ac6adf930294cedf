"""What the workers do: recognise warranties, follow tickets, find broken promises."""

from core.jobs.handlers import Consumer, Jobs, TimerKind
from plugins.developer_escalation.handover.clocks import DUE, run_out
from plugins.developer_escalation.handover.take_back import TOPICS as FOLLOWED
from plugins.developer_escalation.handover.take_back import follow
from plugins.developer_escalation.warranty.recognise import TOPICS as DESCRIBED
from plugins.developer_escalation.warranty.recognise import recognise

JOBS = Jobs(
    timers=(TimerKind(DUE, run_out),),
    consumers=(
        Consumer("developer_escalation.recognise", DESCRIBED, recognise),
        Consumer("developer_escalation.follow", FOLLOWED, follow),
    ),
)

__all__ = ["JOBS"]
