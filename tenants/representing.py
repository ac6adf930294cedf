"""Whom a partner's account stands for: what is handed to a company is its people's to see.

Which companies there are, and whose people, the plugins know that hand anything to anybody; they
are asked when a partner's rights are read (`partner_persons`), where they are on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.plugin import hooks
from core.plugin.answers import Represented
from core.plugin.catalogue import Catalogue
from core.plugin.fold import ask
from tenants.contracts import Contracts
from tenants.enabled import plugins_on


@dataclass(frozen=True, slots=True)
class Representing:
    """The plugins to be asked, and the contracts that say where they are on."""

    contracts: Contracts
    installed: Catalogue

    async def __call__(
        self, uow: UnitOfWork, group_id: int, account_id: UUID, estates: Iterable[int]
    ) -> list[UUID]:
        """Whom the account stands for at the estates it may enter.

        The transaction must be the system's, over the group. A plugin that fails costs what it
        would have said: its partners see less for a minute, never more.
        """
        found: list[UUID] = []
        book = await self.contracts.current(uow, group_id)
        for estate_id in sorted(estates):
            plan = self.installed.plan(plugins_on(self.installed, book, estate_id, uow.now))
            if plan.implementations(hooks.partner_persons.__name__):
                told = await ask(
                    plan, hooks.partner_persons, uow, estate_id=estate_id, account_id=account_id
                )
                found += [each.id for each in told.of(Represented)]
        return found


__all__ = ["Representing"]
