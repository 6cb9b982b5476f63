"""A page for the browser tests, in a process of its own: bundled, differing and hostile articles, no model, every
answer given, a number in it as the short one.

Run as: python page_server.py FOLDER [PASSWORD [READER [WORKERS]]]; a reader that is named reads in the place of that.
Without arguments it is one of the workers of another. Prints its address; every address that the process connects to or
looks up is written to FOLDER/connections.txt, one a line. A question with "endless" in it is read for until it is
stopped; that it began and how it ended are lines of FOLDER/endless.txt.
"""

import re
import socket
import sys
import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # at run time only once the connections are recorded
    from collections.abc import Mapping, Sequence

    from pullquote.index import Hit, Index
    from pullquote.rag import Bot, Question, Reader, Reading
    from pullquote.ui.collection import Collection

NUMBER = re.compile(r"\b\d+(?:\.\d+)?(?: (?:million|billion) \w+)?")
LOGITS = 10.0  # claims take a reader's scores for logits, and cosines are much nearer to one another
# Outlet, day of publication, text
DIFFERING = [
    ("Harbour Herald", "2021-05-04", "The fire at the Lindholm mill injured 12 workers."),
    ("Coast Post", "2021-05-04", "The fire at the Lindholm mill injured 17 workers."),
    ("Harbour Herald", "2016-02-10", "The fire at the Lindholm mill injured 2 workers."),
    ("Town Leaflet", "", "The fire at the Lindholm mill injured 5 workers."),
    ("Harbour Herald", "2019-03-12", "The bridge of Torvik cost 48 million crowns."),
    ("Coast Post", "2015-06-01", "The bridge of Torvik cost 30 million crowns."),
]

HOSTILE = """\
---
title: "<img src=x onerror='window.pwned=1'> Zebra {{value}} ${window.pwned=2}"
publisher: "<b>Evil</b> Gazette"
url: "javascript:window.pwned=3"
published: 2021-02-03
---

The zebra <script>window.pwned=4</script> of Zanzibar is called "Zorro" & {{#each value}} ${alert(5)} `x`.

<img src="https://tracker.invalid/pixel.png" onerror="window.pwned=6">
<a href="javascript:alert(7)">here</a> </div></article>
"""


class PointsAtNumbers:
    """A reader whose short answers are the first numbers of another's quotes; those without one are left out where
    others have one."""

    def __init__(self, reader: "Reader", endless: Path) -> None:
        self._reader, self._endless = reader, endless

    def read(self, question: "Question", hits: "Sequence[Hit]") -> "Reading":
        from pullquote.corpus import Span

        if "endless" in question.text:
            self._read_until_stopped(question.text)
        reading = self._reader.read(question, hits)
        found = [(quote, NUMBER.search(quote.article.text, quote.start, quote.end)) for quote in reading.quotes]
        pointed = [
            replace(quote, score=quote.score * LOGITS, focus=Span(*number.span())) for quote, number in found if number
        ]
        return replace(reading, quotes=tuple(pointed) or reading.quotes)

    def _read_until_stopped(self, question: str) -> None:
        from pullquote.corpus import StoppedError, go_on

        with self._endless.open("a", buffering=1) as told:
            told.write(f"begun: {question}\n")
            try:
                while True:
                    go_on()
                    time.sleep(0.01)
            except StoppedError as error:
                told.write(f"{error}: {question}\n")
                raise


def make_bot(index: "Index", folder: Path, reader: str) -> "Bot":
    """A bot with that reader, or with the one that points at numbers."""
    from pullquote.rag import Config, open_bot

    bot = open_bot(index, config=Config(threshold=0.0, reader=reader or "nearest"))
    return bot if reader else replace(bot, reader=PointsAtNumbers(bot.reader, folder / "endless.txt"))


def opened(settings: "Mapping[str, str]") -> "Collection":
    """What a worker answers from."""
    from pullquote.index import Index
    from pullquote.ui.collection import Collection

    folder = Path(settings["folder"])
    index = Index.open(folder / "index")
    return Collection(index, make_bot(index, folder, settings["reader"]))


def main(folder: Path, password: str = "", reader: str = "", number: str = "0") -> None:
    tempfile.tempdir = str(folder / "tmp")
    (folder / "tmp").mkdir()
    connections = (folder / "connections.txt").open("a", buffering=1)

    def record(event: str, values: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
            place = values[1] if event != "socket.getaddrinfo" else values[0]
            connections.write(f"{event} {place}\n")

    sys.addaudithook(record)
    from pullquote.corpus import bundled_folder
    from pullquote.index import build
    from pullquote.ui.collection import Collection
    from pullquote.ui.web.application import make_app
    from pullquote.ui.web.server import run
    from pullquote.ui.web.workers import Workers

    make = partial(make_bot, folder=folder, reader=reader)
    settings = {"folder": str(folder), "reader": reader, "mcp": True, "log": "plain"}
    workers = Workers(int(number), [sys.executable, __file__], settings) if int(number) else None

    (folder / "hostile").mkdir()
    (folder / "hostile" / "zebra.md").write_text(HOSTILE, encoding="utf-8")
    (folder / "differing").mkdir()
    for place, (outlet, day, text) in enumerate(DIFFERING):
        published = f"published: {day}\n" if day else ""
        section = "accidents" if "fire" in text else "building"
        known = f"title: {text[:20]} {place}\npublisher: {outlet}\nsection: {section}\n{published}"
        article = f"---\n{known}---\n\n{text}\n"
        (folder / "differing" / f"{place}.md").write_text(article, encoding="utf-8")
    folders = [bundled_folder(), folder / "hostile", folder / "differing"]
    index = build(folders, folder / "index", embedder="hash").index
    collection = Collection(index, make(index))
    votes = folder / "votes.jsonl"
    app = make_app(collection, feedback=votes, mcp=True, make_bot=make, password=password, workers=workers)
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    run(app, listening, app.end)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), *sys.argv[2:])
    else:
        from pullquote.ui.web.worker import work

        sys.exit(work(opened))
