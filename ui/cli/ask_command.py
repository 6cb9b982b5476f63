"""`ask`: one question, one answer."""

from pathlib import Path
from typing import Annotated

import typer

from pullquote.ui.cli.options import (
    AnswerOptions,
    FilterOptions,
    IndexFolder,
    Json,
    QuestionWords,
    ReaderOptions,
    question_text,
)

Receipt = Annotated[
    Path | None,
    typer.Option(
        "--receipt", metavar="FILE", help="Save the answer in FILE, with the proof that `pullquote verify` checks."
    ),
]
Sign = Annotated[
    Path | None,
    typer.Option(
        "--sign", metavar="KEY", help="Sign the receipt with the key in KEY, which `pullquote make-key KEY` makes."
    ),
]


def ask(
    question: QuestionWords,
    *,
    index: IndexFolder = None,
    where: FilterOptions,
    how: AnswerOptions,
    reading: ReaderOptions,
    receipt: Receipt = None,
    sign: Sign = None,
    json: Json = False,
) -> int:
    """Ask a question. Ends with 0 for an answer, 1 for a refusal, 2 for a mistake in the command."""
    # Imported here: --help and a mistyped option should not wait for numpy and OpenVINO.
    from pullquote.corpus import BadInputError
    from pullquote.rag import make_receipt, read_private_key, save_receipt, signed, to_json, what_was_asked
    from pullquote.ui.cli.open_collection import open_collection
    from pullquote.ui.cli.output import print_answer
    from pullquote.ui.cli.screen import Screen

    filters = where.filters()
    if sign and not receipt:
        raise BadInputError("--sign signs a receipt; name its file as well: --receipt FILE")
    key = read_private_key(sign) if sign else None
    config = reading.config()
    collection = open_collection(index, config)
    answer = collection.bot.ask(question_text(question), where=filters, as_of=how.as_of, top=how.top)
    if receipt:
        asked = what_was_asked(config, collection.index, where=filters, as_of=answer.as_of, top=how.top)
        made = make_receipt(answer, collection.index, asked)
        save_receipt(signed(made, key) if key else made, receipt)
    if json:
        print(to_json(answer.to_dict()))
    else:
        print_answer(Screen(), answer)
    return 0 if answer.answered else 1
