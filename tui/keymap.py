"""The keys (按键): every command that has one, declared once with its words; a file of the officer may name others.

Printable keys work where nothing is being typed. What terminals keep for themselves is never used: ctrl+s and ctrl+q
(flow control), ctrl+z, ctrl+c, and ctrl+i, ctrl+m, ctrl+h, ctrl+j, ctrl+[ (which are tab, enter, backspace, line feed
and escape).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Key:
    """A command's keys, the short word in the key line, and the sentence in the help.

    ``keys`` are Textual's names of keys with commas between them. ``group`` is the place that the help lists it under.
    """

    id: str
    keys: str
    label: str
    help: str
    group: str


RESERVED: Final = frozenset(
    {
        "ctrl+s", "ctrl+q", "ctrl+z", "ctrl+c", "ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+left_square_bracket",
        "ctrl+backslash", "ctrl+d",
    }
)  # fmt: skip
"""Keys that the terminal has a meaning for."""

_KEYS: Final = (
    Key("go.queue", "1", "待办", "到待办", "到处可用"),
    Key("go.review", "2", "审查", "到审查:当前申报的核对结果", "到处可用"),
    Key("go.quotas", "3", "额度", "到额度", "到处可用"),
    Key("go.consultations", "4", "会商", "到会商", "到处可用"),
    Key("go.rectifications", "5", "整改", "到整改", "到处可用"),
    Key("go.decision", "6", "决定", "到决定", "到处可用"),
    Key("go.rules", "7", "规则", "到规则", "到处可用"),
    Key("app.help", "question_mark,f1", "帮助", "这一屏的按键", "到处可用"),
    Key("app.commands", "colon,ctrl+p", "命令", "此刻能做的全部事情,打字查找", "到处可用"),
    Key("app.back", "escape", "返回", "停下正在做的事;离开输入框;返回", "到处可用"),
    Key("app.copy", "c", "复制", "复制所选内容(远程终端也能复制)", "到处可用"),
    Key("app.theme", "T", "明暗", "换成浅色或深色", "到处可用"),
    Key("app.picture", "P", "截屏", "把这一屏存成 SVG 图片", "到处可用"),
    Key("app.quit", "q", "退出", "退出", "到处可用"),
    Key("queue.open", "enter", "审查", "审查所选的申报", "待办"),
    Key("queue.filter", "slash,f3", "查找", "按名称、代码、单位、县区、行业、结论查找,边打边找", "待办"),
    Key("queue.sort", "s", "排序", "按下一列排序", "待办"),
    Key("queue.reverse", "S", "倒序", "倒过来排", "待办"),
    Key("queue.refresh", "r,f5", "刷新", "重新读取待办,重新核对", "待办"),
    Key("queue.take_in", "i", "受理", "把所选文件的申报受理进台账;先列出占用的额度", "待办"),
    Key("queue.withdraw", "x", "撤回", "撤回所选的已受理申报,放回额度", "待办"),
    Key("review.turn", "f", "发现/事实", "在发现和事实之间换", "审查"),
    Key("review.edit", "enter", "改", "改所选的事实,看结论怎样变;在发现上是到它用的事实", "审查"),
    Key("review.jump", "g", "跳转", "从发现到它用的事实,从事实到用它的发现", "审查"),
    Key("review.rule", "L", "规则", "到这条发现的规则", "审查"),
    Key("review.reset", "u", "还原", "把所选的事实还原为提交的值", "审查"),
    Key("review.reset_all", "U", "全还原", "全部还原为提交的值", "审查"),
    Key("review.add", "a", "增一项", "给所选的列表增加一项", "审查"),
    Key("review.remove", "d,delete", "删", "删去所选的一项;单个事实改为不填", "审查"),
    Key("review.save", "w", "另存", "把试算的申报另存为新文件", "审查"),
    Key("review.everything", "v", "全部", "也列出符合、不适用的规则和未填的事实", "审查"),
    Key("review.next", "n", "下一组", "到下一组", "审查"),
    Key("review.search", "slash,f3", "查找", "按字查找发现或事实", "审查"),
    Key("review.copy_opinion", "C", "复制意见", "把核对意见复制为 Markdown", "审查"),
    Key("review.waive", "W", "豁免", "登记经批准的豁免:所选发现的规则或条款", "审查"),
    Key("review.revoke_waiver", "X", "撤销豁免", "撤销这个项目的一项豁免", "审查"),
    Key("list.filter", "slash,f3", "查找", "在这一屏查找,边打边找", "列表"),
    Key("list.refresh", "r,f5", "刷新", "重新读取", "列表"),
    Key("list.mine", "m", "本项目", "只看当前申报的,或看全部", "列表"),
    Key("list.sort", "s", "排序", "按项目名称、项目代码、期限等排序,再按换下一种", "列表"),
    Key("list.reverse", "S", "倒序", "倒过来排", "列表"),
    Key("list.all", "a", "全部", "只看未了结的,或看全部", "列表"),
    Key("form.send", "f2", "提交", "记入所填的内容", "表单"),
    Key("quotas.baseline", "b", "基数", "录入或更新所选额度的全市基数", "额度"),
    Key("consultation.convene", "n", "发起", "把当前申报须会商的发现发给部门", "会商"),
    Key("consultation.hear", "o", "意见", "记入一个部门的意见", "会商"),
    Key("consultation.conclude", "e", "结论", "记入会商结论", "会商"),
    Key("consultation.cancel", "x", "取消", "取消误发的会商", "会商"),
    Key("rectification.order", "n", "下达", "对当前申报的项目下达整改要求", "整改"),
    Key("rectification.complete", "d", "完成", "记入整改完成", "整改"),
    Key("rectification.extend", "e", "延期", "延长整改期限", "整改"),
    Key("rectification.revoke", "x", "撤销", "撤销误下的整改要求", "整改"),
    Key("decision.decide", "d", "决定", "对当前申报作出决定,签署并封存", "决定"),
    Key("decision.report", "enter", "封存报告", "看所选决定封存的报告", "决定"),
    Key("decision.replay", "p", "重放", "按封存的材料重新核对,逐字节比较", "决定"),
    Key("decision.export", "e", "导出", "把审查意见导出为 Markdown、网页或 Word", "决定"),
    Key("rules.open", "enter", "展开", "展开或收起;看规则", "规则"),
    Key("rules.back", "b", "回发现", "回到来时的发现", "规则"),
)  # fmt: skip

KEYS: Final[Mapping[str, Key]] = MappingProxyType({key.id: key for key in _KEYS})
"""Every command that has a key, by its id."""

_LISTS: Final = frozenset({"quotas", "consultation", "rectification", "decision", "rules"})
_REACHES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "list": _LISTS,
        "list.mine": _LISTS - {"rules"},
        "list.sort": _LISTS - {"rules", "quotas"},
        "list.reverse": _LISTS - {"rules", "quotas"},
        "list.all": frozenset({"consultation", "rectification"}),
    }
)
"""Where the commands of several places work; any other one works where its name says."""
_EVERYWHERE: Final = frozenset({"app", "go"})


def meet(one: str, other: str) -> bool:
    """Whether two commands can be wanted on the same screen, so that they need different keys."""
    first, second = one.partition(".")[0], other.partition(".")[0]
    if _EVERYWHERE & {first, second}:
        return True
    return not _reach(one).isdisjoint(_reach(other))


def _reach(command: str) -> frozenset[str]:
    group = command.partition(".")[0]
    return _REACHES.get(command) or _REACHES.get(group) or frozenset({group})


def bound(command: str, action: str, *, show: bool = True, priority: bool = False) -> Binding:
    """The binding of a command to an action of the screen or widget that declares it."""
    key = KEYS[command]
    return Binding(key.keys, action, key.label, show=show, priority=priority, tooltip=key.help, id=key.id)
