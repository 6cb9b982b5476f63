"""The options that several commands share."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pullquote.ui.days import first_day, last_day

Question = Annotated[list[str], typer.Argument(metavar="QUESTION", help="The question; quotation marks are optional.")]
IndexFolder = Annotated[
    Path | None,
    typer.Option("--index", metavar="FOLDER", help="The index to use; without it, that of the bundled articles."),
]
NamedIndex = Annotated[Path, typer.Option("--index", metavar="FOLDER", help="The folder that holds the index.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Publisher = Annotated[
    list[str] | None,
    typer.Option("--publisher", metavar="NAME", help="Only outlets with NAME in their name; may be repeated."),
]
Author = Annotated[
    list[str] | None,
    typer.Option("--author", metavar="NAME", help="Only authors with NAME in their name; may be repeated."),
]
After = Annotated[
    date | None,
    typer.Option("--after", metavar="DATE", parser=first_day, help="Only articles from DATE on (2020-06-26 or 2020)."),
]
Before = Annotated[
    date | None,
    typer.Option("--before", metavar="DATE", parser=last_day, help="Only articles up to DATE, that day included."),
]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", metavar="DATE", parser=last_day, help="As things were known on DATE: the newest first."),
]
Reader = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME",
        help="trained, sentence, or a question-answering model of transformers: its folder or cached name.",
    ),
]
Risk = Annotated[
    float | None,
    typer.Option(
        "--risk",
        metavar="SHARE",
        help="Answer only as far as at most SHARE of the answers are wrong, at 90 % confidence (0.05: 5 %); holds for"
        " questions like those that `pullquote calibrate` was given, or else the shipped calibration.",
    ),
]
Calibration = Annotated[
    Path | None,
    typer.Option(
        "--calibration",
        metavar="FILE",
        help="What `pullquote calibrate --out` wrote; without it, what lies beside the index.",
    ),
]
Top = Annotated[int, typer.Option("--top", metavar="N", min=1, help="At most so many quotes.")]


def asked(words: list[str]) -> str:
    r"""The question as text: bytes in it that are none are written as escapes, such as \udcff."""
    return " ".join(words).encode("utf-8", "backslashreplace").decode("utf-8")
