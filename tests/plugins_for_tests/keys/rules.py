"""Who may keep keys, and what can be wrong."""

from enum import StrEnum

from core.actor import Actor
from core.errors import GuanjiaError, NotFound
from tests.plugins_for_tests.keys.manifest import MANIFEST

TAG_MOST = 40
"""Characters of the tag on a key."""

KEEPERS = MANIFEST.permissions[0].roles


class KeyCode(StrEnum):
    """Why nothing was done with a key."""

    KEY_TAG_TAKEN = "KEY_TAG_TAKEN"
    KEY_NOT_HERE = "KEY_NOT_HERE"
    KEY_OUT = "KEY_OUT"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    KeyCode.KEY_TAG_TAKEN: ("该编号已有钥匙使用。", "Another key has this tag."),
    KeyCode.KEY_NOT_HERE: ("钥匙不在可操作的状态。", "The key is not where this needs it."),
    KeyCode.KEY_OUT: ("钥匙尚未归还。", "The key is still out."),
}
"""Message texts by code: zh-CN, en."""


def require_keeper(actor: Actor, estate_id: int) -> None:
    """Raises `NotFound` for whoever may not keep keys at the estate."""
    if not actor.roles_at(estate_id) & KEEPERS:
        raise NotFound("estateId")


def refuse(code: KeyCode, field: str) -> GuanjiaError:
    """The error of a code."""
    return GuanjiaError(code, field=field)
