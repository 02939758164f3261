"""Selection by date: what is in force is what a walk over all periods finds, with sources, strata and hashes."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.feel.compiler import compile_node
from checker.feel.parser import parse
from checker.feel.units import parse_quantity
from checker.rulebook import RuleBook, default_packs_directory, load_rulebook
from tests.rulebook.packs import DERIVATION, FACTS, FILES, PACK, RULE, TABLE, VOCABULARY, load, write_pack


def test_the_parameter_of_the_day(tmp_path: Path) -> None:
    book = load(tmp_path / "tiny")
    assert book.in_force(date(2024, 3, 18)).parameters == {"原煤控制量": None}
    assert book.in_force(date(2024, 3, 19)).parameters == {"原煤控制量": parse_quantity("30 万吨")}
    assert book.in_force(date(2029, 12, 31)).parameters == {"原煤控制量": parse_quantity("300000 t")}
    assert book.in_force(date(2030, 1, 1)).parameters == {"原煤控制量": parse_quantity("25 万吨")}


def test_an_ended_parameter_is_null_until_the_next_value(tmp_path: Path) -> None:
    parameters = FILES["parameters.yaml"].replace("value: 30", "to: 2026-01-01, value: 30")
    book = load(tmp_path / "tiny", {"parameters.yaml": parameters})
    assert book.in_force(date(2025, 12, 31)).parameters["原煤控制量"] == parse_quantity("30 万吨")
    assert book.in_force(date(2026, 1, 1)).parameters["原煤控制量"] is None
    assert book.in_force(date(2026, 1, 1)).dated_values["原煤控制量"] is None


def test_a_rule_without_dates_lives_as_long_as_its_document(tmp_path: Path) -> None:
    book = load(tmp_path / "tiny", {"rules/coal.yaml": RULE.replace("in_force: {from: 2024-08-19}\n", "")})
    assert book.rules[0].in_force == book.documents["某府发〔2024〕5号"].in_force
    assert not book.in_force(date(2024, 3, 18)).rules
    assert [rule.id for rule in book.in_force(date(2024, 3, 19)).rules] == ["T-1"]


def test_two_tables_of_one_name_follow_each_other(tmp_path: Path) -> None:
    old = TABLE.replace("source: C1", "source: C1\nin_force: {from: 2024-03-19, to: 2026-01-01}")
    new = TABLE.replace("source: C1", "source: C1\nin_force: {from: 2026-01-01}").replace("107", "105")
    book = load(tmp_path / "tiny", {"tables/limit.yaml": old, "tables/new.yaml": new})
    call = parse('能耗限额("熟料", 2)')
    values = [
        compile_node(call, book.in_force(day).functions)({})
        for day in (date(2024, 3, 18), date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert values == [None, parse_quantity("107 kgce/t"), parse_quantity("105 kgce/t")]


def test_sources_follow_the_date(tmp_path: Path) -> None:
    parameters = FILES["parameters.yaml"].replace("25 万吨, source: C1", "25 万吨, source: 令第31号#4")
    rule = RULE.replace("require: 煤炭替代量 >= 年原煤消费量", "require: 年原煤消费量 <= 原煤控制量")
    book = load(tmp_path / "tiny", {"parameters.yaml": parameters, "rules/coal.yaml": rule})
    sources = [
        [clause.reference for clause in book.in_force(day).rules[0].sources]
        for day in (date(2025, 1, 1), date(2030, 1, 1))
    ]
    assert sources == [["某府发〔2024〕5号#C1"], ["令第31号#4"]]
    assert [clause.reference for clause in book.rules[0].sources] == ["某府发〔2024〕5号#C1", "令第31号#4"]


def test_derived_facts_stand_above_what_they_use(tmp_path: Path) -> None:
    facts = FACTS + "  - {label: 甲类, key: class_a, type: boolean, description: 甲}\n"
    files = {
        "facts.yaml": facts,
        "rules/a.yaml": "id: A-first\ntitle: 甲\nderive: 甲类\nwhen: 用煤项目 and 煤炭缺口 > 0 t\n",
        "rules/gap.yaml": "id: T-D3\ntitle: 缺口\nderive: 煤炭缺口\nvalue: if 用煤项目 then 年原煤消费量 else 0 t\n",
        "rules/z.yaml": "id: Z-last\ntitle: 用煤\nderive: 用煤项目\nwhen: 新建\n",
    }
    derivations = load(tmp_path / "tiny", files).in_force(date(2025, 1, 1)).derivations
    assert [(d.id, d.stratum) for d in derivations] == [("T-D1", 0), ("Z-last", 0), ("T-D3", 1), ("A-first", 2)]


def test_days_without_a_boundary_between_them_share_everything(tmp_path: Path) -> None:
    book = load(tmp_path / "tiny")
    one, other = book.in_force(date(2025, 1, 1)), book.in_force(date(2025, 6, 1))
    assert one.rules is other.rules
    assert one.functions is other.functions
    assert (one.as_of, other.as_of) == (date(2025, 1, 1), date(2025, 6, 1))
    assert one.period == other.period
    assert one is book.in_force(date(2025, 1, 1))
    assert date(2025, 1, 1) in one.period


def test_facts_are_the_vocabulary_and_the_derived_ones(tmp_path: Path) -> None:
    facts = load(tmp_path / "tiny").in_force(date(2025, 1, 1)).facts
    assert list(facts) == [*VOCABULARY, "用煤项目", "煤炭缺口"]
    assert facts["煤炭缺口"].section == "推导事实"


def test_a_rule_carries_its_clause_and_departments(tmp_path: Path) -> None:
    rule = RULE.replace("clause: C1", "clause: C2").replace("effect: rectify", "effect: advise")
    (found,) = load(tmp_path / "tiny", {"rules/coal.yaml": rule}).rules
    assert found.clause.reference == "某府发〔2024〕5号#C2"
    assert found.clause.lead == ("市发展改革委",)
    assert found.clause.path == "一(二)"
    assert (found.file, found.line, found.pack.id) == ("tiny/rules/coal.yaml", 1, "tiny")


def test_a_basis_lifts_an_effect_and_escalation(tmp_path: Path) -> None:
    rule = RULE.replace("2024-08-19", "2025-09-01").replace(
        "effect: rectify",
        'effect: rectify\nescalate:\n  - {when: 建设阶段 = "在建", effect: reject, basis: [令第31号#3]}',
    )
    (found,) = load(tmp_path / "tiny", {"rules/coal.yaml": rule}).rules
    (escalation,) = found.escalations
    assert escalation.effect == "reject"
    assert [clause.reference for clause in escalation.basis] == ["令第31号#3"]


def test_the_hash_follows_content_not_place_or_order(tmp_path: Path) -> None:
    first = load(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    for path in sorted((tmp_path / "b").rglob("*.yaml"), reverse=True):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    second = load_rulebook(tmp_path / "b", vocabulary=VOCABULARY)
    third = load(tmp_path / "c", {"rules/coal.yaml": RULE.replace("用煤须替代", "用煤要替代")})
    assert first.hash == second.hash
    assert first.packs[0].hash == second.packs[0].hash
    assert first.hash != third.hash
    assert len(first.hash) == 64


def test_packs_are_ordered_and_refer_to_each_other(tmp_path: Path) -> None:
    write_pack(tmp_path / "rules" / "tiny", {})
    other = dict.fromkeys(FILES) | {
        "pack.yaml": PACK.replace("tiny", "other").replace("order: 10", "order: 5"),
        "rules/coal.yaml": RULE.replace("T-1", "O-1").replace("clause: C1", "clause: 某府发〔2024〕5号#C1"),
    }
    write_pack(tmp_path / "rules" / "other", other)
    book = load_rulebook(tmp_path / "rules", vocabulary=VOCABULARY)
    assert [pack.id for pack in book.packs] == ["other", "tiny"]
    assert [rule.id for rule in book.rules] == ["O-1", "T-1"]
    assert book.packs[1].version == "1.10"


def test_the_same_folder_named_twice_is_one_pack(tmp_path: Path) -> None:
    write_pack(tmp_path / "rules" / "tiny", {})
    book = load_rulebook(tmp_path / "rules", tmp_path / "rules" / "tiny", vocabulary=VOCABULARY)
    assert len(book.packs) == 1


def test_the_packs_of_this_checkout_are_found() -> None:
    assert (default_packs_directory() / "bazhong-plan" / "pack.yaml").is_file()


_START = date(2025, 1, 1)
_OFFSETS = st.none() | st.integers(0, 40)


@cache
def _book_of(periods: tuple[tuple[int | None, int | None], ...]) -> RuleBook:
    """A book with a rule, a derivation and a table for each period."""
    files: dict[str, str | None] = {"tables/limit.yaml": None, "rules/coal.yaml": None, "rules/coal-project.yaml": None}
    for number, (start, end) in enumerate(periods):
        written = f"from: {_START + timedelta(days=start or 0)}"
        if end is not None:
            written += f", to: {_START + timedelta(days=end)}"
        in_force = f"in_force: {{{written}}}"
        files[f"rules/r{number}.yaml"] = RULE.replace("T-1", f"R-{number}").replace(
            "in_force: {from: 2024-08-19}", in_force
        )
        files[f"rules/d{number}.yaml"] = DERIVATION.replace("T-D1", f"D-{number}") + in_force + "\n"
        table = TABLE.replace("能耗限额", f"限额{number}").replace("key: limit", f"key: limit_{number}")
        files[f"tables/t{number}.yaml"] = table + in_force + "\n"
    with TemporaryDirectory() as directory:
        return load(Path(directory) / "tiny", files)


@st.composite
def _periods(draw: st.DrawFn) -> tuple[tuple[int | None, int | None], ...]:
    pairs = draw(st.lists(st.tuples(_OFFSETS, _OFFSETS), min_size=1, max_size=4))
    return tuple((start, None if end is None or end <= (start or 0) else end) for start, end in pairs)


@given(_periods(), st.integers(-3, 45))
def test_selection_is_what_a_walk_over_all_periods_finds(
    periods: tuple[tuple[int | None, int | None], ...], offset: int
) -> None:
    book = _book_of(periods)
    day = _START + timedelta(days=offset)
    current = book.in_force(day)
    wanted = [
        number
        for number, (start, end) in enumerate(periods)
        if (start or 0) <= offset and (end is None or offset < end)
    ]
    assert [rule.id for rule in current.rules] == [f"R-{number}" for number in wanted]
    assert [derivation.id for derivation in current.derivations] == [f"D-{number}" for number in wanted]
    assert list(current.tables) == [f"限额{number}" for number in wanted]
    assert list(current.functions) == [f"限额{number}" for number in range(len(periods))]
    assert day in current.period


@pytest.mark.parametrize("word", ["法", "办法"])
def test_clauses_are_found_by_reference(tmp_path: Path, word: str) -> None:
    book = load(tmp_path / "tiny", {"clauses/law.yaml": FILES["clauses/law.yaml"].replace("上位办法", f"上位{word}")})
    assert book.clauses["令第31号#3"].document.title == f"上位{word}"
    assert book.clauses["令第31号#3"].path == "第三条"
