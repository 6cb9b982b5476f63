"""`verify` and `doctor`: whether a receipt's quotes stand where it says, and whether an index is whole."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pullquote.ui.cli.options import IndexFolder, Json

if TYPE_CHECKING:  # at run time only where it is needed, as this import takes a moment
    from pullquote.corpus import Article, Loaded

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
    from pullquote.corpus import BadInputError, Limits, load_articles
    from pullquote.rag import load_receipt, to_json, verify_receipt
    from pullquote.ui.cli.open_collection import open_index
    from pullquote.ui.cli.screen import Screen, complain

    if (articles is None) == (index is None):
        raise BadInputError("name what to check against: --articles FOLDER or --index FOLDER (one of them)")
    claimed = load_receipt(receipt)
    loaded = load_articles(articles, limits=Limits()) if articles else None
    found = verify_receipt(claimed, _with_copies(loaded) if loaded else open_index(index).articles())
    if json:
        findings = [{"about": f.about, "verdict": f.outcome, "line": f.line} for f in found.findings]
        print(to_json({"format": 1, "verdict": found.outcome, "findings": findings}))
    else:
        screen = Screen()
        for finding in found.findings:
            verdict = (finding.outcome.replace("_", " "), _STYLES[finding.outcome])
            screen.line(verdict, f"  {finding.about}: {finding.line}")
        screen.line(_ENDS[found.outcome] if found.findings else "The receipt quotes nothing, so nothing can be wrong.")
    if found.outcome == "cannot_tell" and loaded:
        for problem in loaded.failed:
            complain(f"failed {problem.file}: {problem.reason}")
    return _EXITS[found.outcome]


def doctor(index: IndexFolder = None, json: Json = False) -> int:
    """Check an index: counts, checksums, offsets, words, vectors. Ends with 1 when something is wrong."""
    from pullquote.corpus import NotFoundError
    from pullquote.index import inspect_index
    from pullquote.rag import to_json
    from pullquote.ui.cli.open_collection import open_index
    from pullquote.ui.cli.screen import Screen

    folder = index or open_index(None).folder
    if not folder.is_dir():
        raise NotFoundError(f"no index in {folder}; run: pullquote build PATH --index {folder}")
    if json:
        checks = [{"checked": one.what, "problems": one.problems} for one in inspect_index(folder)]
        print(to_json({"format": 1, "index": str(folder), "checks": checks}))
        return 1 if any(check["problems"] for check in checks) else 0
    screen = Screen()
    wrong, damaged = 0, False
    for one in inspect_index(folder):
        screen.line(("PROBLEM", "bold red") if one.problems else ("ok", "green"), f"  {one.what}")
        for problem in one.problems:
            screen.line(problem, bar="    ")
        wrong += len(one.problems)
        damaged |= one.damaged
    if damaged:
        lost = "lost with it are articles whose files are gone, and a calibration kept in it"
        again = f"move it away or delete it ({lost}) and run: pullquote build PATH --index {folder}"
        screen.line(f"{folder} has {wrong} problems. If they stay: {again}")
    elif wrong:
        screen.line(f"{folder} has {wrong} problems; none of them shows its articles damaged.")
    else:
        screen.line(f"{folder} is whole.")
    return 1 if wrong else 0


def _with_copies(loaded: "Loaded") -> "Iterator[Article]":
    """The articles, and further copies of one that have other white space: a receipt may quote from those."""
    from pullquote.corpus import Limits, load_articles

    for article in loaded.articles:
        yield article
        for source in article.also:
            if source.sha256 != article.sha256:
                for copy in load_articles(source.origin.partition("#")[0], limits=Limits()).articles:
                    yield replace(copy, source=source, also=()) if copy.sha256 == source.sha256 else copy
