"""A page for the browser tests, in a process of its own: bundled and hostile articles, no model, every answer given.

Run as: python page_server.py FOLDER. Prints its address; every address that the process connects to or looks up is
written to FOLDER/connections.txt, one a line.
"""

import socket
import sys
import tempfile
from pathlib import Path

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


def main(folder: Path) -> None:
    tempfile.tempdir = str(folder / "tmp")
    (folder / "tmp").mkdir()
    connections = (folder / "connections.txt").open("a", buffering=1)

    def record(event: str, values: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
            place = values[1] if event != "socket.getaddrinfo" else values[0]
            connections.write(f"{event} {place}\n")

    sys.addaudithook(record)
    import uvicorn

    from pullquote.corpus import bundled_folder
    from pullquote.index import Index, build
    from pullquote.rag import Bot, Config, open_bot
    from pullquote.ui.collection import Collection
    from pullquote.ui.web.application import make_app

    def make_bot(index: Index) -> Bot:
        return open_bot(index, config=Config(threshold=0.0, reader="nearest"))

    (folder / "hostile").mkdir()
    (folder / "hostile" / "zebra.md").write_text(HOSTILE, encoding="utf-8")
    index = build([bundled_folder(), folder / "hostile"], folder / "index", embedder="hash").index
    collection = Collection(index, make_bot(index))
    app = make_app(collection, feedback=folder / "votes.jsonl", mcp=True, make_bot=make_bot)
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)).run([listening])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
