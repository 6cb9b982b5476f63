"""Pictures of the page in every state that it can be in, at three widths, light and dark, to be looked at.

Run as: python -m tests.tools.pictures FOLDER [STATE...]; they are written to FOLDER, named by state, width and scheme.
With --docs in the place of a folder the pictures of the guide are taken anew.
"""

import itertools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pullquote.corpus import bundled_folder
from tests.conftest import FLAGS

ROOT = Path(__file__).parents[2]
SIZES = {"phone": (390, 844), "laptop": (1280, 800), "wide": (1680, 950)}
WORTH = "How much are the Aegis Ashore contracts worth?"
MINISTER = "Who is the defense minister?"
LONG_TITLE = (
    "Council of the harbour town of Torvik, after two years of hearings, eleven drafts and a night session, agrees to"
    " have the Übergangsbrückenverwaltungsgebäude_at_the_old_customs_house moved stone by stone"
)
ARTICLES = {  # by file: title, outlet, day, section, text
    "mill-1.md": ("Fire at the Lindholm mill", "Harbour Herald", "2021-05-04", "accidents",
                  "A fire broke out on Tuesday. The fire at the Lindholm mill injured 12 workers. Nobody died."),
    "mill-2.md": ("Mill burns", "Coast Post", "2021-05-04", "accidents",
                  "Firemen came from Brom. The fire at the Lindholm mill injured 17 workers. It was out by noon."),
    "council.md": (LONG_TITLE, "The Torvik and Brom Harbour Intelligencer and Advertiser", "2019-03-12", "council",
                   "The customs house of Torvik will be moved by Berthold Quist. He is a mason of 61 years."),
    "bruecke.md": ("Die Brücke", "Küstenbote", "2018-02-01", "council",
                   "Die Brücke von Torvik wurde am Dienstag eröffnet. Sie hat achtundvierzig Millionen Kronen gekostet,"
                   " und niemand war mit ihr zufrieden. Der Bürgermeister sprach lange über die Kosten der Brücke."),
}  # fmt: skip
QUOKKA = "The quokka of Rottnest Island\n\nBy Ann Oakes\n12 March 2019\n\nThe quokka sleeps for nineteen hours a day.\n"
State = Callable[[Page], None]


def ask(page: Page, *questions: str) -> None:
    for question in questions:
        before = page.locator(".pq-exchange").count()
        page.locator("#pq-box").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".pq-exchange")).to_have_count(before + 1, timeout=180_000)


def asked(*questions: str) -> State:
    """What the page shows once these were asked."""
    return lambda page: ask(page, *questions)


def articles(page: Page) -> None:
    if not page.locator("#pq-sources").is_visible():
        page.get_by_role("button", name="Articles", exact=True).click()


def read(page: Page) -> None:
    articles(page)
    page.locator("[data-read]", has_text="Tokyo struggles").click()
    expect(page.locator("#pq-source .pq-text")).to_contain_text("178.7", timeout=60_000)
    page.get_by_label("Find in the article").fill("aegis")


def cited(page: Page) -> None:
    ask(page, WORTH)
    page.locator(".pq-cite").first.click()


def filtered(page: Page) -> None:
    page.locator("#pq-filters summary").click()
    page.get_by_label("Nikkei").check()
    page.get_by_role("checkbox", name="accidents").check()
    page.locator("#pq-after").fill("2020")


def wrong_day(page: Page) -> None:
    filtered(page)
    page.locator("#pq-as-of").fill("2016-13")
    page.locator("#pq-box").fill(WORTH)
    page.keyboard.press("Enter")


def filtered_out(page: Page) -> None:
    page.locator("#pq-filters summary").click()
    page.locator("#pq-before").fill("2018")
    page.locator("#pq-filters summary").click()
    ask(page, WORTH)


def everything(page: Page) -> None:
    page.locator("#pq-filters summary").click()
    page.locator("[name=refuse][value=everything]").check()
    page.locator("#pq-filters summary").click()
    ask(page, "Which colour does the mayor prefer?", "Who painted the ministry?")


def waiting(page: Page) -> None:
    ask(page, MINISTER)
    page.route("**/queue/join*", lambda _route: None)
    for question in (WORTH, "And in 2017?"):
        page.locator("#pq-box").fill(question)
        page.keyboard.press("Enter")
    page.locator("#pq-box").fill("and what el")


