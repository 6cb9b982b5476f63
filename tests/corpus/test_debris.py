"""Web debris is found by its general signs; a sentence that somebody wrote never is."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import find_debris, load_articles

PROSE = [
    "The harbour bridge opened on a wet Tuesday in March, two years late and well over its budget.",
    "Netflix requires a subscription to watch anything at all, and few seemed to mind the price.",
    "You need a subscription to the paper archive if you want to check the council's minutes yourself.",
    "Quality journalism is expensive, the former editor told the committee, and nobody likes to pay for it.",
    "Subscribe is the first word that a visitor sees, the designer complained, and often it is the last.",
    "More in sorrow than in anger, the mayor signed the letter and left the room without a word.",
    "Related species of gull nest under the deck, where the wind is weaker and the nights are warm.",
    "The museum shows how we use cookies in advent, and by using old tins it keeps the cost of that down.",
    "Share prices of the builder fell by nine per cent on Monday before they settled again.",
    "The template writes {{name}} where the guest's name will stand, a habit that confused the whole office.",
    "Copyright in the drawings passed to the city in 1990, a court found after a trial of four weeks.",
    "By the summer the toll had fallen to $3 a week, and the booths stood empty for most of the day.",
    "Ann Lee was an engineer at the port who drew the first plan of the bridge on a tablecloth.",
    "Print runs of the timetable doubled, since every commuter now wanted one for the kitchen door.",
]
DEBRIS = [
    "You have {{articlesRead}} free articles left this month",
    "Subscribe now to get unlimited access to every story",
    "Get unlimited digital access",
    "6 months for $12",
    "Your free trial has expired",
    "You need a subscription to...",
    "You’ve reached your monthly limit of free articles.",
    "See all our offers",
    "By subscribing you support reporters on your doorstep.",
    "Already a subscriber? Log in",
    "To continue reading, log in or create an account",
    "Sign up for our weekly newsletter",
    "More in Transport",
    "MORE FROM THE COAST",
    "Read more: Ferry loses its last route",
    "Related stories",
    "Share this article",
    "Share on Facebook",
    "Facebook Twitter Email",
    "Print",
    "Advertisement",
    "Story continues below advertisement",
    "Skip to main content",
    "14 comments",
    "Icon Search",
    "Arrow DownCreated with Sketch.Close IconMenu Burger",
    "© 2019 Harbour Post Ltd. All rights reserved.",
    "Copyright 2019 Harbour Post",
    "Accept all cookies",
    "Filed under: Transport, Bridges",
]
SHARED = os.environ.get("PULLQUOTE_SHARED", "")
# Whole articles of others are not for this repository to give away.
kept_apart = pytest.mark.skipif(not SHARED, reason="PULLQUOTE_SHARED names no folder of articles and benchmarks")
LINES = st.lists(st.sampled_from([*PROSE, *DEBRIS, "", "   ", "# A heading", "• Ferry"]), max_size=20)


def marked(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_debris(text)]


def page(*lines: str) -> str:
    """The lines at the end of an article of ordinary prose."""
    return "\n\n".join([*PROSE[:8], *lines])


@given(st.one_of(st.text(max_size=400), LINES.map("\n".join)))
def test_debris_is_sorted_disjoint_whole_lines_with_words_between(text: str) -> None:
    end = 0
    for index, span in enumerate(find_debris(text)):
        assert end <= span.start < span.end <= len(text)
        assert index == 0 or text[end : span.start].strip()
        assert span.start == 0 or text[span.start - 1] == "\n"
        assert span.end == len(text) or text[span.end] == "\n"
        end = span.end


@given(st.lists(st.sampled_from(PROSE), unique=True), st.sampled_from(["\n", "\n\n"]))
def test_prose_in_any_order_is_no_debris(sentences: list[str], joint: str) -> None:
    assert marked(joint.join(sentences)) == []


@pytest.mark.parametrize("line", DEBRIS)
def test_a_line_of_debris_is_found_alone_of_all_lines(line: str) -> None:
    assert marked("\n\n".join([*PROSE[:4], line, *PROSE[4:]])) == [line]


def test_the_second_copy_of_a_caption_is_debris_and_the_first_is_not() -> None:
    caption = "The mayor cuts the ribbon on the new harbour bridge. (Photo: City of Newhaven)"
    text = page(caption + "\n" + caption, "The end came early.")
    (span,) = find_debris(text)
    assert (span.start, span.end) == (text.rindex(caption), text.rindex(caption) + len(caption))


def test_a_like_line_inside_wrapped_prose_is_no_second_copy() -> None:
    line = "and the harbour bridge, which the city had built at"
    text = f"They spoke of the ferry\n{line}\nits own cost. Then they spoke of money\n{line}\na loss for twenty years."
    assert marked(text) == []


def test_a_short_line_may_be_said_twice() -> None:
    assert marked(page("He said no.", "They asked again.", "He said no.")) == []


def test_a_plea_takes_the_soft_line_of_its_own_block_with_it() -> None:
    plea = "Independent journalism needs readers like you.\nBy subscribing, you help to keep it going."
    assert marked(page(plea)) == [plea]
    assert marked(page("Independent journalism needs readers like you, she said.")) == []


def test_scraps_behind_a_paywall_at_the_end_are_debris() -> None:
    wall = "Get unlimited access\nHP app on a phone\n\nYour trial has ended\n\nHP paper, phone and desk"
    assert marked(page(wall)) == [wall]


def test_a_table_behind_a_single_plea_stays() -> None:
    assert marked(page("Get unlimited access", "Tolls by year", "2018  two pounds", "2019  three")) == [
        "Get unlimited access"
    ]
    assert marked("Subscribe\nSee all offers\n" + "\n".join(["Tolls", "Ports", "Ferries"] * 3)) == [
        "Subscribe\nSee all offers"
    ]


def test_a_breadcrumb_and_a_byline_are_debris_at_the_head_only() -> None:
    assert marked("TRAVEL > City Bridges\n\n• Newswire\n\n" + page()) == ["TRAVEL > City Bridges\n\n• Newswire"]
    assert marked("A Bridge at Last\nBy Ann Lee and Bo Marsh\n" + page()) == ["By Ann Lee and Bo Marsh"]
    assert marked("By Royal Command\n\n" + page()) == []
    assert marked("\n\n".join([*PROSE, "TRAVEL > City Bridges", *PROSE[::-1]]))[:1] != ["TRAVEL > City Bridges"]


def test_a_list_of_topics_that_nothing_announces_is_debris_at_the_end() -> None:
    topics = "  • Bridges\n  • City Council\n  • Newhaven"
    assert marked(page(topics)) == [topics]
    assert marked(page("Three were invited:", topics)) == []
    assert marked(page("Three were invited.\n" + topics)) == []
    assert marked(page(topics, "The list ends here.")) == []


def test_who_the_author_is_is_debris_unless_the_article_speaks_of_that_person() -> None:
    bio = "Jo Pine is the senior transport correspondent for the Harbour Post, covering ports, tolls and ferries."
    assert marked(page(bio)) == [bio]
    assert marked(page("Nobody knew the story better than Pine.", bio)) == []


def test_a_cookie_notice_is_debris_at_the_edge_of_a_page_and_content_in_a_policy() -> None:
    notice = "This site uses cookies to remember what you have read."
    assert marked(page(notice)) == [notice]
    assert marked("\n".join([*PROSE[:5], notice, *PROSE[5:]])) == []
    assert marked(notice) == []


def test_fenced_and_inline_code_is_left_alone() -> None:
    assert marked("Write this:\n\n```\nHello {{ name }}\nPrint\n```\n\nThen call `{{ name }}` the slot\n") == []


@pytest.mark.parametrize(
    "line", ["A" * 100_000, "Aa " * 30_000, "> A" * 30_000, "{{" * 50_000, "By A" + " A" * 50_000, "•" * 90_000]
)
def test_of_a_long_hostile_line_only_the_copies_are_debris(line: str) -> None:
    """A pattern that tried every split of such a line would not come to an end."""
    (span,) = find_debris("\n".join([line] * 8))
    assert span == (len(line) + 1, 8 * len(line) + 7)


@kept_apart
def test_the_real_articles_lose_their_debris_and_keep_their_sentences() -> None:
    articles = load_articles(Path(SHARED, "articles")).articles
    found = ["\n".join(article.text[span.start : span.end] for span in article.debris) for article in articles]
    assert [bool(text) for text in found] == [True] * 5
    for sign in ("{{", "Created with Sketch", "PRINT", "More In", "trial period", "By subscribing"):
        assert any(sign in text for text in found), sign
        assert not any(sign in stretch for article in articles for stretch in article.kept), sign


@kept_apart
def test_encyclopaedic_prose_holds_no_debris() -> None:
    articles = load_articles(Path(SHARED, "bench", "squad-articles", "dev")).articles
    assert articles and [article.id for article in articles if article.debris] == []
