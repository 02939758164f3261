"""Steps that write an application down and hand it in: they work for every fact by its Chinese label.

Nothing here knows a rule or a fact. An empty text, as a row of examples may give, leaves a fact open.
"""

from __future__ import annotations

from datetime import date

from checker.errors import Problem, ScenarioError
from checker.workbench.bdd.catalogue import read_catalogue_rows
from checker.workbench.bdd.desk import Desk
from checker.workbench.bdd.step import COMMA, Rows, given, when


@given(r'采用申报文件"(?P<path>[^"]+)"')
def adopt_file(desk: Desk, path: str) -> None:
    """Start from an application file."""
    desk.adopt(path)


@given("项目申报如下")
def state_facts(desk: Desk, table: Rows) -> None:
    """State facts, one a row: label and value."""
    for row in table:
        if len(row) != 2:
            raise ScenarioError(Problem("“项目申报如下”的表格应为两格:字段和内容", remedy="请写成 | 建设阶段 | 拟建 |"))
        desk.draft.state(row[0], row[1])


@given(r'"(?P<label>[^"]+)"为"(?P<text>[^"]*)"')
def state_fact(desk: Desk, label: str, text: str) -> None:
    """State one fact."""
    desk.draft.state(label, text)


@given(r'"(?P<label>[^"]+)"另含"(?P<word>[^"]+)"')
def add_word(desk: Desk, label: str, word: str) -> None:
    """Add one word to a list of words."""
    desk.draft.add_choice(label, word)


@given(r'未填写"(?P<label>[^"]+)"')
def leave_open(desk: Desk, label: str) -> None:
    """Leave one fact open."""
    desk.draft.leave_open(label)


@given(r'没有"(?P<label>[^"]+)"')
def declare_none(desk: Desk, label: str) -> None:
    """State that there is nothing of the kind."""
    desk.draft.declare_none(label)


@given(r'"(?P<label>[^"]+)"有如下各项')
def list_records(desk: Desk, label: str, table: Rows) -> None:
    """List records: the first row names their fields."""
    desk.draft.list_records(label, table)


@given(r'"(?P<label>[^"]+)"第(?P<position>\d+)项的"(?P<name>[^"]+)"为"(?P<text>[^"]*)"')
def state_in_record(desk: Desk, label: str, position: str, name: str, text: str) -> None:
    """State one field of one record, counted from 1."""
    record = desk.draft.record(label, int(position))
    if text:
        record[name] = text
    else:
        record.pop(name, None)


@given(r'"(?P<label>[^"]+)"第(?P<position>\d+)项未填写"(?P<name>[^"]+)"')
def leave_open_in_record(desk: Desk, label: str, position: str, name: str) -> None:
    """Leave one field of one record open."""
    desk.draft.record(label, int(position)).pop(name, None)


@given(r'审查日为"(?P<day>[^"]+)"')
def set_review_date(desk: Desk, day: str) -> None:
    """Set the date whose law applies."""
    desk.as_of = date_of(day)


@given(
    rf'规则"(?P<rule>[^"]+)"已获豁免{COMMA}批准机关"(?P<authority>[^"]*)"{COMMA}文号"(?P<document>[^"]*)"'
    rf'{COMMA}到期日"(?P<day>[^"]*)"'
)
def waive(desk: Desk, rule: str, authority: str, document: str, day: str) -> None:
    """Exempt the application from a rule; an empty text leaves that part of the waiver open."""
    written = {"批准机关": authority, "文号": document, "到期日": day}
    desk.draft.add_record("豁免", {"规则": [rule], **{label: text for label, text in written.items() if text}})


@given("录入的两高目录有如下各项")
def import_catalogue(desk: Desk, table: Rows) -> None:
    """Suppose that the office has imported this two-high catalogue: the first row names its columns."""
    desk.catalogue = read_catalogue_rows(table)


@given("没有录入两高目录")
def import_no_catalogue(desk: Desk) -> None:
    """Suppose that the office has imported no two-high catalogue."""
    desk.catalogue = ()


@when("审查该项目")
def review(desk: Desk) -> None:
    """Hand the application in; it is reviewed once."""
    desk.submit()


def date_of(text: str) -> date:
    """The day written ``2026-11-22``; raises ScenarioError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ScenarioError(Problem(f"“{text}”不是日期", remedy="请写成 2026-11-22 的样子")) from None
