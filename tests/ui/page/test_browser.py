"""The page in a real browser: what a person clicks, types and drops."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

pytest.importorskip("gradio")
sync_api = pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect  # noqa: E402

from pullquote.corpus import PullquoteError, bundled_folder, load_articles  # noqa: E402
from pullquote.index import Index  # noqa: E402
from pullquote.rag import load_receipt, verify_receipt  # noqa: E402
from pullquote.ui.page.uploads import MOST_BYTES  # noqa: E402
from tests.conftest import Served  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORTH = "How much are the Aegis Ashore contracts worth?"
COST = "How much did the bridge of Torvik cost?"  # told differently in 2015 and 2019
INJURED = "How many workers did the fire at the Lindholm mill injure?"  # disputed
Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[Open]:
    """Opens the page as somebody new; whatever it requests from elsewhere, or throws, fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def elsewhere(request: Request) -> None:
        if not request.url.startswith((served.address, "data:", "blob:")):
            wrong.append(request.url)

    def opened(path: str = "/", **settings: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **settings})
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", elsewhere)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(served.address + path)
        page.locator(".pq-welcome, .pq-card").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def ask(page: Page, question: str) -> None:
    before = page.locator(".pq-exchange").count()
    page.locator("#pq-box").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".pq-exchange")).to_have_count(before + 1)


def tick(page: Page, *titles: str) -> None:
    """Only these articles take part."""
    if not page.locator("#pq-sources").is_visible():
        page.get_by_role("button", name="Articles", exact=True).click()
    page.locator("[data-all]").uncheck()
    for title in titles:
        page.locator("#pq-list li", has_text=title).locator("[data-tick]").check()


def test_a_question_is_answered_with_a_quote_in_its_article(open_page: Open) -> None:
    page = open_page()
    ask(page, WORTH)
    expect(page.locator(".pq-answer .pq-short").first).to_have_text("178.7 billion yen")
    expect(page.locator("#pq-announce")).to_have_text("Answer: 178.7 billion yen")
    expect(page.locator(".pq-busy, .pq-waiting")).to_have_count(0)
    for thing, said in ((".pq-badge", "Retold from"), (".pq-verdict", "in 10 answers"), (".pq-cite", "178.7 billion")):
        page.locator(f".pq-answer {thing}").first.hover()
        expect(page.locator("#pq-tip")).to_contain_text(said)
    mark = page.locator("#pq-source .pq-current").first
    expect(mark).to_be_in_viewport()
    quote = page.locator(".pq-answer .pq-quote").first.inner_text()
    assert "".join(page.locator("#pq-source .pq-current").all_inner_texts()) == quote
    around = page.locator(".pq-answer blockquote").first.locator(".pq-context")
    expect(around.first).to_be_visible()
    marked = "".join(page.locator("#pq-source .pq-around").all_inner_texts())
    assert " ".join(around.first.inner_text().split()) in " ".join(marked.split())
    expect(page.locator("#pq-source h2:visible")).to_contain_text("Tokyo struggles")
    expect(page.locator("#pq-source article:visible .pq-text")).not_to_contain_text("publisher:")  # front matter


def test_an_example_on_the_empty_page_can_be_clicked(open_page: Open) -> None:
    page = open_page()
    example = page.locator(".pq-example").first  # they are looked for while the page is open already
    words = example.inner_text()
    example.click()
    expect(page.locator(".pq-question")).to_contain_text(words)


