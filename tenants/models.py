"""Accounts, their ways in, their rights; contracts and what they switch on.

Everything here is written through the tenants floor alone. What must be unique across groups
(login names, outside identities, key prefixes) lives in small shared look-up tables that hold
nothing else. Those, and everything that opens a door, are readable by the system audience only.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.actor import Audience, Role
from core.db.base import Base, EnumText, TenantRow, of_estate, one_of, same_estate


class ScopeKind(StrEnum):
    """How far a granted role reaches."""

    GROUP = "GROUP"
    REGION = "REGION"
    ESTATE = "ESTATE"


class AccountAction(StrEnum):
    """What is kept on record about an account (S-N2)."""

    OPENED = "OPENED"
    DISABLED = "DISABLED"
    LOGGED_IN = "LOGGED_IN"
    LOGGED_OUT = "LOGGED_OUT"
    LOCKED = "LOCKED"
    TOKEN_REUSED = "TOKEN_REUSED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"
    PASSWORD_RESET = "PASSWORD_RESET"
    ROLE_GRANTED = "ROLE_GRANTED"
    ROLE_REVOKED = "ROLE_REVOKED"
    KEY_ISSUED = "KEY_ISSUED"
    KEY_REVOKED = "KEY_REVOKED"
    IDENTITY_LINKED = "IDENTITY_LINKED"
    PERSON_LINKED = "PERSON_LINKED"


class AccountRow:
    """A row of one account, keyed by its group and its own id."""

    group_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)


def of_account() -> ForeignKeyConstraint:
    """The foreign key to the account, which cannot cross groups."""
    return ForeignKeyConstraint(
        ["group_id", "account_id"], ["tenants.account.group_id", "tenants.account.id"]
    )


class Account(AccountRow, Base):
    """Somebody or something that can log in. Its rights are versioned in `core.account_rights`."""

    __tablename__ = "account"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        one_of("audience", Audience),
        {"schema": "tenants", "info": {"wall": "group", "narrow": "account"}},
    )

    audience: Mapped[Audience] = mapped_column(EnumText(Audience))
    name: Mapped[str] = mapped_column(info={"personal": "name"})
    locale: Mapped[str] = mapped_column(default="zh-CN")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AccountEvent(AccountRow, Base):
    """An act on or by an account, never changed. `actor_id` is None where the system acted."""

    __tablename__ = "account_event"
    __table_args__ = (
        of_account(),
        Index(None, "group_id", "account_id", "at"),
        one_of("action", AccountAction),
        {"schema": "tenants", "info": {"wall": "group", "narrow": "system", "append_only": True}},
    )

    account_id: Mapped[UUID]
    at: Mapped[datetime]
    action: Mapped[AccountAction] = mapped_column(EnumText(AccountAction))
    actor_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class Credential(Base):
    """A password, as its argon2id hash."""

    __tablename__ = "credential"
    __table_args__ = (
        of_account(),
        {"schema": "tenants", "info": {"wall": "group", "narrow": "system"}},
    )

    group_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    password_hash: Mapped[str]
    changed_at: Mapped[datetime]


class LoginName(Base):
    """Which account a login name means. Shared: unique over all groups."""

    __tablename__ = "login_name"
    __table_args__ = (
        Index(None, "account_id"),
        {"schema": "tenants", "info": {"wall": "system"}},
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[int]
    account_id: Mapped[UUID]


class LoginFailure(Base):
    """Failures in a row under one name, known or not, so that a lockout tells nothing of which.

    `name_hash` is keyed with the installation's secret: people type passwords into the wrong field.
    """

    __tablename__ = "login_failure"
    __table_args__ = (
        Index(None, "last_at"),
        {"schema": "tenants", "info": {"wall": "system"}},
    )

    name_hash: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class OutsideIdentity(Base):
    """Which account an outside OIDC subject means. Shared."""

    __tablename__ = "outside_identity"
    __table_args__ = ({"schema": "tenants", "info": {"wall": "system"}},)

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[int]
    account_id: Mapped[UUID]


class KeyPrefix(Base):
    """Which group an API key's public prefix belongs to. Shared."""

    __tablename__ = "key_prefix"
    __table_args__ = ({"schema": "tenants", "info": {"wall": "system"}},)

    prefix: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[int]
    key_id: Mapped[UUID]


