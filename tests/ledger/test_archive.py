"""Archives of rule packs: the same bytes wherever they are written, and the same rule book out of them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from checker.errors import LedgerTamperedError, RuleBookError
from checker.ledger import archive
from checker.rulebook import load_rulebook
from tests.ledger.proceedings import shipped

PACK = Path(__file__).parents[1] / "cli" / "packs"


def test_the_shipped_packs_come_out_as_they_went_in() -> None:
    content = archive.packed(shipped().rulebook)
    again = archive.opened(content, "封存")
    assert again.hash == shipped().rulebook.hash
    assert archive.packed(again) == content
    assert [(pack.id, pack.hash) for pack in again.packs] == [(p.id, p.hash) for p in shipped().rulebook.packs]


def test_the_bytes_do_not_depend_on_where_the_packs_lie(tmp_path: Path) -> None:
    here = load_rulebook(PACK)
    for folder in here.folders:
        for file in folder.files:
            path = tmp_path / Path(folder.shown).name / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert archive.packed(load_rulebook(tmp_path)) == archive.packed(here)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{}"])
def test_what_is_no_archive_says_so(content: bytes) -> None:
    with pytest.raises(LedgerTamperedError, match="封存的规则包读不出"):
        archive.opened(content, "封存")


def test_packs_the_program_does_not_take_any_more_name_their_mistakes() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("01/pack.yaml", "id: x\n")
    with pytest.raises(RuleBookError, match=r"封存/01/pack\.yaml"):
        archive.opened(stream.getvalue(), "封存")
