"""Packs: versioned folders of rules with one issuing document, and the files they consist of."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checker.errors import Problem, RuleBookError
from checker.rulebook.entry import Entry
from checker.source import Source, check_text, decode_text, read_yaml

MANIFEST: Final = "pack.yaml"
HISTORY: Final = "history.yaml"
"""What whoever maintains a pack notes of its changes; read by nobody here, but part of the pack's hash."""
OFFICE_VARIABLE: Final = "CHECKER_OFFICE"
"""Names the folder with the office's own packs, which then belong to the default ones."""
NEIGHBOURS: Final = ("features", "cases")
"""Folders that may stand among the packs of an office: scenarios and cases."""
MAX_FILES: Final = 5_000
MAX_CSV_BYTES: Final = 8 * 1_048_576
_FOLDERS: Final = {"clauses": (".yaml",), "tables": (".yaml", ".csv"), "rules": (".yaml",)}
_TOP_FILES: Final = (MANIFEST, "facts.yaml", "parameters.yaml", "quotas.yaml", HISTORY)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as reports name it; ``hash`` is the sha256 of its files, and ``order`` its place among the packs."""

    id: str
    title: str
    version: str
    order: int
    description: str
    hash: str


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file: ``name`` in the pack, ``shown`` as the user would name it, its text."""

    name: str
    shown: str
    text: str


@dataclass(frozen=True, slots=True)
class PackFolder:
    """The files of one pack, in order of name."""

    shown: str
    files: tuple[PackFile, ...]

    def inside(self, folder: str) -> Iterator[PackFile]:
        """The YAML files in one of its folders."""
        return (file for file in self.files if file.name.startswith(f"{folder}/") and file.name.endswith(".yaml"))

    def file(self, name: str) -> PackFile | None:
        """The file of that name."""
        return next((file for file in self.files if file.name == name), None)

    @property
    def csv_files(self) -> dict[str, Source]:
        """The CSV files of ``tables/`` by their own name."""
        files = (file for file in self.files if file.name.endswith(".csv"))
        return {file.name.removeprefix("tables/"): Source(file.shown, file.text) for file in files}

    @property
    def hash(self) -> str:
        """Sha256 over the names and texts of its files; the order of a listing and line ends do not matter."""
        digest = hashlib.sha256()
        for file in self.files:
            text = hashlib.sha256(file.text.encode()).hexdigest()
            digest.update(f"{text}  {file.name}\n".encode())
        return digest.hexdigest()


def default_packs_directory() -> Path:
    """The packs of this installation: ``rules/`` of a checkout, or the copy inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "_packs", package.parent / "rules"):
        if candidate.is_dir():
            return candidate
    raise RuleBookError(
        Problem(
            "没有找到规则包", str(package / "_packs"), remedy="请重新安装,或用 --packs 指定规则包文件夹", code="no-pack"
        )
    )


def default_packs_directories() -> tuple[Path, ...]:
    """The packs of this installation and, where ``CHECKER_OFFICE`` names a folder, the office's own beside them.

    Raises RuleBookError where that folder is not there or holds no pack: an office that keeps a catalogue must not be
    judged without it unawares.
    """
    shipped = default_packs_directory()
    office = office_directory()
    if office is None:
        return (shipped,)
    if not office.is_dir():
        what, remedy = "所指的文件夹不存在", "请核对该环境变量"
    elif not any(path.is_dir() and not _is_ignored(path.name) for path in office.iterdir()):
        what, remedy = "所指的文件夹里还没有规则包", "请先导入,如 checker catalogue import"
    else:
        return (shipped, office)
    raise RuleBookError(
        Problem(
            f"环境变量 {OFFICE_VARIABLE} {what}",
            str(office),
            remedy=f"{remedy};不用本机关规则包的,请取消该变量",
            code="no-pack",
        )
    )


def office_directory() -> Path | None:
    """The folder that ``CHECKER_OFFICE`` names, or None where it is unset or empty."""
    named = os.environ.get(OFFICE_VARIABLE, "")
    return Path(named) if named else None


def find_packs(
    directories: Sequence[Path], problems: list[Problem], texts: Mapping[Path, str] | None = None
) -> list[PackFolder]:
    """The packs in the directories: each is a pack itself, or a folder of packs.

    ``texts`` stand in for files on disk, such as what an editor has not saved yet.
    """
    unsaved = {path.resolve(): text for path, text in (texts or {}).items()}
    found: dict[Path, str] = {}
    for directory in directories:
        shown = directory.as_posix()
        if not directory.is_dir():
            what = "不是文件夹" if directory.exists() else "文件夹不存在"
            problems.append(Problem(f"规则包{what}", shown, remedy="请核对 --packs 的路径", code="no-pack"))
        elif (directory / MANIFEST).is_file():
            found.setdefault(directory.resolve(), shown)
        else:
            for entry in _packs_inside(directory, shown, problems):
                found.setdefault(entry.resolve(), f"{shown.rstrip('/')}/{entry.name}")
    return [_read_folder(path, shown, problems, unsaved) for path, shown in found.items()]


def _packs_inside(directory: Path, shown: str, problems: list[Problem]) -> list[Path]:
    """The subfolders, each taken for a pack; none, and a problem, where plainly no pack is among them."""
    entries = [entry for entry in sorted(directory.iterdir()) if entry.is_dir() and not _is_ignored(entry.name)]
    inside = [entry for entry in entries if entry.name not in NEIGHBOURS or (entry / MANIFEST).is_file()]
    labelled = any((entry / MANIFEST).is_file() for entry in inside)
    if not labelled and any(entry.name in _FOLDERS for entry in inside):
        problems.append(_unlabelled(shown))
        return []
    if not inside or (not labelled and len(inside) > 1):
        remedy = f"每个规则包是一个含 {MANIFEST} 的子文件夹"
        problems.append(Problem("文件夹里没有规则包", shown, remedy=remedy, code="no-pack"))
        return []
    return inside


def _unlabelled(shown: str) -> Problem:
    return Problem(f"规则包缺少 {MANIFEST}", shown, remedy="请补上 id、title、version、order", code="no-pack")


def read_pack(folder: PackFolder, problems: list[Problem]) -> Pack | None:
    """The pack's manifest; None where it cannot be read."""
    manifest = folder.file(MANIFEST)
    if manifest is None:
        if not any(problem.file == f"{folder.shown}/{MANIFEST}" for problem in problems):  # unreadable is told already
            problems.append(_unlabelled(folder.shown))
        return None
    entry = read_entry(manifest, problems, "规则包")
    if entry is None:
        return None
    entry.allow("id", "title", "version", "order", "description", "notes")
    return Pack(
        id=entry.text("id", required=True, example="bazhong-plan"),
        title=entry.text("title", required=True, example="规则包名称"),
        version=entry.text("version", required=True, example='"2026.11"'),
        order=entry.integer("order"),
        description=entry.text("description"),
        hash=folder.hash,
    )