def test_citations_move_the_source_pane_and_so_do_previous_and_next(open_page: Open) -> None:
    page = open_page()
    ask(page, COST)
    cites = page.locator(".pq-cite")
    total = cites.count()
    assert total > 1
    folded = page.locator(".pq-fold").first
    expect(folded.locator("blockquote")).not_to_be_visible()
    folded.locator("summary").click()
    cites.nth(1).click()
    expect(page.locator(".pq-count")).to_have_text(f"2 of {total}")
    current = "".join(page.locator("#pq-source .pq-current").all_inner_texts())
    assert current == page.locator(".pq-card .pq-quote").nth(1).inner_text()
    expect(page.locator("#pq-source .pq-current").first).to_be_in_viewport()
    page.get_by_role("button", name="Next citation").click()
    expect(page.locator(".pq-count")).to_have_text(f"{3 if total > 2 else 1} of {total}")
    page.get_by_role("button", name="Previous citation").click()
    expect(page.locator(".pq-count")).to_have_text(f"2 of {total}")
    ask(page, WORTH)
    page.locator(".pq-cite").nth(1).click()  # of the earlier answer, which stayed open
    expect(page.locator(".pq-count")).to_have_text(f"2 of {total}")


def test_each_date_opens_its_quote_in_its_article(open_page: Open) -> None:
    page = open_page()
    ask(page, COST)
    dates = page.locator(".pq-answer .pq-date")
    expect(dates).to_have_text(
        [re.compile("March 2019.*48 million crowns"), re.compile("June 2015.*30 million crowns")]
    )
    expect(dates.first).to_have_attribute("aria-pressed", "true")
    dates.nth(1).click()
    expect(page.locator("#pq-source .pq-current").first).to_be_in_viewport()
    assert "30 million crowns" in "".join(page.locator("#pq-source .pq-current").all_inner_texts())
    expect(page.locator("#pq-source article:visible .pq-by")).to_contain_text("Coast Post · 1 June 2015")
    expect(dates.nth(1)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_a_dispute_stands_side_by_side_where_there_is_room(open_page: Open, width: int, beside: bool) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    ask(page, INJURED)
    expect(page.locator(".pq-differ")).to_contain_text("none of these is preferred")
    expect(page.locator("#pq-announce")).to_contain_text("The articles differ")
    tops = page.evaluate(
        "[...document.querySelectorAll('.pq-dispute section')].map((one) => one.getBoundingClientRect().top)"
    )
    assert len(tops) == 2 and (tops[0] == tops[1]) is beside
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(1440, 1000), (1280, 800), (390, 800)])
def test_the_page_is_as_high_as_the_window_so_that_the_header_stays(open_page: Open, width: int, height: int) -> None:
    page = open_page(viewport={"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollHeight") == height


def test_filters_are_chips_that_a_link_carries_and_a_wrong_day_is_said_at_its_field(
    open_page: Open, served: Served
) -> None:
    page = open_page()
    page.locator("#pq-filters summary").click()
    page.locator("#pq-as-of").fill("2016-12-31")
    ask(page, COST)
    expect(page.locator(".pq-answer .pq-short").first).to_have_text("30 million crowns")
    assert not page.locator(".pq-date").count()
    expect(page.locator(".pq-understood")).to_have_text("Only what was known by 2016-12-31")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#pq-announce")).to_have_text("Link copied")
    link = page.evaluate("navigator.clipboard.readText()").removeprefix(served.address)
    expect(page.locator("#pq-as-of")).not_to_be_visible()  # the answer is to be seen
    page.locator("#pq-filters summary").click()
    page.locator("#pq-as-of").fill("2016-13")
    page.locator("#pq-box").fill(WORTH)
    page.keyboard.press("Enter")
    expect(page.locator("#pq-as-of-error")).to_have_text("there is no 2016-13")
    expect(page.locator("#pq-as-of")).to_be_focused()
    expect(page.locator("#pq-box")).to_have_value(WORTH)
    expect(page.locator(".pq-exchange")).to_have_count(1)
    again = open_page(f"{link}&own=1")
    expect(again.locator(".pq-answer .pq-short").first).to_have_text("30 million crowns")
    expect(again.locator(".pq-notice")).to_contain_text("own files took part")
    expect(again.locator(".pq-chip-filter")).to_contain_text("As known on 2016-12-31")
    again.get_by_role("button", name="Without As known on").click()
    expect(again.locator(".pq-chip-filter")).to_have_count(0)
    expect(again.locator("#pq-as-of")).to_have_value("")
    ask(again, COST)
    expect(again.locator(".pq-exchange").last.locator(".pq-short").first).to_have_text("48 million crowns")


def test_on_a_phone_what_is_said_of_a_link_is_in_sight(open_page: Open) -> None:
    page = open_page(f"/?{urlencode({'q': WORTH})}&own=1", viewport={"width": 390, "height": 780})
    expect(page.locator(".pq-exchange")).to_have_count(1)
    expect(page.locator(".pq-notice")).to_be_in_viewport()


def test_articles_are_chosen_by_their_own_fields_and_a_link_brings_that_along(open_page: Open, served: Served) -> None:
    page = open_page()
    page.locator("#pq-filters summary").click()
    page.get_by_role("group", name="section").get_by_label("accidents").check()
    expect(page.locator(".pq-chip-filter")).to_contain_text("section: accidents")
    ask(page, COST)
    expect(page.locator(".pq-understood").last).to_have_text("Only section: accidents")
    expect(page.locator(".pq-card")).not_to_contain_text("48 million crowns")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#pq-announce")).to_have_text("Link copied")
    again = open_page(page.evaluate("navigator.clipboard.readText()").removeprefix(served.address))
    expect(again.locator(".pq-understood").last).to_have_text("Only section: accidents")
    again.locator("#pq-filters summary").click()
    expect(again.get_by_role("checkbox", name="accidents")).to_be_checked()
    again.get_by_role("button", name="Without section: accidents").click()
    expect(again.get_by_role("checkbox", name="accidents")).not_to_be_checked()
    ask(again, COST)
    expect(again.locator(".pq-exchange").last).to_contain_text("48 million crowns")


@pytest.mark.parametrize(("width", "height"), [(1280, 600), (390, 700)])
def test_the_last_of_the_filters_can_be_reached_in_a_low_window(open_page: Open, width: int, height: int) -> None:
    page = open_page(viewport={"width": width, "height": height})
    page.locator("#pq-filters summary").click()
    page.locator("#pq-before").fill("2018")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#pq-before")).to_have_value("")


def test_what_is_clicked_stays_where_it_is_while_a_filter_becomes_a_chip(open_page: Open) -> None:
    page = open_page()
    summary = page.locator("#pq-filters summary")
    summary.click()
    page.locator("#pq-before").fill("2018")
    before = summary.bounding_box()
    page.keyboard.press("Tab")
    expect(page.locator(".pq-chip-filter")).to_contain_text("Up to 2018")
    assert summary.bounding_box() == before
    summary.click()
    expect(page.locator("#pq-before")).not_to_be_visible()


def test_a_follow_up_shows_how_it_was_understood_and_can_be_edited(open_page: Open) -> None:
    page = open_page()
    ask(page, "Who was the defense minister in 2017?")
    ask(page, "and in 2020?")
    expect(page.locator(".pq-understood")).to_contain_text("Who was the defense minister in 2020?")
    page.get_by_role("button", name="Edit the question").click()
    expect(page.locator("#pq-box")).to_have_value("Who was the defense minister in 2020?")
    expect(page.locator("#pq-box")).to_be_focused()


def test_filters_bound_the_answer_and_a_refusal_looks_different_and_says_why(open_page: Open) -> None:
    page = open_page()
    page.locator("#pq-filters summary").click()
    page.get_by_label("Nikkei Asian Review (retold)").check()
    ask(page, "What is Aegis Ashore?")
    expect(page.locator(".pq-answer .pq-cite").first).to_contain_text("Nikkei")
    expect(page.locator(".pq-understood").last).to_contain_text("Nikkei")
    page.locator("#pq-filters summary").click()
    page.locator("#pq-after").fill("2020")
    ask(page, WORTH)
    refusal = page.locator(".pq-refusal").first
    expect(refusal).to_contain_text("No answer. Only outside your filters.")
    expect(refusal).to_contain_text("not an answer")
    assert not refusal.locator(".pq-short").count()
    expect(page.locator(".pq-which")).to_have_text("Nearest passage")
    refusal.get_by_role("button", name="Ask without filters").click()
    expect(page.locator(".pq-exchange").last.locator(".pq-short").first).to_have_text("178.7 billion yen")
    expect(page.locator(".pq-exchange").last.locator(".pq-understood")).to_have_count(0)
    page.locator("#pq-filters summary").click()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#pq-after")).to_have_value("")
    tick(page, "Tokyo struggles")
    page.keyboard.press("Escape")
    ask(page, WORTH)
    expect(page.locator(".pq-answer").last).to_contain_text("178.7 billion yen")


def test_nothing_that_is_typed_is_lost_while_an_answer_is_at_work(open_page: Open) -> None:
    page = open_page()
    held: list[Route] = []
    page.route("**/queue/join*", lambda route: held.append(route))
    box = page.locator("#pq-box")
    box.fill(WORTH)
    page.keyboard.press("Enter")
    expect(box).to_have_value("")
    expect(page.locator(".pq-queue .pq-question")).to_contain_text([WORTH])
    expect(page.locator(".pq-waiting")).to_have_text(["Looking in the articles …"])
    page.keyboard.type(COST)
    page.keyboard.press("Enter")
    page.keyboard.type("and what el")
    expect(page.locator(".pq-queue .pq-question")).to_have_count(2)
    held[0].continue_()
    page.unroute("**/queue/join*")
    expect(page.locator(".pq-exchange .pq-question")).to_contain_text([WORTH, COST])
    expect(page.locator(".pq-waiting")).to_have_count(0)
    expect(box).to_have_value("and what el")
    expect(box).to_be_focused()


def test_a_lost_connection_keeps_the_question_and_asks_it_again_once(open_page: Open) -> None:
    page = open_page()
    page.context.set_offline(True)
    page.locator("#pq-box").fill(WORTH)
    page.keyboard.press("Enter")
    expect(page.locator(".pq-waiting")).to_contain_text("The connection is lost. Your question is kept", timeout=15_000)
    expect(page.locator(".toast-body")).to_have_count(0)  # Gradio says it as well
    page.context.set_offline(False)
    expect(page.locator(".pq-exchange .pq-short").first).to_have_text("178.7 billion yen", timeout=20_000)
    expect(page.locator(".pq-exchange")).to_have_count(1)


def test_why_a_question_could_not_be_asked_is_said_once_and_it_can_be_asked_again(open_page: Open) -> None:
    page = open_page()
    body = json.dumps({"detail": "too much from one address in a minute; wait"})
    page.route("**/queue/join*", lambda route: route.fulfill(status=429, content_type="application/json", body=body))
    page.locator("#pq-box").fill(WORTH)
    page.keyboard.press("Enter")
    expect(page.locator(".pq-waiting")).to_contain_text("too much from one address in a minute; wait")
    expect(page.locator(".toast-body")).to_have_count(0)
    page.unroute("**/queue/join*")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".pq-exchange .pq-short").first).to_have_text("178.7 billion yen")


