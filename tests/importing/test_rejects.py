"""Rows that cannot be taken: told with line, code and reason, and never silently dropped."""

import pytest

from core.importing.findings import MEANINGS, Code
from core.importing.rejects import NOTED, REJECTED
from tests.importing.desk import HEADER, Desk, line

BAD_ROWS: dict[Code, tuple[str, ...]] = {
    Code.WRONG_WIDTH: line("x")[:-1],
    Code.TEXT_UNREADABLE: line("x", content="漏水\x07"),
    Code.KEY_MISSING: line(" "),
    Code.KEY_TOO_LONG: line("9" * 400),
    Code.VALUE_MISSING: line("x", content="  "),
    Code.VALUE_UNKNOWN: line("x", kind="吐槽"),
    Code.TIME_UNREADABLE: line("x", opened="6 May, morning"),
    Code.TIME_IN_FUTURE: line("x", opened="2999-05-06 09:00", due=""),
    Code.TIME_TOO_OLD: line("x", opened="0011-05-06 09:00", due=""),
    Code.CLOSED_BEFORE_OPENED: line("x", closed="2024-05-05 09:00"),
}


@pytest.mark.parametrize("code", BAD_ROWS)
async def test_a_row_that_cannot_be_taken_is_rejected_with_its_line_code_and_words(
    desk: Desk, code: Code
) -> None:
    bad = BAD_ROWS[code]
    ended = await desk.run(desk.csv(line("1"), bad, line("2")), desk.mapping())
    assert ended.exit_code == 4
    assert [*await desk.tickets()] == ["1", "2"]
    (rejection,) = desk.rejections()
    assert rejection.line == 3
    assert rejection.verdict == REJECTED
    assert rejection.codes == (code,)
    assert rejection.reason
    assert rejection.original == bad
    assert f"{code}: {MEANINGS[code]} (line 3)" in ended.stdout


async def test_all_that_is_wrong_with_a_row_is_told_at_once(desk: Desk) -> None:
    file = desk.csv(line("", kind="吐槽", content="", opened="soon", due="later"))
    await desk.run(file, desk.mapping())
    (rejection,) = desk.rejections()
    assert rejection.codes == (
        Code.KEY_MISSING,
        Code.VALUE_UNKNOWN,
        Code.VALUE_MISSING,
        Code.TIME_UNREADABLE,
        Code.TIME_UNREADABLE,
    )
    for column in ("id", "kind", "content", "opened", "due"):
        assert column in rejection.reason


async def test_lines_are_those_of_the_file_though_fields_run_over_several(desk: Desk) -> None:
    file = desk.csv(
        line("1", content="一\n二\n三"),
        line("2", opened="?"),
        line("3", content="一\r\n二", opened="?"),
        (),
        line("4", opened="?"),
    )
    await desk.run(file, desk.mapping())
    text = file.read_text(encoding="utf-8").splitlines()
    assert [text[each.line - 1].partition(",")[0] for each in desk.rejections()] == ["2", "3", "4"]


async def test_every_row_of_the_file_is_accounted_for(desk: Desk) -> None:
    rows = [line("1"), (), line("2", opened="?"), line("1"), ("",) * len(HEADER), line("3")]
    first = await desk.run(desk.csv(*rows), desk.mapping())
    assert "rows in the file   4  (and 2 blank lines)" in first.stdout
    assert "2 + 0 + 2 = 4" in first.stdout
    again = await desk.run(desk.csv(*rows), desk.mapping())
    assert "0 + 2 + 2 = 4" in again.stdout


async def test_the_second_row_of_a_key_is_rejected_naming_the_first(desk: Desk) -> None:
    file = desk.csv(line("1", opened="?"), line("1", content="甲"), line("1", content="乙"))
    for _ in range(2):
        await desk.run(file, desk.mapping())
        unreadable, repeated = desk.rejections()
        assert unreadable.codes == (Code.TIME_UNREADABLE,)
        assert repeated.codes == (Code.KEY_REPEATED,)
        assert "line 3" in repeated.reason
    assert (await desk.tickets())["1"]["content"] == "甲"


