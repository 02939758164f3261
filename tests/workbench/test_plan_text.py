"""Every quote of the register stands verbatim in the plan; run with CHECKER_PLAN_TEXT naming the text of the plan."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.rulebook import load_rulebook

VARIABLE = "CHECKER_PLAN_TEXT"


def test_every_quote_is_verbatim() -> None:
    if VARIABLE not in os.environ:
        pytest.skip(f"方案全文不随程序提供;设环境变量 {VARIABLE}=方案全文.txt 后运行")
    text = Path(os.environ[VARIABLE]).read_text(encoding="utf-8")
    quotes = {
        clause.id: clause.quote
        for clause in load_rulebook().clauses.values()
        if clause.document.number == "巴府发〔2024〕5号"
    }
    assert len(quotes) == 133
    assert [(clause_id, quote) for clause_id, quote in quotes.items() if quote not in text] == []
