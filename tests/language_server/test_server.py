"""The server as an editor drives it: a process of its own, asked over standard input and output."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.rulebook import default_packs_directory
from tests.cli.running import inside, process
from tests.language_server.editor import PATIENCE, ROOT, Editor, place_of

FILE = "bazhong-plan/rules/bz-020304-consultation.yaml"
ERROR = 1


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped library."""
    home = tmp_path_factory.mktemp("project").resolve() / "rules"
    shutil.copytree(default_packs_directory(), home)
    return home


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    """One editor for the whole module."""
    with Editor() as running:
        yield running
    assert running.exit_code == 0


def _errors(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [each["message"] for each in diagnostics if each["severity"] == ERROR]


def _without_errors(diagnostics: list[dict[str, Any]]) -> bool:
    return not _errors(diagnostics)


def test_capabilities(editor: Editor) -> None:
    told = editor.capabilities
    assert told["positionEncoding"] == "utf-16"
    assert told["hoverProvider"] is True
    assert told["definitionProvider"] is True
    assert told["documentSymbolProvider"] is True
    assert '"' in told["completionProvider"]["triggerCharacters"]
    assert told["codeActionProvider"]["codeActionKinds"] == ["quickfix"]


def test_diagnostics_follow_what_is_typed_and_not_yet_saved(editor: Editor, rules: Path) -> None:
    path = rules / FILE
    text = path.read_text(encoding="utf-8")
    uri = editor.open(path)
    mistyped = text.replace("require: 会商通过", "require: 会商通国")
    assert mistyped != text
    editor.change(uri, mistyped)
    told = editor.told(uri, lambda found: any("会商通国" in message for message in _errors(found)))
    (mistake,) = [each for each in told if each["severity"] == ERROR]
    line, column = place_of(mistyped, "会商通国")
    assert mistake["code"] == "unknown-fact"
    assert mistake["source"] == "checker"
    assert mistake["range"] == {
        "start": {"line": line, "character": column},
        "end": {"line": line, "character": column + 4},
    }
    (action,) = editor.request(
        "textDocument/codeAction",
        {"textDocument": {"uri": uri}, "range": mistake["range"], "context": {"diagnostics": [mistake]}},
    )
    assert action["title"] == "改为 会商通过"
    assert action["edit"]["changes"] == {uri: [{"range": mistake["range"], "newText": "会商通过"}]}
    editor.change(uri, text, 3)
    editor.told(uri, _without_errors)
    assert path.read_text(encoding="utf-8") == text


def test_a_change_in_one_file_is_told_of_another(editor: Editor, rules: Path) -> None:
    path = rules / "bazhong-plan/facts.yaml"
    text = path.read_text(encoding="utf-8")
    uri = editor.open(path)
    other = (rules / FILE).as_uri()
    editor.change(uri, text.replace("label: 会商通过", "label: 会商已过"))
    editor.told(other, lambda found: any("会商通过" in message for message in _errors(found)))
    editor.change(uri, text, 3)
    editor.told(other, _without_errors)


def test_hover_completion_definition_and_outline(editor: Editor, rules: Path) -> None:
    path = rules / FILE
    text = path.read_text(encoding="utf-8")
    uri = editor.open(path)
    hover = editor.at("textDocument/hover", uri, *place_of(text, "P054", into=2))
    assert "建立健全多部门准入会商机制" in hover["contents"]["value"]
    assert hover["range"]["start"] == dict(zip(("line", "character"), place_of(text, "P054"), strict=True))
    hover = editor.at("textDocument/hover", uri, *place_of(text, "applies"))
    assert hover["contents"]["value"].startswith("读作:建设阶段为“拟建”")
    in_quotes = place_of(text, '"会商"', into=1)
    found = editor.at("textDocument/completion", uri, *in_quotes)
    labels = [item["label"] for item in found["items"]]
    assert labels[:3] == ["备案", "核准", "审批"]
    assert found["items"][0]["textEdit"]["range"]["end"] == {"line": in_quotes[0], "character": in_quotes[1]}
    (clause,) = editor.at("textDocument/definition", uri, *place_of(text, "P054"))
    register = rules / "bazhong-plan/clauses/plan.yaml"
    assert clause["uri"] == register.as_uri()
    assert "P054" in register.read_text(encoding="utf-8").split("\n")[clause["range"]["start"]["line"]]
    fact = editor.at("textDocument/definition", uri, *place_of(text, "会商通过", into=1))
    assert [Path(place["uri"]).name for place in fact] == ["facts.yaml", "bz-d-consulted.yaml"]
    (rule,) = editor.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert rule["name"] == "BZ-020304-consultation"


def test_a_file_that_does_not_parse_is_told_of_and_the_server_goes_on(editor: Editor, rules: Path) -> None:
    path = rules / "plastics/rules/new.yaml"
    uri = editor.open(path, "id: P-new\ntitle: [\napplies: '建设阶段 = \"\n")
    told = editor.told(uri, lambda found: bool(_errors(found)))
    assert "YAML 读不通" in _errors(told)[0]
    found = editor.at("textDocument/completion", uri, 2, len("applies: '建设阶段 = \""))
    assert [item["label"] for item in found["items"]] == ["拟建", "在建", "存量"]
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    editor.told(uri, lambda found: not found)


def test_windows_line_ends_and_characters_beyond_the_plane(editor: Editor, rules: Path) -> None:
    path = rules / "plastics/rules/emoji.yaml"
    text = "id: P-emoji\r\ntitle: 标题\r\nclause: P1\r\napplies: '项目名称 = \"😀\" and 年原煤消费'\r\n"
    uri = editor.open(path, text)
    wrong = editor.told(uri, lambda found: any("年原煤消费" in message for message in _errors(found)))
    mistake = next(each for each in wrong if "未知事实" in each["message"])
    line, column = place_of(text, "年原煤消费")
    assert mistake["range"]["start"] == {"line": line, "character": column}
    assert mistake["range"]["end"] == {"line": line, "character": column + 5}
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    editor.told(uri, lambda found: not found)


def test_a_file_outside_any_pack_gets_no_noise(editor: Editor, rules: Path, tmp_path: Path) -> None:
    path = tmp_path.resolve() / "docker-compose.yaml"
    uri = editor.open(path, "effect: nonsense\n[")
    assert editor.at("textDocument/hover", uri, 0, 3) is None
    assert editor.at("textDocument/completion", uri, 0, 8) is None
    assert editor.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}) is None
    unsaved = "untitled:Untitled-1"
    item = {"uri": unsaved, "languageId": "yaml", "version": 1, "text": "effect: x"}
    editor.notify("textDocument/didOpen", {"textDocument": item})
    assert editor.at("textDocument/hover", unsaved, 0, 3) is None
    # What the server has to say of the library afterwards shows that it had the time to speak.
    known = editor.open(rules / FILE)
    editor.told(known, _without_errors)
    assert uri not in editor.diagnostics
    assert unsaved not in editor.diagnostics


