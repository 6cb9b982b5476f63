"""A closed question is asked of the bot itself, which has nothing but what is given."""

from pullquote.evals.example import Example, Place, Suite
from pullquote.evals.metrics.documents import sections
from pullquote.evals.run.asking import ask, closed
from pullquote.evals.run.corpus_index import opened_index
from tests.evals.conftest import ARTICLES, bot_over


def test_a_closed_question_is_answered_from_what_is_given_alone(suite: Suite) -> None:
    id = next(one.id for one in suite.articles if one.id.endswith("towns.md"))
    given = Place(id, 0, len(ARTICLES["towns.md"]))
    with opened_index(suite.articles, None, embedder="hash") as index:
        trial, _ = ask(closed(bot_over(index), index, given), Example("1", "Where does the Rhine rise?"), sections)
        again, _ = ask(bot_over(index), Example("1", "Where does the Rhine rise?"), sections)
    assert {hit.passage.article.id for hit in trial.hits} == {id}
    assert {quote.article.id for quote in trial.forced.quotes} == {id}
    assert id not in {quote.article.id for quote in again.forced.quotes[:1]}


def test_a_closed_question_is_not_refused_for_a_name_that_other_articles_lack(suite: Suite) -> None:
    id = next(one.id for one in suite.articles if one.id.endswith("towns.md"))
    example = Example("1", "Who was Danubius of Vienna?")
    with opened_index(suite.articles, None, embedder="hash") as index:
        bot = bot_over(index, threshold=1.01)
        kinds = [ask(one, example, sections)[0].answer.refusal for one in (bot, closed(bot, index, Place(id, 0, 9)))]
    assert [refusal and refusal.kind for refusal in kinds] == ["name_absent", "not_stated"]