async def test_a_corrected_reject_file_is_imported_with_the_same_mapping(desk: Desk) -> None:
    mapping = desk.mapping(("[times]", '[file]\nencoding = "gb18030"\ndelimiter = ";"\n[times]'))
    rows = [";".join(each) for each in (HEADER, line("1"), line("2", opened="?", content="渗水"))]
    file = desk.folder / "tickets.csv"
    file.write_text("\n".join(rows), encoding="gb18030")
    assert (await desk.run(file, mapping)).exit_code == 4
    corrected = desk.folder / "corrected.csv"
    corrected.write_bytes(desk.rejects.read_bytes().replace(b";?;", b";2024-05-06 09:00;"))
    assert (await desk.run(corrected, mapping)).exit_code == 0
    assert (await desk.tickets())["2"]["content"] == "渗水"


async def test_a_note_is_told_of_a_row_that_is_taken_all_the_same(desk: Desk) -> None:
    mapping = desk.mapping(("result =", 'contact_phone = { column = "content" }\nresult ='))
    ended = await desk.run(desk.csv(line("1", result="已转办")), mapping)
    assert ended.exit_code == 0
    (note,) = desk.rejections()
    assert note.verdict == NOTED
    assert note.codes == (Code.PHONE_UNREADABLE, Code.RESULT_WHILE_OPEN)
    ticket = (await desk.tickets())["1"]
    assert (ticket["result"], ticket["contact_phone"]) == ("已转办", None)
    assert ticket["unknown_contact"] == "not in the old system"


async def test_a_status_against_the_closing_time_is_rejected_or_the_time_believed(
    desk: Desk,
) -> None:
    status = (
        "result =",
        'closed = { column = "status", is = { "开" = false, "关" = true } }\nresult =',
    )
    header = (*HEADER, "status")
    closing = {"closed": "2024-05-06 10:00"}
    file = desk.csv(
        (*line("1"), "关"),
        (*line("2", **closing), "开"),
        (*line("3", **closing), "关"),
        (*line("4"), ""),
        header=header,
    )
    assert (await desk.run(file, desk.mapping(status))).exit_code == 4
    assert [*await desk.tickets()] == ["3", "4"]
    assert {each.codes for each in desk.rejections()} == {(Code.STATUS_CONTRADICTS,)}
    believing = ("[ticket]", '[rules]\nstatus_contradicts = "correct"\n[ticket]')
    assert (await desk.run(file, desk.mapping(status, believing))).exit_code == 0
    tickets = await desk.tickets()
    assert tickets["1"]["closed_at"] is None
    assert tickets["2"]["closed_at"] is not None


async def test_a_category_of_another_kind_is_rejected(desk: Desk) -> None:
    category = 'category_code = { column = "category" }\nresult ='
    file = desk.csv(
        (*line("1"), "repair.water"),
        (*line("2"), "complaint.noise"),
        (*line("3"), "repair.roof"),
        (*line("4", kind="投诉"), "complaint.noise"),
        (*line("5"), ""),
        header=(*HEADER, "category"),
    )
    await desk.run(file, desk.mapping(("result =", category)))
    assert [each.codes for each in desk.rejections()] == [
        (Code.CATEGORY_OF_OTHER_KIND,),
        (Code.VALUE_UNKNOWN,),
    ]
    tickets = await desk.tickets()
    assert {key: row["category_code"] for key, row in tickets.items()} == {
        "1": "repair.water",
        "4": "complaint.noise",
        "5": None,
    }
    assert tickets["4"]["nature"] == "SERVICE_TYPE"


async def test_the_reject_file_appears_whole_or_not_at_all(desk: Desk) -> None:
    file = desk.csv(line("1", opened="?"))
    (desk.folder / "rejects.csv.part").write_text("left by a run that was killed")
    await desk.run(file, desk.mapping())
    assert len(desk.rejections()) == 1
    assert not (desk.folder / "rejects.csv.part").exists()


@pytest.mark.parametrize("place", ["tickets.csv", "nowhere/rejects.csv"])
async def test_a_reject_file_that_cannot_be_written_stops_it_before_a_row_is_taken(
    desk: Desk, place: str
) -> None:
    file = desk.csv(line("1"))
    ended = await desk.run(file, desk.mapping(), "--reject", str(desk.folder / place))
    assert ended.exit_code == 2
    assert ended.stderr.startswith("REJECT_UNWRITABLE: ")
    assert await desk.tickets() == {}
    assert file.read_text(encoding="utf-8").startswith("id,")
