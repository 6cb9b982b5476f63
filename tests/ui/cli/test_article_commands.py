"""`search`, `list` and `show`: what the index holds."""

import json
from datetime import date
from pathlib import Path

from pullquote.corpus import Source
from pullquote.ui.cli.output import print_list
from pullquote.ui.cli.screen import Piece, Screen
from tests.ui.conftest import BRIDGE, Run


def test_show_marks_the_characters_asked_for(run: Run, index: Path) -> None:
    start = BRIDGE.index("48 million")
    ended = run("show", "news/bridge.md", "--start", str(start), "--end", str(start + 10), "--index", index)
    assert "the bridge cost **48 million** crowns" in ended.out
    assert "Note: Retold; these are not the outlet's words." in ended.out
    assert "**" not in run("show", "bridge.md", "--index", index).out
    form = json.loads(run("show", "bridge.md", "--index", index, "--json").out)
    assert form["text"] == BRIDGE
    assert form["debris"] == [{"start": 0, "end": BRIDGE.index("\nThe harbour")}]


def test_a_search_that_finds_nothing_names_the_outlet_that_is_not_there(run: Run, index: Path) -> None:
    ended = run("search", "bridge", "--publisher", "Heralt", "--index", index)
    assert (ended.code, ended.out) == (1, "There is no outlet 'Heralt' here.\n")


def test_the_folder_of_the_bundled_articles_is_told(run: Run) -> None:
    folder = Path(run("articles").out.strip())
    assert len(list(folder.glob("*.md"))) == 5


class Narrow(Screen):
    """A terminal of 60 columns that keeps what it is given."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @property
    def width(self) -> int:
        return 60

    def line(self, *pieces: Piece | str, bar: str = "") -> None:
        self.lines.append(bar + "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces))


def test_the_list_has_headings_and_no_line_that_is_too_long_but_for_an_id() -> None:
    note = "Retold from the facts of the article; these are not the outlet's words."
    sources = [
        Source(
            "news/bridge.md", "bridge.md", "The bridge " * 9, "Harbour Herald", published=date(2020, 3, 12), note=note
        ),
        Source("news/a.md", "a.md", "Short"),
    ]
    screen = Narrow()
    print_list(screen, sources)
    head, first, *rest = screen.lines
    assert head == "date        outlet          title, article, note"
    assert first.startswith("2020-03-12  Harbour Herald  The bridge The") and first.endswith("…")
    shown, cut, *other = [line.strip() for line in rest]
    assert (shown, other) == ("news/bridge.md", ["no date                     Short", "news/a.md"])
    assert cut.endswith("…") and note.startswith(cut[:-1])
    assert max(map(len, screen.lines)) <= 60
