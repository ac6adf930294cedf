"""Mappings: what is wrong with one is told by file and key, before anything is looked at."""

import pytest

from core.importing.mapping import load, shipped
from tests.importing.desk import HEADER, MAPPING, Desk, line

WRONG: dict[str, tuple[tuple[str, str], str]] = {
    "a key that is missing": (('key = ["id"]', ""), "key: is required"),
    "a key that is not known": (("title =", 'titel = "x"\ntitle ='), "titel: is not a key"),
    "a word that is none of ours": (
        ('"REPAIR"', '"REPARE"'),
        "ticket.kind.is.报修: Input should be",
    ),
    "a zone that is none": (("Asia/Shanghai", "China"), "times.zone: China is not an IANA"),
    "a format that is none": (("%H:%M", "%H:%Q"), "times.formats: '%Y-%m-%d %H:%Q' is no time"),
    "a format without a time": (("%Y-%m-%d %H:%M", "yyyy"), "times.formats: 'yyyy' is no time"),
    "two origins of one value": (
        ('channel = "PHONE"', 'channel = { value = "PHONE", column = "id" }'),
        "ticket.channel: needs exactly one of `value`, `column`",
    ),
    "no origin of a value": (
        ('content = { column = "content" }', "content = {}"),
        "ticket.content: needs exactly one of",
    ),
    "words and patterns at once": (
        ("kind = {", 'kind = { patterns = [{ match = "x", is = "REPAIR" }],'),
        "ticket.kind: takes `is` or `patterns`, not both",
    ),
    "a pattern that cannot be compiled": (
        (
            'is = { "报修" = "REPAIR", "投诉" = "COMPLAINT" }',
            'patterns = [{ match = "(", is = "HELP" }]',
        ),
        "ticket.kind.patterns.0.match",
    ),
    "an unknown without a reason": (
        ('unknown_place = "not in the old system"', ""),
        "ticket.unknown_place: is required",
    ),
    "a rule that is none": (
        ("[times]", '[rules]\ndue_too_late = "forget"\n[times]'),
        "rules.due_too_late: Input should be",
    ),
    "an encoding that is none": (
        ("[times]", '[file]\nencoding = "utf-9"\n[times]'),
        "file.encoding: utf-9 is no encoding",
    ),
    "an encoding that is none of text": (
        ("[times]", '[file]\nencoding = "base64"\n[times]'),
        "file.encoding: base64 is no encoding",
    ),
    "damaged rows of a wide encoding": (
        ("[times]", '[file]\nencoding = "utf-16"\nundecodable = "reject"\n[times]'),
        'file: undecodable = "reject" cannot be had with utf-16',
    ),
    "a source that is no name": (('source = "old"', 'source = "Old system"'), "source: String"),
    "text that is not TOML": (('key = ["id"]', "key = [id"), "is not TOML: "),
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_mapping_is_refused_for(desk: Desk, what: str) -> None:
    change, told = WRONG[what]
    ended = await desk.run(desk.csv(line("1")), desk.mapping(change))
    assert ended.exit_code == 2
    assert ended.stderr.startswith("MAPPING_INVALID: ")
    assert "mapping.toml" in ended.stderr
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
    assert await desk.tickets() == {}


async def test_everything_wrong_with_a_mapping_is_told_at_once(desk: Desk) -> None:
    mapping = desk.mapping(('key = ["id"]', ""), ("Asia/Shanghai", "China"), ('"REPAIR"', '"X"'))
    ended = await desk.run(desk.csv(line("1")), mapping)
    for key in ("key:", "times.zone:", "ticket.kind.is.报修:"):
        assert key in ended.stderr


async def test_a_mapping_that_is_not_there_is_refused_naming_the_shipped_ones(desk: Desk) -> None:
    ended = await desk.run(desk.csv(line("1")), "nowhere.toml")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("MAPPING_UNREADABLE: ")
    assert all(name in ended.stderr for name in shipped())


async def test_a_mapping_that_is_not_utf8_is_refused(desk: Desk) -> None:
    mapping = desk.mapping()
    mapping.write_text(MAPPING, encoding="gb18030")
    ended = await desk.run(desk.csv(line("1")), mapping)
    assert ended.exit_code == 2
    assert ended.stderr.startswith("MAPPING_UNREADABLE: ")


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_mapping_can_be_used_by_its_name(name: str) -> None:
    assert load(name).source == name


async def test_patterns_are_tried_in_order_and_the_rest_is_as_declared(desk: Desk) -> None:
    kind = """kind = { column = "content", otherwise = "CONSULTATION", empty = "HELP", patterns = [
        { match = "^投诉", is = "COMPLAINT" }, { match = "漏|堵", is = "REPAIR" } ] }"""
    was = 'kind = { column = "kind", is = { "报修" = "REPAIR", "投诉" = "COMPLAINT" } }'
    content = ('content = { column = "content" }', 'content = { columns = ["kind", "content"] }')
    said = ("投诉漏水", "漏水", "几点开门", "")
    file = desk.csv(*(line(str(at), content=text) for at, text in enumerate(said)))
    assert (await desk.run(file, desk.mapping((was, kind), content))).exit_code == 0
    kinds = [row["kind"] for row in (await desk.tickets()).values()]
    assert kinds == ["COMPLAINT", "REPAIR", "CONSULTATION", "HELP"]


async def test_a_column_may_use_our_own_words(desk: Desk) -> None:
    was = 'kind = { column = "kind", is = { "报修" = "REPAIR", "投诉" = "COMPLAINT" } }'
    mapping = desk.mapping((was, 'kind = { column = "kind" }'))
    ended = await desk.run(desk.csv(line("1", kind="HELP"), line("2", kind="help")), mapping)
    assert ended.exit_code == 4
    assert [row["kind"] for row in (await desk.tickets()).values()] == ["HELP"]


async def test_a_key_of_several_columns_cannot_be_mistaken_for_another(desk: Desk) -> None:
    mapping = desk.mapping(('key = ["id"]', 'key = ["id", "content"]'))
    file = desk.csv(line("a/b", content="c"), line("a", content="b/c"), line("a%2Fb", content="c"))
    assert (await desk.run(file, mapping)).exit_code == 0
    assert [*await desk.tickets()] == ["a%252Fb/c", "a%2Fb/c", "a/b%2Fc"]


async def test_categories_the_group_does_not_have_are_refused_before_a_row_is_taken(
    desk: Desk,
) -> None:
    category = 'category_code = { column = "kind", is = { "报修" = "repair.roof" } }\nresult ='
    ended = await desk.run(desk.csv(line("1")), desk.mapping(("result =", category)))
    assert ended.exit_code == 2
    assert ended.stderr.startswith("CATEGORIES_UNKNOWN: ")
    assert "repair.roof" in ended.stderr
    assert await desk.tickets() == {}


async def test_columns_the_mapping_does_not_name_may_be_there(desk: Desk) -> None:
    file = desk.csv((*line("1"), "x", "y"), header=(*HEADER, "more", "more"))
    assert (await desk.run(file, desk.mapping())).exit_code == 0
