"""Feature files written for one test, against the small library's rules."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
# language: zh-CN
功能: 用煤

  背景:
    假如 项目申报如下
      | 项目名称 | 用煤项目 |
      | 建设阶段 | 拟建     |
      | 建设性质 | 新建     |
      | 行业代码 | 3484     |
    而且 审查日为"2026-11-22"
    而且 "年原煤消费量"为"3 万t"

"""


def feature(folder: Path, *lines: str, name: str = "a.feature", head: str = HEAD) -> Path:
    """A feature file with one scenario made of ``lines``, or with the scenarios they write themselves."""
    body = list(lines)
    if not any(line.lstrip().startswith("场景") for line in body):
        body = ["  场景: 甲", *(f"    {line}" for line in body)]
    path = folder / name
    path.write_text(head + "\n".join(body) + "\n", encoding="utf-8")
    return path
