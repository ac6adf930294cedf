"""What can stand in the way of joining reports of one fault, with the texts people read."""

from enum import StrEnum


class IncidentCode(StrEnum):
    """Refusals of the incidents area."""

    INCIDENT_OVER = "INCIDENT_OVER"
    INCIDENT_EXISTS = "INCIDENT_EXISTS"
    INCIDENT_LEADS = "INCIDENT_LEADS"
    INCIDENT_TOO_MANY = "INCIDENT_TOO_MANY"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    IncidentCode.INCIDENT_OVER: (
        "该事件的维修已经结束，请另行派单。",
        "The work on this incident is over: dispatch the ticket by itself.",
    ),
    IncidentCode.INCIDENT_EXISTS: (
        "该工单已是一个事件的主单。",
        "This ticket leads an incident already.",
    ),
    IncidentCode.INCIDENT_LEADS: (
        "该工单是另一个事件的主单，不能并入。",
        "This ticket leads an incident of its own and cannot join another.",
    ),
    IncidentCode.INCIDENT_TOO_MANY: (
        "一次最多并入 {most} 张工单。",
        "At most {most} tickets can be joined at once.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "IncidentCode"]
