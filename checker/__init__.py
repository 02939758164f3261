"""Compliance checker for project approval under Bazhong's carbon-peaking plan (巴府发〔2024〕5号)."""

from __future__ import annotations

__version__ = "0.1.0"
