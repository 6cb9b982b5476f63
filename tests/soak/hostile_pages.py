"""Hostile HTML dropped on the page in a real browser: it is shown, never run, and nothing outside is asked for."""

import random
import shutil
from pathlib import Path

from tests.conftest import FLAGS
from tests.soak.outcome import Outcome
from tests.soak.server import serving

PARTS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=2>",
    '<img src="https://tracker.invalid/p.png">',
    "<svg onload=window.pwned=3>",
    "<iframe srcdoc='<script>parent.pwned=4</script>'></iframe>",
    "<a href='javascript:window.pwned=5'>here</a>",
    "<style>@import url(https://tracker.invalid/s.css)</style>",
    "</div></article></section>",
    "${window.pwned=6} {{window.pwned=7}} {{#each value}} `x`",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.pwned=8>",
    '"><input autofocus onfocus=window.pwned=9>',
    "<link rel=stylesheet href=https://tracker.invalid/l.css><base href=https://tracker.invalid/>",
)


def hostile_pages(folder: Path, size: int, seed: int) -> Outcome:
    """`size` articles, each with some of the parts in its title, its outlet and its text."""
    found, chosen = Outcome(), random.Random(seed)
    path = shutil.which("chromium")
    if not path:
        found.counts["skipped: no chromium"] = 1
        return found
    from playwright.sync_api import sync_playwright

    with serving(folder / "server") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        outside: list[str] = []
        for n in range(size):
            page = browser.new_page()
            page.on("request", lambda request: outside.append(request.url))
            page.goto(server.address)
            page.locator(".pq-welcome").wait_for()
            bad = [chosen.choice(PARTS) for _ in range(5)]
            file = folder / f"hostile {n}.md"
            words = f"The numbat {n} of Perth {bad[2]} is called {bad[3]} Nora. {bad[4]}"
            title, outlet = (part.replace("'", "") for part in bad[:2])
            file.write_text(f"---\ntitle: '{title}'\npublisher: '{outlet}'\n---\n{words}\n")
            page.get_by_role("button", name="Articles", exact=True).click()
            page.locator("#pq-files input[type=file]").set_input_files(str(file))
            page.locator("#pq-taken .pq-result").wait_for(timeout=60_000)
            page.keyboard.press("Escape")
            page.locator("#pq-box").fill(f"What is the numbat {n} of Perth called?")
            page.locator("#pq-go").click()
            page.locator(".pq-card").first.wait_for(timeout=60_000)
            found.counts["pages"] += 1
            found.counts["shown as text"] += "numbat" in page.locator("#pq-main").inner_text()
            found.must(page.evaluate("window.pwned === undefined"), f"page {n}: a script ran: {bad}")
            page.close()
        browser.close()
        own = (server.address, "data:", "blob:")
        found.counts["requests"] = len(outside)
        found.must(
            all(url.startswith(own) for url in outside),
            f"asked outside: {[u for u in outside if not u.startswith(own)][:2]}",
        )
    return found
