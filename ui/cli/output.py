"""Answers, passages and articles as a person reads them: words first, beside them who published them and when."""

import re
from collections.abc import Sequence

from pullquote.corpus import Article, Source, Span
from pullquote.index import Hit
from pullquote.rag import Answer, Quote
from pullquote.ui.citation import cite
from pullquote.ui.claim_lines import ClaimLine, agreement, by_standing, claim_lines, differing_lines, disputed
from pullquote.ui.cli.screen import Screen, one_line
from pullquote.ui.quote_parts import quote_parts
from pullquote.ui.wording import confidence_meaning, confidence_words

_SHORT = "bold green"
LONG_WORD = re.compile(r"(\S{200})\S+")


def print_answer(screen: Screen, answer: Answer) -> None:
    """The short answer, or where claims differ a line for each; the quotes with what stands around them, how sure it
    is; or why there is none."""
    _print_understood(screen, answer)
    lines = differing_lines(answer)
    heads = {line.quotes[0]: line for line in lines}
    if lines:
        _print_claims(screen, lines)
    elif answer.quotes and answer.quotes[0].focus:
        screen.line((one_line(answer.short), _SHORT))
    if answer.refusal:
        for number, quote in enumerate(answer.refusal.nearest):
            of = f" ({heads[number].when})" if number in heads else ""
            screen.line()
            screen.line((f"Nearest passage, not an answer{of}:", "yellow"))
            print_quote(screen, quote, with_focus=False)
        return
    sure_of = max((max(line.quotes) for line in lines if line.standing == "disputed"), default=0)
    for number, quote in enumerate(answer.quotes):
        if number or lines or quote.focus:
            screen.line()
        if number in heads:
            screen.line((one_line(" · ".join(filter(None, (heads[number].when, heads[number].value)))), "dim"), ":")
        elif number:
            screen.line(("Also:", "dim"))
        print_quote(screen, quote)
        if number == 0 and agreement(answer):
            screen.line(one_line(agreement(answer)), bar="  ")
        if number == sure_of:
            words = confidence_words(answer.confidence, disputed=disputed(answer))
            screen.line()
            screen.line((f"{words}: {confidence_meaning(answer.confidence)}", "dim"))


def print_timeline(screen: Screen, answer: Answer) -> None:
    """All that the articles say, by date, a line each; or why there is nothing."""
    _print_understood(screen, answer)
    _print_claims(screen, claim_lines(answer))


def _print_understood(screen: Screen, answer: Answer) -> None:
    """What was understood, where that is something else; why there is no answer."""
    if " ".join(answer.question.split()) != answer.understood_as:
        screen.line(("Understood as: ", "dim"), one_line(answer.understood_as))
        screen.line()
    if answer.warning:
        screen.line(("Beware. ", "bold yellow"), answer.warning)
        screen.line()
    if answer.refusal:
        screen.line(("No answer. ", "bold yellow"), answer.refusal.message)
        if answer.claims:
            screen.line()


def _print_claims(screen: Screen, lines: Sequence[ClaimLine]) -> None:
    """A line each, under what is to be said of them."""
    for number, (words, some) in enumerate(by_standing(lines)):
        if number:
            screen.line()
        if words:
            screen.line((f"{words}:", "yellow"))
        for line in some:
            style = "" if line.standing == "earlier" else _SHORT
            screen.line((one_line(line.when), "dim"), " · ", (one_line(line.what), style), f" · {one_line(line.who)}")


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
    """A passage with its scores; of what is no word, its beginning."""
    scores = f"score {hit.score:.3f} (meaning {hit.dense:.3f}, words {hit.lexical:.3f})"
    screen.line((f"{number}. ", "bold"), (scores, "dim"))
    passage = hit.passage
    screen.line(LONG_WORD.sub(r"\1…", passage.text), bar="> " if screen.marks else "│ ")
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


def print_list(screen: Screen, sources: Sequence[Source]) -> None:
    """A table with headings: date, outlet, title, below it the article's id, and its note as far as there is room."""
    outlets = [one_line(source.publisher or source.author) for source in sources]
    wide = min(max([len("outlet"), *map(len, outlets)]), screen.width // 3)
    screen.line((f"{'date':10}  {'outlet':{wide}}  title, article, note", "dim"))
    for source, outlet in zip(sources, outlets, strict=True):
        day = source.published.isoformat() if source.published else "no date"
        head = f"{day:10}  {shortened(outlet, wide):{wide}}  "
        room = max(screen.width - len(head), 20)
        screen.line((head, ""), (shortened(one_line(source.title), room), "bold"))
        for words, style in ((source.id, ""), (source.note, "yellow")):
            if words:
                screen.line(
                    (shortened(one_line(words), room) if style else one_line(words), style), bar=" " * len(head)
                )


def shortened(words: str, most: int) -> str:
    """At most so many characters, an ellipsis for what is left out."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


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
