"""Whether a plugin is on at an estate at an instant: the one question, asked here by everybody.

Requests for their schema and their mutations, workers for timers, consumers, couriers and scheduled
jobs, addresses of plugins' own for each call: all ask `plugins_on`, of the contracts of their
transaction (`tenants.contracts`) and of what is installed.
"""

from collections.abc import Mapping
from datetime import datetime

from core.errors import Code, GuanjiaError
from core.plugin.catalogue import Catalogue
from core.plugin.standing import Standing
from tenants.contracts import Book


def plugins_on(installed: Catalogue, book: Book, estate_id: int, at: datetime) -> frozenset[str]:
    """The plugins on at an estate: in a contract at that instant, installed, and with all that
    they require."""
    return installed.effective(book.enabled(estate_id, at))


def standing(
    installed: Catalogue, book: Book, estate_id: int, plugin: str, at: datetime
) -> Standing:
    """Where a plugin stands at an estate: on, off, or off after it was on once."""
    if plugin in plugins_on(installed, book, estate_id, at):
        return Standing.ON
    was_on = plugin in installed and book.ended_at(estate_id, plugin, at) is not None
    return Standing.ENDED if was_on else Standing.OFF


def where_on(installed: Catalogue, book: Book, at: datetime) -> Mapping[str, tuple[int, ...]]:
    """The estates of a group at which each plugin is on; those that are on nowhere are left out."""
    found: dict[str, list[int]] = {}
    for estate_id in book.terms:
        for plugin in plugins_on(installed, book, estate_id, at):
            found.setdefault(plugin, []).append(estate_id)
    return {plugin: tuple(estates) for plugin, estates in sorted(found.items())}


def not_enabled(book: Book, estate_id: int, plugin: str, at: datetime) -> GuanjiaError:
    """The refusal of what is off: with the plugin, the estate, and when it was last on."""
    return GuanjiaError(
        Code.PLUGIN_NOT_ENABLED,
        details={
            "plugin": plugin,
            "estate": f"Estate:{estate_id}",
            "endedAt": book.ended_at(estate_id, plugin, at),
        },
    )


__all__ = ["not_enabled", "plugins_on", "standing", "where_on"]
