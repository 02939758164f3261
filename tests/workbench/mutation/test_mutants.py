"""The mutants of a library: where they stand, what they change, which need no scenario."""

from __future__ import annotations

from collections import Counter

from checker.rulebook import DecisionTable, Parameter
from checker.workbench.mutation.library import mutants_of
from checker.workbench.mutation.operator import Operator
from tests.workbench.mutation.kiln import PACKS, kiln_book, kiln_mutants, mutant


def test_ids_are_unique_and_the_same_in_every_run() -> None:
    ids = [one.id for one in kiln_mutants()]
    assert len(set(ids)) == len(ids)
    assert ids == [one.id for one in mutants_of(kiln_book(), (PACKS,))]


def test_a_mutant_stands_at_its_line() -> None:
    assert mutant("K-01-cap", "年原煤消费量 > 0 t", "年原煤消费量 >= 0 t").line == 7
    assert mutant("K-01-cap", "年原煤消费量 <= 用煤上限", "年原煤消费量 < 用煤上限").line == 8
    assert mutant("K-01-cap", "rectify", "consult").line == 9
    assert mutant("用煤上限", "用煤上限 = 4 万吨", "用煤上限 = 3.9 万吨").line == 7
    table = mutant("热效率限值", "86.5 %", "86.4 %")
    assert (table.file, table.line, table.part) == ("kiln/tables/boiler-limit.yaml", 14, "第 4 行“热效率”")


def test_a_mutant_changes_one_item_and_leaves_the_book_alone() -> None:
    book = kiln_book()
    for one in kiln_mutants():
        changed = one.book(book)
        before = (*book.rules, *book.derivations, *book.parameters, *book.tables)
        after = (*changed.rules, *changed.derivations, *changed.parameters, *changed.tables)
        assert [new for old, new in zip(before, after, strict=True) if old is not new] == [one.after]


def test_a_refusal_rests_on_the_rule_and_all_it_uses() -> None:
    assert {one.owner for one in kiln_mutants() if one.refusing} == {
        "K-01-cap", "K-02-boiler", "K-D-level", "K-D-big", "用煤上限", "热效率限值",
    }  # fmt: skip


def test_rows_that_overlap_and_periods_beyond_the_document_do_not_load() -> None:
    flaws = {(one.part, one.becomes): one.flaw for one in kiln_mutants() if one.flaw}
    assert flaws["第 2 行“等级”", "? = 3"] == "与第 3 行重叠,命中策略 U 不许"
    assert flaws["值之起", "2024-03-18"] == "有效期超出所引文件“测发〔2024〕1号”的有效期"


def test_a_row_no_rule_can_look_up_is_equivalent() -> None:
    equivalent = {(one.part, one.becomes): one.equivalence for one in kiln_mutants() if one.equivalence}
    assert equivalent["第 1 行“热效率”", "87 %"] == "规则查这张表时“等级”只会是 2、3、空,查不到这一行"
    assert ("第 2 行“热效率”", "83 %") not in equivalent


def test_a_timeline_moves_as_one() -> None:
    (later,) = [one for one in kiln_mutants() if one.operator is Operator.DATE and one.becomes == "2026-01-02"]
    assert isinstance(later.after, Parameter)
    ends = [(str(dated.period.start), str(dated.period.end)) for dated in later.after.values]
    assert ends == [("2024-03-19", "2026-01-02"), ("2026-01-02", "None")]


def test_rules_asked_for_come_with_what_they_rest_on() -> None:
    owners = Counter(one.owner for one in mutants_of(kiln_book(), (PACKS,), ["K-02-boiler"]))
    assert set(owners) == {"K-02-boiler", "K-D-level", "热效率限值"}


def test_every_output_of_a_table_is_a_limit() -> None:
    for one in kiln_mutants():
        if isinstance(one.before, DecisionTable) and one.operator is not Operator.DATE:
            assert one.operator in (Operator.LIMIT, Operator.COMPARISON)