def test_a_folder_behind_a_link_is_told_of_under_the_name_the_editor_uses(
    editor: Editor, rules: Path, tmp_path: Path
) -> None:
    link = tmp_path.resolve() / "链接"
    link.symlink_to(rules, target_is_directory=True)
    path = link / "plastics/rules/linked.yaml"
    uri = editor.open(path, "id: P-linked\n")
    assert any("缺少" in message for message in _errors(editor.told(uri, lambda found: bool(_errors(found)))))
    editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    editor.told(uri, lambda found: not found)


def test_packs_of_an_office_are_read_with_the_shipped_ones(editor: Editor, tmp_path: Path) -> None:
    pack = tmp_path.resolve() / "office" / "own-pack"
    (pack / "rules").mkdir(parents=True)
    (pack / "pack.yaml").write_text('{id: own-pack, title: 本机关, version: "1"}\n', encoding="utf-8")
    text = (
        "id: OWN-1\ntitle: 本机关的要求\nclause: 巴府发〔2024〕5号#P020\n"
        "applies: 两高项目\nrequire: 会商通国\neffect: advise\n"
    )
    uri = editor.open(pack / "rules" / "own.yaml", text)
    told = editor.told(uri, lambda found: bool(_errors(found)))
    assert len(_errors(told)) == 1
    assert "会商通过" in _errors(told)[0]
    (place,) = editor.at("textDocument/definition", uri, *place_of(text, "P020"))
    assert place["uri"].endswith("/bazhong-plan/clauses/plan.yaml")


# --- the command ---


def test_a_missing_pygls_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = inside("rules", "lsp")
    assert done.exit_code == 2
    assert "pip install 'bazhong-carbon-checker[editor]'" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "一", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    done = inside("rules", "lsp", f"--tcp={port}")
    assert done.exit_code == 2
    assert "端口号" in done.stderr


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = process("rules", "lsp", "--tcp", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "不能使用" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_over_tcp_it_listens_on_this_machine_alone() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "checker", "rules", "lsp", "--tcp", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as server:
        connection = _connected(port)
        body = b"""{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}"""
        connection.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert b"hoverProvider" in connection.recv(65536)
        connection.close()
        server.terminate()
        assert server.stderr is not None
        assert f"127.0.0.1:{port}" in server.stderr.read().decode()


def _connected(port: int) -> socket.socket:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except ConnectionRefusedError:
            assert time.monotonic() < until
            time.sleep(0.05)
