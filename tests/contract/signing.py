"""Contracts signed, amended and ended through the API, by a group's director."""

from dataclasses import dataclass
from typing import Any

from core.ids import new_id
from tests.api.door import Caller
from tests.factories import EstateWorld

PAYLOAD = """{
    contract { id version title validFrom validTo running
        plugins { plugin validFrom validTo running configuration setUpAt settledAt fault } }
    userErrors { code field message plugin }
}"""


@dataclass(frozen=True, slots=True)
class Signing:
    """Somebody who may sign."""

    caller: Caller

    async def sign(self, estate: EstateWorld, *plugins: Any, **more: Any) -> dict[str, Any]:
        """The payload of contractSign; a plugin is an id, or an input."""
        return await self._do(
            "contractSign",
            estateId=f"Estate:{estate.id}",
            title="物业服务合同",
            plugins=[{"plugin": each} if isinstance(each, str) else each for each in plugins],
            **more,
        )

    async def signed(self, estate: EstateWorld, *plugins: Any, **more: Any) -> dict[str, Any]:
        """The contract, which must be signed."""
        return contract(await self.sign(estate, *plugins, **more))

    async def amend(self, signed: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The payload of contractAmend."""
        return await self._do(
            "contractAmend",
            **{"contractId": signed["id"], "expectedVersion": signed["version"], **more},
        )

    async def end(self, signed: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The payload of contractEnd."""
        return await self._do(
            "contractEnd",
            **{"contractId": signed["id"], "expectedVersion": signed["version"], **more},
        )

    async def _do(self, name: str, **given: Any) -> dict[str, Any]:
        kind = name[0].upper() + name[1:]
        query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {PAYLOAD} }}"
        said = {"idempotencyKey": str(new_id()), **given}
        told = (await self.caller.send(query, {"input": said})).json()
        assert "errors" not in told, told
        payload: dict[str, Any] = told["data"][name]
        return payload


def contract(payload: dict[str, Any]) -> dict[str, Any]:
    """The contract of a payload without refusals."""
    assert payload["userErrors"] == [], payload
    found: dict[str, Any] = payload["contract"]
    return found


def refused(payload: dict[str, Any]) -> dict[str, Any]:
    """The one refusal of a payload that did nothing."""
    assert payload["contract"] is None
    [error] = payload["userErrors"]
    found: dict[str, Any] = error
    return found


__all__ = ["PAYLOAD", "Signing", "contract", "refused"]
