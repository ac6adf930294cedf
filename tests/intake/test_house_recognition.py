"""S-A4: the house is recognised from free text, among the estate's real ones, never silently."""

from collections import Counter
from random import Random

from core.db.engine import Database
from core.db.unit_of_work import unit_of_work
from core.intake.candidates import HouseCandidate
from core.intake.recognise import recognise
from tests.intake.estates import Standing, names_of_others
from tests.intake.spellings import spelled
from tests.intake.strangers import (
    OTHER_ESTATES,
    of_another_estate,
    of_another_street,
    of_no_house,
)

SEED = 20_250_312
SPELLINGS = 2_000
STRANGERS = 600


async def test_2000_spellings_find_their_house_and_nothing_wrong_is_certain_s_a4(
    db: Database, standing: tuple[Standing, ...]
) -> None:
    dice = Random(SEED)
    wrong: list[tuple[str, str]] = []
    certain = 0
    for estate, share in shares(standing, SPELLINGS):
        async with unit_of_work(db, estate.scope) as uow:
            for _ in range(share):
                at, house_id = estate.some(dice)
                text = spelled(at, dice)
                found = await recognise(uow, estate.id, text)
                if not found or found[0].house_id != house_id:
                    wrong.append((estate.plan.code, text))
                    assert not any(each.certain for each in found), text
                else:
                    certain += found[0].certain
    assert len(wrong) <= SPELLINGS * 0.02, wrong
    assert certain >= SPELLINGS * 0.7


async def test_addresses_of_other_estates_streets_and_no_house_give_no_candidate_s_a4(
    db: Database, standing: tuple[Standing, ...]
) -> None:
    dice = Random(SEED)
    for estate, share in shares(standing, STRANGERS):
        others = names_of_others(standing, estate)
        async with unit_of_work(db, estate.scope) as uow:
            for _ in range(share):
                at, _house = estate.some(dice)
                texts = [of_another_estate(at, others, dice), of_another_street(at, dice)]
                if not at.named:
                    texts.append(of_no_house(at, estate.largest, dice))
                for text in texts:
                    assert await recognise(uow, estate.id, text) == (), (estate.plan.code, text)


async def test_unknown_names_before_an_address_never_pass_as_certain_s_a4(
    db: Database, standing: tuple[Standing, ...]
) -> None:
    dice = Random(SEED)
    told: Counter[bool] = Counter()
    for estate, share in shares(standing, STRANGERS):
        async with unit_of_work(db, estate.scope) as uow:
            for _ in range(share):
                text = of_another_estate(estate.some(dice)[0], OTHER_ESTATES, dice)
                found = await recognise(uow, estate.id, text)
                assert not any(each.certain for each in found), text
                told[not found] += 1
    assert told[True] >= 0.95 * told.total()


def shares(standing: tuple[Standing, ...], total: int) -> list[tuple[Standing, int]]:
    """A number dealt out to the estates by their size."""
    homes = sum(len(each.homes) for each in standing)
    return [(each, max(1, round(total * len(each.homes) / homes))) for each in standing]


def labels(found: tuple[HouseCandidate, ...]) -> list[str]:
    """What the candidates are called."""
    return [each.label for each in found]
