"""`timeline`: all that the articles say on a question, by date."""

from pullquote.ui.cli.options import (
    AsOf,
    FilterOptions,
    IndexFolder,
    Json,
    QuestionWords,
    ReaderOptions,
    question_text,
)

ALL = 1000  # claims; more than the passages that are read can make


def timeline(
    question: QuestionWords,
    *,
    index: IndexFolder = None,
    where: FilterOptions,
    as_of: AsOf = None,
    reading: ReaderOptions,
    json: Json = False,
) -> int:
    """List all that the articles say on a question by date, newest first. Ends with 1 for a refusal."""
    from pullquote.rag import to_json
    from pullquote.ui.cli.open_collection import open_collection
    from pullquote.ui.cli.output import print_timeline
    from pullquote.ui.cli.screen import Screen

    filters = where.filters()
    bot = open_collection(index, reading.config()).bot
    answer = bot.ask(question_text(question), where=filters, as_of=as_of, top=ALL)
    if json:
        print(to_json(answer.to_dict()))
    else:
        print_timeline(Screen(), answer)
    return 0 if answer.answered else 1
