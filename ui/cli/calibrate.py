"""`calibrate`: what the answers from an index are worth, from questions with known answers."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pullquote.ui.cli.options import Json, NamedIndex, Reader

Questions = Annotated[
    Path,
    typer.Argument(
        metavar="QUESTIONS",
        help="JSON lines with answerable and unanswerable questions, in the format of: pullquote eval --data.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Write there, for --calibration; without it beside the index, used from then on."
    ),
]


def calibrate(
    questions: Questions, index: NamedIndex, out: Out = None, reader: Reader = None, json: Json = False
) -> int:
    """Fit the confidence to an index's own articles, so that --risk can be promised of them."""
    from pullquote.evals import calibrate as calibrated
    from pullquote.rag import Config
    from pullquote.rag.confidence.calibration import FILE, legible, save
    from pullquote.ui.cli.opening import opened_index
    from pullquote.ui.cli.progress import progress

    opened = opened_index(index)
    with progress() as track:
        values = calibrated(questions, opened, reader=reader or Config().reader, track=track)
    path = out or opened.folder / FILE
    save(values, path)
    if json:
        print(legible(values), end="")
    else:
        _report(values, path)
    return 0


def _report(values: dict[str, Any], path: Path) -> None:
    from pullquote.evals import offers
    from pullquote.rag.confidence.risk import from_rows
    from pullquote.ui.cli.screen import Screen

    screen = Screen()
    asked, found = values["questions"], values["out_of_fold"]
    table = from_rows(values["risk"]["questions"], values["risk"]["rows"])
    screen.line(
        f"{asked['asked']} questions, {asked['unanswerable']} of them unanswerable; the first quote is right for"
        f" {asked['first_right']}."
    )
    screen.line("at most wrong  threshold  answered")
    for risk, threshold in offers(table):
        share = "" if threshold is None else f"{threshold:>9.2f}  {table.share_answered(threshold):>8.0%}"
        screen.line(f"{100 * risk:>11g} %  {share or '   cannot'}")
    screen.line(
        f"Calibration error {found['calibration_error']:.3f}, AUROC {found['auroc']:.3f}, on questions that the judge"
        " was not fitted on. Each line of the table holds at 90 % confidence, for questions like these."
    )
    screen.line(f"{path}")
