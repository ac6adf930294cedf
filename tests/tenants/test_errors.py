"""What this floor's refusals say."""

from datetime import UTC, datetime

from core.messages import message
from tenants.errors import TEXTS, LoginLocked, TenantsCode


def test_every_code_has_a_text_in_both_languages() -> None:
    assert set(TEXTS) == set(TenantsCode)


def test_a_lockout_says_until_when() -> None:
    error = LoginLocked(datetime(2025, 6, 1, 4, 15, tzinfo=UTC))
    for locale in ("zh-CN", "en"):
        assert "2025-06-01T04:15" in message(error, locale)
