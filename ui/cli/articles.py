"""`build`, `add` and `remove`: what an index holds, changed, with every file that could not be read named."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pullquote.ui.cli.options import Json, NamedIndex

if TYPE_CHECKING:  # at run time only where it is needed, as this import takes a moment
    from pullquote.index import Build, Changes

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders of articles.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids as `pullquote list` shows them.")]
Prune = Annotated[bool, typer.Option("--prune", help="Drop articles whose files are no longer there.")]
EmbedderName = Annotated[
    str | None,
    typer.Option(
        "--embedder",
        metavar="NAME",
        help="minilm (the default), hash, or any sentence-transformers model by name or path.",
    ),
]
Precision = Annotated[
    str | None,
    typer.Option("--precision", metavar="NAME", help="f32, bf16, or auto: bf16 where the processor computes in it."),
]
LISTED = 20  # files that are passed over, before the rest are only counted


def build(
    paths: Paths,
    index: NamedIndex,
    prune: Prune = False,
    embedder: EmbedderName = None,
    precision: Precision = None,
    json: Json = False,
) -> int:
    """Make an index of articles, or bring it up to date. Ends with 1 when some files could not be read."""
    from pullquote.index import build as build_index
    from pullquote.ui.cli.progress import progress

    with progress() as track:
        built = build_index(paths, index, embedder=embedder, precision=precision, prune=prune, track=track)
    _report(built, index, json=json)
    return 1 if built.loaded.failed else 0


def add(paths: Paths, index: NamedIndex, json: Json = False) -> int:
    """Add articles to an index. Ends with 1 when some files could not be read."""
    from pullquote.ui.cli.opening import opened_index

    opened_index(index).close()  # says what is wrong with it before any file is read
    return build(paths, index, json=json)


def remove(ids: Ids, index: NamedIndex, json: Json = False) -> int:
    """Remove articles from an index."""
    from pullquote.rag.receipts.make import to_json
    from pullquote.ui.cli.opening import opened_index
    from pullquote.ui.cli.screen import Screen

    changes = opened_index(index).remove(ids)
    if json:
        print(to_json({"format": 1, "index": str(index), "changes": _by_name(changes)}))
    else:
        Screen().line(_summary(changes))
        _say_what_to_add_again(changes)
    return 0


def _report(built: "Build", folder: Path, *, json: bool) -> None:
    from pullquote.rag.receipts.make import to_json
    from pullquote.ui.cli.screen import Screen, complain

    loaded = built.loaded
    articles, passages = len(built.index.sources()), len(built.index)
    if json:
        about = {"format": 1, "index": str(folder), "articles": articles, "passages": passages}
        problems = {
            name: [{"file": problem.file, "reason": problem.reason} for problem in found]
            for name, found in (("failed", loaded.failed), ("skipped", loaded.skipped))
        }
        print(to_json(about | {"changes": _by_name(built.changes)} | problems))
    else:
        screen = Screen()
        screen.line(_summary(built.changes))
        for problem in loaded.skipped[:LISTED]:
            screen.line((f"skipped {problem.file}: {problem.reason}", "dim"))
        if len(loaded.skipped) > LISTED:
            screen.line((f"skipped {len(loaded.skipped) - LISTED} more (--json names all)", "dim"))
        screen.line(f"{folder}: {articles} articles, {passages} passages.")
        sys.stdout.flush()  # before the lines on standard error
    _say_what_to_add_again(built.changes)
    for problem in loaded.failed:
        complain(f"failed {problem.file}: {problem.reason}")


def _by_name(changes: "Changes") -> dict[str, list[str]]:
    """The ids by what happened to them; `stranded` is the key that format 1 has for those to be added again."""
    found = {name: list(getattr(changes, name)) for name in ("added", "updated", "unchanged", "removed")}
    return found | {"stranded": list(changes.to_add_again)}


def _summary(changes: "Changes") -> str:
    found = [f"{len(ids)} {name}" for name, ids in _by_name(changes).items() if ids]
    return ", ".join(found).replace("stranded", "to add again") or "nothing to do"


def _say_what_to_add_again(changes: "Changes") -> None:
    from pullquote.ui.cli.screen import complain

    for id in changes.to_add_again:
        complain(f"{id} shared its text with an article that is gone; add it again: pullquote add FILE --index FOLDER")
