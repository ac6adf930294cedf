"""Who takes the steps of a ticket's life, by role."""

from core.actor import Role

FRONT_DESK = frozenset({Role.CS_AGENT, Role.CS_SUPERVISOR, Role.ESTATE_MANAGER})
"""受理前台: who classifies, dispatches and follows to the end (S-C1, S-D4)."""

LEADS = frozenset({Role.CS_SUPERVISOR, Role.DEPARTMENT_HEAD, Role.ESTATE_MANAGER})
"""Who may act for the person responsible, and judge a complaint."""

CALLERS = FRONT_DESK | {Role.BUTLER}
"""Who speaks with the customer about the result (S-E2, S-F1)."""

REPORTERS = frozenset(Role) - {Role.PARTNER}
"""Everybody may hear or see something and say so (S-A1, S-A5)."""

COMMENTERS = REPORTERS - {Role.RESIDENT}

ANSWERERS = CALLERS | {Role.SYSTEM}
"""Who writes a customer's answer down; the system, for who answers by their link (S-F1)."""

__all__ = ["ANSWERERS", "CALLERS", "COMMENTERS", "FRONT_DESK", "LEADS", "REPORTERS"]
