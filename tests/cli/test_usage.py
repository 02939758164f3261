"""Wrong command lines: Chinese, with what to write instead, exit code 2, nothing on standard output."""

from __future__ import annotations

import re

import pytest

from tests.cli.running import inside

MISTAKES = {
    "unknown command": (["chek"], "错误:没有命令 chek;是否为 checker check?"),
    "command like no other": (
        ["删除"],
        (
            "错误:没有命令 删除;可用的命令:check、rules、clauses、catalogue、ledger、intake、token、"
            "replay、eval、schema、serve、tui"
        ),
    ),
    "unknown subcommand": (["rules", "shwo", "x"], "错误:没有命令 shwo;是否为 checker rules show?"),
    "unknown option": (["check", "--fromat", "json", "x"], "错误:没有选项 --fromat;是否为 --format?"),
    "option like no other": (["check", "--zzz", "x"], "错误:没有选项 --zzz;用法见 checker check --help"),
    "unknown short option": (["check", "-x", "y"], "错误:没有选项 -x;用法见 checker check --help"),
    "unknown option of the program": (["--quiet", "check"], "错误:没有选项 --quiet;用法见 checker --help"),
    "missing argument": (["check"], "错误:缺少参数 文件…;用法见 checker check --help"),
    "missing expression": (["eval"], "错误:缺少参数 表达式;用法见 checker eval --help"),
    "missing value": (["check", "x", "--as-of"], "错误:选项 --as-of 后面缺少值;用法见 checker check --help"),
    "value for a flag": (["check", "--all=1", "x"], "错误:选项 --all 不带值;请只写 --all"),
    "bad format": (
        ["check", "--format", "xml", "x"],
        "错误:选项 --format:不能是“xml”;是否为 html?可选:text、json、markdown、html、docx",
    ),
    "format in capitals": (
        ["check", "--format", "JSON", "x"],
        "错误:选项 --format:不能是“JSON”;是否为 json?可选:text、json、markdown、html、docx",
    ),
    "bad engine": (["check", "--engine", "z3", "x"], "错误:选项 --engine:不能是“z3”;可选:cross、reference、rete"),
    "short date": (
        ["check", "--as-of", "2025-9-1", "x"],
        "错误:选项 --as-of:“2025-9-1”不是日期;请写成 2025-09-01 的样子",
    ),
    "basic date": (
        ["check", "--as-of", "20250901", "x"],
        "错误:选项 --as-of:“20250901”不是日期;请写成 2025-09-01 的样子",
    ),
    "full-width date": (
        ["check", "--as-of", "\uff12025-09-01", "x"],
        "错误:选项 --as-of:“\uff12025-09-01”不是日期;请写成 2025-09-01 的样子",
    ),
    "impossible date": (
        ["check", "--as-of", "2025-02-30", "x"],
        "错误:选项 --as-of:日历上没有 2025-02-30 这一天;请核对年、月、日",
    ),
    "year zero": (
        ["check", "--as-of", "0000-01-01", "x"],
        "错误:选项 --as-of:日历上没有 0000-01-01 这一天;请核对年、月、日",
    ),
    "extra argument": (["eval", "1", "+"], "错误:多出的参数 +;含空格的参数请加引号;用法见 checker eval --help"),
    "bad subject": (
        ["schema", "ruled"],
        (
            "错误:参数 [对象]:不能是“ruled”;是否为 rule?可选:application、report、rule、derivation、clauses、"
            "parameters、table、facts、quotas、pack、expected"
        ),
    ),
    "bad effect": (
        ["rules", "list", "--effect", "veto"],
        "错误:选项 --effect:不能是“veto”;可选:reject、rectify、consult、advise",
    ),
    "standard input twice": (["check", "-", "-"], "错误:标准输入 - 只能写一次;请去掉多余的 -"),
    "empty file name": (["check", ""], "错误:文件名是空的;请写文件、目录,或 - 表示标准输入"),
    "empty output": (["check", "--output", "", "x"], "错误:选项 --output:路径是空的;请写文件或目录的路径"),
    "empty packs": (["rules", "list", "--packs", ""], "错误:选项 --packs:路径是空的;请写文件或目录的路径"),
    "empty context": (["eval", "1", "--context", ""], "错误:选项 --context:路径是空的;请写文件或目录的路径"),
    "empty expression": (
        ["eval", ""],
        "错误:表达式语法错误(第 1 列):表达式为空;写一个表达式,如 年原煤消费量 > 0 t",
    ),
    "as-of of nothing": (
        ["eval", "1", "--as-of", "2025-09-01"],
        "错误:--as-of 只对规则库有用;请同时写 --rules 或 --packs 目录",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_explained_in_chinese(name: str) -> None:
    arguments, message = MISTAKES[name]
    result = inside(*arguments)
    assert result.stderr == message + "\n"
    assert result.exit_code == 2
    assert result.stdout == ""


def test_no_command_shows_the_help_on_standard_error() -> None:
    result = inside()
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("用法:checker [选项] 命令 …\n")


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["check"],
        ["rules"],
        ["rules", "list"],
        ["rules", "show"],
        ["clauses"],
        ["clauses", "list"],
        ["clauses", "show"],
        ["eval"],
        ["schema"],
    ],
)
def test_every_help_page_is_in_chinese_within_its_width(command: list[str]) -> None:
    result = inside(*command, "--help", COLUMNS="80")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith("用法:")
    assert "显示本说明并退出" in result.stdout
    words = set(re.findall(r"(?i)\b(usage|options|commands|arguments|default|required|show this)\b", result.stdout))
    assert words == set()
    assert all(line == line.rstrip() for line in result.stdout.splitlines())


def test_version_is_one_line() -> None:
    result = inside("--version")
    assert result.exit_code == 0
    assert re.fullmatch(r"checker \d+\.\d+\.\d+\n", result.stdout)


def test_control_characters_of_the_command_line_are_shown_not_sent() -> None:
    result = inside("check", "--format", "\x1b[31mred", "x")
    assert "\x1b" not in result.stderr
    assert r"\x1b[31mred" in result.stderr
