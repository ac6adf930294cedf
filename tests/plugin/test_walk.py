"""The walk of `docs/plugins.md`, word for word, in an environment of its own."""

import os
import re
import subprocess
import sysconfig
import venv
from pathlib import Path

from tests.database import SERVER_VARIABLE, TestServer
from tests.docs.walk import ROOT

_WALK = re.compile(r"<!-- walk -->\n```sh\n(.*?)```\n<!-- end of walk -->", re.DOTALL)
_SCRIPT = "#!{python}\nimport sys\nfrom {module} import {name}\nsys.exit({name}())\n"


def environment(folder: Path, server: TestServer) -> dict[str, str]:
    """Somebody's Python, with the product installed and nothing else; no package is fetched."""
    venv.create(folder, with_pip=False, symlinks=True)
    site = next((folder / "lib").glob("python*/site-packages"))
    (site / "product.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n", "utf-8")
    commands = {"guanjia": ("api.cli", "main"), "pytest": ("pytest", "main")}
    commands["pip"] = ("pip._internal.cli.main", "main")
    for command, (module, name) in commands.items():
        script = folder / "bin" / command
        text = _SCRIPT.format(python=folder / "bin" / "python", module=module, name=name)
        script.write_text(text, "utf-8")
        script.chmod(0o755)
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's own way of saying yes to a "no" option
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PIP_QUIET": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        SERVER_VARIABLE: server.admin_url,
    }


def test_an_author_comes_from_nothing_to_running(server: TestServer, tmp_path: Path) -> None:
    found = _WALK.search((ROOT / "docs" / "plugins.md").read_text("utf-8"))
    assert found is not None
    around = environment(tmp_path / "python", server)
    done = subprocess.run(
        ["bash", "-ec", found[1]],
        cwd=tmp_path,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^water_meters +0\.1\.0 ", done.stdout, re.MULTILINE)
    assert "water_meters keeps the contract." in done.stdout
    assert "1 passed" in done.stdout
