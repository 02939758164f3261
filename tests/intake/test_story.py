"""An intake and a platform killed at random: each application ends with exactly one letter about its last version."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.intake.story import Story

ROUNDS = int(os.environ.get("CHECKER_KILL_ROUNDS", "3"))


def test_however_often_they_are_killed_each_application_has_one_opinion_in_the_end(tmp_path: Path) -> None:
    outcome = Story(tmp_path, random.Random(20261122)).play(ROUNDS)
    assert outcome.kills.total() >= ROUNDS
    assert outcome.letters >= outcome.applications - outcome.withdrawn > ROUNDS
    assert outcome.withdrawn > 0 < outcome.released
