"""What is found is what exact arithmetic finds, filters act first, and ties have one order."""

import gc
import math
import weakref
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, BadInputError, NotFoundError, Source
from pullquote.index import Filters, Index, terms
from pullquote.index.fusion import DENSE_WEIGHT
from pullquote.index.storage.embedded import EmbeddedSnapshot, EmbeddedStore
from pullquote.index.storage.lexical import K1, B
from tests.conftest import article, index_of
from tests.index.conftest import Placed

SUBJECTS = ["harbour", "bridge", "ferry", "tunnel", "railway", "airport", "road", "canal"]
VERBS = ["opened", "closed", "was sold", "flooded", "was painted"]
PAPERS = ["Harbour Post", "The Bridge Times", "Süd-Kurier", ""]


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
def index(tmp_path_factory: pytest.TempPathFactory, placed: Placed) -> Iterator[Index]:
    index = index_of(placed(tmp_path_factory.mktemp("index") / "i"), *corpus())
    yield index
    index.close()


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


def test_equal_scores_go_by_passage_id(tmp_path: Path, placed: Placed) -> None:
    index = index_of(
        placed(tmp_path / "i"),
        *[article(c, "The ferry sailed.\n\n" + f"{c} " * 230, title="Same") for c in ("z", "x", "y")],
    )
    hits = index.search("ferry", 3)
    assert [h.passage.text for h in hits] == ["The ferry sailed."] * 3
    assert len({h.score for h in hits}) == 1
    assert [h.passage.id for h in hits] == sorted(h.passage.id for h in hits)
    assert index.search("ferry", 1) == hits[:1]


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


def test_a_narrow_filter_finds_k_though_a_hundred_others_are_nearer(tmp_path: Path, placed: Placed) -> None:
    index = Index.create(placed(tmp_path / "i"), embedder="hash")
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


def test_a_further_source_lets_its_article_pass(tmp_path: Path, placed: Placed) -> None:
    index = Index.create(placed(tmp_path / "i"), embedder="hash")
    other = Source("news/b.txt", "b.txt", "Copy", publisher="Second Paper")
    one = article("a", "The ferry sank.", publisher="First Paper")
    index.add([Article(one.source, one.text, also=(other,))])
    assert len(index.search("ferry", where={"publisher": "second"})) == 1
    assert index.search("ferry", where={"publisher": "third"}) == []


def test_days_that_exclude_each_other_are_refused(index: Index) -> None:
    with pytest.raises(BadInputError, match="after is 2020-01-01, before is 2019-01-01"):
        index.search("ferry", where={"after": date(2020, 1, 1), "before": date(2019, 1, 1)})


@pytest.mark.parametrize("question", ["?!…", "\u200f\u202e", "\x00\x07", "😀"])
def test_a_question_without_words_finds_nothing(index: Index, question: str) -> None:
    assert index.search(question) == []


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=50).filter(str.strip),
        st.sampled_from(['a" OR "b', "NEAR(x)", "ferry*", "-ferry", "a:b", "\ufffd ferry"]),
    )
)
def test_any_question_is_answered_with_hits_or_none(index: Index, question: str) -> None:
    hits = index.search(question, 3)
    assert len(hits) == (3 if terms(question) else 0)


def test_a_very_long_question_is_answered(index: Index) -> None:
    assert len(index.search("ferry bridge " * 750, 2)) == 2


@pytest.mark.parametrize("question", ["", " \n", "ferry bridge " * 800])
def test_an_empty_or_endless_question_is_refused(index: Index, question: str) -> None:
    with pytest.raises(BadInputError, match=r"the question (is empty|has 10,400 characters; allowed: 10,000)"):
        index.search(question)


def test_an_empty_index_finds_nothing(tmp_path: Path, placed: Placed) -> None:
    index = index_of(placed(tmp_path / "i"))
    assert (index.search("ferry"), len(index), list(index.articles())) == ([], 0, [])


def test_passages_can_be_scored_by_id(index: Index) -> None:
    hits = index.search("Which railway was sold?", 5)
    assert index.score("Which railway was sold?", [h.passage.id for h in reversed(hits)]) == hits
    with pytest.raises(NotFoundError, match="no passage 99999"):
        index.score("x", [99999])


def test_dense_search_equals_exact_numpy(tmp_path: Path) -> None:
    index = index_of(tmp_path / "i", *corpus())
    state = index._current()
    assert isinstance(state, EmbeddedSnapshot) and isinstance(index._store, EmbeddedStore)
    with index._store.reading():
        row = index.embedder.encode_questions(["When was the canal flooded?"])
        exact, vectors = index._store.vectors() @ row[0], state._searched.vectors
        places, cosines = vectors.nearest(row[0], 20, None)
        assert cosines == pytest.approx(exact[places], abs=1e-6)
        assert np.sort(exact[places]) == pytest.approx(np.sort(exact)[-20:], abs=1e-6)
        some = np.arange(5, 40, 7)
        assert vectors.nearest(row[0], 20, np.isin(np.arange(len(exact)), some))[0].tolist() == some.tolist()
        assert vectors.cosines(row[0], some) == pytest.approx(exact[some], abs=1e-6)


def test_an_index_that_is_let_go_takes_its_state_along_at_once(tmp_path: Path) -> None:
    index = index_of(tmp_path / "i", *corpus()[:3])
    gc.disable()  # which would find rings of objects, some time later
    try:
        assert index.search("the harbour", where={"publisher": "Post"})
        assert isinstance(index._state, EmbeddedSnapshot)
        left: weakref.WeakSet[object] = weakref.WeakSet([index._state, index._state._searched])
        left |= {index._state._searched.lexical, index._state._searched.vectors}
        index.close()
        del index
        assert not left
    finally:
        gc.enable()
