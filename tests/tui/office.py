"""An office at work: an app on a desk, at one of its places, with a subject; texts that make trouble."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from textual.pilot import Pilot
from textual.widgets import DataTable, Input, Static, TextArea

from checker.api import LocalDesk
from checker.ledger import quotas
from checker.model.application import Application
from checker.model.reading import build_application, read_application
from tests.tui.conftest import DAY, application_file, until
from tui.app import OfficeApp
from tui.page_view import PageView
from tui.places import Place
from tui.subject import Subject

METHANOL = "methanol-consultation-pending"
"""A proposal that waits for its consultation: BZ-020304-consultation."""
COAL = "coal-substitution-done"
"""Takes 16,000 t of the raw coal of 2030."""
RECEIVED = date(2026, 11, 10)
TROUBLE = "[bold red]通过[/] :smile: 😀 مرحبا שלום <b>x</b> |表| *强* `码` $text \\[x] " + "长" * 9000
"""Markup, emoji, right-to-left letters, and more than any line holds."""
HIDDEN = "👨‍👩‍👧 \x1b[31m红\x1b[0m \u202e反向\u202c \u200b\x07"
"""What moves cursors and reverses reading."""


def application_of(case: str) -> Application:
    return read_application(application_file(case))


def renamed(application: Application, name: str) -> Application:
    """The same application under another name."""
    return build_application({**application.canonical(), "name": name}, "改名")


def received(desk: LocalDesk, case: str | Application) -> str:
    """The code of a case's project, its application under review."""
    application = application_of(case) if isinstance(case, str) else case
    return desk.submit(application, on=RECEIVED).project


def subject_of(desk: LocalDesk, project: str) -> Subject:
    application = desk.application(project)
    return Subject(application, desk.check(application, as_of=DAY), project)


def troubled(subject: Subject) -> Subject:
    """The subject with a report in which every text makes trouble."""
    text = TROUBLE + HIDDEN
    report = subject.report
    findings = tuple(replace(one, title=text, message=text, remedy=text) for one in report.findings)
    return replace(subject, report=replace(report, findings=findings, application_name=text))


def with_baseline(desk: LocalDesk, amount: str, year: int = 2030) -> None:
    assert desk.ledger is not None
    with desk.ledger.writing("李四") as books:
        quotas.set_baseline(books, "原煤消费量", year, Decimal(amount), document="巴发改〔2026〕8号", reason="测算")


@asynccontextmanager
async def at(
    desk: Any, place: Place, size: tuple[int, int], subject: Subject | None = None
) -> AsyncIterator[tuple[OfficeApp, Pilot[None]]]:
    """The app at a place, its rows read; fails where a fault was told that no test looked for."""
    app = OfficeApp(desk, as_of=DAY)
    app.NOTIFICATION_TIMEOUT = 600  # type: ignore[misc] # a slow machine must not lose the message a test looks for
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.subject = subject
        app.go(place)
        await settled(app, pilot)
        yield app, pilot


async def settled(app: OfficeApp, pilot: Pilot[None]) -> None:
    """Everything that was started is done."""
    await pilot.pause()
    await until(pilot, lambda: not app.workers or all(worker.is_finished for worker in app.workers))
    await pilot.pause()


def told(app: OfficeApp) -> str:
    """The passing messages."""
    return "\n".join(one.message for one in app._notifications)


def page(app: OfficeApp) -> str:
    """The text of the page on the screen."""
    return app.screen.query_one(PageView).content.plain


def rows(app: OfficeApp) -> list[list[str]]:
    """The texts of the rows."""
    table = app.screen.query_one("#rows", DataTable)
    return [[cell.plain for cell in table.get_row_at(place)] for place in range(table.row_count)]


def coded_rows(app: OfficeApp) -> list[list[str]]:
    """The texts of the rows, with the code of the project where its name stands, which fits the screen."""
    shown = app.screen._shown
    return [[row[0], app.screen.project_of(of), *row[2:]] for row, of in zip(rows(app), shown, strict=True)]


def scope(app: OfficeApp) -> str:
    """What is said of the list as a whole."""
    return str(app.screen.query_one("#scope", Static).visual)


def fault(app: OfficeApp, question: str) -> str:
    """What a form says is wrong with an answer."""
    place = app.screen.query_one(f"#fault-{question}", Static)
    return str(place.visual) if place.display else ""


def refusal(app: OfficeApp) -> str:
    """What a form says of the whole."""
    return str(app.screen.query_one("#refusal", Static).visual)


def fill(app: OfficeApp, **answers: str) -> None:
    """Write answers into a form, as pasting does."""
    for question, answer in answers.items():
        field = app.screen.query_one(f"#{question}")
        if isinstance(field, TextArea):
            field.text = answer
        else:
            assert isinstance(field, Input)
            field.value = answer


def drawn(app: OfficeApp) -> str:
    """The screen as text: drawing it is the test that it can be drawn."""
    return app.export_screenshot()
