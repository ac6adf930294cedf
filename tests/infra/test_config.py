"""Settings: read once, refused in words, with a secret that is made for a first run only."""

from pathlib import Path

import pytest

from core.config import read_settings
from core.operating import OperatorCode, OperatorError

SECRET = "a key of more than thirty-two characters"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("GUANJIA_")]:
        monkeypatch.delenv(name)


def test_every_bad_setting_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANJIA_PORT", "eighty")
    monkeypatch.setenv("GUANJIA_DATABASE_URL", "mysql://somewhere/db")
    monkeypatch.setenv("GUANJIA_SECRET_KEY", "hunter2")
    with pytest.raises(OperatorError) as refused:
        read_settings()
    assert refused.value.code is OperatorCode.CONFIGURATION
    for name in ("GUANJIA_PORT", "GUANJIA_DATABASE_URL", "GUANJIA_SECRET_KEY"):
        assert name in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_database_of_ones_own_needs_a_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANJIA_DATABASE_URL", "postgresql://u@h/d")
    with pytest.raises(OperatorError, match="secret_key is required"):
        read_settings()


def test_any_spelling_of_a_postgresql_url_becomes_libpqs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANJIA_SECRET_KEY", SECRET)
    for spelling in ("postgres://u:p@h:1/d", "postgresql+psycopg://u:p@h:1/d"):
        monkeypatch.setenv("GUANJIA_DATABASE_URL", spelling)
        assert read_settings().database_url == "postgresql://u:p@h:1/d"


def test_a_first_run_makes_its_secret_once_and_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GUANJIA_VAR_DIR", str(tmp_path / "var"))
    first, second = read_settings().secret, read_settings().secret
    kept = tmp_path / "var" / "secret"
    assert len(first) >= 32
    assert first == second == kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert list(kept.parent.iterdir()) == [kept]


def test_settings_do_not_show_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANJIA_SECRET_KEY", SECRET)
    assert SECRET not in repr(read_settings())
