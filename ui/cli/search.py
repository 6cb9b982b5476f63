"""`search`, `list` and `show`: what the index holds, passage by passage and article by article."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pullquote.ui.cli.options import After, Author, Before, IndexFolder, Json, Publisher, Question, asked

if TYPE_CHECKING:  # at run time only where it is needed, as these imports take a moment
    from pullquote.corpus import Article
    from pullquote.rag import Quote
    from pullquote.ui.cli.screen import Screen

Passages = Annotated[int, typer.Option("--top", metavar="N", min=1, help="At most so many passages.")]
ArticleId = Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id, or the name of its file (see: list).")]
Start = Annotated[int | None, typer.Option("--start", metavar="N", min=0, help="Highlight from this character.")]
End = Annotated[int | None, typer.Option("--end", metavar="N", min=0, help="Highlight up to this character.")]


def search(
    question: Question,
    index: IndexFolder = None,
    publisher: Publisher = None,
    author: Author = None,
    after: After = None,
    before: Before = None,
    top: Passages = 5,
    json: Json = False,
) -> int:
    """Find the passages that speak most to a question, without answering it. Ends with 1 when there is none."""
    from pullquote.index import Filters
    from pullquote.rag import Quote
    from pullquote.rag.receipts.make import to_json
    from pullquote.ui.cli.cards import hit_block
    from pullquote.ui.cli.opening import opened_index
    from pullquote.ui.cli.screen import Screen

    words = asked(question)
    hits = opened_index(index).search(
        words, top, where=Filters.of(publisher=publisher, author=author, after=after, before=before)
    )
    if json:
        found = [
            {**Quote(hit.passage, hit.passage.start, hit.passage.end, hit.score).to_dict()}
            | {"dense": round(hit.dense, 6), "lexical": round(hit.lexical, 6)}
            for hit in hits
        ]
        print(to_json({"format": 1, "question": words, "hits": found}))
    else:
        screen = Screen()
        for number, hit in enumerate(hits, 1):
            hit_block(screen, number, hit)
            screen.line()
        if not hits:
            screen.line("No passage: the filters leave none, or the question has no words.")
    return 0 if hits else 1


def list_articles(index: IndexFolder = None, json: Json = False) -> int:
    """List the articles."""
    from pullquote.rag.receipts.make import to_json
    from pullquote.ui.cli.opening import opened_index
    from pullquote.ui.cli.screen import Screen, one_line

    opened = opened_index(index)
    if json:
        print(to_json({"format": 1, "articles": [_about(article) for article in opened.articles()]}))
        return 0
    screen = Screen()
    for source in opened.sources():
        day = source.published.isoformat() if source.published else "----------"
        names = " · ".join(filter(None, (source.title, source.publisher, source.author)))
        if screen.marks:  # piped: one line each, parted by tabs
            cells = (source.id, day, source.publisher, source.author, source.title, source.note)
            screen.line("\t".join(one_line(cell) for cell in cells))
        else:
            screen.line((source.id, "bold"))
            screen.line(f"{day}  {one_line(names)}", bar="  ")
            if source.note:
                screen.line((one_line(f"Note: {source.note}"), "yellow"), bar="  ")
    return 0


def show(
    article: ArticleId, index: IndexFolder = None, start: Start = None, end: End = None, json: Json = False
) -> int:
    """Show an article, with the characters from --start to --end highlighted."""
    from pullquote.corpus import PullquoteError
    from pullquote.rag.receipts.make import to_json
    from pullquote.ui.cli.opening import opened_index
    from pullquote.ui.cli.screen import Screen

    found = opened_index(index).article(article)
    length = len(found.text)
    first, last = start or 0, length if end is None else end
    if not first < last <= length:
        raise PullquoteError(f"characters {first} to {last} are not in {found.id}, which has {length:,}")
    if json:
        debris = [{"start": span.start, "end": span.end} for span in found.debris]
        about = {"format": 1, "article": _about(found), "text": found.text, "debris": debris}
        marked = {} if start is None and end is None else {"marked": {"start": first, "end": last}}
        print(to_json(about | marked))
    elif start is None and end is None:
        show_article(Screen(), found, length, length)
    else:
        show_article(Screen(), found, first, last)
    return 0


def show_quote(screen: "Screen", quote: "Quote") -> None:
    """The whole article with the quote highlighted."""
    show_article(screen, quote.article, quote.start, quote.end)


def show_article(screen: "Screen", article: "Article", start: int, end: int) -> None:
    """Who printed it, then its text, web debris dimmed and the characters from `start` to `end` highlighted."""
    from pullquote.ui.cli.cards import citation, credit

    if start < end:
        citation(screen, article, start, end)
    else:
        credit(screen, article)
    screen.line()
    edges = sorted({0, start, end, len(article.text), *(edge for span in article.debris for edge in span)})
    pieces = []
    for a, b in zip(edges, edges[1:], strict=False):
        debris = any(span.start <= a < span.end for span in article.debris)
        pieces.append((article.text[a:b], "bold reverse" if start <= a < end else "dim" if debris else ""))
    if screen.marks and start < end:
        at = edges.index(start)
        pieces.insert(at, ("**", ""))
        pieces.insert(edges.index(end) + 1, ("**", ""))
    screen.line(*pieces)


def _about(article: "Article") -> Any:
    """The article as the wire form has it."""
    from pullquote.index import Passage
    from pullquote.rag import Quote

    return Quote(Passage(article, 0, len(article.text)), 0, len(article.text), 0.0).to_dict()["article"]
