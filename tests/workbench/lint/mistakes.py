"""Deliberate mistakes: one small edit each to a pack without a mistake, and what lint has to say of it."""

# ruff: noqa: E501 - one mistake a line, so that the list reads as a table

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """``old`` becomes ``new`` in ``file``; lint then tells ``code`` at a place, with ``marked`` under the caret."""

    name: str
    file: str
    old: str
    new: str
    code: str
    line: int
    column: int
    marked: str
    remedy: str
    elsewhere: str = ""  # the file that is told, where it is another one


COAL, REVIEW, BOILER = "rules/g-coal.yaml", "rules/g-review.yaml", "rules/g-boiler.yaml"
PLAN, LAW = "clauses/plan.yaml", "clauses/law.yaml"
SIZE, BOILER_TABLE, CSV = "tables/size.yaml", "tables/boiler.yaml", "tables/boiler.csv"
FACTS, PARAMETERS, QUOTAS = "facts.yaml", "parameters.yaml", "quotas.yaml"

MISTAKES = [
    # YAML
    Mistake("Tab 缩进", PARAMETERS, "    key: review", "\tkey: review", "yaml-syntax", 3, 1, "\t", "请改用空格缩进"),
    Mistake("全角冒号", COAL, "effect: rectify", "effect：rectify", "yaml-syntax", 7, 7, "：", "半角冒号加一个空格"),
    Mistake("冒号后没有空格", COAL, "effect: rectify", "effect:rectify", "yaml-syntax", 7, 7, ":", "半角冒号加一个空格"),
    Mistake("冒号后全角空格", COAL, "effect: rectify", "effect:\u3000rectify", "yaml-syntax", 7, 7, ":", "半角冒号加一个空格"),
    Mistake("引号不成对", COAL, "and 用煤项目'", "and 用煤项目", "yaml-syntax", 5, 10, "'", "补上另一个引号"),
    Mistake("键写了两次", COAL, "title: ", "effect: reject\ntitle: ", "duplicate-key", 8, 1, "effect", "删去其中一个"),
    Mistake("缩进不齐", LAW, "  title: 审查", "   title: 审查", "yaml-syntax", 3, 9, ":", "对齐"),
    # keys and values
    Mistake("键名写错", COAL, "message:", "massage:", "unknown-key", 12, 1, "massage", '是否为"message"'),
    Mistake("缺少要求", BOILER, "require: every b in 锅炉 satisfies b.热效率 >= 锅炉限值(b.燃料, b.额定蒸发量)\n", "", "missing-key", 1, 1, "id", "请写 require"),
    Mistake("处置写中文", COAL, "effect: rectify", "effect: 整改", "unknown-choice", 7, 9, "整改", "reject | rectify | consult | advise"),
    Mistake("标记写错", LAW, "mark: V1", "mark: VV", "unknown-choice", 8, 73, "VV", "S | V1"),
    Mistake("没有标记", LAW, ", mark: V1", "", "missing-key", 8, 5, '{id: "3", article: 第三条, summary: 未经审查不得开工建设, ceiling: reject}', "请写 mark"),
    Mistake("不存在的日期", COAL, "2025-09-01", "2025-09-31", "invalid-date", 4, 18, "2025-09-31", "年-月-日"),
    Mistake("终止早于起始", COAL, "{from: 2025-09-01}", "{from: 2026-09-01, to: 2026-01-01}", "reversed-period", 4, 34, "2026-01-01", "须晚于 from"),
    Mistake("英文键写成中文", FACTS, "key: coal_project", "key: 用煤", "invalid-name", 2, 24, "用煤", "小写字母"),
    Mistake("条款号写了两次", PLAN, "id: P3", "id: P2", "duplicate-id", 23, 9, "P2", "改用别的条款号"),
    # references
    Mistake("条款号写错", COAL, "clause: P1", "clause: P11", "unknown-clause", 3, 9, "P11", '是否为"P1"'),
    Mistake("文号写错", REVIEW, "clause: 令第31号#3", "clause: 令第13号#3", "unknown-clause", 3, 9, "令第13号#3", '是否为"令第31号"'),
    Mistake("依据没有核实", COAL, "    basis: [令第31号#3]", "    basis: [令第31号#3, P3]", "unverified-clause", 11, 22, "P3", "已核实的条款"),
    Mistake("数值没有来源", PARAMETERS, ", source: P1", "", "missing-source", 6, 9, "{from: 2024-03-19, to: 2025-09-01, value: 1000 tce}", "请写 source"),
    Mistake("额度指向没有的规则", QUOTAS, "[G-coal]", "[G-cola]", "unknown-rule", 7, 57, "G-cola", "是否为 G-coal"),
    # effects
    Mistake("处置超过语气", BOILER, "clause: 令第31号#限额", "clause: P2", "effect-too-strong", 6, 9, "rectify", "effect: advise"),
    Mistake("否决没有依据", COAL, "    effect: reject\n    basis: [令第31号#3]", "    effect: reject", "effect-too-strong", 10, 13, "reject", "在 basis 引用"),
    Mistake("上限超过语气", PLAN, "ceiling: advise", "ceiling: rectify", "ceiling-too-high", 21, 14, "rectify", "ceiling: advise"),
    Mistake("原文不含否决", PLAN, '    strength: 上限("不超过")\n    ceiling: rectify', '    strength: 上限("不超过")\n    ceiling: reject', "ceiling-too-high", 12, 14, "reject", "basis"),
    Mistake("依据那时还没有生效", COAL, "in_force: {from: 2025-09-01}\n", "", "effect-not-in-force", 9, 13, "reject", "缩短规则的 in_force"),
    # expressions
    Mistake("事实名写错", COAL, "煤炭替代量 >= 年原煤消费量", "煤炭替代量 >= 年煤消费量", "unknown-fact", 6, 19, "年煤消费量", "年原煤消费量"),
    Mistake("单位不符", COAL, "煤炭缺口 <= 0 t", "煤炭缺口 <= 0 tce", "unit-mismatch", 6, 30, "煤炭缺口 <= 0 tce", "同一量纲"),
    Mistake("单位后写了物名", COAL, "煤炭缺口 <= 0 t", "煤炭缺口 <= 0 吨煤", "expression-syntax", 6, 40, "吨", "是否为“吨”"),
    Mistake("单位写错字", COAL, "煤炭缺口 <= 0 t", "煤炭缺口 <= 0 万顿", "expression-syntax", 6, 40, "万", "是否为“万吨”"),
    Mistake("少写单位", COAL, "煤炭缺口 <= 0 t", "煤炭缺口 <= 0", "unit-mismatch", 6, 30, "煤炭缺口 <= 0", "写上单位,如 0 t"),
    Mistake("没有这个取值", COAL, '建设阶段 = "拟建"', '建设阶段 = "新建"', "unknown-value", 5, 18, '"新建"', "拟建"),
    Mistake("类型不符", REVIEW, "年综合能源消费量 >= 审查门槛", "年综合能源消费量 >= 建设阶段", "type-mismatch", 6, 7, "年综合能源消费量 >= 建设阶段", ""),
    Mistake("不是判断", BOILER, "count(锅炉) > 0", "count(锅炉)", "not-a-condition", 4, 10, "count(锅炉)", "写成比较"),
    Mistake("没有这个成员", BOILER, "b.热效率 >=", "b.热效 >=", "unknown-member", 5, 34, "b.热效", "热效率"),
    Mistake("表名写错", BOILER, "锅炉限值(", "锅炉限制(", "unknown-function", 5, 43, "锅炉限制", "锅炉限值"),
    Mistake("参数个数不对", BOILER, "(b.燃料, b.额定蒸发量)", "(b.燃料)", "wrong-arguments", 5, 43, "锅炉限值", "锅炉限值(燃料, 蒸发量)"),
    Mistake("数学符号", REVIEW, ">= 审查门槛", "≥ 审查门槛", "expression-syntax", 6, 16, "≥", ">="),
    Mistake("中文引号", COAL, '规模 = "大"', "规模 = “大”", "expression-syntax", 9, 33, "“", "半角双引号"),
    Mistake("YAML 吃掉了引号", "rules/g-d-size.yaml", "规模分档(年综合能源消费量)", '"大"', "unknown-fact", 4, 9, "大", "最外面的引号属于 YAML"),
    Mistake("占位符写错", COAL, "{gap}", "{缺口量}", "unknown-placeholder", 13, 15, "{缺口量}", "{煤炭缺口}"),
    Mistake("推导成环", "rules/g-d-coal.yaml", "年原煤消费量 > 0 t", "煤炭缺口 > 0 t and 用煤项目", "circular-derivation", 4, 7, "煤炭缺口 > 0 t and 用煤项目", "去掉其中一环"),
    # conditions out of reach
    Mistake("区间矛盾", REVIEW, "年综合能源消费量 >= 审查门槛", "年综合能源消费量 > 5 tce and 年综合能源消费量 < 3 tce", "never-applies", 6, 28, "年综合能源消费量 < 3 tce", "或"),
    Mistake("阶段矛盾", COAL, "and 用煤项目", 'and 建设阶段 = "存量"', "never-applies", 5, 27, '建设阶段 = "存量"', "或"),
    Mistake("取值都已排除", COAL, "and 用煤项目", 'and not(建设阶段 in ["拟建", "在建"])', "never-applies", 5, 31, '建设阶段 in ["拟建", "在建"]', "或"),
    Mistake("事实与其否定", COAL, "and 用煤项目", "and 用煤项目 and not(用煤项目)", "never-applies", 5, 40, "用煤项目", "或"),
    Mistake("要求永远满足", REVIEW, """require: 'some a in 审批手续 satisfies a.类型 = "节能审查"'""", "require: 年综合能源消费量 >= 审查门槛", "always-satisfied", 7, 10, "年综合能源消费量 >= 审查门槛", "从 applies 里去掉"),
    Mistake("要求永远不满足", REVIEW, """require: 'some a in 审批手续 satisfies a.类型 = "节能审查"'""", 'require: 建设阶段 = "存量"', "always-violated", 7, 10, '建设阶段 = "存量"', "require: false"),
    Mistake("加重永远用不上", COAL, '建设性质 = "新建" and', '建设阶段 = "存量" and', "dead-escalation", 9, 12, '建设阶段 = "存量" and 规模 = "大"', "applies"),
    Mistake("一支永远不成立", COAL, "and 用煤项目", 'and (用煤项目 or 建设阶段 = "在建")', "dead-alternative", 5, 36, '建设阶段 = "在建"', "删去这一支"),
    Mistake("没有一项能满足", REVIEW, '''a.类型 = "节能审查"''', '''a.类型 = "节能审查" and a.类型 = "环评"''', "dead-alternative", 7, 54, 'a.类型 = "环评"', "或"),
    Mistake("审查日不在施行期内", COAL, "and 用煤项目", 'and 审查日 < date("2025-01-01")', "never-applies", 5, 27, '审查日 < date("2025-01-01")', "或"),
    Mistake("不可能的负数", REVIEW, "年综合能源消费量 >= 审查门槛", "年综合能源消费量 < 0 tce", "never-applies", 6, 7, "年综合能源消费量 < 0 tce", "或"),
    # decision tables
    Mistake("行重叠", SIZE, "[1000..10000)", "[900..10000)", "rows-overlap", 11, 5, """['[900..10000)', '"中"']""", "改窄其中一行"),
    Mistake("行间有空档", SIZE, "[1000..10000)", "(1000..10000)", "table-gap", 11, 5, """['(1000..10000)', '"中"']""", "首尾相接"),
    Mistake("永远取不到的行", CSV, "天然气,> 2,94\n", "天然气,-,94\n", "row-unreachable", 3, 1, "天然气,<= 2,92", "移到前面"),
    Mistake("结果不在可选值之中", SIZE, """'"中"'""", """'"中等"'""", "type-mismatch", 11, 24, '"中等"', "列的声明"),
    Mistake("CSV 少一格", CSV, "天然气,<= 2,92", "天然气,92", "row-shape", 3, 1, "天然气,92", "请补齐"),
    Mistake("CSV 列名写错", CSV, "燃料,蒸发量,热效率", "燃料,蒸发,热效率", "csv-columns", 1, 4, "蒸发", '是否为"蒸发量"'),
    Mistake("没有这个 CSV", BOILER_TABLE, "rows: boiler.csv", "rows: boilers.csv", "unknown-csv", 10, 7, "boilers.csv", '是否为"boiler.csv"'),
    # dates
    Mistake("参数有空档", PARAMETERS, "to: 2025-09-01", "to: 2025-06-01", "period-gap", 7, 16, "2025-09-01", "同一天"),
    Mistake("参数重叠", PARAMETERS, "to: 2025-09-01", "to: 2025-12-01", "period-overlap", 6, 9, "{from: 2024-03-19, to: 2025-12-01, value: 1000 tce, source: P1}", "请写 to: 2025-09-01"),
    Mistake("规则没有数值可用", PARAMETERS, "      - {from: 2025-09-01, value: 5000 tce, source: 令第31号#3}\n", "", "value-missing", 1, 1, "id", "补上“审查门槛”", "rules/g-review.yaml"),
    Mistake("超出文件有效期", BOILER, "applies:", "in_force: {from: 2025-01-01}\napplies:", "outside-document", 4, 11, "{from: 2025-01-01}", "有效期落在"),
    # what nobody uses
    Mistake("没有用到的参数", REVIEW, ">= 审查门槛", ">= 5000 tce", "unused-parameter", 2, 11, "审查门槛", "notes", "parameters.yaml"),
    Mistake("没有用到的表", "rules/g-d-size.yaml", "规模分档(年综合能源消费量)", 'if 年综合能源消费量 > 1 tce then "大" else "小"', "unused-table", 1, 7, "规模分档", "notes", "tables/size.yaml"),
    Mistake("没有推导的事实", FACTS, "facts:\n", "facts:\n  - {label: 新事实, key: new_fact, type: boolean, description: 没有推导}\n", "never-derived", 2, 13, "新事实", "derive"),
]  # fmt: skip
