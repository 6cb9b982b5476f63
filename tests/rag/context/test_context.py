"""A quote has with it what its sentence hangs on, and no more: laws over made-up articles, then cases."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, PullquoteError, Source, Span
from pullquote.evals import evaluate, load
from pullquote.evals.report import gate
from pullquote.evals.suites.context import BUNDLED
from pullquote.evals.suites.corpora import article as made
from pullquote.evals.suites.records import read_jsonl
from pullquote.index import Index, paragraphs, sentences
from pullquote.rag import Config, open_bot
from pullquote.rag.context.people import people
from pullquote.rag.context.quotation import quotations
from pullquote.rag.context.surroundings import surroundings
from pullquote.rag.context.widen import LONGEST_OF_ALL, in_context

PIECES = (
    "Ada Berg ran the mill at Lund for thirty years.",
    "She sold it in 1931.",
    "However, nobody paid.",
    "It is unlikely that the Lund mill will turn again.",
    "“The wheel is broken. The pond is dry,” she said.",
    "“Nobody came.",
    "If the dam holds, two things follow.",
    "The village would keep its well.",
    "That has not been confirmed.",
    "The official said that they had left.",
    "The bill would:",
    "- close the lock",
    "2. raise the toll",
    "# The mill",
    "Both were fined 1.5 million.",
    "A rumour went round.",
    "Share this article with your friends",
    "…",
    "\u200fשלום.",
    "word " * 90 + "end.",
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Pieces put together in any way, one of them perhaps debris."""
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
    gaps = draw(st.lists(st.sampled_from([" ", "\n", "\n\n"]), min_size=len(pieces), max_size=len(pieces)))
    text = "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True))
    at = draw(st.integers(0, len(pieces)))
    start = sum(len(piece) + len(gap) for piece, gap in zip(pieces[:at], gaps[:at], strict=True))
    debris = (Span(start, start + len(pieces[at])),) if at < len(pieces) else ()
    return Article(Source("a", "a.txt", "a"), text, debris)


def sentences_of(article: Article) -> list[Span]:
    return [one for block in paragraphs(article.text, article.debris) for one in sentences(article.text, block)]


@settings(deadline=None)
@given(article=articles(), data=st.data())
def test_a_widened_sentence_is_whole_sentences_around_it_without_debris(article: Article, data: st.DataObject) -> None:
    found = sentences_of(article)
    if not found:
        return
    chosen = data.draw(st.sampled_from(found))
    span = in_context(article, chosen)
    assert span.start <= chosen.start < chosen.end <= span.end
    assert span.start in {one.start for one in found} and span.end in {one.end for one in found}
    assert all(span.end <= debris.start or debris.end <= span.start for debris in article.debris)
    assert span == chosen or span.end - span.start <= LONGEST_OF_ALL
    assert in_context(article, chosen) == span


@settings(deadline=None)
@given(article=articles(), data=st.data())
def test_widening_again_never_takes_anything_away(article: Article, data: st.DataObject) -> None:
    found = sentences_of(article)
    if not found:
        return
    once = in_context(article, data.draw(st.sampled_from(found)))
    twice = in_context(article, once)
    assert twice.start <= once.start and once.end <= twice.end


