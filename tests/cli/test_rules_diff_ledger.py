"""``checker rules diff --ledger``: applications under review and past decisions are subjects beside the cases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import simplejson

from checker.ledger import Ledger, decisions
from checker.model.outcome import Verdict
from checker.rulebook import default_packs_directory
from tests.cli.running import inside
from tests.ledger import bookkeeping, proceedings

_PARAMETERS = Path("bazhong-plan") / "parameters.yaml"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """One application that was decided on and one under review, both of which take raw coal."""
    address = tmp_path / "台账.db"
    with Ledger.create(address) as ledger:
        with ledger.writing("台账管理员") as books:
            bookkeeping.adopt(books, y2030="20 万t")
        decided = proceedings.application_of("coal-substitution-done")
        proceedings.submitted(ledger, decided)
        report = proceedings.checked(ledger, decided)
        with ledger.writing("张三") as books:
            decisions.decide(
                books,
                application=decided,
                report=report,
                checking=proceedings.shipped(),
                verdict=report.verdict,
                officer="张三",
                decided_on=proceedings.AS_OF,
                number="巴发改审〔2026〕1号",
            )
        assert report.verdict is Verdict.APPROVE
        proceedings.submitted(ledger, "wind-farm")
    return address


def test_a_lowered_cap_changes_what_was_decided_and_leaves_the_wind_farm_alone(office: Path, tmp_path: Path) -> None:
    changed = tmp_path / "rules"
    shutil.copytree(default_packs_directory(), changed)
    parameters = changed / _PARAMETERS
    text = parameters.read_text("utf-8")
    assert "value: 25 万吨" in text
    parameters.write_text(text.replace("value: 25 万吨", "value: 21 万吨"), encoding="utf-8")
    (tmp_path / "cases").mkdir()
    done = inside(
        "rules", "diff", str(default_packs_directory()), str(changed), "--cases", str(tmp_path / "cases"),
        "--ledger", str(office), "--as-of", "2026-11-22", "--format", "json",
    )  # fmt: skip
    assert done.exit_code == 1, done.stderr
    impact = simplejson.loads(done.stdout)["impact"]
    assert impact["examined"] == {"在审项目": 1, "决定": 1}
    (changed_one,) = impact["changed"]
    assert (changed_one["kind"], changed_one["verdict"]) == ("决定", {"before": "approve", "after": "rectify"})
    (finding,) = changed_one["findings"]
    assert (finding["rule"], finding["causes"]) == ("BZ-020103-coal-cap-2030", ["参数 原煤上限2030年"])
