"""What the plugin is."""

from pydantic import Field

from core.actor import Role
from core.plugin.manifest import Configuration, Manifest, Permission
from core.tickets.kinds import Urgency


class DeveloperConfiguration(Configuration):
    """What was agreed with the developer: its clocks, by the urgency of the matter."""

    respond_hours: dict[Urgency, int] = Field(
        default={Urgency.EMERGENCY: 2, Urgency.URGENT: 8, Urgency.ROUTINE: 24},
        description="hours in which the developer answers a hand-over",
    )
    repair_days: dict[Urgency, int] = Field(
        default={Urgency.EMERGENCY: 2, Urgency.URGENT: 7, Urgency.ROUTINE: 30},
        description="days from its answer within which the developer's repair date must lie",
    )

    def respond_within(self, urgency: Urgency) -> int:
        """Hours; a day where nothing else was agreed."""
        return self.respond_hours.get(urgency, 24)

    def repair_within(self, urgency: Urgency) -> int:
        """Days; thirty where nothing else was agreed."""
        return self.repair_days.get(urgency, 30)


_DESK = frozenset({Role.CS_AGENT, Role.CS_SUPERVISOR, Role.ESTATE_MANAGER})
_LEADERS = frozenset({Role.ESTATE_MANAGER, Role.REGION_MANAGER, Role.GROUP_DIRECTOR})

MANIFEST = Manifest(
    id="developer_escalation",
    title="开发商升级",
    title_en="Developer escalation",
    version="1.0.0",
    package="plugins.developer_escalation",
    configuration=DeveloperConfiguration,
    permissions=(
        Permission(
            "developer_escalation.partner",
            "登记开发商及其账号",
            "Register developers and their people",
            _LEADERS,
        ),
        Permission(
            "developer_escalation.warranty",
            "设定保修条款与交付日期",
            "Set warranty terms and hand-over dates",
            _LEADERS | {Role.CS_SUPERVISOR},
        ),
        Permission(
            "developer_escalation.hand_over",
            "移交开发商与收回",
            "Hand matters to the developer, and take them back",
            _DESK,
        ),
        Permission(
            "developer_escalation.claim",
            "向开发商追偿费用",
            "Claim costs from the developer",
            _LEADERS | {Role.CS_SUPERVISOR},
        ),
    ),
    models="models:Base",
    hooks="hooks",
    jobs="jobs:JOBS",
    templates="templates",
    graphql="graphql.extension:EXTENSION",
    texts="errors:TEXTS",
    trial="trial:TRIAL",
    demo="demo:DEMONSTRATION",
    migrations="migrations",
)

__all__ = ["MANIFEST", "DeveloperConfiguration"]
