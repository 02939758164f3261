from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientSession, WSMsgType
from aiohttp.test_utils import TestServer

from tests.tui.conftest import CASES
from tests.tui.opened import CEMENT
from tui.web import OfficeServer

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "checker", "tui", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((str(CEMENT),), 2, "审查界面要在终端里打开"),
        (("--ledger", "甲.db", "--url", "http://127.0.0.1"), 2, "只写一个"),
        (("--port", "8470"), 2, "--port 只与 --web 同用"),
        (("--web", "--port", "70000"), 2, "65535"),
        (("-",), 2, "不读标准输入"),
        (("空目录",), 3, "目录里没有申报文件"),
    ],
)
def test_what_cannot_be_opened_is_told(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    (tmp_path / "空目录").mkdir()
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("--web", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "请换一个端口" in done.stderr


def test_a_folder_of_folders_stands_for_the_applications_in_it() -> None:
    from checker.cli.tui import _select

    assert len(_select((str(CASES),)).files) == len(list(CASES.glob("*/application.yaml")))


def test_the_folder_of_a_case_stands_for_its_application(tmp_path: Path) -> None:
    from checker.cli.tui import _select

    case = CASES / "cement-clinker-power"
    assert [file.path for file in _select((str(case),)).files] == [case / "application.yaml"]
    for name in ("application.yaml", "expected.yaml", "甲.yaml"):
        (tmp_path / name).touch()
    assert len(_select((str(tmp_path),)).files) == 3, "a folder of an officer's own files is read whole"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


async def page_of(client: ClientSession, port: int) -> str:
    """The page, as soon as it is served."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await (await client.get(f"http://127.0.0.1:{port}/")).text()
            except ClientConnectionError:
                await asyncio.sleep(0.1)


async def drawn_by(client: ClientSession, port: int, wanted: str) -> None:
    """Wait until a browser has been sent a text to draw, then leave."""
    drawn = b""
    async with client.ws_connect(f"ws://127.0.0.1:{port}/ws?width=100&height=30") as session:
        async with asyncio.timeout(60):
            while wanted.encode() not in drawn:
                message = await session.receive()
                assert message.type in (WSMsgType.BINARY, WSMsgType.TEXT), message
                drawn += message.data if message.type is WSMsgType.BINARY else b""
        await session.send_json(["stdin", "q"])
        async with asyncio.timeout(60):
            while (await session.receive()).type in (WSMsgType.BINARY, WSMsgType.TEXT):
                pass


def test_a_browser_on_this_machine_gets_the_page_and_the_interface() -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "checker",
        "tui",
        "--web",
        "--port",
        str(port),
        "--as-of",
        "2026-11-22",
        str(CEMENT),
    ]

    async def scene() -> None:
        async with ClientSession() as client:
            page = await page_of(client, port)
            assert "碳达峰项目审查:正在打开" in page
            assert f"ws://127.0.0.1:{port}/ws" in page
            assert page.count("http") == page.count(f"http://127.0.0.1:{port}"), "nothing is fetched from elsewhere"
            await drawn_by(client, port, "平昌砾峤水泥")

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            asyncio.run(scene())
        finally:
            server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Host": "evil.example"}])
def test_another_page_cannot_drive_the_interface(headers: dict[str, str]) -> None:
    port = free_port()

    async def scene() -> None:
        server = TestServer(await OfficeServer(["false"], port, "审查")._make_app(), host="127.0.0.1", port=port)
        async with server, ClientSession() as client:
            for path in ("/", "/ws"):
                answer = await client.get(f"http://127.0.0.1:{port}{path}", headers=headers)
                assert answer.status == 403

    asyncio.run(scene())
