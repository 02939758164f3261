"""The report as Markdown (GitHub flavoured): a document an officer can paste into an opinion."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.model.report import Report
from checker.render.opinion import Entry, Opinion, Row, Section, arrange, ordinal

_MARKUP = re.compile(r"[\\`*_<|~#$&]|!(?=\[)|\](?=[(\[:])|^[ \t]*[>+\-=\[]")
_LEADING_NUMBER = re.compile(r"^(\d+)(?=[.)])")
# GitHub makes links of bare addresses even where no markup asks for one.
_BARE_LINK = re.compile(
    r"(?i)(?<=http)(?=s?://)|(?<=ftp)(?=://)|(?<=www)(?=\.)|(?<=mailto)(?=:)|(?<=xmpp)(?=:)|(?<=\w)(?=@\w)"
)
_LINK_BREAK = "&#8203;"
_BLANK_RUN = re.compile(r"\n{3,}")


def render_markdown(report: Report, *, everything: bool = False) -> str:
    """``report`` as Markdown, ending with a line end; text of the application cannot become markup or a link."""
    opinion = arrange(report, everything=everything)
    lines = [*_head(opinion)]
    for position, section in enumerate(opinion.sections):
        lines += ["", f"## {ordinal(position)}、{plain(section.title)}", *_section(section)]
    lines += ["", "---", "", plain(opinion.closing[0])]
    return _BLANK_RUN.sub("\n\n", "\n".join(line.rstrip() for line in lines)) + "\n"


def _head(opinion: Opinion) -> Iterator[str]:
    yield f"# 项目符合性核对意见：{plain(opinion.mark)} {plain(opinion.verdict)}"
    yield ""
    if opinion.dispositions:
        yield f"**处置：{plain(opinion.dispositions)}**"
        yield ""
    if opinion.warning:
        yield f"**警告：{plain(opinion.warning)}**"
        yield ""
    yield "| 项 | 内容 |"
    yield "|---|---|"
    for row in opinion.particulars:
        yield f"| {row.label} | {plain(row.text)} |"


def _section(section: Section) -> Iterator[str]:
    yield ""
    if section.note:
        yield plain(section.note)
        yield ""
    for number, entry in enumerate(section.entries, start=1):
        if entry.is_finding:
            yield f"### {number}. {_title(entry)}"
            yield ""
            yield from _rows(entry.rows)
            yield ""
        else:
            yield f"- {_title(entry)}"
            yield from (f"  {line}" if line else "" for line in _rows(entry.rows))


def _title(entry: Entry) -> str:
    code, title = plain(entry.code), plain(entry.title)
    if entry.is_finding:
        return f"【{entry.word}】{code} {title}"
    between = "：" if entry.mark else " "
    return between.join(part for part in (f"**{code}**" if code else "", title) if part)


def _rows(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        if row.label and row.label != "条件":
            yield f"- **{row.label}**：{plain(row.text)}"
        elif row.label:
            yield f"- **{row.label}**："
            yield f"  {'  ' * row.depth}- {plain(row.text)}"
        elif row.is_quote:
            yield ""
            yield f"  > {plain(row.text)}"
            yield ""
        else:
            yield f"  {'  ' * row.depth}- {plain(row.text)}"


def plain(text: str) -> str:
    """``text`` with every character escaped that Markdown or GitHub would read as markup."""
    escaped = _MARKUP.sub(lambda match: match[0][:-1] + "\\" + match[0][-1], text)
    return _BARE_LINK.sub(_LINK_BREAK, _LEADING_NUMBER.sub(r"\1\\", escaped))
