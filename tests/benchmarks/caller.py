"""As whom the benchmark asks: the director of the whole group, with a bearer token."""

from pydantic import SecretStr

from core import clock
from core.actor import Audience
from core.config import Settings
from core.ids import new_id
from tenants.tokens import TokenSigner
from tests.benchmarks.data import ACCOUNT, GROUP, SECRET, Place

MINUTES = 120
"""Longer than any run."""


def bearer(place: Place) -> str:
    """An access token as the login gives it out, for a server over this database."""
    settings = Settings(
        database_url=place.app_url, secret_key=SecretStr(SECRET), access_token_minutes=MINUTES
    )
    signer = TokenSigner(settings)
    token, _ = signer.sign(GROUP, ACCOUNT, Audience.STAFF, new_id(), clock.now())
    return token


__all__ = ["bearer"]
