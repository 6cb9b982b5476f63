"""`verify` and `make-key`: what a receipt proves, and the key to sign one with."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pullquote.ui.cli.options import Json

if TYPE_CHECKING:  # at run time only where it is needed, as these imports take a moment
    from pullquote.corpus import Article, Loaded
    from pullquote.index import Index
    from pullquote.rag import Verification

ReceiptFile = Annotated[Path, typer.Argument(metavar="RECEIPT", help="A file saved by: pullquote ask --receipt.")]
Articles = Annotated[
    Path | None, typer.Option("--articles", metavar="FOLDER", help="The articles that were quoted from.")
]
FromIndex = Annotated[
    Path | None,
    typer.Option(
        "--index",
        "--store",
        metavar="FOLDER",
        help="The index that was asked; without it and --articles, that of the bundled articles.",
    ),
]
Replay = Annotated[
    bool, typer.Option("--replay", help="Ask the question again, of the same index; the answer must be the same.")
]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="PUB", help="Check the signature with the public key in PUB, from whoever signed the receipt."
    ),
]
Calibration = Annotated[
    Path | None,
    typer.Option("--calibration", metavar="FILE", help="For --replay: the calibration that it was asked with."),
]
KeyFile = Annotated[Path, typer.Argument(metavar="KEY", help="The file for the key; the public one goes to KEY.pub.")]
_EXITS = {"match": 0, "mismatch": 1, "cannot_tell": 2}
_STYLES = {"match": "green", "mismatch": "bold red", "cannot_tell": "yellow"}


def verify(
    receipt: ReceiptFile,
    articles: Articles = None,
    index: FromIndex = None,
    replay: Replay = False,
    key: Key = None,
    calibration: Calibration = None,
    json: Json = False,
) -> int:
    """Check a receipt against articles or an index. Ends with 0: all match; 1: something does not; 2: cannot tell."""
    from pullquote.corpus import BadInputError, Limits, load_articles
    from pullquote.rag import (
        Verification,
        check_signature,
        read_public_key,
        read_receipt,
        replay_receipt,
        to_json,
        verify_receipt,
    )
    from pullquote.ui.cli.open_collection import open_index, waiting
    from pullquote.ui.cli.screen import Screen, complain

    if articles and (index or replay):
        other = "--index FOLDER" if index else "--replay, which asks an index: --index FOLDER"
        raise BadInputError(f"--articles FOLDER excludes {other}")
    if calibration and not replay:
        raise BadInputError("--calibration FILE is for --replay, which asks again; give both")
    public = read_public_key(key) if key else None
    claimed, saved = read_receipt(receipt)
    loaded = load_articles(articles, limits=Limits()) if articles else None
    opened = None if loaded else open_index(index, to_search=replay)
    if opened and not index:
        _refuse_other(claimed, opened, receipt)
    found = verify_receipt(
        claimed, _with_copies(loaded) if loaded else opened.articles() if opened else (), saved=saved
    )
    more = [check_signature(claimed, public)] if public else []
    if replay and opened:
        with waiting("asking again"):
            more.append(replay_receipt(claimed, opened, calibration=calibration))
    found = Verification((*found.findings, *more))
    proved = what_it_proves(claimed, found, replayed=replay, signed=bool(key))
    if json:
        findings = [{"about": f.about, "verdict": f.outcome, "line": f.line} for f in found.findings]
        print(to_json({"format": 1, "verdict": found.outcome, "findings": findings, "proves": proved}))
    else:
        screen = Screen()
        for finding in found.findings:
            verdict = (finding.outcome.replace("_", " "), _STYLES[finding.outcome])
            screen.line(verdict, f"  {finding.about}: {finding.line}")
        screen.line(proved)
    if found.outcome == "cannot_tell" and loaded:
        for problem in loaded.failed:
            complain(f"failed {problem.file}: {problem.reason}")
    return _EXITS[found.outcome]


def what_it_proves(receipt: object, found: "Verification", *, replayed: bool, signed: bool) -> str:
    """In one line what is proved, and what is not."""
    from pullquote.rag import is_older

    if found.outcome == "mismatch":
        return "The receipt does not match what it was checked against: rely on nothing in it."
    if found.outcome == "cannot_tell":
        return "No quote is proved wrong, but not all can be checked here, so nothing is proved as a whole."
    quoted = any(finding.about.startswith(("quote", "nearest")) for finding in found.findings)
    proved = ["every quote stands in the articles, whole and credited as it says"] if quoted else []
    open_ = []
    if replayed:
        proved.append("the question gets this answer here, with this confidence")
    if signed:
        proved.append("all of it was signed with this key")
    elif not replayed:
        open_.append("that this question got these quotes, claims or refusal with this confidence")
    open_.append("when it was saved" if signed else "who saved it, and when")
    if signed and not replayed:
        open_.append("that the signer changed nothing before signing")
    how = ""
    if is_older(receipt):
        how = " (it is of an older form, which holds neither what was asked nor a digest)"
    elif not replayed and not signed:
        how = " (a digest finds accidents, not forgers; add --replay, or --key PUB for a signed receipt)"
    start = f"Proved: {'; '.join(proved)}." if proved else "It quotes nothing, so nothing of it is proved."
    return f"{start} Not proved: {'; '.join(open_)}{how}."


def make_key(key: KeyFile) -> int:
    """Make a key to sign receipts with (Ed25519): KEY, to be kept secret, and KEY.pub, for whoever verifies them."""
    from pullquote.rag import make_key as make

    public = make(key)
    print(f"{key}: keep it secret; sign with: pullquote ask QUESTION --receipt FILE --sign {key}")
    print(f"{public}: give it away; check with: pullquote verify FILE --key {public}")
    return 0


def _refuse_other(receipt: object, index: "Index", path: Path) -> None:
    """Raises BadInputError where a receipt says that another index than the bundled articles' answered."""
    from pullquote.corpus import BadInputError
    from pullquote.rag import index_fingerprint

    proof = receipt.get("proof") if isinstance(receipt, dict) else None
    said = proof.get("index") if isinstance(proof, dict) else None
    if isinstance(said, str) and said != index_fingerprint(index):
        raise BadInputError(
            f"{path} is of another index than that of the bundled articles; name what to check against:"
            " --index FOLDER or --articles FOLDER"
        )


def _with_copies(loaded: "Loaded") -> "Iterator[Article]":
    """The articles, and further copies of one that have other white space: a receipt may quote from those."""
    from pullquote.corpus import Limits, load_articles

    for article in loaded.articles:
        yield article
        for source in article.also:
            if source.sha256 != article.sha256:
                for copy in load_articles(source.origin.partition("#")[0], limits=Limits()).articles:
                    yield replace(copy, source=source, also=()) if copy.sha256 == source.sha256 else copy