class ApiKey(AccountRow, Base):
    """A service's key, kept as a SHA-256 of its secret part."""

    __tablename__ = "api_key"
    __table_args__ = (
        of_account(),
        Index(None, "group_id", "account_id"),
        {"schema": "tenants", "info": {"wall": "group", "narrow": "system"}},
    )

    account_id: Mapped[UUID]
    label: Mapped[str]
    prefix: Mapped[str]
    secret_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class RefreshToken(AccountRow, Base):
    """One link of a rotating chain. A link used twice revokes its whole `family`: the session."""

    __tablename__ = "refresh_token"
    __table_args__ = (
        of_account(),
        Index(None, "group_id", "family_id"),
        Index(None, "group_id", "account_id"),
        {"schema": "tenants", "info": {"wall": "group", "narrow": "system"}},
    )

    account_id: Mapped[UUID]
    family_id: Mapped[UUID]
    secret_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class RoleGrant(AccountRow, Base):
    """A role an account holds over the group, a region with all below it, or one estate.

    It holds from `granted_at` until `valid_to` (exclusive) or `revoked_at`, whichever is first.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        of_account(),
        ForeignKeyConstraint(["group_id", "region_id"], ["core.region.group_id", "core.region.id"]),
        ForeignKeyConstraint(["group_id", "estate_id"], ["core.estate.group_id", "core.estate.id"]),
        Index(None, "group_id", "account_id"),
        one_of("role", Role),
        one_of("scope", ScopeKind),
        CheckConstraint(
            "(region_id is not null) = (scope = 'REGION')"
            " and (estate_id is not null) = (scope = 'ESTATE')",
            name="reach",
        ),
        {"schema": "tenants", "info": {"wall": "group", "cloned": False, "narrow": "system"}},
    )

    account_id: Mapped[UUID]
    role: Mapped[Role] = mapped_column(EnumText(Role))
    scope: Mapped[ScopeKind] = mapped_column(EnumText(ScopeKind))
    region_id: Mapped[int | None]
    estate_id: Mapped[int | None]
    granted_at: Mapped[datetime]
    granted_by: Mapped[UUID | None]
    valid_to: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]


class ContractBook(Base):
    """The version of a group's contracts: raised in every transaction that changes one."""

    __tablename__ = "contract_book"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        {"schema": "tenants", "info": {"wall": "group"}},
    )

    group_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=1)


class Contract(TenantRow, Base):
    """What was agreed with an estate, from when to when (S-N1). `valid_to` is exclusive."""

    __tablename__ = "contract"
    __table_args__ = (
        of_estate(),
        Index(None, "estate_id", "valid_from"),
        {"schema": "tenants", "info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    signed_at: Mapped[datetime]
    signed_by: Mapped[UUID]


class ContractPlugin(TenantRow, Base):
    """A plugin switched on by a contract for a stretch of time; `valid_to` is exclusive.

    Whether it is on is a matter of the dates alone. `set_up_at` and `settled_at` say when the
    plugin itself had its turn at its begin and its end (`core.plugin.lifecycle`), `fault` why it
    has not had it yet.
    """

    __tablename__ = "contract_plugin"
    __table_args__ = (
        of_estate(),
        same_estate("contract_id", to="tenants.contract"),
        Index(None, "estate_id", "plugin", "valid_from"),
        {"schema": "tenants", "info": {"wall": "estate", "cloned": False}},
    )

    contract_id: Mapped[UUID]
    plugin: Mapped[str]
    configuration: Mapped[dict[str, Any]] = mapped_column(JSONB)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    set_up_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    fault: Mapped[str | None]
