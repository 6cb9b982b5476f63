"""The page in a real browser: what a person clicks, types and drops."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gradio")
sync_api = pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect  # noqa: E402

from pullquote.corpus import PullquoteError, bundled_folder, load_articles  # noqa: E402
from pullquote.index import Index  # noqa: E402
from pullquote.rag import load_receipt, verify_receipt  # noqa: E402
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
    before = page.locator(".pq-question").count()
    page.locator("#pq-box input").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".pq-question")).to_have_count(before + 1)


def choose(page: Page, which: str, option: str) -> None:
    if page.locator("#pq-filters .label-wrap").get_attribute("aria-expanded") != "true":
        page.locator("#pq-filters .label-wrap").click()
    page.locator(f"{which} input").first.click()
    page.get_by_role("option", name=option).first.click()
    page.keyboard.press("Escape")


def test_a_question_is_answered_with_a_quote_in_its_article(open_page: Open) -> None:
    page = open_page()
    ask(page, WORTH)
    expect(page.locator(".pq-answer .pq-short").first).to_have_text("178.7 billion yen")
    expect(page.locator("#pq-announce")).to_have_text("Answer: 178.7 billion yen")
    expect(page.locator(".pq-busy")).to_have_count(0)
    expect(page.locator(".pq-card .pq-note").first).to_contain_text("Retold")
    mark = page.locator("#pq-source .pq-current").first
    expect(mark).to_be_in_viewport()
    quote = page.locator(".pq-answer .pq-quote").first.inner_text()
    assert "".join(page.locator("#pq-source .pq-current").all_inner_texts()) == quote
    around = page.locator(".pq-answer blockquote").first.locator(".pq-context")
    expect(around.first).to_be_visible()
    marked = "".join(page.locator("#pq-source .pq-around").all_inner_texts())
    assert " ".join(around.first.inner_text().split()) in " ".join(marked.split())
    expect(page.locator("#pq-source h2:visible")).to_contain_text("Tokyo struggles")
    assert page.locator("#pq-source article:visible .pq-debris").count()


def test_an_example_on_the_empty_page_can_be_clicked(open_page: Open) -> None:
    page = open_page()
    example = page.locator(".pq-example").first
    words = example.inner_text()
    example.click()
    expect(page.locator(".pq-question")).to_contain_text(words)


def test_citations_move_the_source_pane_and_so_do_previous_and_next(open_page: Open) -> None:
    page = open_page()
    ask(page, "What is Aegis Ashore?")
    cites = page.locator(".pq-cite")
    total = cites.count()
    assert total > 1
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
    page.locator(".pq-cite").nth(1).click()  # of the earlier answer
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
    one, other = page.locator(".pq-dispute section").all()
    first, second = one.bounding_box(), other.bounding_box()
    assert first and second and (first["y"] == second["y"]) is beside
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_was_known_on_a_day_is_asked_and_linked(open_page: Open, served: Served) -> None:
    page = open_page()
    page.locator("#pq-filters .label-wrap").click()
    page.locator("#pq-as-of input").fill("2016-12-31")
    ask(page, COST)
    expect(page.locator(".pq-answer .pq-short").first).to_have_text("30 million crowns")
    assert not page.locator(".pq-date").count()
    expect(page.locator(".pq-understood")).to_have_text("Only what was known by 2016-12-31")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#pq-announce")).to_have_text("Link copied")
    again = open_page(page.evaluate("navigator.clipboard.readText()").removeprefix(served.address))
    expect(again.locator(".pq-answer .pq-short").first).to_have_text("30 million crowns")
    again.locator("#pq-filters .label-wrap").click()
    expect(again.locator("#pq-as-of input")).to_have_value("2016-12-31")


def test_a_follow_up_shows_how_it_was_understood_and_can_be_edited(open_page: Open) -> None:
    page = open_page()
    ask(page, "Who was the defense minister in 2017?")
    ask(page, "and in 2020?")
    expect(page.locator(".pq-understood")).to_contain_text("Who was the defense minister in 2020?")
    page.get_by_role("button", name="Edit the question").click()
    expect(page.locator("#pq-box input")).to_have_value("Who was the defense minister in 2020?")
    expect(page.locator("#pq-box input")).to_be_focused()


def test_filters_bound_the_answer_and_a_refusal_looks_different_and_says_why(open_page: Open) -> None:
    page = open_page()
    choose(page, "#pq-outlets", "Nikkei Asian Review (retold)")
    ask(page, "What is Aegis Ashore?")
    expect(page.locator(".pq-answer .pq-by").first).to_contain_text("Nikkei")
    expect(page.locator(".pq-understood").last).to_contain_text("Nikkei")
    page.locator("#pq-after input").fill("2020")
    ask(page, WORTH)
    refusal = page.locator(".pq-refusal").last
    expect(refusal).to_contain_text("No answer. Only outside your filters.")
    expect(refusal).to_contain_text("not an answer")
    assert not refusal.locator(".pq-short").count()
    expect(page.locator(".pq-which")).to_have_text("Nearest passage")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#pq-after input")).to_have_value("")
    choose(page, "#pq-articles", "Tokyo struggles")
    ask(page, WORTH)
    expect(page.locator(".pq-answer").last).to_contain_text("178.7 billion yen")
    page.locator("#pq-after input").fill("yesterday")
    ask(page, WORTH)
    expect(page.locator(".pq-mistake").last).to_contain_text("no date")


def test_dropped_files_are_answered_from_by_their_visitor_alone(
    open_page: Open, served: Served, tmp_path: Path
) -> None:
    good, bad = tmp_path / "quokka.txt", tmp_path / "broken.pdf"
    good.write_text("The quokka of Rottnest Island sleeps for nineteen hours a day.\n", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 nothing")
    page, other = open_page(), open_page()
    there = set((served.folder / "tmp").glob("pullquote-serve-*/own/pullquote-own-*"))
    page.locator("#pq-own .label-wrap").click()
    page.locator("#pq-files input[type=file]").set_input_files([good, bad])
    result = page.locator(".pq-result")
    expect(result).to_contain_text("1 article added")
    expect(result).to_contain_text("broken.pdf")
    ask(page, "How long does the quokka of Rottnest Island sleep?")
    expect(page.locator(".pq-answer").first).to_contain_text("nineteen hours")
    expect(page.locator(".pq-origin").first).to_contain_text("From your own files")
    assert not page.locator(".pq-answer").first.locator(".pq-vote").count()
    ask(other, "How long does the quokka of Rottnest Island sleep?")
    expect(other.locator(".pq-card")).not_to_contain_text("nineteen hours")
    choose(page, "#pq-articles", "(yours)")
    ask(page, WORTH)
    expect(page.locator(".pq-card").last).not_to_contain_text("178.7")
    kept = set((served.folder / "tmp").glob("pullquote-serve-*/own/pullquote-own-*")) - there
    assert len(kept) == 1
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


def test_a_copied_link_asks_the_same_question_again(open_page: Open, served: Served) -> None:
    page = open_page()
    choose(page, "#pq-outlets", "The Japan Times (retold)")
    ask(page, "Who was the defense minister in 2017?")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#pq-announce")).to_have_text("Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(served.address)
    again = open_page(link.removeprefix(served.address))
    expect(again.locator(".pq-question")).to_contain_text("Who was the defense minister in 2017?")
    again.locator("#pq-filters .label-wrap").click()
    expect(again.locator("#pq-outlets")).to_contain_text("The Japan Times")


def test_a_vote_and_its_reason_reach_the_server(open_page: Open, served: Served) -> None:
    page = open_page()
    ask(page, WORTH)
    page.get_by_role("button", name="This was right").first.click()
    page.locator(".pq-reason input").fill("exactly <this>")
    page.keyboard.press("Enter")
    expect(page.locator(".pq-reason")).to_contain_text("Thank you")
    votes = served.folder / "votes.jsonl"  # other tests vote too: it may be there already
    end = time.monotonic() + 10
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


def test_on_a_phone_the_article_opens_over_the_page_and_closes_again(open_page: Open) -> None:
    page = open_page(viewport={"width": 390, "height": 780})
    ask(page, WORTH)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#pq-go")).to_be_in_viewport()
    expect(page.locator("#pq-source .pq-current").first).not_to_be_visible()
    page.locator(".pq-cite").first.click()
    expect(page.locator("#pq-source .pq-current").first).to_be_in_viewport()
    page.get_by_role("button", name="Close the article").click()
    expect(page.locator("#pq-source .pq-current").first).not_to_be_visible()
    expect(page.locator(".pq-cite").first).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground_in_light_and_dark(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    ask(page, INJURED)
    ask(page, f"{INJURED[:-1]} in 1990?")
    ask(page, WORTH)
    page.locator(".pq-vote").first.click()
    page.locator("#pq-filters .label-wrap").click()
    page.locator("#pq-own .label-wrap").click()
    page.wait_for_timeout(500)
    assert ("dark" in page.evaluate("document.body.className")) == (scheme == "dark")
    assert page.evaluate(CONTRAST) == []


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
    expect(page.locator("#pq-box input")).to_be_focused()
    page.keyboard.type("half a question")
    page.keyboard.press("Escape")
    expect(page.locator("#pq-box input")).to_have_value("")
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
        if "Show quote 2" in focus[0]:
            break
    assert "Show quote 2" in seen[-1], seen
    page.keyboard.press("Enter")
    expect(page.locator(".pq-count")).to_have_text(re.compile("^2 of"))


def test_everything_that_can_be_used_has_a_name(open_page: Open) -> None:
    page = open_page()
    ask(page, WORTH)
    page.locator("#pq-filters .label-wrap").click()
    page.locator("#pq-own .label-wrap").click()
    page.wait_for_timeout(300)
    snapshot = page.locator("body").aria_snapshot()
    nameless = [
        line
        for line in snapshot.splitlines()
        if re.fullmatch(r"\s*- (button|textbox|link|combobox|listbox)(:.*)?", line)
    ]
    assert nameless == []
    expect(page.get_by_role("log")).to_be_visible()
    expect(page.get_by_role("heading", name="Pullquote")).to_be_visible()


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
    page.locator("#pq-filters .label-wrap").click()
    page.locator("#pq-outlets input").first.click()
    expect(page.get_by_role("option", name="Forest Post")).to_be_visible()
    page.keyboard.press("Escape")
    index.remove([source.id for source in index.sources() if source.publisher == "Forest Post"])
    with pytest.raises(PullquoteError):
        index.article("okapi.md")
    index.close()


def test_the_server_connected_to_nothing_but_itself(open_page: Open, served: Served) -> None:
    page = open_page()
    ask(page, WORTH)
    places = set((served.folder / "connections.txt").read_text().splitlines())
    assert {place for place in places if "127.0.0.1" not in place and "localhost" not in place} == set()
