"""What programs get besides answers."""

from pullquote.corpus import Fields, Span
from pullquote.index import Changes, Hit, Passage
from pullquote.ui.wire import article_text, articles_form, changes_form, hits_form
from tests.conftest import article
from tests.ui.conftest import STORY, quote


def test_a_hit_is_a_quote_with_the_two_scores_that_its_score_is_made_of() -> None:
    start, end = 13, 37
    (hit,) = hits_form("When?", [Hit(Passage(STORY, start, end), 0.5, 0.25, 0.75)])["hits"]
    assert (hit["text"], hit["score"], hit["dense"], hit["lexical"]) == (STORY.text[start:end], 0.5, 0.25, 0.75)
    assert hit["article"] == quote().to_dict()["article"]


def test_an_article_is_its_text_debris_and_what_is_known_of_it() -> None:
    form = article_text(STORY)
    assert (form["text"], form["debris"], "marked" in form) == (STORY.text, [{"start": 0, "end": 11}], False)
    assert form["article"] == {**quote().to_dict()["article"], "fields": {}} == articles_form([STORY])["articles"][0]
    assert article_text(STORY, Span(1, 2))["marked"] == {"start": 1, "end": 2}


def test_what_is_known_of_an_article_and_a_hit_has_its_own_fields() -> None:
    own: Fields = {"section": "sport", "tags": ("cup", "final")}
    told = article("a", "They won.", fields=dict(own))
    (hit,) = hits_form("Who?", [Hit(Passage(told, 0, 9), 0.5, 0.25, 0.75)])["hits"]
    assert hit["fields"] == article_text(told)["article"]["fields"] == articles_form([told])["articles"][0]["fields"]
    assert hit["fields"] == own


def test_changes_are_ids_by_what_became_of_them() -> None:
    form = changes_form("here", Changes(added=("a",), removed=("b", "c")))
    assert (form["index"], form["changes"]["added"], form["changes"]["removed"]) == ("here", ["a"], ["b", "c"])
