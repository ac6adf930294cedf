"""What is installed is pinned to the byte, and from wherever the reader installs from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_locked_package_has_a_version_and_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    for entry in text.replace("\\\n", " ").splitlines():
        assert re.fullmatch(r"[\w.-]+==\S+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+", entry), (
            entry
        )


def test_the_locks_hold_every_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    wanted = {
        "runtime": project["project"]["dependencies"] + groups["build"],
        "dev": project["project"]["dependencies"] + groups["build"] + groups["dev"],
    }
    assert {lock.stem for lock in LOCKS} == wanted.keys()
    for lock in LOCKS:
        locked = {_normal(name) for name in re.findall(r"^([\w.-]+)==", lock.read_text(), re.M)}
        for requirement in wanted[lock.stem]:
            name = re.match(r"[\w.-]+", requirement)
            assert name is not None
            assert _normal(name.group()) in locked
