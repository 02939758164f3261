"""A run of scenarios as JUnit XML, as continuous integration reads it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree as Xml

from checker.render.lines import visible
from checker.render.scenarios import failure_lines
from checker.workbench.bdd.run import Run
from checker.workbench.bdd.running import FailureKind, Result


def render_junit(run: Run) -> str:
    """One test suite a feature file, one test case a scenario; a file that is not Gherkin is a suite with an error."""
    root = Xml.Element("testsuites", name="checker rules test")
    for file, results in groupby(run.results, key=lambda result: result.script.file):
        _add_suite(root, file, list(results))
    for problem in run.unread:
        suite = Xml.SubElement(root, "testsuite", name=problem.file, tests="1", failures="0", errors="1")
        case = Xml.SubElement(suite, "testcase", classname=problem.file, name=f"第 {problem.line or 1} 行")
        Xml.SubElement(case, "error", message=visible(problem.message), type="场景文件读不懂").text = visible(
            str(problem)
        )
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _add_suite(root: Xml.Element, file: str, results: Iterable[Result]) -> None:
    listed = list(results)
    failures = [result.failure for result in listed if result.failure is not None]
    errors = sum(failure.kind is not FailureKind.MISMATCH for failure in failures)
    suite = Xml.SubElement(
        root,
        "testsuite",
        name=file,
        tests=str(len(listed)),
        failures=str(len(failures) - errors),
        errors=str(errors),
        time=f"{sum(result.seconds for result in listed):.3f}",
    )
    for result in listed:
        _add_case(suite, result)


def _add_case(suite: Xml.Element, result: Result) -> None:
    script = result.script
    example = ",".join(script.example.values())
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=visible(script.feature),
        name=visible(f"{script.title} [{example}]" if script.example else script.title),
        file=script.file,
        line=str(script.line),
        time=f"{result.seconds:.3f}",
    )
    failure = result.failure
    if failure is None:
        return
    kind = "failure" if failure.kind is FailureKind.MISMATCH else "error"
    message = str(failure.mismatch or ";".join(problem.message for problem in failure.problems))
    Xml.SubElement(case, kind, message=visible(message), type=failure.kind).text = "\n".join(failure_lines(failure))
