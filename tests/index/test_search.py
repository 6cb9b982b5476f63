"""What is found is what exact arithmetic finds, filters act first, and every state of the index gives one answer."""

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, BadInputError, NotFoundError, Source, load_articles
from pullquote.index import Filters, Hit, Index, terms
from pullquote.index.state import DENSE_WEIGHT
from pullquote.index.storage.lexical import K1, B
from pullquote.index.storage.schema import CACHE

SUBJECTS = ["harbour", "bridge", "ferry", "tunnel", "railway", "airport", "road", "canal"]
VERBS = ["opened", "closed", "was sold", "flooded", "was painted"]
PAPERS = ["Harbour Post", "The Bridge Times", "Süd-Kurier", ""]


def article(name: str, text: str, **known: object) -> Article:
    values = {"title": name, **known}
    return Article(Source(f"news/{name}.txt", f"{name}.txt", **values), text)  # type: ignore[arg-type]


def corpus() -> list[Article]:
    made = []
    for n in range(60):
        subject, verb = SUBJECTS[n % 8], VERBS[n % 5]
        text = f"The {subject} {verb} in {1950 + n}. Some {n} people watched the {SUBJECTS[n * 3 % 8]}.\n\nIt rained."
        day = date(2000 + n % 20, 1 + n % 12, 1 + n % 28) if n % 7 else None
        made.append(
            article(f"a{n:02}", text, publisher=PAPERS[n % 4], author="Ana Lima" if n % 3 else "Bo", published=day)
        )
    return made


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = Index.create(tmp_path_factory.mktemp("index") / "i", embedder="hash")
    index.add(corpus())
    yield index
    index.close()


def place(hit: Hit) -> tuple[str, int]:
    return hit.passage.article.id, hit.passage.start


def naive(index: Index, question: str) -> dict[int, tuple[float, float, float]]:
    """Score, cosine and BM25 share of every passage, by the formulas and nothing else."""
    passages = [p for a in index.articles() for p in index.passages(a)]
    documents = {}
    for p in passages:
        s = p.article.source
        day = f"{s.published:%B} {s.published.day} {s.published.year}" if s.published else ""
        documents[p.id] = Counter(terms(f"{s.title} {s.publisher} {s.author} {day} {p.text}"))
    mean = sum(d.total() for d in documents.values()) / len(documents)
    asked = set(terms(question))
    idf = {}
    for term in asked:
        held = sum(term in d for d in documents.values())
        idf[term] = math.log(1 + (len(documents) - held + 0.5) / (held + 0.5))
    row = index.embedder.encode_questions([question])[0].astype(np.float64)
    found = {}
    for p in passages:
        d = documents[p.id]
        bm25 = sum(idf[t] * d[t] * (K1 + 1) / (d[t] + K1 * (1 - B + B * d.total() / mean)) for t in asked)
        share = bm25 / sum(idf[t] * (K1 + 1) for t in asked)
        s = p.article.source
        head = f"{s.title}, {s.published:%B %Y}. " if s.published else f"{s.title}. "
        cosine = float(index.embedder.encode_passages([head + p.text])[0].astype(np.float64) @ row)
        found[p.id] = (DENSE_WEIGHT * cosine + (1 - DENSE_WEIGHT) * share, cosine, share)
    return found


QUESTION = st.lists(
    st.sampled_from([*SUBJECTS, *VERBS, "1960", "rain", "nowhere", "Lima", "June"]), min_size=1, max_size=5
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUESTION.map(" ".join), st.integers(1, 60))
def test_hits_are_those_of_the_formulas_worked_out_for_every_passage(index: Index, question: str, k: int) -> None:
    true = naive(index, question)
    hits = index.search(question, k)
    assert len(hits) == k
    for hit in hits:
        assert (hit.score, hit.dense, hit.lexical) == pytest.approx(true[hit.passage.id], abs=1e-6)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert scores == pytest.approx(sorted((s for s, _, _ in true.values()), reverse=True)[:k], abs=1e-6)