def read_entry(file: PackFile, problems: list[Problem], owner: str) -> Entry | None:
    """The mapping a pack file consists of; None where it cannot be read."""
    try:
        node = read_yaml(file.text, file.shown, error=RuleBookError)
    except RuleBookError as error:
        problems.extend(error.problems)
        return None
    entry = Entry.of(node, problems, owner)
    if entry is None:
        problems.append(node.problem("文件应由若干“键: 值”组成", "请按规则包的格式书写", code="invalid-value"))
    return entry


def _read_folder(path: Path, shown: str, problems: list[Problem], unsaved: Mapping[Path, str]) -> PackFolder:
    files: list[PackFile] = []
    if not (path / MANIFEST).exists() and path / MANIFEST not in unsaved:
        return PackFolder(shown, ())  # no pack, so nothing in it is out of place
    inside = (file.relative_to(path).as_posix() for file in unsaved if file.is_relative_to(path))
    for name in sorted({*_names(path, shown, problems), *filter(belongs, inside)}):
        label = f"{shown}/{name}"
        limit = MAX_CSV_BYTES if name.endswith(".csv") else 1_048_576
        try:
            if (written := unsaved.get(path / name)) is not None:
                text = check_text(written, label, error=RuleBookError, max_bytes=limit)
            else:
                with (path / name).open("rb") as stream:
                    data = stream.read(limit + 1)
                text = decode_text(data, label, error=RuleBookError, max_bytes=limit)
        except RuleBookError as error:
            problems.extend(error.problems)
        except OSError as fault:
            problems.append(
                Problem(f"文件无法读取({fault.strerror})", label, remedy="请检查文件权限", code="unreadable-file")
            )
        else:
            files.append(PackFile(name, label, text.replace("\r\n", "\n").replace("\r", "\n")))
    return PackFolder(shown, tuple(files))


def _names(path: Path, shown: str, problems: list[Problem]) -> Iterator[str]:
    """Every file that belongs to the pack; one that does not is a problem, for nothing is passed over in silence."""
    count = 0
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(path / folder) as listing:
            entries = list(listing)
        for entry in entries:
            name = f"{folder}{entry.name}"
            count += 1
            if _is_ignored(entry.name) or entry.name.endswith(".md"):
                continue
            if entry.is_symlink():
                problems.append(
                    Problem("规则包里不许有符号链接", f"{shown}/{name}", remedy="请放入文件本身", code="stray-file")
                )
            elif entry.is_dir():
                waiting.append(f"{name}/")
            elif belongs(name):
                yield name
            else:
                where = "、".join(f"{top}/" for top in _FOLDERS)
                yaml = ";扩展名请用 .yaml" if name.endswith(".yml") else ""
                remedy = f"规则放 rules/,其余见 {'、'.join(_TOP_FILES)} 和 {where}{yaml}"
                problems.append(Problem("规则包里有认不出的文件", f"{shown}/{name}", remedy=remedy, code="stray-file"))
            if count > MAX_FILES:
                problems.append(
                    Problem(f"规则包超过 {MAX_FILES} 个文件", shown, remedy="请确认没有指错文件夹", code="stray-file")
                )
                return


def belongs(name: str) -> bool:
    """Whether a pack may have a file of this name."""
    top, slash, rest = name.partition("/")
    if not slash:
        return name in _TOP_FILES
    suffixes = _FOLDERS.get(top, ())
    return rest.endswith(suffixes) and (top == "rules" or "/" not in rest) if suffixes else False


def _is_ignored(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"
