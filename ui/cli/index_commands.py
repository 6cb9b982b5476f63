"""`build`, `add` and `remove`: what an index holds, changed, with every file that could not be read named."""

import sys
from dataclasses import asdict
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
        help="What makes vectors: minilm (the default), hash (no model, for tests), or any sentence-transformers model"
        " by name or path.",
    ),
]
Precision = Annotated[
    str | None,
    typer.Option(
        "--precision",
        metavar="NAME",
        help="What minilm computes in: f32, bf16, or auto (the default): bf16 where the processor computes in it.",
    ),
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
    from pullquote.rag import to_json
    from pullquote.ui.cli.progress import progress
    from pullquote.ui.cli.screen import complain
    from pullquote.ui.wire import build_form

    with progress() as track:
        built = build_index(paths, index, embedder=embedder, precision=precision, prune=prune, track=track)
    if json:
        print(to_json(build_form(str(built.index.place), built)))
    else:
        _print_build(built)
    sys.stdout.flush()  # before the lines on standard error
    _say_what_to_add_again(built.changes)
    _say_what_is_not_english(built)
    for problem in built.loaded.failed:
        complain(f"failed {problem.file}: {problem.reason}")
    built.index.close()
    return 1 if built.loaded.failed else 0


def add(paths: Paths, index: NamedIndex, json: Json = False) -> int:
    """Add articles to an index. Ends with 1 when some files could not be read."""
    from pullquote.ui.cli.open_collection import open_index

    open_index(index).close()  # says what is wrong with it before any file is read
    return build(paths, index, json=json)


def remove(ids: Ids, index: NamedIndex, json: Json = False) -> int:
    """Remove articles from an index."""
    from pullquote.rag import to_json
    from pullquote.ui.cli.open_collection import open_index
    from pullquote.ui.cli.screen import Screen
    from pullquote.ui.wire import changes_form

    opened = open_index(index, to_search=False)
    changes = opened.remove(ids)
    if json:
        print(to_json(changes_form(str(opened.place), changes)))
    else:
        Screen().line(_summary(changes))
        _say_what_to_add_again(changes)
    return 0


def _print_build(built: "Build") -> None:
    from pullquote.ui.cli.screen import Screen

    screen, skipped = Screen(), built.loaded.skipped
    screen.line(_summary(built.changes))
    for problem in skipped[:LISTED]:
        screen.line((f"skipped {problem.file}: {problem.reason}", "dim"))
    if len(skipped) > LISTED:
        screen.line((f"skipped {len(skipped) - LISTED} more (--json names all)", "dim"))
    screen.line(f"{built.index.place}: {len(built.index.sources())} articles, {len(built.index)} passages.")


def _summary(changes: "Changes") -> str:
    found = [f"{len(ids)} {kind.replace('_', ' ')}" for kind, ids in asdict(changes).items() if ids]
    return ", ".join(found) or "nothing to do"


def _say_what_is_not_english(built: "Build") -> None:
    from pullquote.rag import reads_as_english
    from pullquote.ui.cli.screen import complain

    fresh = {*built.changes.added, *built.changes.updated}
    found = [one for one in built.loaded.articles if one.source.id in fresh and not reads_as_english(one.text)]
    for article in found[:LISTED]:
        complain(
            f"{article.source.id} does not read as English, which the readers are for: expect poor answers from it"
        )
    if len(found) > LISTED:
        complain(f"{len(found) - LISTED} more do not read as English")


def _say_what_to_add_again(changes: "Changes") -> None:
    from pullquote.ui.cli.screen import complain

    for id in changes.to_add_again:
        complain(f"{id} shared its text with an article that is gone; add it again: pullquote add FILE --index FOLDER")
