"""The form of a baseline (基数): what the city uses of a metric in a year beside the projects of the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from checker.api.desk import BookKeeping
from checker.errors import CheckerError
from checker.ledger.quotas import amount_of
from checker.model.standing import QuotaBalance, QuotaDirection
from checker.render.ledger_amounts import amount_text
from tui.form import Form
from tui.question import Answers, Kind, Question


def recording_baseline(keeper: BookKeeping, account: QuotaBalance) -> Form[QuotaBalance]:
    """Record the baseline of an account, or another one in its place."""
    unit, year = account.unit, account.year

    def check(answers: Answers) -> Mapping[str, str]:
        try:
            amount_of(answers.text("amount"), unit)
        except CheckerError as error:
            problem = error.problems[0]
            return {"amount": f"{problem.message};{problem.remedy}"}
        return {}

    def asks(answers: Answers) -> str:
        amount = amount_of(answers.text("amount"), unit)
        before = "没有录入" if account.baseline is None else amount_text(account.baseline, unit)
        lines = [f"{year} 年{account.metric}", f"原来的基数  {before}", f"依据  {answers.text('document')}"]
        if account.limit is not None:
            room = account.limit - amount - account.committed - account.reserved
            word = "余量" if account.direction is QuotaDirection.CEILING else "距目标"
            over = account.direction is QuotaDirection.CEILING and room < 0
            lines.append(f"{word}  {'! 超 ' if over else ''}{amount_text(abs(room) if over else room, unit)}")
        return f"基数记为 {amount_text(amount, unit)}?\n" + "\n".join(lines)

    def act(answers: Answers) -> QuotaBalance:
        return keeper.set_baseline(
            account.metric,
            year,
            amount_of(answers.text("amount"), unit),
            document=answers.text("document"),
            reason=answers.text("reason"),
        )

    return Form(
        f"录入基数  {year} 年{account.metric}",
        (
            Question(
                "amount",
                "基数",
                value="" if account.baseline is None else amount_text(account.baseline, unit),
                hint=f"全市除本台账各项目以外的用量,如 18 万{unit}",
                must=f"请写数量和单位,如 18 万{unit}",
            ),
            Question("document", "依据的文件或报表", must="请写文号,如 巴统〔2026〕21号"),
            Question("reason", "理由", Kind.TEXT, must="请写为什么录入或更新,如 2025 年统计数"),
        ),
        act,
        introduction="" if account.limit is None else f"限额 {amount_text(account.limit, unit)}  {account.source}",
        asks=asks,
        check=check,
    )
