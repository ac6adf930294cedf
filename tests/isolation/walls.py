"""Who may see and write which rows, said a second time: in Python, and apart from the policies.

A table without a rule here, or with rows made for nobody, fails the tests: a new table is thought
about before it is served.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

import core
import tenants
from core.actor import Audience
from core.db.base import Base
from core.db.scope import Scope

Row = Mapping[str, Any]
Rule = Callable[[Row, Scope], bool]

INSIDE = frozenset({Audience.STAFF, Audience.SERVICE, Audience.SYSTEM})


def anybody(row: Row, scope: Scope) -> bool:
    return scope.audience is not None or bool(scope.estates) or scope.group_id is not None


def inside(row: Row, scope: Scope) -> bool:
    return scope.audience in INSIDE


def system(row: Row, scope: Scope) -> bool:
    return scope.audience is Audience.SYSTEM


def requester(row: Row, scope: Scope) -> bool:
    mine = scope.audience is Audience.RESIDENT and row["requester_id"] in scope.persons
    return inside(row, scope) or mine


def ticket(row: Row, scope: Scope) -> bool:
    handed = scope.audience is Audience.PARTNER and row["partner_id"] in scope.persons
    return requester(row, scope) or handed


def ticket_event(row: Row, scope: Scope) -> bool:
    return inside(row, scope) or (requester(row, scope) and bool(row["public"]))


def own_account(row: Row, scope: Scope) -> bool:
    return system(row, scope) or (
        row["account_id"] is not None and row["account_id"] == scope.account_id
    )


def message(row: Row, scope: Scope) -> bool:
    of_work = inside(row, scope) and row["ticket_id"] is not None
    return own_account(row, scope) or of_work


def is_person(column: str) -> Rule:
    return lambda row, scope: inside(row, scope) or row[column] in scope.persons


RULES: Mapping[str, Rule] = {
    "core.account_rights": anybody,
    "core.attachment": requester,
    "core.building": anybody,
    "core.calendar_change": anybody,
    "core.calendar_day": anybody,
    "core.category": anybody,
    "core.chains_version": anybody,
    "core.channel_secret": system,
    "core.clock": requester,
    "core.cron_slot": system,
    "core.cron_start": system,
    "core.delivery": system,
    "core.department": anybody,
    "core.course": inside,
    "core.dispatch_need": inside,
    "core.dispatch_setting": inside,
    "core.duty": inside,
    "core.escalation": inside,
    "core.escalation_report": inside,
    "core.escalation_step": inside,
    "core.escalation_telling": inside,
    "core.estate": anybody,
    "core.estate_entry": system,
    "core.group": anybody,
    "core.group_entry": system,
    "core.handover": inside,
    "core.handover_line": inside,
    "core.handover_signing": inside,
    "core.house": lambda row, scope: inside(row, scope) or row["id"] in scope.houses,
    "core.idempotency": anybody,
    "core.joint_verification": inside,
    "core.late_notice": inside,
    "core.message": message,
    "core.message_attempt": inside,
    "core.notification_channel": inside,
    "core.notification_preference": own_account,
    "core.notification_template": inside,
    "core.incident": inside,
    "core.intake_fault": inside,
    "core.intake_mailbox": inside,
    "core.intake_mailbox_secret": system,
    "core.intake_message": inside,
    "core.intake_rules": anybody,
    "core.intake_source": inside,
    "core.outbox_event": system,
    "core.personal_access": inside,
    "core.plugin_fault": inside,
    "core.policy_version": anybody,
    "core.region": anybody,
    "core.request_preset": anybody,
    "core.residency": is_person("resident_id"),
    "core.resident": is_person("id"),
    "core.revisit_attempt": inside,
    "core.revisit_setting": inside,
    "core.revisit_task": inside,
    "core.staff": anybody,
    "core.staff_area": inside,
    "core.staff_event": inside,
    "core.staff_skill": inside,
    "core.survey": requester,
    "core.survey_answer": requester,
    "core.survey_link": system,
    "core.survey_question": anybody,
    "core.survey_template": anybody,
    "core.ticket": ticket,
    "core.ticket_event": ticket_event,
    "core.ticket_material": requester,
    "core.timer": system,
    "core.training_record": inside,
    "core.training_session": inside,
    "core.unit": anybody,
    "tenants.account": lambda row, scope: system(row, scope) or row["id"] == scope.account_id,
    "tenants.account_event": system,
    "tenants.api_key": system,
    "tenants.contract": inside,
    "tenants.contract_book": anybody,
    "tenants.contract_plugin": anybody,
    "tenants.credential": system,
    "tenants.key_prefix": system,
    "tenants.login_failure": system,
    "tenants.login_name": system,
    "tenants.outside_identity": system,
    "tenants.refresh_token": system,
    "tenants.role_grant": system,
}
"""Of the rows of a scope's own estates or group, which an audience sees."""

SHARED = frozenset(
    {
        "core.cron_start",
        "core.estate_entry",
        "core.group_entry",
        "core.survey_link",
        "tenants.key_prefix",
        "tenants.login_failure",
        "tenants.login_name",
        "tenants.outside_identity",
    }
)
"""Look-ups over all groups: nobody's rows, read by the system alone."""

QUEUES = frozenset({"core.cron_slot", "core.delivery", "core.outbox_event", "core.timer"})
"""Written by whoever works in an estate, read by the workers of all."""

SAYING = frozenset({"core.chains_version", "core.policy_version", "tenants.role_grant"})
"""Rows of a group that say which of its estates they are for."""


@dataclass(frozen=True, slots=True)
class Walled:
    """A table, and what its rows have to do with a scope."""

    table: Table

    @property
    def name(self) -> str:
        """`core.ticket`."""
        return f"{self.table.schema}.{self.table.name}"

    @property
    def quoted(self) -> str:
        """The name as SQL has it."""
        return f'{self.table.schema}."{self.table.name}"'

    @property
    def key(self) -> tuple[str, ...]:
        """The primary key's columns."""
        return tuple(column.name for column in self.table.primary_key.columns)

    def within(self, row: Row, scope: Scope) -> bool:
        """Whether a row is of the scope's estates, or of its group."""
        if self.name in SHARED:
            return True
        if self.name == "core.group":
            return bool(row["id"] == scope.group_id)
        estate = row["id"] if self.name == "core.estate" else self._estate(row)
        return row["group_id"] == scope.group_id and (estate is None or estate in scope.estates)

    def _estate(self, row: Row) -> Any:
        return None if self.name in SAYING else row.get("estate_id")

    def sees(self, row: Row, scope: Scope) -> bool:
        """Whether a scope sees a row."""
        near = self.name in QUEUES or self.within(row, scope)
        return near and RULES[self.name](row, scope)

    def writes(self, row: Row, scope: Scope) -> bool:
        """Whether a scope may put a row there."""
        if self.name in QUEUES:
            return scope.audience is Audience.SYSTEM or self.within(row, scope)
        return self.sees(row, scope)


def every_model() -> None:
    """Import all models there are, so that no table is missed for want of an import."""
    for package in (core, tenants):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.rpartition(".")[2] == "models":
                importlib.import_module(module.name)


every_model()
TABLES = tuple(Walled(table) for table in Base.metadata.sorted_tables)

__all__ = ["QUEUES", "RULES", "SHARED", "TABLES", "Row", "Walled", "every_model"]
