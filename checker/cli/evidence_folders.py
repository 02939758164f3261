"""Where scenarios and cases lie: the folders a command was told, or all that belong to the packs in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from checker.cli import console
from checker.cli.option_values import paths
from checker.render.lines import visible

FEATURES = "features"
CASES = "cases"
_WORDS = {FEATURES: "场景", CASES: "案例"}
_WHERE = "默认为当前文件夹里的、各规则包目录旁的,合在一起"

features_option = click.option(
    "--features",
    multiple=True,
    callback=paths,
    metavar="目录",
    help=f"场景(*.feature)的目录,可写多次;{_WHERE}",
)
cases_option = click.option(
    "--cases",
    multiple=True,
    callback=paths,
    metavar="目录",
    help=f"案例(*/expected.yaml)的目录,可写多次;{_WHERE}",
)


def evidence_folders(name: str, packs: Sequence[Path], told: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The folders called ``name`` that concern ``packs`` (none: the shipped ones and the office's own), or those told.

    Where they are looked for, ``checker.workbench.evidence_places`` says. Folders found rather than told are narrated.
    """
    from checker.workbench.evidence_places import evidence_places  # noqa: PLC0415 - takes its time

    if told:
        return tuple(told)
    found = evidence_places(name, packs)
    if found:
        console.narrate(f"{_WORDS[name]}取自 {'、'.join(visible(str(folder)) for folder in found)}")
    return found
