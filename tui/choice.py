"""A choice: one word of several, or any number of them, made with arrows and space, marked by plain signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from checker.render.lines import visible

_STEPS: Final = {"up": -1, "left": -1, "down": 1, "right": 1}


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: the value it stands for, and its words."""

    value: str
    words: str


class Choice(Widget, can_focus=True):
    """Options below each other; arrows move, space or a click chooses. With ``several`` each is on or off."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; padding: 0 1; }
    Choice:focus { background: $surface; }
    """

    place: reactive[int] = reactive(0)
    """Which option the arrows are at."""
    chosen: reactive[frozenset[str]] = reactive(frozenset())
    """The values chosen."""

    class Changed(Message):
        """Another choice was made."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            """The choice that was changed."""
            return self.choice

    def __init__(
        self, options: Sequence[Option], chosen: Sequence[str] = (), *, several: bool = False, named: str | None = None
    ) -> None:
        super().__init__(id=named)
        self._options = tuple(options)
        self._several = several
        self.set_reactive(Choice.chosen, frozenset(chosen))
        places = [place for place, option in enumerate(options) if option.value in self.chosen]
        self.set_reactive(Choice.place, places[0] if places else 0)

    @property
    def values(self) -> tuple[str, ...]:
        """What is chosen, in the order of the options."""
        return tuple(option.value for option in self._options if option.value in self.chosen)

    def render(self) -> Content:
        """A line per option: the place, the mark, the words."""
        left, right = "[]" if self._several else "()"
        lines = []
        for place, option in enumerate(self._options):
            pointer = ">" if place == self.place and self.has_focus else " "
            mark = "x" if option.value in self.chosen else " "
            style = "bold" if option.value in self.chosen else ""
            lines.append(Content.styled(f"{pointer} {left}{mark}{right} {visible(option.words)}", style))
        return Content("\n").join(lines)

    def on_focus(self) -> None:
        """Show where the arrows are."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide where the arrows are."""
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Move and choose here: a binding is looked up where the focus is by then, and a quick tab has moved it on."""
        if event.key in _STEPS:
            self.move(_STEPS[event.key])
        elif event.key == "space":
            self.choose()
        else:
            return
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Choose the option under the pointer, where its line is not wrapped."""
        if 0 <= event.y < len(self._options):
            self.place = event.y
            self.choose()

    def move(self, step: int) -> None:
        """Go to the next option; where only one can be chosen, that chooses it."""
        if not self._options:
            return
        self.place = (self.place + step) % len(self._options)
        if not self._several:
            self.choose()

    def choose(self) -> None:
        """Choose the option, or take it back."""
        if not self._options:
            return
        value = self._options[self.place].value
        self.chosen = self.chosen ^ {value} if self._several else frozenset((value,))
        self.post_message(self.Changed(self))
