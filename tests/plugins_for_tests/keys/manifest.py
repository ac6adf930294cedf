"""What the plugin is."""

from pydantic import Field

from core.actor import Role
from core.plugin.manifest import Configuration, Manifest, Permission


class KeysConfiguration(Configuration):
    """How an estate keeps keys."""

    lent_hours: int = Field(default=24, ge=1, le=720, description="how long a key may be out")


MANIFEST = Manifest(
    id="keys",
    title="钥匙托管",
    title_en="Keys in custody",
    version="1.0.0",
    package="tests.plugins_for_tests.keys",
    configuration=KeysConfiguration,
    permissions=(
        Permission(
            "keys.keep",
            "登记与借出钥匙",
            "Take in and lend keys",
            frozenset({Role.BUTLER, Role.CS_AGENT, Role.CS_SUPERVISOR, Role.ESTATE_MANAGER}),
        ),
    ),
    models="models:Base",
    hooks="hooks",
    jobs="jobs:JOBS",
    graphql="graphql:EXTENSION",
    texts="rules:TEXTS",
    migrations="migrations",
    trial="trial:TRIAL",
)
