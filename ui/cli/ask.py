"""`ask`: one question, one answer."""

from pathlib import Path
from typing import Annotated

import typer

from pullquote.ui.cli.options import (
    After,
    AsOf,
    Author,
    Before,
    Calibration,
    IndexFolder,
    Json,
    Publisher,
    Question,
    Reader,
    Risk,
    Top,
    asked,
)

Context = Annotated[bool, typer.Option("--context", help="Show each quote inside its paragraph.")]
Receipt = Annotated[Path | None, typer.Option("--receipt", metavar="FILE", help="Save the answer with its proof.")]


def ask(
    question: Question,
    index: IndexFolder = None,
    publisher: Publisher = None,
    author: Author = None,
    after: After = None,
    before: Before = None,
    as_of: AsOf = None,
    top: Top = 3,
    reader: Reader = None,
    risk: Risk = None,
    calibration: Calibration = None,
    context: Context = False,
    receipt: Receipt = None,
    json: Json = False,
) -> int:
    """Ask a question. Ends with 0 for an answer, 1 for a refusal, 2 for a mistake in the command."""
    # Imported here: --help and a mistyped option should not wait for numpy and OpenVINO.
    from pullquote.ui.cli.opening import opened_bot

    bot, opened = opened_bot(index, reader, risk=risk, calibration=calibration)
    answer = bot.ask(
        asked(question),
        publisher=publisher,
        author=author,
        after=after,
        before=before,
        as_of=as_of,
        top=top,
    )
    if receipt:
        from pullquote.rag.receipts import make as receipts

        receipts.save(receipts.receipt(answer, opened), receipt)
    if json:
        from pullquote.rag.receipts.make import to_json

        print(to_json(answer.to_dict()))
    else:
        from pullquote.ui.cli.cards import answer_card
        from pullquote.ui.cli.screen import Screen

        answer_card(Screen(), answer, context=context)
    return 0 if answer.answered else 1
