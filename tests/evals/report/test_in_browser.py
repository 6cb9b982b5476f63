"""A report in a browser: questions narrowed down, by the one script that its policy lets run, in light and in dark."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pullquote.evals.metrics.causes import ANSWERED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def opened(browser: "Browser", report: Path, scheme: str = "light") -> "Page":
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((report / "report.html").as_uri())
    return page


def test_questions_are_searched_and_narrowed_by_cause_type_and_article(browser: "Browser", plain: Path) -> None:
    page = opened(browser, plain)
    shown = page.locator(".question:visible")
    assert shown.count() == 6
    page.get_by_role("searchbox", name="search").fill("where rhine")
    assert (shown.count(), page.locator("#count").inner_text()) == (1, "1 of 6 questions")
    page.get_by_role("button", name="clear").click()
    page.wait_for_function("document.querySelector('#count').textContent.startsWith('6 of')")
    page.locator("select[name=type]").select_option("yes/no")
    assert shown.count() == 1
    page.locator("select[name=type]").select_option("")
    page.locator("select[name=article]").select_option("towns.md")
    assert shown.count() == 2
    page.locator("select[name=article]").select_option("")
    page.get_by_role("link", name=ANSWERED).click()
    assert shown.count() == 2
    page.close()


def test_text_and_plots_follow_light_and_dark(browser: "Browser", plain: Path) -> None:
    ink = "getComputedStyle(document.querySelector('.plots svg text')).fill"
    paper = "getComputedStyle(document.body).backgroundColor"
    seen = []
    for scheme in ("light", "dark"):
        page = opened(browser, plain, scheme)
        seen.append((page.evaluate(ink), page.evaluate(paper)))
        page.close()
    assert seen == [("rgb(28, 28, 28)", "rgb(255, 255, 255)"), ("rgb(230, 230, 230)", "rgb(22, 22, 22)")]


def test_a_report_asks_nothing_of_anybody_and_its_policy_lets_its_script_run(browser: "Browser", plain: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((plain / "report.html").as_uri())
    assert page.locator("#narrow").is_visible()
    assert (asked, complaints) == ([(plain / "report.html").as_uri()], [])
    page.close()
