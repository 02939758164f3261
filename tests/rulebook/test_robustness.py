"""Whatever a pack file says, loading ends in a book or in problems with a file, never in another exception."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import RuleBookError
from tests.rulebook.packs import FILES, load

_CSV = "值,品种,数\n1,甲,1\n2,乙,<2\n"
_CSV_TABLE = FILES["tables/limit.yaml"].replace("能耗限额", "另一张表").replace("key: limit", "key: other")
_ALL = {
    **FILES,
    "rules/escalated.yaml": FILES["rules/coal.yaml"].replace("T-1", "T-2")
    + "basis: [C3]\nescalate:\n  - {when: 新建, effect: reject, basis: [C3]}\n",
    "rules/gap.yaml": "id: T-D2\ntitle: 缺口\nsource: C1\nderive: 煤炭缺口\nvalue: 年原煤消费量 - 煤炭替代量\n",
    "tables/other.yaml": _CSV_TABLE[: _CSV_TABLE.index("inputs:")]
    + "inputs: [{name: 品种, type: string}, {name: 数, type: number}]\n"
    + "outputs: [{name: 值, type: number}]\nrows: other.csv\n",
    "tables/other.csv": _CSV,
}
_WORDS = 'null [] {} true 2025-01-01 1e30 "" ~ # - : {gap } P C+ kgce/t if not( .. 甲'
_SNIPPETS = st.sampled_from(
    [*_WORDS.split(), "'", "\n", "\t", " ", "- x", "[1, {a: b}]", "{from: 2025-01-01, to: 2024-01-01}"]
)


@st.composite
def _changed_files(draw: st.DrawFn) -> dict[str, str | None]:
    name = draw(st.sampled_from(sorted(_ALL)))
    text = _ALL[name]
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    match draw(st.integers(0, 4)):
        case 0:
            del lines[at]
        case 1:
            key, colon, _ = lines[at].partition(": ")
            lines[at] = f"{key}{colon}{draw(_SNIPPETS)}"
        case 2:
            lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
        case 3:
            place = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:place] + draw(_SNIPPETS) + lines[at][place:]
        case _:
            start = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:start] + draw(_SNIPPETS) + lines[at][start + draw(st.integers(1, 12)) :]
    return {**_ALL, name: "\n".join(lines)}


@given(_changed_files())
@settings(max_examples=200, deadline=None)
def test_a_changed_pack_loads_or_says_why(files: dict[str, str | None]) -> None:
    with TemporaryDirectory() as directory:
        problems = _problems(Path(directory) / "tiny", files)
    assert all(problem.startswith(directory) for problem in problems)


def _problems(directory: Path, files: dict[str, str | None]) -> list[str]:
    try:
        load(directory, files)
    except RuleBookError as error:
        return [problem.file for problem in error.problems]
    return []


def test_the_unchanged_pack_loads() -> None:
    with TemporaryDirectory() as directory:
        assert _problems(Path(directory) / "tiny", dict(_ALL)) == []
