"""Two sets of chains side by side: what a new one would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.adopted.differences import Difference, differing
from core.escalation.chains import Chains
from core.escalation.document import written
from core.escalation.kinds import ChainCode


@dataclass(frozen=True, slots=True)
class Change:
    """A part that differs, as the two documents have it (None: not there). `chain` None is a part
    of the whole document."""

    chain: ChainCode | None
    part: str
    difference: Difference
    before: Any
    after: Any


def differences(before: Chains, after: Chains) -> Iterator[Change]:
    """Every chain's parts that differ, its ladders told apart by their tickets."""
    was, is_ = written(before), written(after)
    old, new = _by_code(was.pop("chains")), _by_code(is_.pop("chains"))
    for part in differing(was, is_):
        yield Change(None, *part)
    for code, chain in new.items():
        for part in differing(_parts(old[code]), _parts(chain)):
            name = part[0].partition(" ")[0]
            yield Change(ChainCode(code), name, *part[1:])


def _by_code(chains: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {chain["code"]: chain for chain in chains}


def _parts(chain: dict[str, Any]) -> dict[str, Any]:
    ladders = {f"ladders {ladder['tickets']}": ladder for ladder in chain["ladders"]}
    return {"standDown": chain["standDown"], **ladders}


__all__ = ["Change", "differences"]
