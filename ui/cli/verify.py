"""`verify` and `doctor`: whether a receipt's quotes stand where it says, and whether an index is whole."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pullquote.ui.cli.options import IndexFolder, Json

if TYPE_CHECKING:  # at run time only where it is needed, as this import takes a moment
    from pullquote.corpus import Article

ReceiptFile = Annotated[Path, typer.Argument(metavar="RECEIPT", help="A file saved by: pullquote ask --receipt.")]
Articles = Annotated[
    Path | None, typer.Option("--articles", metavar="FOLDER", help="The articles that were quoted from.")
]
_EXITS = {"match": 0, "mismatch": 1, "cannot_tell": 2}
_STYLES = {"match": "green", "mismatch": "bold red", "cannot_tell": "yellow"}
_ENDS = {
    "match": "Every quote stands in the articles as the receipt says.",
    "mismatch": "The receipt does not match the articles.",
    "cannot_tell": "No quote is proved wrong, but not all can be checked here.",
}


def verify(receipt: ReceiptFile, articles: Articles = None, index: IndexFolder = None, json: Json = False) -> int:
    """Check a receipt against articles or an index. Ends with 0: all match; 1: a quote does not; 2: cannot tell."""
    from pullquote.corpus import PullquoteError
    from pullquote.rag.receipts.make import load, to_json
    from pullquote.rag.receipts.verify import verify as verified
    from pullquote.ui.cli.opening import opened_index
    from pullquote.ui.cli.screen import Screen, complain

    if (articles is None) == (index is None):
        raise PullquoteError("name what to check against: --articles FOLDER or --index FOLDER (one of them)")
    claimed = load(receipt)
    unread: list[str] = []
    shelf = _texts(articles, unread) if articles else opened_index(index).articles()
    found = verified(claimed, shelf)
    if json:
        lines = [{"about": f.about, "verdict": f.verdict, "line": f.line} for f in found.findings]
        print(to_json({"format": 1, "verdict": found.verdict, "findings": lines}))
    else:
        screen = Screen()
        for finding in found.findings:
            screen.line(
                (finding.verdict.replace("_", " "), _STYLES[finding.verdict]), f"  {finding.about}: {finding.line}"
            )
        screen.line(_ENDS[found.verdict] if found.findings else "The receipt quotes nothing, so nothing can be wrong.")
    if found.verdict == "cannot_tell":
        for line in unread:
            complain(line)
    return _EXITS[found.verdict]


def _texts(folder: Path, unread: list[str]) -> "Iterator[Article]":
    """The articles in a folder, further copies of one that have other white space included, for these were quoted
    from perhaps; what cannot be read is told in `unread`."""
    from pullquote.corpus import load_articles

    loaded = load_articles(folder)
    unread += [f"failed {problem.file}: {problem.reason}" for problem in loaded.failed]
    for article in loaded.articles:
        yield article
        for source in article.also:
            if source.sha256 != article.sha256:
                for copy in load_articles(source.origin.partition("#")[0]).articles:
                    yield replace(copy, source=source, also=()) if copy.sha256 == source.sha256 else copy


def doctor(index: IndexFolder = None, json: Json = False) -> int:
    """Check an index: counts, checksums, offsets, words, vectors. Ends with 1 when something is wrong."""
    from pullquote.corpus import PullquoteError
    from pullquote.index import inspect_index
    from pullquote.rag.receipts.make import to_json
    from pullquote.ui.cli.opening import opened_index
    from pullquote.ui.cli.screen import Screen

    folder = opened_index(None).folder if index is None else index
    if not folder.is_dir():
        raise PullquoteError(f"no index in {folder}; run: pullquote build PATH --index {folder}")
    if json:
        checks = [{"checked": what, "problems": problems} for what, problems in inspect_index(folder)]
        print(to_json({"format": 1, "index": str(folder), "checks": checks}))
        return 1 if any(check["problems"] for check in checks) else 0
    screen = Screen()
    wrong = 0
    for what, problems in inspect_index(folder):
        screen.line(("PROBLEM", "bold red") if problems else ("ok", "green"), f"  {what}")
        for problem in problems:
            screen.line(problem, bar="    ")
        wrong += len(problems)
    if not wrong:
        screen.line(f"{folder} is whole.")
    else:
        screen.line(
            f"{folder} has {wrong} problems. If they stay: delete it and run: pullquote build PATH --index {folder}"
        )
    return 1 if wrong else 0
