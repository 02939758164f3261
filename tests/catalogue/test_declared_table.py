"""A table that is only declared: null until another pack supplies the rows, which then win on their days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from checker.rulebook import load_rulebook
from tests.rulebook.packs import FILES, TABLE, VOCABULARY, load, problems_of, write_pack

DECLARED = TABLE.split("rows:", maxsplit=1)[0].replace("source: C1", "source: C4") + "rows: null\n"
SUPPLIED = TABLE.replace("source: C1", "in_force: {from: 2026-01-01}\nsource: 某府发〔2024〕5号#C1")
EMPTY_PACK = dict.fromkeys(name for name in FILES if name != "pack.yaml")
OFFICE = "id: office\ntitle: 办公室\nversion: '1'\norder: 900\n"


def test_a_declared_table_gives_null_and_may_name_an_unverified_source(tmp_path: Path) -> None:
    book = load(tmp_path / "tiny", {"tables/limit.yaml": DECLARED})
    in_force = book.in_force(date(2026, 1, 1))
    assert in_force.tables["能耗限额"].awaits_rows
    assert in_force.functions["能耗限额"]("熟料", 1) is None


def test_another_pack_supplies_the_rows_from_a_day_on(tmp_path: Path) -> None:
    shipped = write_pack(tmp_path / "tiny", {"tables/limit.yaml": DECLARED})
    office = write_pack(tmp_path / "office", {**EMPTY_PACK, "pack.yaml": OFFICE, "tables/own.yaml": SUPPLIED})
    for order in ((shipped, office), (office, shipped)):
        book = load_rulebook(*order, vocabulary=VOCABULARY)
        assert book.in_force(date(2025, 12, 31)).functions["能耗限额"]("熟料", 1) is None
        assert str(book.in_force(date(2026, 1, 1)).functions["能耗限额"]("熟料", 1)) == "0.1 tce/t"


def test_an_empty_list_of_rows_is_still_a_mistake(tmp_path: Path) -> None:
    error = problems_of(tmp_path / "tiny", {"tables/limit.yaml": DECLARED.replace("null", "[]")})
    assert "表里没有行" in str(error)


def test_a_history_belongs_to_a_pack_and_to_its_hash(tmp_path: Path) -> None:
    plain = load(tmp_path / "tiny")
    kept = load(tmp_path / "kept", {"history.yaml": "anything: [is, kept]\n"})
    assert plain.hash != kept.hash
    assert [rule.id for rule in plain.rules] == [rule.id for rule in kept.rules]
