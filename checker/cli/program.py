"""The ``checker`` program: its commands, and the exit code and message for whatever goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from checker import __version__
from checker.cli import INTERRUPTED, console
from checker.cli.bundle import make_bundle, make_keys, sign_bundle, verify_bundle
from checker.cli.catalogue import catalogue
from checker.cli.check import check
from checker.cli.clauses import clauses
from checker.cli.complaint import explain
from checker.cli.coverage import coverage
from checker.cli.editor import editor
from checker.cli.evaluate import evaluate_expression
from checker.cli.handbook import docs
from checker.cli.help_page import ChineseGroup
from checker.cli.intake import intake
from checker.cli.intake_letters import list_letters, resend_letter, retry_letters, show_status
from checker.cli.intake_mapping import check_mapping, run_demo_platform, show_example, show_schema
from checker.cli.ledger import ledger
from checker.cli.ledger_consultations import consult
from checker.cli.ledger_decisions import decide_application, decision, list_decisions
from checker.cli.ledger_inventory import COMMANDS as INVENTORY
from checker.cli.ledger_journal import list_entries
from checker.cli.ledger_quotas import quota
from checker.cli.ledger_rectifications import rectify
from checker.cli.ledger_sources import source
from checker.cli.ledger_submissions import COMMANDS as SUBMISSIONS
from checker.cli.ledger_upkeep import back_up_ledger, restore_ledger, verify_ledger
from checker.cli.ledger_waivers import grant_waiver, list_waivers, revoke_waiver
from checker.cli.lint import lint
from checker.cli.lsp import lsp
from checker.cli.mutate import mutate
from checker.cli.replay import replay_decision
from checker.cli.rules import rules
from checker.cli.rules_diff import rules_diff
from checker.cli.rules_new import rules_new
from checker.cli.scenarios import test
from checker.cli.schema import schema
from checker.cli.serve import serve
from checker.cli.token import token
from checker.cli.tui import tui
from checker.errors import CheckerError, EngineError, UsageError


class Program(ChineseGroup):
    """The root group: runs a command and turns every failure into a Chinese message and an exit code."""

    def main(  # type: ignore[override]  # click's overloads tell standalone mode apart; here there is only one
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **settings: Any,  # noqa: ANN401 - whatever click's own main takes
    ) -> NoReturn:
        """Run with ``args`` and exit: 0, 10, 20, or 2 to 6 for usage, application, rules, internal fault, ledger."""
        settings["standalone_mode"] = False
        sys.exit(self._run(args, prog_name or "checker", settings))

    def _run(self, args: Sequence[str] | None, prog_name: str, settings: dict[str, Any]) -> int:
        try:
            result = super().main(args, prog_name, **settings)
        except click.exceptions.NoArgsIsHelpError as error:
            console.narrate(error.format_message())
            return UsageError.exit_code
        except click.UsageError as error:
            console.complain([explain(error)])
            return UsageError.exit_code
        except CheckerError as error:
            console.complain(error.problems)
            return error.exit_code
        except (click.Abort, KeyboardInterrupt):
            console.narrate("已中断,没有写出结果")
            return INTERRUPTED
        except Exception as fault:  # noqa: BLE001 - the last line of defence: a message, never a traceback
            console.complain_of_fault(fault)
            return EngineError.exit_code
        return result if isinstance(result, int) else 0


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        console.publish(f"checker {__version__}\n")
        context.exit()


@click.group(
    cls=Program,
    name="checker",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    help=(
        "巴中市碳达峰实施方案(巴府发〔2024〕5号)项目符合性核对。\n"
        "\n"
        "规则即条文,结论附引用;核对结果供审查人员决定时参考。\n"
        "\n"
        "退出码:0 通过,10 整改,20 否决;2 用法有误,3 申报文件有误,4 规则库有误,5 引擎不一致或内部出错,"
        "6 台账不允许、读写不了或被改动过,7 没有权限(令牌),8 服务或审批平台连不上;"
        "1 有不符:rules 的几个命令(场景不通过、两版不同等)和 replay,见各自的说明。"
    ),
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version, help="显示版本并退出"
)
def program() -> None:
    """Holds the commands; does nothing itself."""


for _command in (check, rules, clauses, catalogue, ledger, intake, token, replay_decision, evaluate_expression, schema):
    program.add_command(_command)
program.add_command(serve)
program.add_command(tui)
for _command in (
    show_status, list_letters, retry_letters, resend_letter, check_mapping, show_example, show_schema,
    run_demo_platform,
):  # fmt: skip
    intake.add_command(_command)
for _command in INVENTORY:
    ledger.add_command(_command)
for _command in (*SUBMISSIONS, quota, source):
    ledger.add_command(_command)
for _command in (consult, rectify, grant_waiver, list_waivers, revoke_waiver):
    ledger.add_command(_command)
for _command in (decide_application, list_decisions, decision, replay_decision):
    ledger.add_command(_command)
for _command in (list_entries, verify_ledger, back_up_ledger, restore_ledger):
    ledger.add_command(_command)
rules.add_command(lint)
rules.add_command(test)
rules.add_command(coverage)
rules.add_command(docs)
rules.add_command(editor)
rules.add_command(lsp)
rules.add_command(rules_diff)
rules.add_command(rules_new)
rules.add_command(mutate)
for _command in (make_bundle, sign_bundle, verify_bundle, make_keys):
    rules.add_command(_command)
