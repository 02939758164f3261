"""A book of 300 rules and 1,000 table rows loads whole and decides right; run with ``-s`` to see how long it took."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from checker.feel.units import parse_quantity
from tests.rulebook.packs import DERIVATION, FACTS, RULE, load

RULES, DERIVATIONS, TABLES, ROWS = 260, 40, 10, 50


def _large_pack() -> dict[str, str | None]:
    files: dict[str, str | None] = {}
    facts = FACTS
    for number in range(DERIVATIONS):
        facts += f"  - {{label: 类别{number}, key: class_{number}, type: boolean, description: 第 {number} 类}}\n"
        above = f"类别{number - 1} or " if number % 4 else ""
        files[f"rules/d{number:03}.yaml"] = (
            f"id: D-{number:03}\ntitle: 类别{number}\nderive: 类别{number}\n"
            f'when: {above}建设阶段 in ["拟建", "在建"] and 年原煤消费量 > {number} 万吨\n'
        )
    files["facts.yaml"] = facts
    files["rules/coal-project.yaml"] = DERIVATION
    for number in range(RULES):
        files[f"rules/r{number:03}.yaml"] = (
            RULE.replace("T-1", f"R-{number:03}")
            .replace("applies: 用煤项目", f'applies: 建设阶段 = "拟建" and 类别{number % DERIVATIONS}')
            .replace(
                "require: 煤炭替代量 >= 年原煤消费量",
                "require: |-\n  every 件 in 产品 satisfies\n"
                f'    件.单耗 <= 限额{number % TABLES}("产品{number % ROWS}", 2)',
            )
        )
    for number in range(TABLES):
        rows = "".join(f"""  - ['"产品{row}"', {1 + row % 3}, {100 + row}]\n""" for row in range(ROWS))
        rows += "".join(f"""  - ['"产品{row}"', {1 + (row + 1) % 3}, '{100 + row} kgce/t']\n""" for row in range(ROWS))
        files[f"tables/t{number}.yaml"] = (
            f"name: 限额{number}\nkey: limit_{number}\nhit_policy: U\nsource: C1\n"
            "inputs:\n  - {name: 品种, type: string}\n  - {name: 等级, type: number}\n"
            f"outputs:\n  - {{name: 限值, unit: kgce/t}}\nrows:\n{rows}"
        )
    return files


def test_a_large_book_loads_and_decides(tmp_path: Path) -> None:
    files = _large_pack()
    load(tmp_path / "warm")
    start = perf_counter()
    book = load(tmp_path / "tiny", files)
    loaded = perf_counter()
    current = book.in_force(date(2025, 1, 1))
    selected = perf_counter()
    assert len(current.rules) == RULES + 1
    assert sum(len(table.rows) for table in book.tables) == TABLES * ROWS * 2 + 3
    assert {derivation.stratum for derivation in current.derivations} == {0, 1, 2, 3}
    assert current.functions["限额3"]("产品7", Decimal(2)) == parse_quantity("107 kgce/t")
    assert current.functions["限额3"]("产品7", Decimal(1)) is None
    size = f"{RULES} 条规则、{DERIVATIONS} 条推导、{TABLES * ROWS * 2} 行"
    print(f"\n{size}:加载 {loaded - start:.3f} s,选取 {selected - loaded:.3f} s")
