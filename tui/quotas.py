"""The quotas (额度): each account with its bar, the years of its metric, who holds what, and this project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from checker.api.desk import BookKeeping
from checker.ledger.bookings import Booking
from checker.model.report import QuotaLine
from checker.model.standing import QuotaBalance, QuotaDirection
from checker.render.detailed_table import render_detailed_table
from checker.render.ledger_amounts import amount_text, bar
from checker.render.ledger_quotas import LEGEND
from checker.render.lines import visible
from checker.render.table import Head
from tui.jobs import Job
from tui.keymap import bound
from tui.listing import Column, ListingScreen
from tui.places import Place
from tui.quota_forms import recording_baseline
from tui.quota_plot import LEGEND as PLOT_LEGEND
from tui.quota_plot import YearColumn, plot

_HOLDERS = (
    Head("项目", whole=True),
    Head("占用", figures=True),
    Head("预留", figures=True),
    Head("已批", figures=True),
)
_ZERO = Decimal(0)


class QuotasScreen(ListingScreen[QuotaBalance]):
    """The accounts of all quotas by metric and year."""

    place = Place.QUOTAS
    columns: ClassVar = (
        Column("指标", 22, grows=True),
        Column("年份", 4, figures=True),
        Column("限额", 14, figures=True),
        Column("余量", 14, figures=True),
        Column("占用", 31),
    )
    nothing = "没有额度。\n\n由管理机关用 checker ledger quota adopt 按规则包记入限额"
    BINDINGS: ClassVar[list[BindingType]] = [bound("quotas.baseline", "baseline")]

    def __init__(self) -> None:
        super().__init__()
        self._holders: tuple[Booking, ...] | None = None
        self._of = ""

    def fetch(self) -> Sequence[QuotaBalance]:
        """Ceilings first, then targets, then inputs."""
        order = list(QuotaDirection)
        balances = self.office.desk.balances()
        return sorted(balances, key=lambda one: (order.index(one.direction), one.metric, one.year))

    def key_of(self, row: QuotaBalance) -> str:
        """Metric and year."""
        return f"{row.metric} {row.year}"

    def found_by(self, row: QuotaBalance) -> str:
        """Metric, year, direction and source."""
        return f"{row.metric} {row.year} {row.direction.value} {row.source}"

    def cells(self, row: QuotaBalance) -> Sequence[str]:
        """One account in a line."""
        return (
            row.metric,
            str(row.year),
            _limit(row),
            _headroom(row),
            _share(row) if row.direction is not QuotaDirection.INPUT else "",
        )

    def is_wanted(self, row: QuotaBalance) -> bool:
        """Of the project under review: the accounts that it takes something of."""
        return not self.is_mine_only or self._asked(row) is not None

    @property
    def is_mine_only(self) -> bool:
        """An application from a file takes quotas, too."""
        return self.office.state.recall(f"{self.place.value}.mine", False) and self.office.subject is not None

    @property
    def my_project(self) -> str:
        """What the application under review is called, so that it can be narrowed to."""
        subject = self.office.subject
        return subject.project or subject.name or "申报" if subject is not None else ""

    def scope(self) -> Sequence[str]:
        """The legend of the bars, and what is not right."""
        overspent = sum(1 for row in self._rows if _is_overspent(row))
        unknown = sum(1 for row in self._rows if row.limit is not None and row.used is None)
        told = [f"! 已超 {overspent} 项"] if overspent else []
        told += [f"? 基数未录 {unknown} 项"] if unknown else []
        return (*told, LEGEND.partition("。")[0])

    def row_reached(self, row: QuotaBalance) -> None:
        """Ask who holds what of the account."""
        self._holders, self._of = None, self.key_of(row)
        desk, metric, year = self.office.desk, row.metric, row.year

        def read(_: Job) -> tuple[Booking, ...]:
            found = desk.holders(metric, year)
            self.office.names.ask(desk, (one.project for one in found))
            return found

        self.run_job("谁占用", read, partial(self._take_holders, self._of), group="holders", quiet=True)

    def _take_holders(self, of: str, found: tuple[Booking, ...]) -> None:
        if of == self._of:
            self._holders = found
            self.draw_page(stay=True)

    def page(self, row: QuotaBalance, width: int) -> Content:
        """The account in full, the project's share, the years of the metric, and who holds what."""
        years = [one for one in self._rows if one.metric == row.metric]
        parts: list[Content] = [
            Content.styled(f"{row.year} 年{visible(row.metric)}({row.direction.value})", "bold"),
            *self._account(row),
            *self._mine(row),
            Content(""),
            plot([self._column(one) for one in years], row.unit, width=width),
            Content.styled(PLOT_LEGEND, "$text-muted"),
            Content(""),
            *self._held(width),
        ]
        return Content("\n").join(parts)

    def _account(self, row: QuotaBalance) -> Iterator[Content]:
        unit = row.unit
        yield Content(f"限额  {_limit(row)}  {visible(row.source)}".rstrip())
        if row.baseline is None:
            yield Content.styled("基数  ? 未录入,余量不明", "$text-warning")
            yield Content.styled(f"由管理机关录入:{self._how_to_record()}", "$text-muted")
        else:
            yield Content(f"基数  {amount_text(row.baseline, unit)}")
        yield Content(f"已批  {amount_text(row.committed, unit)}")
        if row.used is not None:
            yield Content(f"已用  {amount_text(row.used, unit)}(基数加已批)")
        yield Content(f"预留  {amount_text(row.reserved, unit)}(在审项目)")
        if row.limit is not None:
            word = "余量" if row.direction is QuotaDirection.CEILING else "距目标"
            style = "bold $text-error" if _is_overspent(row) else "bold"
            yield Content.styled(f"{word}  {_headroom(row)}", style)
            yield Content(bar(row.limit, row.used, row.reserved))

    def _how_to_record(self) -> str:
        here = "按“基数”,或 " if isinstance(self.office.desk, BookKeeping) else "在台账旁运行 "
        return f"{here}checker ledger quota baseline"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A baseline is recorded where the books are."""
        if action == "baseline":
            return self.row is not None and isinstance(self.office.desk, BookKeeping)
        return super().check_action(action, parameters)

    def action_baseline(self) -> None:
        """Record the baseline of the account at the cursor, or another one."""
        desk, row = self.office.desk, self.row
        if row is not None and isinstance(desk, BookKeeping):
            self.ask(recording_baseline(desk, row), f"基数已记入:{row.year} 年{row.metric}")

    def _mine(self, row: QuotaBalance) -> Iterator[Content]:
        line = self._asked(row)
        if line is None:
            return
        if line.requested is None:
            said = "占用 ? 数量未知"
        elif line.requested < 0:
            said = f"减少 {amount_text(-line.requested, row.unit)}"
        else:
            fits = {True: "", False: "  ! 放不下", None: "  ? 余量不明"}[line.fits]
            said = f"占用 {amount_text(line.requested, row.unit)}{fits}"
        yield Content.styled(f"本项目  {said}", "bold $text-accent" if line.fits else "bold $text-warning")

    def _asked(self, row: QuotaBalance) -> QuotaLine | None:
        """What the application under review takes of an account."""
        subject = self.office.subject
        lines = subject.report.quotas if subject is not None else ()
        return next((line for line in lines if (line.metric, line.year) == (row.metric, row.year)), None)

    def _column(self, row: QuotaBalance) -> YearColumn:
        line = self._asked(row)
        # What is reserved beside the others' reservations is the project's own already.
        own = row.reserved - line.reserved if line is not None else _ZERO
        asked = max((line.requested or _ZERO) - max(own, _ZERO), _ZERO) if line is not None else _ZERO
        return YearColumn(row.year, row.limit, row.used, row.reserved, asked)

    def _held(self, width: int) -> Iterator[Content]:
        if self._holders is None:
            yield Content.styled("正在读取占用的项目…", "$text-muted")
            return
        if not self._holders:
            yield Content.styled("没有项目占用", "$text-muted")
            return
        rows = [
            (
                (
                    f"> {one.project}" if one.project == self.my_project else one.project,
                    amount_text(one.requested, one.unit),
                    amount_text(one.reserved, one.unit) + (" 待额度" if one.is_waiting else ""),
                    amount_text(one.committed, one.unit),
                ),
                (self.office.names.of(one.project),),
            )
            for one in self._holders
        ]
        yield Content.styled(f"占用的项目 {len(rows)} 个", "bold")
        yield Content(render_detailed_table(_HOLDERS, rows, width).rstrip("\n"))


def _share(row: QuotaBalance) -> str:
    """The share of the limit, then the bar: what a narrow screen cuts off is the end of the bar."""
    signs, end, share = bar(row.limit, row.used, row.reserved).partition("]")
    return f"{share.strip():>6} {signs}{end}" if share else signs + end


def _limit(row: QuotaBalance) -> str:
    if row.limit is not None:
        return amount_text(row.limit, row.unit)
    return "计量" if row.direction is QuotaDirection.INPUT else "已终止"


def _headroom(row: QuotaBalance) -> str:
    if row.limit is None:
        return ""
    if row.headroom is None:
        return "? 不明"
    over = "! 超 " if _is_overspent(row) else ""
    return over + amount_text(abs(row.headroom) if over else row.headroom, row.unit)


def _is_overspent(row: QuotaBalance) -> bool:
    return row.direction is QuotaDirection.CEILING and row.headroom is not None and row.headroom < 0