def test_a_file_that_is_too_big_says_so_in_its_place(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Articles", exact=True).click()
    big = {"name": "big.txt", "mimeType": "text/plain", "buffer": b"x " * (MOST_BYTES // 2 + 1)}
    page.locator("#pq-files input[type=file]").set_input_files([big])  # type: ignore[arg-type]  # as it takes them
    expect(page.locator(".pq-reading")).to_contain_text("exceed the maximum allowed size")
    expect(page.locator(".pq-reading")).not_to_contain_text("reading")
    expect(page.locator(".toast-body")).to_have_count(0)


def test_a_conversation_outlasts_a_reload_and_is_saved_whole(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    ask(page, "Who was the defense minister in 2017?")
    ask(page, "and in 2020?")
    page.locator("#pq-box").fill("half a question")
    before = page.locator(".pq-conversation").inner_text()
    page.reload()
    expect(page.locator(".pq-exchange")).to_have_count(2)
    assert page.locator(".pq-conversation").inner_text() == before
    expect(page.locator("#pq-box")).to_have_value("half a question")
    page.locator(".pq-cite").first.click()
    expect(page.locator("#pq-source .pq-current").first).to_be_in_viewport()
    saved = []
    for kind in ("As text (Markdown)", "With receipts (JSON)"):
        page.locator(".pq-menu summary").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=kind).click()
        saved.append(tmp_path / kind)
        download.value.save_as(saved[-1])
    assert "## and in 2020?" in saved[0].read_text() and "Who was the defense minister in 2020?" in saved[0].read_text()
    first, _ = json.loads(saved[1].read_text())["conversation"]
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(first["receipts"][0]))
    articles = iter(load_articles(bundled_folder()).articles)
    assert verify_receipt(load_receipt(receipt), articles).outcome == "match"
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".pq-welcome")).to_be_visible()
    page.reload()
    expect(page.locator(".pq-welcome")).to_be_visible()
    expect(page.locator(".pq-exchange")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 1600])
