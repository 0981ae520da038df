"""The review queue as a screen in the terminal: the list on the left, the document beside it, one key a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vidocq.cli.desk import plain
from vidocq.errors import InputError, VidocqError

try:
    from rich.text import Text
    from textual.app import App, ComposeResult
    from textual.containers import Horizontal, VerticalScroll
    from textual.screen import ModalScreen
    from textual.widgets import Footer, Header, Input, Label, ListItem, ListView, Static
except ImportError as error:
    raise InputError(
        "the review screen needs an extra", hint="pip install 'vidocq[review]', or use --list and --accept"
    ) from error

if TYPE_CHECKING:
    from vidocq.workbench.review import Queue, Waiting


def run(queue: Queue) -> None:
    """Show the screen until the person leaves it."""
    ReviewScreen(queue).run()


class Ask(ModalScreen[tuple[str, ...] | None]):
    """Asks for a line or two; Escape closes it and nothing is done."""

    BINDINGS: ClassVar = [("escape", "close", "close")]

    def __init__(self, title: str, *lines: str) -> None:
        super().__init__()
        self.question = title
        self.lines = lines

    def compose(self) -> ComposeResult:
        """One line to write in for each thing asked for."""
        yield Label(f"{self.question}  [Enter: go on, Escape: leave it]", markup=False)
        for line in self.lines:
            yield Input(placeholder=line)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next line; after the last give what was written."""
        fields = list(self.query(Input))
        place = fields.index(event.input)
        if place + 1 < len(fields):
            fields[place + 1].focus()
        else:
            self.dismiss(tuple(field.value.strip() for field in fields))

    def action_close(self) -> None:
        """Do nothing."""
        self.dismiss(None)


_CORRECTION = "name=value, such as kind=malware"


class ReviewScreen(App[None]):
    """The queue; every key writes to the store at once, and ``u`` takes back."""

    TITLE = "vidocq review"
    CSS = "ListView { width: 40%; } #beside { width: 60%; padding: 0 1; } Ask { align: center middle; } Ask Input { width: 80%; }"
    BINDINGS: ClassVar = [
        ("a", "accept", "accept"),
        ("A", "accept_why", "with reason"),
        ("r", "reject", "reject"),
        ("R", "reject_why", "with reason"),
        ("e", "edit", "edit"),
        ("E", "edit_why", "with reason"),
        ("u", "undo", "undo"),
        ("j", "down", "next"),
        ("k", "up", "previous"),
        ("q,escape", "quit", "quit"),
    ]

    def __init__(self, queue: Queue) -> None:
        super().__init__()
        self.queue = queue
        self.waiting: tuple[Waiting, ...] = ()

    def compose(self) -> ComposeResult:
        """List, document, keys."""
        yield Header()
        with Horizontal():
            yield ListView()
            with VerticalScroll(id="beside"):
                yield Static(id="text")
        yield Footer()

    async def on_mount(self) -> None:
        """Fill the list."""
        await self.fill(0)

    async def fill(self, index: int) -> None:
        """Read the queue again and stand at ``index``."""
        self.waiting = self.queue.waiting()
        view = self.query_one(ListView)
        await view.clear()
        await view.extend(ListItem(Label(f"{one.name}  {plain(one.sentence)}", markup=False)) for one in self.waiting)
        view.index = min(index, len(self.waiting) - 1) if self.waiting else None
        self.sub_title = f"{self.queue.case.entry.slug}: {len(self.waiting)} wait"
        self.beside()

    def on_list_view_highlighted(self, _event: ListView.Highlighted) -> None:
        """Show the document of the item one stands on."""
        self.beside()

    def beside(self) -> None:
        """Write the words around the quote, the quote marked."""
        one = self.here()
        text = Text("Nothing waits.") if one is None else _words(one)
        self.query_one("#text", Static).update(text)

    def here(self) -> Waiting | None:
        """The item one stands on."""
        index = self.query_one(ListView).index
        return self.waiting[index] if index is not None and index < len(self.waiting) else None

    async def action_accept(self) -> None:
        """Accept."""
        await self._decide("accept")

    async def action_reject(self) -> None:
        """Reject."""
        await self._decide("reject")

    def action_accept_why(self) -> None:
        """Accept, with a reason to be typed."""
        self._ask_why("accept")

    def action_reject_why(self) -> None:
        """Reject, with a reason to be typed."""
        self._ask_why("reject")

    def _ask_why(self, kind: str) -> None:
        one = self.here()
        if one is None:
            return

        async def decide(lines: tuple[str, ...] | None) -> None:
            if lines is not None:
                await self._decide(kind, why=lines[0])

        self.push_screen(Ask(f"Why {kind} {one.name}?", "the reason; it stands beside the decision"), decide)

    async def _decide(self, kind: str, value: str = "", why: str = "") -> None:
        one = self.here()
        if one is None:
            return
        index = self.query_one(ListView).index or 0
        try:
            if kind == "accept":
                self.queue.accept([one.name], why)
            elif kind == "reject":
                self.queue.reject([one.name], why)
            else:
                self.queue.edit(one.name, value, why)
        except VidocqError as error:
            self.notify(plain(str(error)), severity="error", markup=False)
        await self.fill(index)

    def action_edit(self) -> None:
        """Ask for a correction, and make it."""
        one = self.here()
        if one is not None:
            self.push_screen(Ask(f"Correct {one.name}", _CORRECTION), self._edited)

    def action_edit_why(self) -> None:
        """Ask for a correction and its reason, and make it."""
        one = self.here()
        if one is not None:
            self.push_screen(Ask(f"Correct {one.name}", _CORRECTION, "the reason"), self._edited)

    async def _edited(self, lines: tuple[str, ...] | None) -> None:
        if lines and lines[0]:
            await self._decide("edit", *lines)

    async def action_undo(self) -> None:
        """Take the newest decision back."""
        try:
            self.queue.undo()
        except VidocqError as error:
            self.notify(plain(str(error)), severity="warning", markup=False)
        await self.fill(self.query_one(ListView).index or 0)

    def action_down(self) -> None:
        """Go to the next item."""
        self.query_one(ListView).action_cursor_down()

    def action_up(self) -> None:
        """Go to the one before."""
        self.query_one(ListView).action_cursor_up()


def _words(one: Waiting) -> Text:
    text = Text()
    text.append(f"{plain(one.document)}  [{one.section}]\n", style="bold")
    text.append(f"waits because: {plain(one.reason)}\n", style="italic")
    text.append(f"recorded as: {plain(one.proposed)}\n\n", style="bold")
    for part, style in ((one.before, ""), (one.quote, "reverse"), (one.after, "")):
        text.append("\n".join(plain(line) for line in part.split("\n")), style=style)
    return text
