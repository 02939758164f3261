"""The rules (规则): packs with their clauses, rules, derivations, parameters and tables; each with its page."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static, Tree
from textual.widgets.tree import TreeNode

from checker.rulebook import RuleBook
from tui.jobs import Job
from tui.keymap import bound
from tui.office_screen import OfficeScreen
from tui.page_view import PageView
from tui.places import Place
from tui.plain import cell
from tui.rule_shelf import Item, RuleShelf, Shelf, Volume, tried_shelf
from tui.subject import Subject

_MOST_FOUND = 300
_LINE = 120
"""Cells of a line of the tree; more is read on the page."""


class RuleTree(Tree[Volume | None]):
    """Packs and what is in them; what is folded carries a plus."""

    ICON_NODE = "+ "
    ICON_NODE_EXPANDED = "- "


class RulesScreen(OfficeScreen):
    """The rule book, to browse and to search."""

    place = Place.RULES
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("list.filter", "filter"),
        bound("rules.back", "return"),
        bound("list.refresh", "refresh", show=False),
    ]
    DEFAULT_CSS = """
    RulesScreen #columns { height: 1fr; }
    RulesScreen #shelf { height: 1fr; width: 1fr; }
    RulesScreen #search { display: none; height: 1; margin: 0; }
    RulesScreen #search.-shown { display: block; }
    RulesScreen #scope { height: 1; color: $text-muted; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    RulesScreen RuleTree { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; }
    RulesScreen PageView { height: 1fr; width: 1fr; }
    RulesScreen.-wide #columns { layout: horizontal; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shelf: RuleShelf | None = None
        self._wanted = ""
        self._came_from: Place | None = None
        self._volume: Volume | None = None

    def body(self) -> ComposeResult:
        """The tree with the line to search in, and the page."""
        with Container(id="columns"):
            with Vertical(id="shelf"):
                yield Static(id="scope")
                yield Input(placeholder="打字查找:编号、名称、原文、部门", compact=True, id="search")
                tree = RuleTree("规则库")
                tree.show_root = False
                tree.show_guides = False
                tree.guide_depth = 2
                yield tree
            yield PageView()

    def on_mount(self) -> None:
        """Lay out the rule book."""
        self.query_one(RuleTree).focus()
        self.action_refresh()

    def show_rule(self, rule: str, came_from: Place | None) -> None:
        """Go to a rule or a clause by its key; ``came_from`` is where the way back leads."""
        self._wanted, self._came_from = rule, came_from
        if self._shelf is not None:
            self._end_search()
            self._go_to_wanted()

    def action_refresh(self) -> None:
        """Take the rule book as it is now."""
        desk = self.office.desk

        def read(_: Job) -> RuleShelf:
            return RuleShelf(desk.rulebook)

        self.run_job("正在读取规则", read, self._take)

    def on_screen_resume(self) -> None:
        """A rule book that was renewed since is laid out anew; the report may be another."""
        self._draw_page(stay=True)

    def _take(self, shelf: RuleShelf) -> None:
        self._shelf = shelf
        self._wanted = self._wanted or self.office.state.recall("rules.at", "")
        self._draw()
        self._go_to_wanted()
        book: RuleBook = shelf.book

        def read(_: Job) -> RuleShelf:
            return tried_shelf(book)

        self.run_job("正在读取场景和案例", read, self._take_tried, quiet=True)

    def _take_tried(self, shelf: RuleShelf) -> None:
        if self._shelf is not None and shelf.book is self._shelf.book:
            self._shelf = shelf
            self._draw_page(stay=True)

    # the tree

    def _draw(self) -> None:
        shelf = self._shelf
        if shelf is None:
            return
        tree = self.query_one(RuleTree)
        tree.clear()
        query = self.query_one("#search", Input).value.strip()
        if query:
            found = shelf.find(query)
            for kind in Shelf:
                self._add_kind(tree.root, kind, [one for one in found[:_MOST_FOUND] if one.kind is kind], expand=True)
            more = f",只列前 {_MOST_FOUND} 项" if len(found) > _MOST_FOUND else ""
            self._say_scope(f"找到 {len(found)} 项{more}")
        else:
            for pack in shelf.book.packs:
                node = tree.root.add(cell(f"{pack.title}  {pack.version}", _LINE), data=pack)
                for kind in Shelf:
                    self._add_kind(node, kind, [one for one in shelf.items if (one.kind, one.pack) == (kind, pack.id)])
            rules = len(shelf.book.rules)
            self._say_scope(f"{len(shelf.book.packs)} 个规则包 {rules} 条规则 {len(shelf.book.clauses)} 条条款")

    def _add_kind(
        self, parent: TreeNode[Volume | None], kind: Shelf, items: list[Item], *, expand: bool = False
    ) -> None:
        if not items:
            return
        node = parent.add(Text(f"{kind.value} {len(items)}"), data=None, expand=expand)
        for item in items:
            node.add_leaf(cell(item.words, _LINE), data=item.volume)

    def _say_scope(self, text: str) -> None:
        self.query_one("#scope", Static).update(Content(text))

    def _go_to_wanted(self) -> None:
        """Put the cursor at what was asked for, unfolding what it is in."""
        item = self._shelf.by_key.get(self._wanted) if self._shelf is not None else None
        tree = self.query_one(RuleTree)
        wanted = item.volume if item is not None else None
        node = _node_of(tree.root, wanted) if wanted is not None else None
        if node is None:
            if self._came_from is not None and self._wanted:
                self.office.tell(f"现在的规则库里没有 {self._wanted}")
            self._wanted = ""
            if self._volume is None:
                tree.move_cursor_to_line(0)
            return
        self._wanted = ""
        above = node.parent
        while above is not None:
            above.expand()
            above = above.parent
        self.call_after_refresh(self._move_to, node)

    def _move_to(self, node: TreeNode[Volume | None]) -> None:
        tree = self.query_one(RuleTree)
        # A node knows its line only after the lines were laid out, which asking for the last one does.
        if tree.last_line >= 0:
            tree.move_cursor(node)
        tree.focus()
        # Its place is known once the longer tree has been laid out.
        self.call_after_refresh(tree.scroll_to_node, node, animate=False)
        # The tree tells nothing where another node has come to the same line.
        self._reach(node)

    @on(Tree.NodeHighlighted)
    def _highlighted(self, event: Tree.NodeHighlighted[Volume | None]) -> None:
        event.stop()
        if event.node is self.query_one(RuleTree).cursor_node:
            self._reach(event.node)

    def _reach(self, node: TreeNode[Volume | None]) -> None:
        """Show and remember what the cursor is at; the heading of a kind has no page."""
        if node.data is None or node.data is self._volume:
            return
        self._volume, shelf = node.data, self._shelf
        self._draw_page()
        key = next((one.key for one in shelf.items if one.volume is self._volume), "") if shelf is not None else ""
        self.office.state.remember("rules.at", key)

    def _draw_page(self, *, stay: bool = False) -> None:
        shelf, volume, subject = self._shelf, self._volume, self.office.subject
        if shelf is None or volume is None:
            return
        report = subject.report if subject is not None else None
        self.query_one(PageView).show(lambda width: shelf.page(volume, report, width), stay=stay)

    def show_subject(self, _: Subject | None) -> None:
        """What a rule says of the application is another now."""
        self._draw_page(stay=True)

    # searching, and the way back

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._draw()

    @on(Input.Submitted, "#search")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        tree = self.query_one(RuleTree)
        tree.focus()
        first = next((leaf for kind in tree.root.children for leaf in kind.children), None)
        if event.value.strip() and first is not None:
            self._move_to(first)

    def action_filter(self) -> None:
        """Type what to find."""
        search = self.query_one("#search", Input)
        search.add_class("-shown")
        search.focus()

    def _end_search(self) -> bool:
        search = self.query_one("#search", Input)
        if not search.has_class("-shown"):
            return False
        search.remove_class("-shown")
        with search.prevent(Input.Changed):
            search.value = ""
        self._draw()
        self.main_widget().focus()
        return True

    def main_widget(self) -> Widget:
        """The tree."""
        return self.query_one(RuleTree)

    def action_back(self) -> None:
        """Leave the search; else as everywhere."""
        if not self._end_search():
            super().action_back()

    def go_back(self) -> None:
        """Back to the finding that one came from, else to the queue."""
        self.office.go(self._came_from or Place.QUEUE)
        self._came_from = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back for who came from somewhere."""
        if action == "return":
            return self._came_from is not None
        return super().check_action(action, parameters)

    def action_return(self) -> None:
        """Back to the finding."""
        self.go_back()

    def copied(self) -> str:
        """The page."""
        return self.query_one(PageView).content.plain


def _node_of(above: TreeNode[Volume | None], wanted: Volume) -> TreeNode[Volume | None] | None:
    for node in above.children:
        if node.data is wanted:
            return node
        if (found := _node_of(node, wanted)) is not None:
            return found
    return None
