"""CSV as it comes: encodings, quotes, blank lines, headers. What is not as declared is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.importing.findings import Code
from tests.importing.desk import HEADER, Desk, line


def _file(more: str) -> tuple[str, str]:
    return ("[times]", f"[file]\n{more}\n[times]")


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "big5", "utf-16", "utf-8-sig"])
async def test_a_declared_encoding_is_read(desk: Desk, encoding: str) -> None:
    kinds = ("kind", '"报修" = "REPAIR"')
    file = desk.csv(line("1", kind="維修", content="漏水"), encoding=encoding)
    mapping = desk.mapping(_file(f'encoding = "{encoding}"'), (kinds[1], '"維修" = "REPAIR"'))
    ended = await desk.run(file, mapping)
    assert ended.exit_code == 0, ended.output
    assert (await desk.tickets())["1"]["content"] == "漏水"


async def test_a_byte_order_mark_is_no_part_of_the_first_column(desk: Desk) -> None:
    file = desk.csv(line("1"), encoding="utf-8-sig")
    assert (await desk.run(file, desk.mapping())).exit_code == 0
    assert [*await desk.tickets()] == ["1"]


async def test_another_encoding_than_declared_is_refused_naming_line_byte_and_likely_ones(
    desk: Desk,
) -> None:
    file = desk.csv(line("1", kind="REPAIR", content="tap"), line("2"), encoding="gb18030")
    ended = await desk.run(file, desk.mapping())
    assert ended.exit_code == 2
    assert ended.stderr.startswith("ENCODING_WRONG: ")
    assert "line 3 has the byte 0xb1" in ended.stderr
    assert "gb18030" in ended.stderr
    assert await desk.tickets() == {}
    assert not desk.rejects.exists()


async def test_utf8_declared_as_something_else_is_refused_before_it_becomes_nonsense(
    desk: Desk,
) -> None:
    ended = await desk.run(desk.csv(line("1")), desk.mapping(_file('encoding = "gb18030"')))
    assert ended.exit_code == 2
    assert ended.stderr.startswith("ENCODING_WRONG: ")
    assert 'encoding = "utf-8"' in ended.stderr


async def test_damaged_rows_are_rejected_byte_for_byte_where_the_mapping_wants_it(
    desk: Desk,
) -> None:
    file = desk.csv(line("1"), line("2", content="x漏水"), line("3"))
    file.write_bytes(file.read_bytes().replace(b"x\xe6", b"x\xff"))
    assert (await desk.run(file, desk.mapping())).exit_code == 2
    ended = await desk.run(file, desk.mapping(_file('undecodable = "reject"')))
    assert ended.exit_code == 4
    assert [*await desk.tickets()] == ["1", "3"]
    (damaged,) = [each for each in desk.rejections("latin-1") if each.line == 3]
    assert damaged.codes == (Code.UNDECODABLE,)
    assert "0xff" in damaged.reason
    assert file.read_bytes().splitlines()[2] in desk.rejects.read_bytes()


async def test_a_quote_that_is_not_closed_is_refused_naming_where_it_was_opened(
    desk: Desk,
) -> None:
    file = desk.csv(line("1", content="甲\n乙"), line("2"))
    file.write_text(file.read_text(encoding="utf-8") + '3,报修,"厨房\n4,报修\n', encoding="utf-8")
    ended = await desk.run(file, desk.mapping())
    assert ended.exit_code == 2
    assert ended.stderr.startswith("CSV_BROKEN: ")
    assert "line 5" in ended.stderr
    assert await desk.tickets() == {}


async def test_missing_columns_are_named_beside_those_there_are(desk: Desk) -> None:
    header = ("id", "kind", "text", "opened", "due", "closed", "outcome")
    ended = await desk.run(desk.csv(line("1"), header=header), desk.mapping())
    assert ended.exit_code == 2
    assert ended.stderr.startswith("COLUMNS_MISSING: ")
    assert "no column content, result" in ended.stderr
    assert "id, kind, text, opened" in ended.stderr


async def test_two_columns_of_one_name_are_refused(desk: Desk) -> None:
    file = desk.csv((*line("1"), "x"), header=(*HEADER, "due"))
    ended = await desk.run(file, desk.mapping())
    assert ended.exit_code == 2
    assert ended.stderr.startswith("COLUMNS_REPEATED: ")


async def test_names_of_columns_may_stand_below_a_title(desk: Desk) -> None:
    file = desk.csv(("",), HEADER, line("1", opened="?"), line("2"), header=("工单导出",))
    ended = await desk.run(file, desk.mapping(_file("header_line = 3")))
    assert ended.exit_code == 4
    assert [each.line for each in desk.rejections()] == [4]
    assert [*await desk.tickets()] == ["2"]


async def test_words_declared_blank_mean_that_nothing_is_there(desk: Desk) -> None:
    file = desk.csv(line("1", due="NULL", closed="无", result="无"))
    assert (await desk.run(file, desk.mapping(_file('blank = ["NULL", "无"]')))).exit_code == 0
    ticket = (await desk.tickets())["1"]
    assert ticket["due_at"] is ticket["closed_at"] is ticket["result"] is None


async def test_delimiter_and_quote_are_as_declared(desk: Desk) -> None:
    file = desk.folder / "tickets.tsv"
    rows = ("\t".join(HEADER), "\t".join(line("1", content="'甲\t乙'")))
    file.write_text("\n".join(rows), encoding="utf-8")
    mapping = desk.mapping(_file('delimiter = "\\t"\nquote = "\'"'))
    assert (await desk.run(file, mapping)).exit_code == 0
    assert (await desk.tickets())["1"]["content"] == "甲\t乙"


def _folder(path: Path) -> None:
    path.mkdir()


REFUSED: dict[str, tuple[str, Callable[[Path], object]]] = {
    "empty.csv": ("HEADER_MISSING", lambda path: path.write_text("")),
    "blank.csv": ("HEADER_MISSING", lambda path: path.write_text("\n\n")),
    "absent.csv": ("FILE_UNREADABLE", lambda path: None),
    "folder.csv": ("FILE_UNREADABLE", _folder),
    "absent.xlsx": ("FILE_UNREADABLE", lambda path: None),
    "tickets.pdf": ("FORMAT_UNKNOWN", lambda path: path.write_text("%PDF")),
    "tickets": ("FORMAT_UNKNOWN", lambda path: path.write_text("id,kind")),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_such_file_is_refused(desk: Desk, name: str) -> None:
    code, make = REFUSED[name]
    make(desk.folder / name)
    ended = await desk.run(desk.folder / name, desk.mapping())
    assert ended.exit_code == 2
    assert ended.stderr.startswith(f"{code}: ")
    assert name in ended.stderr


async def test_a_file_with_a_header_and_no_rows_is_imported_as_what_it_is(desk: Desk) -> None:
    ended = await desk.run(desk.csv(), desk.mapping())
    assert ended.exit_code == 0
    assert "0 + 0 + 0 = 0" in ended.stdout
