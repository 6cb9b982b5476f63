"""`calibrate`: what the answers from an index are worth, from questions with known answers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from pullquote.ui.cli.options import Json, NamedIndex, ReaderName

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
        "--out",
        metavar="FILE",
        help="Write to FILE, to be named with --calibration; without it, into the index, whose questions then use it.",
    ),
]


def calibrate(
    questions: Questions, index: NamedIndex, out: Out = None, reader: ReaderName = None, json: Json = False
) -> int:
    """Fit the confidence to an index's own articles, so that --risk can be promised of them."""
    from pullquote.evals import calibrate as fit
    from pullquote.rag import CALIBRATION_FILE, Config, legible_json, save_calibration
    from pullquote.ui.cli.open_collection import open_index
    from pullquote.ui.cli.progress import progress

    opened = open_index(index)
    with progress() as track:
        values = fit(questions, opened, reader=reader or Config().reader, track=track)
    path = out or opened.folder / CALIBRATION_FILE
    save_calibration(values, path)
    if json:
        print(legible_json(values), end="")
    else:
        _print_calibration(values, path)
    return 0


def _print_calibration(values: Mapping[str, Any], path: Path) -> None:
    from pullquote.evals import offers
    from pullquote.rag import RiskTable
    from pullquote.ui.cli.screen import Screen

    screen = Screen()
    asked, found = values["questions"], values["out_of_fold"]
    table = RiskTable.of_dict(values["risk"])
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
