"""Settings, read once from the environment: `GUANJIA_<NAME>`.

With no `GUANJIA_DATABASE_URL` the service runs its own PostgreSQL under `var_dir`; with one, it
uses that server and then needs `GUANJIA_SECRET_KEY` as well.
"""

import os
import secrets
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AnyHttpUrl,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from core.operating import OperatorCode, OperatorError

PREFIX = "GUANJIA_"
SECRET_LENGTH = 32
MIB = 1024 * 1024

JSON_LOOKS = {
    "oidc_issuers": '[{"issuer": "https://...", "audience": "...", "jwks_url": "https://..."}]',
    "outbound_allowed_hosts": '["relay.internal"]',
}
"""Settings that are JSON, and how they look."""


class OidcIssuer(BaseModel):
    """An outside issuer whose bearer tokens are taken, and where it publishes its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(min_length=1)
    audience: str = Field(min_length=1)
    jwks_url: AnyHttpUrl


class Settings(BaseSettings):
    """Everything that may differ between two installations. Durations end in their unit."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True
    )

    database_url: str | None = Field(
        default=None, description="PostgreSQL 15 or newer; absent: the embedded one in var_dir"
    )
    owner_database_url: str | None = Field(
        default=None, description="a login that may become guanjia_owner, where the first may not"
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="signs tokens and derives the application's password"
    )
    var_dir: Path = Field(default=Path("var"), description="data of the embedded first run, files")

    files: str | None = Field(
        default=None,
        description="where attachments are kept: a folder, or an address such as "
        "s3://bucket/prefix; absent: files in var_dir",
    )

    files_redirect: bool = Field(
        default=True,
        description="whether S3 hands files out itself, by addresses signed for a minute; false "
        "where customers cannot reach it",
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: AnyHttpUrl | None = Field(
        default=None, description="what customers reach this service by; absent: host and port"
    )
    body_limit_bytes: PositiveInt = Field(default=MIB, description="largest GraphQL request")
    upload_limit_bytes: PositiveInt = Field(default=20 * MIB, description="largest uploaded file")

    pool_min: NonNegativeInt = Field(default=2, description="connections kept open a process")
    pool_max: PositiveInt = Field(default=10, description="connections at most a process")
    pool_timeout_seconds: float = Field(default=5.0, gt=0)
    statement_timeout_ms: NonNegativeInt = Field(default=10_000, description="0: none")
    lock_timeout_ms: PositiveInt = Field(default=5_000, description="of a migration's locks")

    smtp_url: SecretStr | None = Field(
        default=None, description="smtps://user:password@host of the server that mail goes through"
    )
    smtp_sender: str = Field(default="", description="the address mail comes from")
    outbound_allowed_hosts: tuple[str, ...] = Field(
        default=(),
        description="hosts that webhooks and providers may be at though they are not public, "
        "as a JSON list",
    )

    access_token_minutes: PositiveInt = 15
    refresh_token_days: PositiveInt = 30
    login_attempts: PositiveInt = Field(default=5, description="failures until a lockout")
    login_lock_minutes: PositiveInt = 15
    oidc_issuers: tuple[OidcIssuer, ...] = Field(
        default=(),
        description="outside issuers of bearer tokens, as a JSON list of objects "
        "with issuer, audience and jwks_url",
    )

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "pretty"] = Field(
        default="auto", description="auto: pretty on a terminal, JSON elsewhere"
    )

    @field_validator("database_url", "owner_database_url")
    @classmethod
    def _postgresql_only(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme = urlsplit(value).scheme.partition("+")[0]
        if scheme not in {"postgresql", "postgres"}:
            raise ValueError("must look like postgresql://user:password@host:5432/database")
        return "postgresql" + value[value.index("://") :]

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit("" if value is None else value.get_secret_value())
        if value is not None and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
            raise ValueError("must look like smtps://user:password@host or smtp://host:port")
        return value

    @field_validator("var_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SECRET_LENGTH:
            raise ValueError(f"must have at least {SECRET_LENGTH} characters")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.pool_min > self.pool_max:
            raise ValueError("pool_min must not exceed pool_max")
        if self.owner_database_url and not self.database_url:
            raise ValueError("owner_database_url needs database_url beside it")
        if self.smtp_url and "@" not in self.smtp_sender:
            raise ValueError("smtp_url needs smtp_sender beside it, an address")
        if self.database_url and not self.secret_key.get_secret_value():
            raise ValueError(
                "secret_key is required with a database_url; make one with "
                '`python3 -c "import secrets; print(secrets.token_urlsafe(48))"`'
            )
        return self

    @property
    def embedded(self) -> bool:
        """Whether the service runs its own PostgreSQL."""
        return self.database_url is None

    @property
    def secret(self) -> str:
        """The secret key: the one given, else the one kept in `var_dir/secret`."""
        return self.secret_key.get_secret_value() or kept_secret(self.var_dir)

    @property
    def address(self) -> str:
        """What links to this service begin with, without a slash at the end."""
        given = None if self.public_url is None else str(self.public_url)
        return (given or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def access_token_life(self) -> timedelta:
        """How long an access token is good for."""
        return timedelta(minutes=self.access_token_minutes)

    @property
    def refresh_token_life(self) -> timedelta:
        """How long a refresh token can be exchanged."""
        return timedelta(days=self.refresh_token_days)


@lru_cache(maxsize=8)
def kept_secret(var_dir: Path) -> str:
    """The secret of an embedded first run: made once, kept in `var_dir/secret`, owner-only."""
    path = var_dir / "secret"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    var_dir.mkdir(parents=True, exist_ok=True)
    draft = var_dir / f"secret.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)  # complete or not there; of two first runs one wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process. Raises `OperatorError` naming every bad variable."""
    return read_settings()


def read_settings() -> Settings:
    """Reads the environment afresh. Raises `OperatorError` naming every bad variable."""
    try:
        return Settings()
    except SettingsError as error:
        name = next((name for name in JSON_LOOKS if name in str(error)), "oidc_issuers")
        raise OperatorError(
            OperatorCode.CONFIGURATION,
            f"{PREFIX}{name.upper()} is not JSON.",
            f"It looks like {JSON_LOOKS[name]}",
        ) from None
    except ValidationError as error:
        problems = []
        for item in error.errors(include_url=False, include_input=False, include_context=False):
            name = ".".join(str(part) for part in item["loc"])
            reason = item["msg"].removeprefix("Value error, ")
            problems.append(f"  {PREFIX}{name.upper()}: {reason}" if name else f"  {reason}")
        raise OperatorError(
            OperatorCode.CONFIGURATION,
            "the settings in the environment cannot be used:\n" + "\n".join(problems),
            f"Correct them and start again; names are {PREFIX} and the setting in capitals.",
        ) from None


__all__ = ["OidcIssuer", "Settings", "get_settings", "kept_secret", "read_settings"]
