"""Fetches the IDE's scripts with npm: `python -m api.ide` (`make ide`).

Three packages are taken as they were published, each checked against the digest pinned here; no
dependency of theirs is installed and no script of theirs is run on this machine. Where npm or the
network is missing this says so and leaves quietly: the service does without.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "assets"
MARK = FOLDER / "ready"
SECONDS = 90


@dataclass(frozen=True, slots=True)
class Package:
    """A published npm package, its digest, and the files taken from it (inside: our name)."""

    name: str
    version: str
    sha512: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "react",
        "18.3.1",
        "wS+hAgJShR0KhEvPJArfuPVN1+Hz1t0Y6n5jLrGQbkb4urgPE/0Rve+1kMB1v/oWgHgm4WIcV+i7F2pTVj+2iQ==",
        {"umd/react.production.min.js": "react.js"},
    ),
    Package(
        "react-dom",
        "18.3.1",
        "5m4nQKp+rZRb09LNH59GM4BxTh9251/ylbKIbpe7TpGxfJ+9kv6BLkLBXIjjspbgbnIBNqlI23tRnTWT0snUIw==",
        {"umd/react-dom.production.min.js": "react-dom.js"},
    ),
    Package(
        "graphiql",
        "3.8.3",
        "cuPDYtXVKV86Pu5PHBX642Odi/uVEE2y1Jxq5rGO/Qy1G2lRp7ZZ7a/T30RzxhuLSWo9zUbzq0P3U49//H0Ugw==",
        {"graphiql.min.js": "graphiql.js", "graphiql.min.css": "graphiql.css"},
    ),
)

ASSETS = {name: FOLDER / name for package in PACKAGES for name in package.files.values()}
"""The files the page asks for, by name."""

_RELEASE = " ".join(f"{package.name}@{package.version}" for package in PACKAGES)


class Unavailable(Exception):
    """The assets cannot be had here and now; the message says why."""


def complete() -> bool:
    """Whether every asset of this release is there."""
    return MARK.is_file() and MARK.read_text("ascii") == _RELEASE


def fetch() -> None:
    """Brings the assets of this release into place. Raises `Unavailable`."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not installed")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="guanjia-ide-") as folder:
        for package in PACKAGES:
            archive = _packed(npm, package, Path(folder))
            with tarfile.open(archive) as inside:
                for name, ours in package.files.items():
                    found = inside.extractfile(f"package/{name}")
                    if found is None:
                        raise Unavailable(f"{archive.name} has no file {name}")
                    (FOLDER / ours).write_bytes(found.read())
    MARK.write_text(_RELEASE, "ascii")


def _packed(npm: str, package: Package, folder: Path) -> Path:
    command = [npm, "pack", f"{package.name}@{package.version}", "--json", "--ignore-scripts"]
    try:
        answer = subprocess.run(
            [*command, "--fetch-retries=1", "--fetch-timeout=20000"],
            cwd=folder,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
        )
        archive = folder / str(json.loads(answer.stdout)[0]["filename"])
        content = archive.read_bytes()
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"npm had no answer in {SECONDS} seconds") from error
    except (subprocess.CalledProcessError, OSError, ValueError, LookupError) as error:
        raise Unavailable(f"npm could not fetch {package.name} {package.version}") from error
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if digest != package.sha512:
        raise Unavailable(f"{package.name} {package.version} is not what was pinned")
    return archive


__all__ = ["ASSETS", "Unavailable", "complete", "fetch"]