def lost(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("#pq-box").fill(WORTH)
    page.keyboard.press("Enter")
    expect(page.locator(".pq-waiting")).to_contain_text("connection is lost", timeout=20_000)


def give(page: Page, *files: tuple[str, bytes]) -> None:
    articles(page)
    given = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
    page.locator("#pq-files input[type=file]").set_input_files(given)  # type: ignore[arg-type]  # as it takes them


def own_reading(page: Page) -> None:
    page.route("**/upload*", lambda _route: None)
    give(page, ("quokka.txt", QUOKKA.encode()))


def one_own(page: Page) -> None:
    give(page, ("quokka.txt", QUOKKA.encode()))
    expect(page.locator(".pq-result")).to_contain_text("added", timeout=60_000)


def own(page: Page) -> None:
    give(page, ("quokka.txt", QUOKKA.encode()), ("broken.pdf", b"%PDF-1.4 nothing"), ("notes.xyz", b"?"))
    expect(page.locator(".pq-result")).to_contain_text("added", timeout=180_000)


def own_answer(page: Page) -> None:
    own(page)
    page.keyboard.press("Escape")
    ask(page, "How long does the quokka sleep?")


def linked(page: Page) -> None:
    page.goto(f"{page.url}?q=Who+won%3F&outlet=Coast+Post&where=section%3Daccidents&after=2020&own=1")
    expect(page.locator(".pq-exchange")).to_have_count(1, timeout=180_000)


def mistaken(page: Page) -> None:
    page.goto(f"{page.url}?q=Who+won%3F&where=desk%3Dsport")
    expect(page.locator(".pq-exchange")).to_have_count(1, timeout=180_000)


def restored(page: Page) -> None:
    ask(page, WORTH, "Who is Taro Kono?")
    page.reload()
    expect(page.locator(".pq-exchange")).to_have_count(2, timeout=60_000)
    page.locator(".pq-menu summary").click()


def voted(page: Page) -> None:
    ask(page, WORTH)
    page.locator(".pq-vote").first.click()


def by_keyboard(page: Page) -> None:
    ask(page, WORTH)
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.pq-cite')"):
            return


STATES: dict[str, State] = {
    "welcome": lambda _page: None,
    "articles": articles,
    "reading": read,
    "answer": asked(WORTH),
    "cited": cited,
    "times": asked(MINISTER),
    "dispute": asked("How many workers did the fire at the Lindholm mill injure?"),
    "refusal-name": asked("Who is the president of Brazil?"),
    "refusal-not-stated": asked("How many soldiers does Japan have?"),
    "refusal-other-time": asked("Who was the defense minister in 2012?"),
    "refusal-filtered": filtered_out,
    "refusal-weak": asked("Which bakery opens first on Sundays?"),
    "refusal-no-question": asked("hello there"),
    "doubtful": everything,
    "language": asked("Was hat die Brücke von Torvik gekostet?"),
    "waiting": waiting,
    "lost": lost,
    "own-reading": own_reading,
    "own": own,
    "own-answer": own_answer,
    "filters": filtered,
    "wrong-day": wrong_day,
    "conversation": asked("Who was the defense minister in 2017?", "and in 2020?", "Waht is Aegis Ashoer?"),
    "link": linked,
    "restored": restored,
    "voted": voted,
    "keyboard": by_keyboard,
    "long-question": asked(f"{'What is said of the defense minister and of the ' * 30} Aegis Ashore contracts?"),
    "long-titles": asked("Who will move the customs house of Torvik?"),
    "mistake": mistaken,
}


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """The address of a page."""
    command = [sys.executable, "-m", "pullquote.ui.cli.main", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().split()[0]
        finally:
            server.terminate()


def opened(browser: Browser, address: str, size: tuple[int, int] = SIZES["laptop"], scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]  # light or dark
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.locator(".pq-example, .pq-welcome:not([data-unsought])").first.wait_for(timeout=180_000)
    return page


def take_all(browser: Browser, address: str, out: Path, names: list[str]) -> None:
    for name in names:
        for widths in (("phone",), ("laptop", "wide")):  # what is opened on a phone is opened in another way
            page = opened(browser, address, SIZES[widths[0]])
            STATES[name](page)
            for width, scheme in itertools.product(widths, ("light", "dark")):
                page.set_viewport_size({"width": SIZES[width][0], "height": SIZES[width][1]})
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                page.evaluate("(dark) => document.body.classList.toggle('dark', dark)", scheme == "dark")
                page.wait_for_timeout(400)
                page.screenshot(path=out / f"{name}-{width}-{scheme}.png")
            page.unroute_all(behavior="ignoreErrors")
            page.context.close()
        print(name, flush=True)


def take_for_docs(browser: Browser, address: str) -> None:
    def take(name: str, *, state: State, size: tuple[int, int] = SIZES["laptop"], scheme: str = "light") -> None:
        page = opened(browser, address, size, scheme)
        state(page)
        page.wait_for_timeout(400)
        file = ROOT / "docs" / name
        page.screenshot(path=file)
        Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)  # a third of the bytes
        page.context.close()

    take("page-empty.png", state=STATES["welcome"])
    take("page-answer.png", state=STATES["answer"])
    take("page-refusal.png", state=asked("Who is the president of Mars?"))
    take("page-own-articles.png", state=one_own)
    take("page-phone-dark.png", state=cited, size=(390, 780), scheme="dark")


def main(out: str, *names: str) -> None:
    path = shutil.which("chromium")
    if not path:
        sys.exit("no chromium here; run: python tests/tools/get_browser.py")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        if out == "--docs":
            with serving() as address:
                take_for_docs(browser, address)
            return
        Path(out).mkdir(parents=True, exist_ok=True)
        news = Path(folder) / "news"
        news.mkdir()
        for file, (title, outlet, day, section, text) in ARTICLES.items():
            known = f"title: {title}\npublisher: {outlet}\npublished: {day}\nsection: {section}"
            (news / file).write_text(f"---\n{known}\n---\n\n{text}\n", encoding="utf-8")
        built = ["build", str(bundled_folder()), str(news), "--index", f"{folder}/index"]
        subprocess.run([sys.executable, "-m", "pullquote.ui.cli.main", *built], check=True, stdout=subprocess.DEVNULL)
        with serving("--index", f"{folder}/index", "--reader", "quick") as address:
            take_all(browser, address, Path(out), list(names) or list(STATES))


if __name__ == "__main__":
    main(*sys.argv[1:])
