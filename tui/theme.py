"""The two themes, light and dark; every colour of the interface is one of theirs."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="office-dark",
    primary="#5b9bd5",
    secondary="#7f9fb8",
    accent="#e0b050",
    foreground="#e4e6e8",
    background="#15181c",
    surface="#1c2026",
    panel="#272d35",
    success="#6cc08b",
    warning="#e8b84a",
    error="#f07a7a",
    dark=True,
    variables={"block-cursor-text-style": "bold", "footer-key-foreground": "#e0b050"},
)
LIGHT: Final = Theme(
    name="office-light",
    primary="#1f5f99",
    secondary="#4b6b85",
    accent="#8a5a00",
    foreground="#1b1f23",
    background="#ffffff",
    surface="#f4f6f8",
    panel="#e3e8ee",
    success="#1a7f42",
    warning="#8f5b00",
    error="#b3261e",
    dark=False,
    variables={"block-cursor-text-style": "bold", "footer-key-foreground": "#8a5a00"},
)
THEMES: Final = (DARK, LIGHT)


def other(name: str) -> str:
    """The theme that is not called ``name``."""
    return LIGHT.name if name == DARK.name else DARK.name
