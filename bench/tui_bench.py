"""The interface with 20,000 applications: until something can be seen, scrolling, filtering while checks go on.

    python bench/tui_bench.py [--rows 20000]

Times are of the slowest and the middle of many steps, each until the screen has been drawn again.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from checker.api import Checker, LocalDesk
from checker.model import build_application, read_application
from checker.model.application import Application
from checker.render.table import Head, render_table
from tui.app import OfficeApp
from tui.queue import QueueScreen
from tui.queue_row import QueueRow, read_row

CASES = Path(__file__).parents[1] / "cases"
DAY = date(2026, 11, 22)
COUNTIES = ("巴州区", "恩阳区", "南江县", "通江县", "平昌县")


def applications() -> list[Application]:
    """The shipped cases."""
    return [read_application(file) for file in sorted(CASES.glob("*/application.yaml"))]


def rows(count: int) -> list[QueueRow]:
    """Applications of many projects, made of the shipped ones."""
    shipped = applications()
    made = []
    for place in range(count):
        model = shipped[place % len(shipped)]
        bare = QueueRow(str(place), "", place, path=Path(f"{place}.yaml"))
        read = read_row(bare, model)
        named = {**read.__dict__, "name": f"{model.name}({place} 号)", "county": COUNTIES[place % 5]}
        named = {name: value for name, value in named.items() if name in QueueRow.__dataclass_fields__}
        # A hash of its own for each, so that each is checked.
        made.append(QueueRow(**{**named, "hash": f"{place:064d}"}))
    return made


async def timed(step: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds until a step has been drawn."""
    begun = perf_counter()
    await step()
    return (perf_counter() - begun) * 1000


async def measure(count: int) -> list[tuple[str, list[float]]]:
    """Every figure by its name."""
    listed = rows(count)
    desk = LocalDesk(Checker.load())
    desk.check(applications()[0], as_of=DAY)
    results: list[tuple[str, list[float]]] = []
    app = OfficeApp(desk, as_of=DAY)
    begun = perf_counter()
    async with app.run_test(size=(160, 50)) as pilot:
        assert isinstance(app.screen, QueueScreen)
        queue = app.screen
        queue.take_rows(listed)
        await pilot.pause()
        results.append(("打开到看见", [(perf_counter() - begun) * 1000]))
        table, field = queue.table, queue.query_one("#filter")

        async def drawn(change: Callable[[], object]) -> float:
            async def step() -> None:
                change()
                await pilot._wait_for_screen()

            return await timed(step)

        moves = [await drawn(lambda: table.action_page(1)) for _ in range(100)]
        results.append(("翻一页(后台在核对)", moves))
        texts = ["水", "水泥", "水泥 平", "水泥 平昌", "水泥", "", "1", "19", "199", "1999", "19998", ""]
        typed = [await drawn(lambda text=text: setattr(field, "value", text)) for text in texts * 4]
        results.append(("打一个字(后台在核对)", typed))
        results.append(("换一列排序", [await drawn(queue.action_sort) for _ in range(11)]))
        known = len(queue.verdicts)
        await asyncio.sleep(5)
        results.append(("后台每秒核对(件)", [(len(queue.verdicts) - known) / 5]))
        queue.jobs.cancel(quiet_ones=True)
        moves = [await drawn(lambda: table.action_page(-1)) for _ in range(100)]
        results.append(("翻一页(没有后台)", moves))
    return results


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    count = parser.parse_args().rows
    build_application(applications()[0].canonical())
    figures = asyncio.run(measure(count))
    heads = [Head("项目"), Head("次数"), Head("中位 ms"), Head("最慢 ms")]
    lines = [
        (name, str(len(values)), f"{statistics.median(values):.1f}", f"{max(values):.1f}") for name, values in figures
    ]
    print(f"{count} 件申报")
    print(render_table(heads, lines, 80))


if __name__ == "__main__":
    main()
