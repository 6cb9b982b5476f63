"""The source pane: the cited articles whole, every quote marked where it stands."""

from collections.abc import Sequence

from pullquote.corpus import Article
from pullquote.rag import Quote
from pullquote.ui.html import credit, escaped, link, tag

WIDEST = 150_000  # characters shown around the quotes; a book would choke the browser


def pane(quotes: Sequence[Quote], *, key: str = "", current: int = 0, refused: bool = False) -> str:
    """The articles that `quotes` stand in; the script shows the one with quote `current` and scrolls to it.

    `key` names the answer. `refused`: the quotes are a refusal's nearest passage and are marked as no answer.
    """
    if not quotes:
        return empty()
    articles = {quote.article.id: quote.article for quote in quotes}
    shown = "".join(
        _article(article, [(n, q) for n, q in enumerate(quotes) if q.article.id == article.id], refused)
        for article in articles.values()
    )
    total = len(quotes)
    count = tag("span", f"{current + 1} of {total}", class_="pq-count", aria_live="polite")
    steps = (
        tag(
            "button",
            "‹",
            type="button",
            class_="pq-step",
            data_step="-1",
            aria_label="Previous citation",
            disabled=total == 1,
            title="Previous citation",
        )
        + count
        + tag(
            "button",
            "›",
            type="button",
            class_="pq-step",
            data_step="1",
            aria_label="Next citation",
            disabled=total == 1,
            title="Next citation",
        )
    )
    bar = tag(
        "div",
        tag("span", "Nearest passage" if refused else "Citation", class_="pq-which") + steps + _close(),
        class_="pq-bar",
    )
    return tag("div", bar + shown, class_="pq-pane", data_key=key, data_current=str(current), data_total=str(total))


def empty() -> str:
    words = "The article opens here, scrolled to the quote, once you have asked."
    return tag("div", tag("p", words), class_="pq-pane pq-pane-empty")


def _close() -> str:
    return tag("button", "Close", type="button", class_="pq-close", data_close=True, aria_label="Close the article")


def _article(article: Article, quotes: Sequence[tuple[int, Quote]], refused: bool) -> str:
    source = article.source
    also = ", ".join(s.publisher or s.file for s in article.also)
    head = (
        tag("h2", escaped(source.title))
        + tag("p", credit(source))
        + (tag("p", f"Also carried by {escaped(also)}", class_="pq-also") if also else "")
        + tag(
            "p",
            " ".join(filter(None, (tag("code", escaped(source.file)), link(source.url, "Original article")))),
            class_="pq-place",
        )
    )
    text = tag(
        "div",
        text_html(article, quotes, refused),
        class_="pq-text",
        tabindex="0",
        role="region",
        aria_label="Text of the article",
    )
    return tag("article", tag("header", head) + text, class_="pq-article", data_article=article.id, hidden=True)


def text_html(article: Article, quotes: Sequence[tuple[int, Quote]], refused: bool = False) -> str:
    """The canonical text, each character once: debris greyed, quotes marked with their numbers, focus within."""
    first = max(0, min((q.start for _, q in quotes), default=0) - WIDEST // 2)
    last = min(len(article.text), max((q.end for _, q in quotes), default=0) + WIDEST // 2)
    edges = {first, last, *(edge for span in article.debris for edge in span)}
    for _, quote in quotes:
        edges |= {quote.start, quote.end, *((quote.focus if not refused else None) or ())}
    inside = sorted(edge for edge in edges if first <= edge <= last)
    pieces, begun = [_cut(first > 0)], set[int]()
    for start, end in zip(inside, inside[1:], strict=False):
        words = escaped(article.text[start:end])
        here = [(n, q) for n, q in quotes if q.start <= start < q.end]
        if here:
            focus = not refused and any(q.focus and q.focus.start <= start < q.focus.end for _, q in here)
            starts = " ".join(str(n) for n, _ in here if n not in begun)
            begun |= {n for n, _ in here}
            kind = "pq-mark pq-nearest" if refused else "pq-mark pq-focus" if focus else "pq-mark"
            numbers = " ".join(str(n) for n, _ in here)
            pieces.append(tag("mark", words, class_=kind, data_quotes=numbers, data_starts=starts or None))
        elif any(span.start <= start < span.end for span in article.debris):
            pieces.append(tag("span", words, class_="pq-debris"))
        else:
            pieces.append(words)
    return "".join([*pieces, _cut(last < len(article.text))])


def _cut(cut: bool) -> str:
    return (
        tag("span", "[ the article goes on; only the part around the quotes is shown ]", class_="pq-cut") if cut else ""
    )