def test_the_list_of_articles_takes_no_room_from_the_answer_where_there_is_little(open_page: Open, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    ask(page, WORTH)
    rows, card = page.locator("#pq-list li").first, page.locator(".pq-answer").first
    if width < 1440:
        expect(rows).not_to_be_visible()
        before = card.bounding_box()
        page.get_by_role("button", name="Articles", exact=True).click()
        expect(rows).to_be_in_viewport()
        now = card.bounding_box()
        # The list lies over it; up and down the page may still be scrolling.
        assert before and now and (now["x"], now["width"]) == (before["x"], before["width"])
    expect(rows).to_be_in_viewport()
    placed = card.bounding_box()
    assert placed and placed["width"] > 450


def test_a_day_is_picked_from_a_calendar(open_page: Open) -> None:
    page = open_page()
    page.locator("#pq-filters summary").click()
    page.get_by_role("button", name="Up to: pick a day").click()
    page.locator("[data-picker=before]").evaluate(
        "(picker) => { picker.value = '2018-03-01'; picker.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    expect(page.locator("#pq-before")).to_have_value("2018-03-01")
    expect(page.locator(".pq-chip-filter")).to_contain_text("Up to 2018-03-01")


def test_an_article_is_read_from_the_list_and_a_word_found_in_it(open_page: Open) -> None:
    page = open_page(viewport={"width": 1600, "height": 800})
    row = page.locator("#pq-list li", has_text="Tokyo struggles")
    expect(row).to_contain_text("26 June 2020")
    row.get_by_role("button", name="Tokyo struggles").click()
    expect(page.locator("#pq-source .pq-text")).to_contain_text("178.7 billion yen")
    expect(page.locator(".pq-being-read")).to_have_text(re.compile("Tokyo struggles"))
    expect(page.locator("#pq-source")).not_to_contain_text("publisher:")
    page.get_by_label("Find in the article").fill("aegis")
    expect(page.locator(".pq-found")).to_have_text(re.compile(r"^1 of \d+$"))
    page.keyboard.press("Enter")
    expect(page.locator(".pq-found")).to_have_text(re.compile(r"^2 of \d+$"))
    page.get_by_label("Find in the article").fill("zzzz")
    expect(page.locator(".pq-found")).to_have_text("not found")
    page.locator("[data-all]").uncheck()
    page.locator("#pq-box").fill(WORTH)
    page.keyboard.press("Enter")
    expect(page.locator("#pq-announce")).to_have_text("No article is ticked; tick one")
    expect(page.locator("#pq-box")).to_have_value(WORTH)


def test_dropped_files_are_answered_from_by_their_visitor_alone(
    open_page: Open, served: Served, tmp_path: Path
) -> None:
    good, bad = tmp_path / "quokka.txt", tmp_path / "broken.pdf"
    good.write_text("The quokka of Rottnest Island sleeps for nineteen hours a day.\n", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 nothing")
    page, other = open_page(), open_page()
    there = set((served.folder / "tmp").glob("pullquote-serve-*/own/pullquote-own-*"))
    page.get_by_role("button", name="Articles", exact=True).click()
    page.locator("#pq-files input[type=file]").set_input_files([good, bad])
    result = page.locator(".pq-result")
    expect(result).to_contain_text("1 article added", timeout=20_000)  # read in a process of its own
    expect(result).to_contain_text("broken.pdf")
    ask(page, "How long does the quokka of Rottnest Island sleep?")
    expect(page.locator(".pq-answer").first).to_contain_text("nineteen hours")
    expect(page.locator(".pq-origin").first).to_contain_text("From your own files")
    assert not page.locator(".pq-answer").first.locator(".pq-vote").count()
    row = page.locator("#pq-list li", has_text="Yours")
    row.locator(".pq-open-article").click()
    expect(page.locator("#pq-source .pq-text")).to_contain_text("nineteen hours")
    expect(page.locator(".pq-being-read")).to_have_text(re.compile("Yours"))
    ask(other, "How long does the quokka of Rottnest Island sleep?")
    expect(other.locator(".pq-card")).not_to_contain_text("nineteen hours")
    tick(page, "Yours")
    page.keyboard.press("Escape")
    ask(page, WORTH)
    expect(page.locator(".pq-card").last).not_to_contain_text("178.7")
    kept = set((served.folder / "tmp").glob("pullquote-serve-*/own/pullquote-own-*")) - there
    assert len(kept) == 1
    page.get_by_role("button", name="Articles", exact=True).click()
    page.get_by_role("button", name="Remove “quokka”").click()
    expect(row).to_have_count(0)
    page.close()
    end = time.monotonic() + 30
    while kept & set((served.folder / "tmp").glob("pullquote-serve-*/own/pullquote-own-*")) and time.monotonic() < end:
        time.sleep(0.5)
    assert not kept & set((served.folder / "tmp").glob("pullquote-serve-*/own/pullquote-own-*"))


def test_an_answer_can_be_taken_along_and_its_receipt_verifies(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    ask(page, WORTH)
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.locator("#pq-announce")).to_have_text("Text copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "178.7 billion yen" in text
    assert "Japan Media Highlights (retold) · 26 June 2020 · Note: Retold" in text
    page.get_by_role("button", name="Copy as Markdown").first.click()
    expect(page.locator("#pq-announce")).to_have_text("Markdown copied")
    assert "**178.7 billion yen**" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save receipt").first.click()
    saved = tmp_path / "receipt.json"
    download.value.save_as(saved)
    found = verify_receipt(load_receipt(saved), iter(load_articles(bundled_folder()).articles))
    assert found.outcome == "match"


def test_a_vote_and_its_reason_reach_the_server(open_page: Open, served: Served) -> None:
    page = open_page()
    ask(page, WORTH)
    page.get_by_role("button", name="This was right").first.click()
    expect(page.locator(".pq-reason")).to_contain_text("Thank you")
    votes = served.folder / "votes.jsonl"  # other tests vote too: it may be there already
    end = time.monotonic() + 10
    while not votes.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert votes.exists()  # without a reason
    page.locator(".pq-reason input").fill("exactly <this>")
    page.keyboard.press("Enter")
    while not (found := reasons(votes)) and time.monotonic() < end:
        time.sleep(0.1)
    assert found == ["exactly <this>"]


def reasons(votes: Path) -> list[str]:
    """What was given as the reason of a vote, in whole lines only: the server may be writing."""
    lines = votes.read_text(encoding="utf-8").split("\n")[:-1] if votes.exists() else []
    return [reason for line in lines if (reason := json.loads(line)["reason"])]


def test_a_hostile_article_is_shown_and_never_run(open_page: Open) -> None:
    page = open_page()
    ask(page, "What is the zebra of Zanzibar called? <img src=x onerror='window.pwned=8'>")
    card = page.locator(".pq-card").first
    expect(card).to_contain_text("<script>window.pwned=4</script>")
    expect(card).to_contain_text("{{#each value}} ${alert(5)} `x`")
    pane = page.locator("#pq-source")
    expect(pane).to_contain_text("<img src=x onerror='window.pwned=1'> Zebra {{value}} ${window.pwned=2}")
    expect(pane).to_contain_text('<img src="https://tracker.invalid/pixel.png" onerror="window.pwned=6">')
    expect(page.locator(".pq-question")).to_contain_text("onerror='window.pwned=8'")
    expect(page.locator(".pq-dead").first).to_have_text("javascript:window.pwned=3")
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert not page.locator("a[href^='javascript']").count()
    assert not page.locator(".pq-conversation img, .pq-pane img, .pq-conversation script, .pq-pane script").count()


def test_a_script_that_got_into_the_page_is_not_run(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(served.address)
    page.locator(".pq-welcome").wait_for()
    page.evaluate(
        """() => {
          const place = document.createElement("div");
          place.innerHTML = "<img src=x onerror='window.pwned=1'><a href='javascript:window.pwned=2'>here</a>";
          document.body.append(place);
          const script = document.createElement("script");
          script.textContent = "window.pwned=3";
          document.body.append(script);
          place.querySelector("a").click();
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned === undefined")
    assert len(blocked) >= 3
    page.close()


def test_on_a_phone_a_votes_reason_opens_in_view_above_the_box(open_page: Open) -> None:
    page = open_page(viewport={"width": 390, "height": 700}, reduced_motion="reduce")
    ask(page, WORTH)
    page.locator(".pq-vote").first.click()
    reason, box = page.locator(".pq-reason input").first, page.locator("#pq-ask")
    expect(reason).to_be_in_viewport()
    field, below = reason.bounding_box(), box.bounding_box()
    assert field and below and field["y"] + field["height"] <= below["y"] and field["width"] > 100


def test_on_a_phone_article_and_list_open_over_the_page_and_close_again(open_page: Open) -> None:
    page = open_page(viewport={"width": 390, "height": 780}, has_touch=True)
    ask(page, WORTH)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#pq-go")).to_be_in_viewport()
    expect(page.locator("#pq-source .pq-current").first).not_to_be_visible()
    page.locator(".pq-cite").first.click()
    expect(page.locator("#pq-source .pq-current").first).to_be_in_viewport()
    page.get_by_role("button", name="Close the article").click()
    expect(page.locator("#pq-source .pq-current").first).not_to_be_visible()
    expect(page.locator(".pq-cite").first).to_be_focused()
    page.get_by_role("button", name="Articles", exact=True).click()
    expect(page.locator("#pq-list li").first).to_be_in_viewport()
    small = page.evaluate(
        """() => [...document.querySelectorAll(".pq-head :is(button, summary), :is(.pq-card, #pq-list) button, #pq-go")]
          .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"""
    )
    assert small == []
    page.keyboard.press("Escape")
    expect(page.locator("#pq-list li").first).not_to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_words_stand_out_and_everything_can_be_reached_in_light_and_dark(
    open_page: Open, scheme: str, width: int
) -> None:
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    ask(page, INJURED)
    ask(page, f"{INJURED[:-1]} in 1990?")
    ask(page, WORTH)
    page.locator(".pq-vote").first.click()
    page.locator("#pq-filters summary").click()
    page.locator("#pq-after").fill("soon")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert ("dark" in page.evaluate("document.body.className")) == (scheme == "dark")
    assert page.evaluate("getComputedStyle(document.querySelector('#pq-main')).colorScheme") == scheme
    assert page.evaluate(CONTRAST) == []
    assert unreachable(page) == []
    page.get_by_role("button", name="Articles", exact=True).click()
    assert page.evaluate(CONTRAST) == []
    assert unreachable(page) == []


def unreachable(page: Page) -> list[str]:
    """What axe-core finds that somebody could not see, read or use: its rules for WCAG 2.1, levels A and AA."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    return [f"{wrong['id']}: {node['html'][:200]}" for wrong in found.response["violations"] for node in wrong["nodes"]]


# Every visible text against the nearest opaque ground; AA wants 4.5, and 3 for large text.
CONTRAST = """() => {
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const linear = (v) => v <= 10 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, e = node.parentElement;
    if (!node.textContent.trim() || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (["SCRIPT", "STYLE"].includes(e.tagName) || e.closest("[disabled], .pq-hidden, .sr-only")) continue;
    const style = getComputedStyle(e), a = light(parse(style.color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${node.textContent.trim().slice(0, 40)}`);
  }
  return found;
}"""


def test_the_keyboard_is_enough(open_page: Open) -> None:
    page = open_page()
    expect(page.locator("#pq-box")).to_be_focused()
    page.keyboard.type("half a question")
    page.keyboard.press("Escape")
    expect(page.locator("#pq-box")).to_have_value("")
    page.keyboard.type("What is Aegis Ashore?")
    page.keyboard.press("Enter")
    page.locator(".pq-card").first.wait_for()
    seen: list[str] = []
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        focus = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.className + ' ' + (e.getAttribute('aria-label') || e.textContent), s.outlineStyle]; })()"
        )
        seen.append(focus[0])
        assert focus[1] != "none", f"focus cannot be seen on {focus[0]}"
        if "Show quote 1" in focus[0]:
            break
    assert "Show quote 1" in seen[-1], seen
    expect(page.locator("#pq-tip")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".pq-count")).to_have_text(re.compile("^1 of"))


def test_a_page_that_nobody_asks_is_quiet(open_page: Open) -> None:
    page = open_page()
    ask(page, WORTH)
    page.wait_for_timeout(5000)  # so long it looks after a question at work
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate(
        "window.changes = 0; new MutationObserver((some) => { window.changes += some.length; })"
        ".observe(document, { childList: true, subtree: true, attributes: true, characterData: true })"
    )
    page.wait_for_timeout(5000)
    assert requests == []
    assert page.evaluate("[window.changes, document.getAnimations().length]") == [0, 0]


def test_nothing_jumps_when_an_answer_comes(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        "window.shift = 0; new PerformanceObserver((list) => { for (const e of list.getEntries())"
        " window.shift += e.value; }).observe({ type: 'layout-shift', buffered: false })"
    )
    ask(page, WORTH)
    ask(page, "What is Aegis Ashore?")
    page.wait_for_timeout(600)
    assert page.evaluate("window.shift") < 0.1


def test_an_open_page_answers_from_articles_added_meanwhile(open_page: Open, served: Served, tmp_path: Path) -> None:
    page = open_page()
    ask(page, "Where does the okapi of Ituri live?")
    (tmp_path / "okapi.md").write_text(
        '---\ntitle: "Okapi"\npublisher: "Forest Post"\n---\n\nThe okapi of Ituri lives under 12 giant fig trees.\n'
    )
    index = Index.open(served.folder / "index")
    index.add(load_articles(tmp_path).articles)
    ask(page, "Where does the okapi of Ituri live?")
    expect(page.locator(".pq-card").last).to_contain_text("under 12 giant fig trees")
    page.locator("#pq-filters summary").click()
    expect(page.get_by_label("Forest Post")).to_be_visible()
    index.remove([source.id for source in index.sources() if source.publisher == "Forest Post"])
    with pytest.raises(PullquoteError):
        index.article("okapi.md")
    index.close()


def test_the_server_connected_to_nothing_but_itself(open_page: Open, served: Served) -> None:
    page = open_page()
    ask(page, WORTH)
    places = set((served.folder / "connections.txt").read_text().splitlines())
    assert {place for place in places if "127.0.0.1" not in place and "localhost" not in place} == set()
