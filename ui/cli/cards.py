"""Answers, refusals and passages as a person reads them: words first, beside them who printed them and when."""

from datetime import date

from pullquote.corpus import Article
from pullquote.index import Hit
from pullquote.rag import Answer, Quote
from pullquote.ui.cli.screen import Piece, Screen, one_line
from pullquote.ui.wording import confidence_meaning, confidence_words

_SHORT = "bold green"


def answer_card(screen: Screen, answer: Answer, *, context: bool = False) -> None:
    """`context` shows each quote inside its paragraph."""
    if " ".join(answer.question.split()) != answer.understood_as:
        screen.line(("Understood as: ", "dim"), one_line(answer.understood_as))
        screen.line()
    if answer.refusal:
        screen.line(("No answer. ", "bold yellow"), answer.refusal.message)
        if answer.refusal.nearest:
            screen.line()
            screen.line(("Nearest passage, not an answer:", "yellow"))
            quote_block(screen, answer.refusal.nearest, context=context, marked=False)
        return
    first, *further = answer.quotes
    if first.focus:
        screen.line((one_line(first.short), _SHORT))
        screen.line()
    quote_block(screen, first, context=context)
    screen.line()
    sure = f"{confidence_words(answer.confidence)}: {confidence_meaning(answer.confidence)}"
    screen.line((sure, "dim"))
    for quote in further:
        screen.line()
        screen.line(("Also:", "dim"))
        quote_block(screen, quote, context=context)


def quote_block(screen: Screen, quote: Quote, *, context: bool = False, marked: bool = True) -> None:
    """The quote behind a bar, its short answer marked unless `marked` is off, and its citation."""
    text = quote.article.text
    around = quote.context if context else None
    before, after = (text[around.start : quote.start], text[quote.end : around.end]) if around else ("", "")
    pieces: list[Piece] = [(text[quote.start : quote.end], "")]
    if quote.focus and marked and quote.focus != (quote.start, quote.end):
        start, end = quote.focus
        sign = "**" if screen.marks else ""
        pieces = [
            (text[quote.start : start], ""),
            (sign + text[start:end] + sign, _SHORT),
            (text[end : quote.end], ""),
        ]
    screen.line((before, "dim"), *pieces, (after, "dim"), bar="> " if screen.marks else "│ ")
    citation(screen, quote.article, quote.start, quote.end)


def citation(screen: Screen, article: Article, start: int, end: int) -> None:
    """Title; outlet, author and day; what a reader must know of the text; the place; who else carried it."""
    source = article.source
    credit(screen, article)
    place = f"{source.file}, characters {start}–{end}"
    screen.line((one_line(" · ".join(filter(None, (place, source.url)))), "dim"), bar="  ")
    if article.also:
        carriers = ", ".join(f"{s.publisher or 'unknown outlet'} ({s.file})" for s in article.also)
        screen.line((one_line(f"also carried by {carriers}"), "dim"), bar="  ")


def credit(screen: Screen, article: Article) -> None:
    source = article.source
    by = (source.publisher or "unknown outlet", source.author, day(source.published))
    screen.line((one_line(source.title), "bold"), bar="  ")
    screen.line(one_line(" · ".join(filter(None, by))), bar="  ")
    if source.note:
        screen.line((one_line(f"Note: {source.note}"), "yellow"), bar="  ")


def day(published: date | None) -> str:
    return f"{published.day} {published:%B %Y}" if published else "date unknown"


def hit_block(screen: Screen, number: int, hit: Hit) -> None:
    """A passage with its scores."""
    scores = f"score {hit.score:.3f} (meaning {hit.dense:.3f}, words {hit.lexical:.3f})"
    screen.line((f"{number}. ", "bold"), (scores, "dim"))
    passage = hit.passage
    screen.line(passage.text, bar="> " if screen.marks else "│ ")
    citation(screen, passage.article, passage.start, passage.end)