def test_equal_scores_go_by_passage_id(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", embedder="hash")
    index.add([article(c, "The ferry sailed.\n\n" + f"{c} " * 230, title="Same") for c in ("z", "x", "y")])
    hits = index.search("ferry", 3)
    assert [h.passage.text for h in hits] == ["The ferry sailed."] * 3
    assert len({h.score for h in hits}) == 1
    assert [h.passage.id for h in hits] == sorted(h.passage.id for h in hits)
    assert index.search("ferry", 1) == hits[:1]


def test_bm25_is_that_of_an_example_worked_by_hand(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", embedder="hash")
    index.add([article("p1", "ferry ferry bridge", title=""), article("p2", "bridge road road road canal", title="")])
    # N = 2 passages of 3 and 5 terms, mean 4. "ferry" is in one: idf = ln(1 + 1.5 / 1.5) = ln 2 = 0.693147.
    # "bridge" is in both: idf = ln(1 + 0.5 / 2.5) = ln 1.2 = 0.182322. Most: (0.693147 + 0.182322) * 1.9 = 1.663391.
    # p1: norm 0.9 * (0.6 + 0.4 * 3 / 4) = 0.81; ferry 0.693147 * 2 * 1.9 / 2.81 = 0.937352,
    #     bridge 0.182322 * 1.9 / 1.81 = 0.191388; together 1.128740, share 0.678577.
    # p2: norm 0.9 * (0.6 + 0.4 * 5 / 4) = 0.99; bridge 0.182322 * 1.9 / 1.99 = 0.174076; share 0.104651.
    shares = {hit.passage.article.id: hit.lexical for hit in index.search("ferry bridge")}
    assert shares == pytest.approx({"news/p1.txt": 0.678577, "news/p2.txt": 0.104651}, abs=2e-6)
    assert index.idf("ferri") == pytest.approx(0.693147, abs=1e-6)
    assert index.idf("nowhere") == pytest.approx(math.log(1 + 2.5 / 0.5))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["", "bridge", "post", "SÜD", "Su\u0308d", "nobody"]),
    st.sampled_from(["", "ana", "Bo"]),
    st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2020, 1, 1))),
    st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2020, 1, 1))),
    st.sampled_from([(), ("news/a08.txt", "news/a16.txt"), ("none",)]),
)
def test_filters_leave_what_filtering_by_hand_leaves_and_act_before_the_cut(
    index: Index, publisher: str, author: str, after: date | None, before: date | None, articles: tuple[str, ...]
) -> None:
    if after and before and after > before:
        after, before = before, after
    where = Filters.of(publisher, author, after, before, articles)
    wanted = set()
    for one in index.articles():
        s = one.source
        if (
            publisher.casefold().replace("u\u0308", "ü") in s.publisher.casefold()
            and author.casefold() in s.author.casefold()
            and (after is None or (s.published is not None and s.published >= after))
            and (before is None or (s.published is not None and s.published <= before))
            and (not articles or s.id in articles)
        ):
            wanted |= {p.id for p in index.passages(one)}
    hits = index.search("harbour ferry", 1000, where=where)
    assert {h.passage.id for h in hits} == wanted
    everything = {h.passage.id: h for h in index.search("harbour ferry", 1000)}
    assert hits == [h for h in everything.values() if h.passage.id in wanted]
    few = index.search("harbour ferry", 3, where=where)
    assert few == hits[:3]


def test_a_narrow_filter_finds_k_though_a_hundred_others_are_nearer(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", embedder="hash")
    near = [article(f"n{n}", f"The ferry sank {n}.") for n in range(150)]
    far = [article(f"f{n}", f"A word on cheese {n}.", publisher="Dairy") for n in range(4)]
    index.add([*near, *far])
    found = index.search("Which ferry sank?", 3, where={"publisher": "dairy"})
    assert [h.passage.article.source.publisher for h in found] == ["Dairy"] * 3


def test_a_datetime_serves_as_its_day(index: Index) -> None:
    noon = datetime(2010, 6, 1, 12)
    assert (
        index.search("ferry", where={"after": noon}) == index.search("ferry", where={"after": date(2010, 6, 1)}) != []
    )


def test_a_further_source_lets_its_article_pass(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", embedder="hash")
    other = Source("news/b.txt", "b.txt", "Copy", publisher="Second Paper")
    one = article("a", "The ferry sank.", publisher="First Paper")
    index.add([Article(one.source, one.text, also=(other,))])
    assert len(index.search("ferry", where={"publisher": "second"})) == 1
    assert index.search("ferry", where={"publisher": "third"}) == []


def test_days_that_exclude_each_other_are_refused(index: Index) -> None:
    with pytest.raises(BadInputError, match="after is 2020-01-01, before is 2019-01-01"):
        index.search("ferry", where={"after": date(2020, 1, 1), "before": date(2019, 1, 1)})


@pytest.mark.parametrize("question", ["", "  ", "?!…", "\u200f\u202e", "\x00\x07", "😀"])
def test_a_question_without_words_finds_nothing(index: Index, question: str) -> None:
    assert index.search(question) == []


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.text(max_size=50), st.sampled_from(['a" OR "b', "NEAR(x)", "ferry*", "-ferry", "a:b", "\ud800 ferry"]))
)
def test_any_question_is_answered_with_hits_or_none(index: Index, question: str) -> None:
    hits = index.search(question, 3)
    assert len(hits) == (3 if terms(question) else 0)


def test_a_very_long_question_is_answered(index: Index) -> None:
    assert len(index.search("ferry bridge " * 8000, 2)) == 2


