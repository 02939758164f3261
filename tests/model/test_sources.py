"""Files that are no application at all: a clear error with a remedy, whatever the bytes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from checker.errors import ApplicationError
from checker.feel.units import parse_quantity
from checker.model.reading import build_application, parse_application, read_application
from checker.source import MAX_NODES
from checker.source import yaml as source_yaml
from tests.model.samples import HEAD, application, problems_of


@pytest.mark.parametrize(
    ("data", "message", "remedy"),
    [
        (b"", "文件是空的", "项目名称"),
        (b" \n\t\n", "文件是空的", "项目名称"),
        (b"# nothing but a remark\n", "文件是空的", "项目名称"),
        (b"PK\x03\x04rest", "Excel、Word 或压缩文件", "UTF-8 编码的 YAML 或 JSON"),
        (b"\xd0\xcf\x11\xe0rest", "旧版 Excel 或 Word", "UTF-8 编码的 YAML 或 JSON"),
        (b"%PDF-1.7", "PDF 文件", "UTF-8 编码的 YAML 或 JSON"),
        (b"a: 1\x00b", "是二进制文件", "UTF-8 编码的 YAML 或 JSON"),
        (HEAD.encode("gb18030"), "编码是 GBK(GB 18030),不是 UTF-8", "另存为"),
        (HEAD.encode("utf-16"), "编码是 UTF-16", "另存为"),
        (b"\xff\xff\xff", "不是 UTF-8", "另存为"),
        (b"x" * (10 * 1024 * 1024 + 1), "超过 10 MB", "是否选错了文件"),
    ],
    ids=lambda value: value[:8].hex() if isinstance(value, bytes) else value,
)
def test_bytes_that_are_no_application(data: bytes, message: str, remedy: str, tmp_path: Path) -> None:
    path = tmp_path / "申报.yaml"
    path.write_bytes(data)
    with pytest.raises(ApplicationError) as caught:
        read_application(path)
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    assert message in problem.message
    assert remedy in problem.remedy


def test_wrong_encoding_names_the_first_wrong_line() -> None:
    data = b"owner: A\nsummary: " + "巴中".encode("gbk")
    (problem,) = problems_of(data)
    assert problem.line == 2


def test_byte_order_mark_is_no_matter() -> None:
    assert parse_application(b"\xef\xbb\xbf" + HEAD.encode()) == application()


@pytest.mark.parametrize("name", ["没有.yaml", "有\x00字.yaml", "长" * 300 + ".yaml"])
def test_file_that_is_not_there(name: str, tmp_path: Path) -> None:
    with pytest.raises(ApplicationError):
        read_application(tmp_path / name)


def test_folder_is_not_an_application(tmp_path: Path) -> None:
    with pytest.raises(ApplicationError, match="是文件夹"):
        read_application(tmp_path)


def test_device_is_not_an_application() -> None:
    with pytest.raises(ApplicationError, match="不是普通文件"):
        read_application("/dev/zero")


@pytest.mark.parametrize(
    ("text", "line", "message", "remedy"),
    [
        ("项目名称\uff1a某项目", 1, "全角冒号", "半角冒号"),
        ("项目名称\uff1a某项目\n建设阶段: 拟建", 1, "全角冒号", "半角冒号"),
        ("项目名称:某项目", 1, "冒号后缺少空格", "冒号后空一格"),
        ("- 项目名称: 某项目", 1, "整个文件是列表", "字段: 值"),
        ("某项目", 1, "不是一份申报", "字段: 值"),
        ("项目名称: 甲: 乙", 1, "冒号的位置不对", "加引号"),
        ("项目名称: '甲", 1, "引号没有成对", "补上另一个引号"),
        ("涉及事项: [用煤", 1, "方括号没有成对", "补上方括号"),
        ("涉及事项: {用煤", 1, "花括号没有成对", "补上花括号"),
        ("锅炉:\n\t- 燃料: 煤", 2, "制表符", "空格"),
        ("锅炉:\n  - 燃料: 煤\n - 燃料: 电", 3, "缩进不一致", "对齐"),
        ("项目名称: @甲", 1, "不能以这个符号开头", "加引号"),
        ("项目名称: !!python/object:os.system 甲", 1, "YAML 标签", "删去“!”"),
        ("? [项目名称]\n: 甲", 1, "字段名不是文字", "字段名: 值"),
        ("项目名称: 甲\n---\n项目名称: 乙", 2, "一个文件只能有一个 YAML 文档", "分成两个文件"),
        ("项目名称: *甲", 1, "引用(*)", "加引号"),
        ("项目名称: *a", 1, "引用(*)没有对应的定义", "直接写出内容"),
        ("锅炉: &a [*a]", 1, "或引用了自己", "直接写出内容"),
        ('项目名称: "甲\\q"', 1, "反斜杠", "单引号"),
        ("项目名称: \x08", 1, "控制字符", "删去控制字符"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_yaml_that_does_not_read(text: str, line: int, message: str, remedy: str) -> None:
    (problem,) = problems_of(text)
    assert problem.line == line
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"项目名称": "甲",}', 1, "最后一项后面多了逗号"),
        ('{"项目名称": "甲"\n"建设阶段": "拟建"}', 2, "两项之间缺少逗号"),
        ("{项目名称: 1}", 1, "字段名没有加双引号"),
        ('{"项目名称" "甲"}', 1, "缺少半角冒号"),
        ('{"项目名称": 甲}', 1, "这里应为值"),
        ('{"项目名称": "甲', 1, "引号没有成对"),
        ('{"项目名称": "甲\n"}', 1, "引号没有成对"),
        ('{"项目名称": "\\q"}', 1, "反斜杠转义"),
        ('{"项目名称":', 1, "内容没有写完"),
        ('{"a": 1', 1, "括号没有成对"),
        ('{"a": 01}', 1, "这里应为值"),
        ('{"a": NaN}', 1, "这里应为值"),
        ('{"a": truely}', 1, "两项之间缺少逗号"),
        ('{"a": 1} 2', 1, "内容结束之后还有文字"),
        ('{"a": ' + "1" * 200 + "}", 1, "数字过长"),
        ("[" * 100_000, 1, "嵌套超过 24 层"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_json_that_does_not_read(text: str, line: int, message: str) -> None:
    (problem,) = problems_of(text, "a.json")
    assert problem.line == line
    assert message in problem.message


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "a: " + "[" * 100_000, "- " * 50_000, "{a: " * 50_000], ids=lambda text: text[:4]
)
def test_deep_nesting_is_refused(text: str) -> None:
    (problem,) = problems_of(text)
    assert problem.message == "嵌套超过 24 层"


def test_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10)]
    (problem,) = problems_of("\n".join(lines))
    assert f"内容超过 {MAX_NODES} 项" in problem.message
    assert "删去重复引用" in problem.remedy


def test_without_libyaml_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("年原煤消费量: 5 万吨", "车辆: 无", "县区: null", '建设单位: "null"', "锅炉: [{燃料: 煤}]")
    with_libyaml = application(*lines)
    monkeypatch.setattr(source_yaml, "_Parser", yaml.SafeLoader)
    assert application(*lines) == with_libyaml
    assert with_libyaml.owner == "null"
    assert problems_of("a: " + "[" * 100_000)[0].message == "嵌套超过 24 层"
    assert problems_of("a: 'b")[0].message == "YAML 读不通:引号没有成对"


def test_a_few_aliases_are_followed() -> None:
    read = application("锅炉:", "  - &b {燃料: 电, 数量: 1}", "  - *b")
    assert read.boilers is not None
    assert read.boilers[0] == read.boilers[1]


def test_too_many_values_are_refused() -> None:
    with pytest.raises(ApplicationError, match="内容超过"):
        build_application({"淘汰设备清单": ["甲"] * (MAX_NODES + 1)})


def test_data_that_contains_itself_is_refused() -> None:
    loop: dict[str, object] = {"项目名称": "甲"}
    loop["锅炉"] = [loop]
    with pytest.raises(ApplicationError, match="嵌套超过"):
        build_application(loop)


def test_names_that_are_no_text_are_refused() -> None:
    with pytest.raises(ApplicationError, match="不是文字"):
        build_application({1: "甲"})  # type: ignore[dict-item]


@pytest.mark.parametrize("data", ["项目名称: 甲", ["甲"], 3, None])
def test_plain_data_that_is_no_group_is_refused(data: object) -> None:
    with pytest.raises(ApplicationError):
        build_application(data)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [10**5000, float("nan"), float("inf"), Decimal("sNaN"), Decimal("1e999999"), object(), b"5", {1, 2}, 1j],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize(
    "label", ["年原煤消费量", "建设单位", "容积率", "投资性质", "申报日期", "锅炉", "涉及事项", "县区"]
)
def test_any_python_value_where_it_does_not_belong_is_a_named_problem(label: str, value: object) -> None:
    with pytest.raises(ApplicationError) as caught:
        build_application({"项目名称": "甲", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "3011", label: value})
    assert caught.value.problems[0].field.startswith(label)


def test_lone_surrogate_is_refused() -> None:
    assert "残缺的字符" in problems_of("项目名称: \ud800")[0].message
    assert "控制字符" in problems_of('{"项目名称": "\\ud800"}', "a.json")[0].message


def test_numbers_are_read_exactly() -> None:
    text = HEAD + "年原煤消费量: 0.1000000000000000000000000000001 t\n"
    assert parse_application(text).raw_coal == parse_quantity("0.1000000000000000000000000000001 t")
    same = json.dumps({"name": "甲", "stage": "拟建", "nature": "新建", "industry_code": 3011})[:-1]
    read = parse_application(same + ', "年原煤消费量": 0.1000000000000000000000000000001}')
    assert read.raw_coal == parse_quantity("0.1000000000000000000000000000001 t")


def test_json_and_yaml_of_the_same_application_are_the_same(tmp_path: Path) -> None:
    as_yaml = application("年原煤消费量: 5 万吨", "锅炉: [{燃料: 煤, 热效率: 83 %}]", "车辆: 无")
    path = tmp_path / "a.json"
    path.write_text(json.dumps(as_yaml.canonical(), ensure_ascii=False), encoding="utf-8")
    assert read_application(path) == as_yaml
    assert read_application(path).content_hash == as_yaml.content_hash