@settings(deadline=None)
@given(text=st.text(min_size=1, max_size=300), data=st.data())
def test_any_place_in_any_text_stays_inside_what_is_shown(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    chosen = Span(start, data.draw(st.integers(start + 1, len(text))))
    span = in_context(Article(Source("a", "a.txt", "a"), text), chosen)
    assert 0 <= span.start <= chosen.start < chosen.end <= span.end <= len(text)


@settings(deadline=None)
@given(article=articles(), data=st.data())
def test_no_heading_is_taken_in(article: Article, data: st.DataObject) -> None:
    found = [one for one in sentences_of(article) if not article.text.startswith("#", one.start)]
    if not found:
        return
    chosen = data.draw(st.sampled_from(found))
    span = in_context(article, chosen)
    assert "#" not in article.text[span.start : chosen.start] + article.text[chosen.end : span.end]


def widened(text: str, sentence: str) -> str:
    article = made("a", text)
    at = text.index(sentence)
    return text[slice(*in_context(article, Span(at, at + len(sentence))))]


MILL = "Ada Berg ran the mill at Lund. She sold it in 1931. The buyers were two brothers."


def test_a_pronoun_brings_its_name() -> None:
    assert widened(MILL, "She sold it in 1931.") == "Ada Berg ran the mill at Lund. She sold it in 1931."


def test_a_chain_of_pronouns_goes_back_to_the_name() -> None:
    text = "Ada Berg ran the mill. She sold it in 1931. She then moved to Oslo. Snow fell."
    assert widened(text, "She then moved to Oslo.") == text.removesuffix(" Snow fell.")


def test_a_sentence_that_names_whom_it_means_stays_alone() -> None:
    text = "Winter came. Ada Berg said that she would sell the mill. Snow fell."
    assert widened(text, "Ada Berg said that she would sell the mill.") == "Ada Berg said that she would sell the mill."


@pytest.mark.parametrize(
    "sentence",
    [
        "It is unlikely that the Lund mill will turn again.",
        "It was Ada Berg who dug the pond at Lund.",
        "When she sold the mill, Ada Berg moved to Oslo.",
        "As a result of the frost, the Lund mill stood still.",
        "However hard he tried, Olaf Ek could not sell the Lund mill.",
        "“The wheel of the Lund mill is broken,” said Ada Berg.",
        "This year the Lund mill opens in spring.",
        "Rents at Lund rose; wages, however, fell, as Ada Berg had said.",
        "The first mill at Lund was built by monks.",
        "In the summer it had become clear that the Lund mill would close.",
    ],
)
def test_what_only_looks_as_if_it_hung_on_something_stays_alone(sentence: str) -> None:
    assert widened(f"Winter came. {sentence} Snow fell.", sentence) == sentence


@pytest.mark.parametrize(
    ("before", "sentence", "after"),
    [
        ("The council offered a grant.", "However, nobody applied for it.", ""),
        ("Wells must be registered by June.", "Otherwise the county seals them.", ""),
        ("If the dam breaks, the valley floods.", "The road to Lund would be under water.", ""),
        ("Suppose the dam breaks.", "The road to Lund floods within an hour.", ""),
        ("There is no evidence for the following claims.", "The Lund mill is haunted.", ""),
        ("", "The Lund mill was built in 1402.", "This has not been confirmed."),
        ("", "The Lund mill burnt down in May.", "The owner denied it."),
        ("", "The Lund mill gets 2 million crowns.", "That depends on a vote in June."),
        ("According to the tenants, the lifts fail daily.", "Old people sleep in the hall.", ""),
        ("Ada Berg was blunt.", "“The pond is dry.”", ""),
        ("The bill would:\n", "- close the lock at Lund", ""),
        ("Olaf Ek has been minister since May.", "The official promised new locks.", ""),
        ("Hikers tell a legend about the pass.", "A blind dog guards the mill.", ""),
        ("Many people draw the wrong lesson from the tables.", "Coffee keeps the heart young.", ""),
        ("Counsel Olaf Ek offered another version of that night.", "The fire began in the loft.", ""),
        ("An unsigned letter lists a string of grievances.", "The organ was never paid for.", ""),
        ("The Herald of Lund was launched in 1902.", "Shortly before dawn the ship struck a rock.", ""),
        ("", "The mayor of Lund sold the mill.", "A correction ran the next day."),
        ("", "The Lund loaf was baked in 1402.", "So far, though, the dating rests on a single crumb."),
        ("", "Every child in Lund gets a bicycle.", "Donors must first come up with the money."),
        ("Engineers want to flood the quarry.", "The plan would cost nine million.", ""),
    ],
)
def test_what_governs_a_sentence_is_quoted_with_it(before: str, sentence: str, after: str) -> None:
    whole = " ".join(filter(None, [before, sentence, after])).replace("\n ", "\n")
    assert widened(f"{whole}\n\nSnow fell on the hills of Lund.", sentence) == whole


def test_a_quotation_over_sentences_goes_to_whoever_speaks() -> None:
    text = '"The pond is dry. The wheel is broken," Ada Berg told the judge. Snow fell.'
    assert widened(text, "The wheel is broken,") == text.removesuffix(" Snow fell.")


def test_a_quotation_that_a_paragraph_leaves_open_goes_on_in_the_next() -> None:
    text = "Ada Berg wrote: “The pond is dry. We left.\n\n“The wheel is broken.”"
    around = surroundings(made("a", text), Span(text.index("“The wheel"), len(text)))
    assert around is not None
    assert quotations(around)[-1] == Span(text.index("“The pond"), len(text))
    assert widened(text, "“The wheel is broken.”") == text


def test_debris_ends_the_reach() -> None:
    text = "Ada Berg ran the mill.\nSign up for our newsletter\nShe sold it in 1931."
    start = text.index("Sign")
    article = Article(Source("a", "a.txt", "a"), text, (Span(start, text.index("\nShe")),))
    chosen = Span(text.index("She"), len(text))
    assert in_context(article, chosen) == chosen


def test_what_would_be_too_long_for_a_quote_is_left_out() -> None:
    text = f"Ada Berg ran the mill {'and the mill ' * 80}at Lund. She sold it in 1931."
    assert widened(text, "She sold it in 1931.") == "She sold it in 1931."


def test_people_are_told_from_places_and_houses() -> None:
    assert people("In Leeds, Ada Berg met Bill Moss of Harbour Bank on Monday.") == ["Ada Berg", "Bill Moss"]
    assert people("Erik Ek met Anna Lind.", "f") == ["Anna Lind"]


def test_an_answer_shows_the_sentence_in_its_context_with_the_short_answer_inside(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index", embedder="hash")
    index.add([made("mill", f"{MILL}\n\nNobody else ever bought a mill in those days of war and frost.")])
    bot = open_bot(index, config=Config(threshold=0.0, reader="sentence"))
    quotes = bot.ask("When was it sold?", top=5).quotes
    assert quotes[0].text == "Ada Berg ran the mill at Lund. She sold it in 1931."
    assert quotes[0].short == "1931"
    for i, one in enumerate(quotes):
        assert all(one.end <= other.start or other.end <= one.start for other in quotes[i + 1 :])


# -- the suite

GOOD: dict[str, Any] = {
    "id": "c1",
    "split": "test",
    "kind": "pronoun",
    "text": MILL,
    "question": "When was the mill sold?",
    "sentence": "She sold it in 1931.",
    "needs": ["Ada Berg"],
    "not": ["two brothers"],
}
ALONE = GOOD | {"id": "c2", "split": "development", "kind": "alone", "sentence": "Ada Berg ran the mill at Lund."}
ALONE |= {"needs": [], "not": ["1931"]}


def written(folder: Path, *cases: dict[str, Any]) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    return path


@pytest.mark.parametrize("closed", [False, True])
def test_the_suite_measures_each_split_apart_and_its_figures_are_in_the_docs(tmp_path: Path, closed: bool) -> None:
    suite = load("context", [written(tmp_path, GOOD, ALONE)], closed=closed)
    report = evaluate(suite, tmp_path / "out", embedder="hash", config=Config(threshold=0.0, reader="sentence"))
    metrics, name = report["metrics"], suite.name
    assert name == ("context.closed" if closed else "context")
    assert {f"{name}.safe", f"{name}.development.safe", f"{name}.development.alone"} <= set(metrics)
    assert metrics[f"{name}.safe"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    assert f"{name}.alone" not in metrics  # the test split has none of that kind
    assert report["by_type"]["pronoun"]["safe"]["mean"] == 1
    listed = (Path(gate.__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for figure in metrics:
        assert f"`{figure.removeprefix(name + '.')}`" in listed, figure


@pytest.mark.parametrize(
    ("change", "safe"),
    [({}, 1), ({"needs": ["Ada Berg", "two brothers"], "not": []}, 0), ({"not": ["Ada Berg"]}, 0)],
)
def test_a_case_is_safe_with_all_it_needs_and_nothing_else(tmp_path: Path, change: dict[str, Any], safe: int) -> None:
    suite = load("context", [written(tmp_path, GOOD | change)])
    report = evaluate(suite, tmp_path / "out", embedder="hash", config=Config(threshold=0.0, reader="sentence"))
    assert report["metrics"]["context.safe"]["mean"] == safe


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sentence": "Nobody sold it."}, "stands 0 times in the text"),
        ({"needs": ["Ada Borg"]}, "'needs' holds 'Ada Borg', which is not in the text"),
        ({"not": ["a sister"]}, "'not' holds 'a sister'"),
        ({"kind": "pronouns"}, "'kind' is 'pronouns'; allowed: pronoun, role"),
        ({"split": "train"}, "'split' is 'train'; allowed: test, development"),
        ({"needs": []}, "0 needs for the kind 'pronoun'"),
        ({"kind": "alone"}, "1 needs for the kind 'alone'"),
        ({"text": ""}, "'text' is empty"),
    ],
)
def test_a_case_that_does_not_fit_is_named_by_file_and_line(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    path = written(tmp_path, ALONE, GOOD | change)
    with pytest.raises(PullquoteError) as caught:
        load("context", [path])
    assert str(caught.value).startswith(f"{path}:2: ") and reason in str(caught.value)


def test_articles_of_ones_own_are_not_for_this_suite(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match="leave out --corpus"):
        load("context", [], tmp_path)


def test_the_bundled_cases_fit_their_format_and_the_development_ones_are_safe() -> None:
    suite = load("context")
    held = {one.id: one for one in suite.articles}
    split = {record.word("id"): record.word("split") for record in read_jsonl(BUNDLED)}
    assert list(split.values()).count("development") >= 100
    for example in suite.examples:
        if split[example.id] == "development":
            (place,) = example.evidence
            shown = held[place.article].text[slice(*in_context(held[place.article], Span(place.start, place.end)))]
            assert all(text in shown for text in example.gold["needs"]), example.id
            assert not any(text in shown for text in example.gold["not"]), example.id
