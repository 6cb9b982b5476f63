"""`search`, `list` and `show`: what the index holds, passage by passage and article by article; `articles`: where the
bundled ones lie."""

from typing import Annotated

import typer

from pullquote.ui.cli.options import FilterOptions, IndexFolder, Json, QuestionWords, question_text

Passages = Annotated[int, typer.Option("--top", metavar="N", min=1, help="At most N passages.")]
ArticleId = Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id, or the name of its file (see: list).")]
Start = Annotated[int | None, typer.Option("--start", metavar="N", min=0, help="Highlight from this character.")]
End = Annotated[int | None, typer.Option("--end", metavar="N", min=0, help="Highlight up to this character.")]
HEADINGS = ("article", "date", "publisher", "author", "title", "note")  # of a list that is piped


def search(
    question: QuestionWords, *, index: IndexFolder = None, where: FilterOptions, top: Passages = 5, json: Json = False
) -> int:
    """Find the passages nearest to a question, without answering it. Ends with 1 when there is none."""
    from pullquote.rag import to_json
    from pullquote.ui.cli.open_collection import open_index
    from pullquote.ui.cli.output import print_hit
    from pullquote.ui.cli.screen import Screen
    from pullquote.ui.wire import hits_form

    filters, words = where.filters(), question_text(question)
    opened = open_index(index)
    hits = opened.search(words, top, where=filters)
    if json:
        print(to_json(hits_form(words, hits)))
        return 0 if hits else 1
    screen = Screen()
    for number, hit in enumerate(hits, 1):
        print_hit(screen, number, hit)
        screen.line()
    if not hits:
        screen.line(opened.missing(filters) or "No passage: the filters leave none, or the question has no words.")
    return 0 if hits else 1


def list_articles(index: IndexFolder = None, json: Json = False) -> int:
    """List the articles: date, outlet, title and the id that `show` takes. Piped, a line each, parted by tabs."""
    from pullquote.rag import to_json
    from pullquote.ui.cli.open_collection import open_index
    from pullquote.ui.cli.output import print_list
    from pullquote.ui.cli.screen import Screen, one_line
    from pullquote.ui.wire import articles_form

    opened = open_index(index, to_search=False)
    if json:
        print(to_json(articles_form(opened.articles())))
        return 0
    screen = Screen()
    if screen.marks:
        screen.line("\t".join(HEADINGS))
        for source in opened.sources():
            day = source.published.isoformat() if source.published else "----------"
            cells = (source.id, day, source.publisher, source.author, source.title, source.note)
            screen.line("\t".join(one_line(cell) for cell in cells))
    else:
        print_list(screen, opened.sources())
    return 0


def articles() -> int:
    """Say in which folder the articles that come with pullquote lie."""
    from pullquote.corpus import bundled_folder

    print(bundled_folder())
    return 0


def show(
    article: ArticleId, index: IndexFolder = None, start: Start = None, end: End = None, json: Json = False
) -> int:
    """Show an article, with the characters from --start to --end highlighted."""
    from pullquote.corpus import BadInputError, Span
    from pullquote.rag import to_json
    from pullquote.ui.cli.open_collection import open_index
    from pullquote.ui.cli.output import print_article
    from pullquote.ui.cli.screen import Screen
    from pullquote.ui.wire import article_text

    found = open_index(index, to_search=False).article(article)
    length = len(found.text)
    marked = Span(start or 0, length if end is None else end)
    if not marked.start < marked.end <= length:
        raise BadInputError(f"characters {marked.start} to {marked.end} are not in {found.id}, which has {length:,}")
    asked = None if start is None and end is None else marked
    if json:
        print(to_json(article_text(found, asked)))
    else:
        print_article(Screen(), found, asked)
    return 0
