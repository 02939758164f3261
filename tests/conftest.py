"""No test sees the packs of the office whose machine it runs on."""

from __future__ import annotations

import os

os.environ.pop("CHECKER_OFFICE", None)
