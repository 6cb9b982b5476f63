"""What each way of showing a quote is worth: `python -m pullquote.evals.suites.context_table --data FILE`."""

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean

from pullquote.corpus import Article, Span
from pullquote.evals.suites.context import Case, read_cases
from pullquote.index import paragraphs
from pullquote.rag import surroundings, widened

Way = Callable[[Article, Span], Span]  # what is made of a place in an article


def nothing(_article: Article, place: Span) -> Span:
    """The place as it is."""
    return place


def paragraph(article: Article, place: Span) -> Span:
    """The paragraphs that the place touches; the place as it is where none does."""
    touched = [b for b in paragraphs(article.text, article.debris) if b.start < place.end and place.start < b.end]
    return Span(touched[0].start, touched[-1].end) if touched else place


WIDENED: dict[str, Way] = {"no": nothing, "yes": widened}
SHOWN: dict[str, Way] = {
    "nothing": nothing,
    "one sentence each side": partial(surroundings, count=1),
    "two sentences each side": partial(surroundings, count=2),
    "three sentences each side": partial(surroundings, count=3),
    "the paragraph": paragraph,
}
COLUMNS = ("shown", "quoted", "quoted.misleading", "alone", "extra", "around")


def compared(cases: Sequence[Case]) -> str:
    """A Markdown table: each figure's mean for each way of widening a quote and of showing what is around it."""
    lines = [f"| widened | around it | {' | '.join(COLUMNS)} |", "|---|---|" + "---|" * len(COLUMNS)]
    for widening, widen in WIDENED.items():
        for showing, show in SHOWN.items():
            found: dict[str, list[float]] = defaultdict(list)
            for case in cases:
                quoted = widen(case.article, case.sentence)
                for name, value in case.figures(quoted, show(case.article, quoted)).items():
                    found[name].append(value)
            means = (_mean(name, found[name]) for name in COLUMNS)
            lines.append(f"| {widening} | {showing} | {' | '.join(means)} |")
    return "\n".join(lines)


def _mean(name: str, values: Sequence[float]) -> str:
    """Characters whole, shares with two digits, a dash where there is nothing to average."""
    return "–" if not values else f"{fmean(values):.0f}" if name in ("extra", "around") else f"{fmean(values):.2f}"


def main() -> None:
    """Print the table for the cases of files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="files of cases, one case a line")
    print(compared(read_cases(parser.parse_args().data)[1]))


if __name__ == "__main__":
    main()
