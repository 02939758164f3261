"""The shelf: whatever kills a process while it replaces a bundle, a whole one lies there."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

from checker.bundle.shelf import Shelf
from tests.bundle.making import bundle, trust

KILLS = int(os.environ.get("CHECKER_TEST_KILLS", "15"))


def keep_on(folder: str, first: int) -> None:
    """Put bundle after bundle on the shelf until killed."""
    shelf, made = Shelf(Path(folder)), bundle()
    for serial in range(first, first + 100_000):
        one = type(made)(made.manifest.model_copy(update={"serial": serial}), made.files, None, "规则")
        from tests.bundle.making import KEY

        shelf.keep(one.signed(KEY), trust(), url="x", etag=f'"{serial}"', fetched_at="t")


def test_a_process_killed_while_replacing_leaves_a_whole_bundle(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.bundle.test_shelf"])
    shelf, serial = Shelf(tmp_path), 0
    for turn in range(KILLS):
        worker = context.Process(target=keep_on, args=(str(tmp_path), serial + 1))
        worker.start()
        for _ in range(3_000):
            kept = shelf.kept(trust())
            if kept is not None and kept.bundle.manifest.serial > serial + 2:
                break
            time.sleep(0.005)
        time.sleep(0.0013 * turn)
        worker.kill()
        worker.join(30)
        assert worker.exitcode == -9
        kept = shelf.kept(trust())
        assert kept is not None
        assert kept.bundle.manifest.serial > serial + 2
        serial = kept.bundle.manifest.serial
        assert kept.note is None or kept.note.etag == f'"{serial}"'
    shelf.keep(bundle(serial + 1), trust(), url="x", etag="y", fetched_at="t")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["last-good.checker-bundle", "last-good.json", "lock"]


def test_a_note_that_is_not_the_bundles_does_not_count(tmp_path: Path) -> None:
    """The process was killed between the two files: an ETag of the one before must not keep the new one away."""
    shelf = Shelf(tmp_path)
    shelf.keep(bundle(1), trust(), url="x", etag='"1"', fetched_at="t")
    note = (tmp_path / "last-good.json").read_bytes()
    shelf.keep(bundle(2), trust(), url="x", etag='"2"', fetched_at="t")
    kept = shelf.kept(trust())
    assert kept is not None
    assert kept.note is not None
    assert kept.note.etag == '"2"'
    for content in (note, b"", b"{}", b"[" * 100_000):
        (tmp_path / "last-good.json").write_bytes(content)
        kept = shelf.kept(trust())
        assert kept is not None
        assert (kept.bundle.manifest.serial, kept.note) == (2, None)


def test_a_newer_bundle_is_not_replaced(tmp_path: Path) -> None:
    """One that another process put there after this one looked."""
    shelf = Shelf(tmp_path)
    shelf.keep(bundle(2), trust(), url="x", etag='"2"', fetched_at="t")
    shelf.keep(bundle(1), trust(), url="x", etag='"1"', fetched_at="t")
    kept = shelf.kept(trust())
    assert kept is not None
    assert kept.note is not None
    assert (kept.bundle.manifest.serial, kept.note.etag) == (2, '"2"')