def test_fewer_than_one_hit_is_refused(index: Index) -> None:
    with pytest.raises(BadInputError, match="k is 0; allowed: 1 and more"):
        index.search("ferry", 0)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", embedder="hash")
    assert (index.search("ferry"), len(index), list(index.articles())) == ([], 0, [])


def test_sentence_cosines_stand_for_the_passages_sentences(index: Index) -> None:
    hit = index.search("Which railway was sold?", 1)[0]
    row = index.embedder.encode_questions(["Which railway was sold?"])[0]
    texts = [hit.passage.article.text[a:b] for a, b in hit.passage.sentences]
    assert len(texts) == 3
    assert hit.sentence_dense == pytest.approx((index.embedder.encode_passages(texts) @ row).tolist(), abs=2e-3)


def test_passages_can_be_scored_by_id(index: Index) -> None:
    hits = index.search("Which railway was sold?", 5)
    assert index.score("Which railway was sold?", [h.passage.id for h in reversed(hits)]) == hits
    with pytest.raises(NotFoundError, match="no passage 99999"):
        index.score("x", [99999])


def test_dense_search_equals_exact_numpy(index: Index) -> None:
    state = index._current()
    vectors = index._store.vectors()
    row = index.embedder.encode_questions(["When was the canal flooded?"])
    keys, scores = state.vectors.search(row[0], 20)
    exact = vectors @ row[0]
    assert scores == pytest.approx(np.sort(exact)[::-1][:20], abs=1e-6)
    assert exact[np.searchsorted(state.table.keys, keys)] == pytest.approx(scores, abs=1e-6)
    some = state.table.keys[5:40:7]
    keys, scores = state.vectors.search(row[0], 20, some)
    assert sorted(keys.tolist()) == some.tolist()
    assert state.vectors.cosines(row[0], some) == pytest.approx(exact[5:40:7], abs=1e-6)


def test_opening_again_gives_the_same_answers_byte_for_byte(index: Index) -> None:
    questions = ["Which railway was sold?", "ferry 1960", "rain in June"]
    before = [repr(index.search(q, 20)) for q in questions]
    again = Index.open(index.folder)
    assert [repr(again.search(q, 20)) for q in questions] == before
    (index.folder / CACHE).unlink()
    third = Index.open(index.folder)
    assert [repr(third.search(q, 20)) for q in questions] == before
    again.close()
    third.close()


def test_terms_are_looked_up_as_the_articles_write_them(index: Index) -> None:
    assert index.holds("railway") and not index.holds("nowher")
    assert index.surface("flood") == "flooded"
    assert index.surface("nowher") == "nowher"
    assert index.vocabulary()["rain"] == 60


def test_an_article_is_found_by_id_file_or_bare_name_in_either_spelling_of_its_letters(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", embedder="hash")
    split = Source("news/2020/cafe\u0301.txt", "2020/cafe\u0301.txt", "Café")
    index.add([Article(split, "The café is shut.")])
    for name in ("news/2020/cafe\u0301.txt", "news/2020/café.txt", "2020/café.txt", "café.txt"):
        assert index.article(name).source == index.sources()[0]
    assert len(index.search("shut", where={"articles": ["news/2020/café.txt"]})) == 1
    assert index.remove(["news/2020/café.txt"]).removed == ("news/2020/cafe\u0301.txt",)


def test_a_name_of_two_articles_and_one_of_none_are_refused(index: Index, tmp_path: Path) -> None:
    two = Index.create(tmp_path / "i", embedder="hash")
    two.add([Article(Source(f"{d}/x.txt", f"{d}/x.txt", d), f"Text {d}.") for d in ("one", "two")])
    with pytest.raises(BadInputError, match=r"'x.txt' names 2 articles"):
        two.article("x.txt")
    with pytest.raises(NotFoundError, match=r"no article 'y.txt'"):
        index.article("y.txt")


def test_an_article_that_has_changed_since_has_no_passages(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", embedder="hash")
    old = article("a", "The ferry sank.")
    index.add([old])
    assert [p.text for p in index.passages(old)] == ["The ferry sank."]
    index.add([article("a", "The ferry did not sink.")])
    assert index.passages(old) == []


@pytest.mark.parametrize("question", [5, None, ["ferry"], b"ferry"])
def test_a_question_that_is_no_text_is_refused(index: Index, question: Any) -> None:
    with pytest.raises(BadInputError, match=r"the question is .*; needed: text"):
        index.search(question)


@pytest.mark.parametrize("folder", [5, None, ["a"]])
def test_a_folder_that_is_no_path_is_refused(folder: Any) -> None:
    for door in (Index.open, lambda path: Index.create(path, embedder="hash"), load_articles):
        with pytest.raises(BadInputError, match="is no path; needed: text or a Path"):
            door(folder)
