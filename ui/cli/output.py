"""Answers, passages and articles as a person reads them: words first, beside them who published them and when."""

from pullquote.corpus import Article, Span
from pullquote.index import Hit
from pullquote.rag import Answer, Quote
from pullquote.ui.citation import cite
from pullquote.ui.cli.screen import Screen, one_line
from pullquote.ui.quote_parts import quote_parts
from pullquote.ui.wording import confidence_meaning, confidence_words

_SHORT = "bold green"


def print_answer(screen: Screen, answer: Answer) -> None:
    """The short answer, the quotes with what stands around them, how sure it is; or why there is none."""
    if " ".join(answer.question.split()) != answer.understood_as:
        screen.line(("Understood as: ", "dim"), one_line(answer.understood_as))
        screen.line()
    if answer.refusal:
        screen.line(("No answer. ", "bold yellow"), answer.refusal.message)
        for quote in answer.refusal.nearest:
            screen.line()
            screen.line(("Nearest passage, not an answer:", "yellow"))
            print_quote(screen, quote, with_focus=False)
        return
    first, *further = answer.quotes
    if first.focus:
        screen.line((one_line(first.short), _SHORT))
        screen.line()
    print_quote(screen, first)
    screen.line()
    screen.line((f"{confidence_words(answer.confidence)}: {confidence_meaning(answer.confidence)}", "dim"))
    for quote in further:
        screen.line()
        screen.line(("Also:", "dim"))
        print_quote(screen, quote)


def print_quote(screen: Screen, quote: Quote, *, with_focus: bool = True) -> None:
    """The quote behind a bar with its short answer marked, its context dimmed, and its citation.

    Where no style is shown, the context stands on lines of its own behind another bar.
    """
    parts = quote_parts(quote, with_focus=with_focus)
    sign = "**" if screen.marks and parts.focus else ""
    words = (parts.before, (sign + parts.focus + sign, _SHORT), parts.after)
    if screen.marks:
        _context(screen, parts.context_before)
        screen.line(*words, bar="> ")
        _context(screen, parts.context_after)
    else:
        screen.line((parts.context_before, "dim"), *words, (parts.context_after, "dim"), bar="│ ")
    print_citation(screen, quote.article, Span(quote.start, quote.end))


def print_hit(screen: Screen, number: int, hit: Hit) -> None:
    """A passage with its scores."""
    scores = f"score {hit.score:.3f} (meaning {hit.dense:.3f}, words {hit.lexical:.3f})"
    screen.line((f"{number}. ", "bold"), (scores, "dim"))
    passage = hit.passage
    screen.line(passage.text, bar="> " if screen.marks else "│ ")
    print_citation(screen, passage.article, Span(passage.start, passage.end))


def print_citation(screen: Screen, article: Article, quoted: Span | None = None) -> None:
    """The citation, a line for each of its parts; without a quote, who published the article."""
    citation = cite(article, quoted)
    place = " · ".join(filter(None, (citation.place, citation.url)))
    for words, style in (
        (citation.title, "bold"),
        (citation.published_by, ""),
        (citation.note, "yellow"),
        (place, "dim"),
        (citation.also, "dim"),
    ):
        if words:
            screen.line((one_line(words), style), bar="  ")


def print_article(screen: Screen, article: Article, marked: Span | None = None) -> None:
    """Who published it, then its text with web debris dimmed and the marked characters highlighted."""
    print_citation(screen, article, marked)
    screen.line()
    edges = sorted({0, len(article.text), *(marked or ()), *(edge for span in article.debris for edge in span)})
    pieces = []
    for start, end in zip(edges, edges[1:], strict=False):
        debris = any(span.start <= start < span.end for span in article.debris)
        inside = marked is not None and marked.start <= start < marked.end
        pieces.append((article.text[start:end], "bold reverse" if inside else "dim" if debris else ""))
    if screen.marks and marked:
        pieces.insert(edges.index(marked.start), ("**", ""))
        pieces.insert(edges.index(marked.end) + 1, ("**", ""))
    screen.line(*pieces)


def _context(screen: Screen, text: str) -> None:
    """What stands before or after a quote, where no style parts it from the quote."""
    if text.strip():
        screen.line(text.strip(), bar="| ")
