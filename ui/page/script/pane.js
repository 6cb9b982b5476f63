// The article beside the conversation: moving between citations, finding a word in it.
const source = () => one("#pq-source");
const pane = () => one("#pq-source .pq-pane[data-total]");
const marks = window.CSS?.highlights ? new Highlight() : null; // every place that was found, without touching the text
const here = marks ? new Highlight() : null;
if (marks) {
  CSS.highlights.set("pq-found", marks);
  CSS.highlights.set("pq-found-here", here);
}

function move(pane, to) {
  const total = Number(pane.dataset.total);
  const now = ((to % total) + total) % total;
  pane.dataset.current = now;
  one(".pq-count", pane).textContent = `${now + 1} of ${total}`;
  const has = (mark) => (mark.dataset.quotes || "").split(" ").includes(String(now));
  let first = null;
  for (const article of all(".pq-article", pane)) {
    const quoted = all(".pq-mark", article), mine = quoted.filter(has);
    article.hidden = mine.length === 0;
    for (const mark of quoted) mark.classList.toggle("pq-current", mine.includes(mark));
    first = mine[0] || first;
  }
  if (first) {
    first.setAttribute("aria-current", "true");
    scrollTo(first.closest(".pq-text"), first.getBoundingClientRect());
  }
  pressed();
}
function scrollTo(text, at) {
  text.scrollTo({ top: text.scrollTop + at.top - text.getBoundingClientRect().top - text.clientHeight / 4 });
}
function pressed() {
  const now = pane();
  for (const button of all("[data-cite]")) {
    const on = button.dataset.cite === now?.dataset.key && button.dataset.quote === now?.dataset.current;
    button.setAttribute("aria-pressed", on);
  }
  for (const row of all("#pq-list li")) {
    const on = all("#pq-source .pq-article:not([hidden])").some((shown) => row.dataset.article.replace(/^own:/, "") === shown.dataset.article);
    row.classList.toggle("pq-being-read", on);
  }
}
function settle() {
  if (pane() && !pane().dataset.settled) {
    pane().dataset.settled = "yes";
    if (Number(pane().dataset.total)) move(pane(), Number(pane().dataset.current));
    else pressed();
    find("");
  }
}

// On a phone the article lies over the page.
let opener = null;
function openPane(button = document.activeElement) {
  opener = button;
  if (!narrow()) return;
  one("#pq-main").classList.add("pq-open");
  one(".pq-close", source())?.focus({ preventScroll: true });
}
function closePane() {
  one("#pq-main").classList.remove("pq-open");
  const { key, current } = pane()?.dataset || {};
  (one(`.pq-cite[data-cite="${key}"][data-quote="${current}"]`) || opener)?.focus({ preventScroll: true });
}
function cite(button) {
  openPane(button); // first: what is not shown cannot be scrolled
  if (pane() && pane().dataset.key === button.dataset.cite) move(pane(), Number(button.dataset.quote));
  else trigger("cite", { key: button.dataset.cite, quote: Number(button.dataset.quote) });
}
onClick("cite", cite);
onClick("step", (button) => { if (pane()) move(pane(), Number(pane().dataset.current) + Number(button.dataset.step)); });
onClick("close", closePane);

// -- finding

let places = [], place = 0;
function find(words) {
  places = [];
  const sought = words.toLowerCase();
  for (const text of sought ? all("#pq-source .pq-article:not([hidden]) .pq-text") : []) places.push(...found(text, sought));
  place = 0;
  if (marks) {
    marks.clear();
    for (const range of places) marks.add(range);
  }
  for (const button of all("[data-find]")) button.disabled = places.length < 2;
  show(sought);
}
function* found(text, sought) {
  const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT), nodes = [];
  let whole = "";
  while (walk.nextNode()) {
    nodes.push([whole.length, walk.currentNode]);
    whole += walk.currentNode.data;
  }
  const low = whole.toLowerCase();
  if (low.length !== whole.length) return; // letters whose small form is longer: places would be wrong
  const at = (offset) => {
    const [start, node] = nodes.findLast(([begins]) => begins <= offset);
    return [node, Math.min(offset - start, node.length)];
  };
  for (let from = low.indexOf(sought); from >= 0; from = low.indexOf(sought, from + sought.length)) {
    const range = document.createRange();
    range.setStart(...at(from));
    range.setEnd(...at(from + sought.length - 1));
    range.setEnd(range.endContainer, range.endOffset + 1);
    yield range;
  }
}
function show(sought) {
  const said = one(".pq-found");
  if (!said) return;
  said.textContent = !sought ? "" : places.length ? `${place + 1} of ${places.length}` : "not found";
  here?.clear();
  if (!places.length) return;
  here?.add(places[place]);
  scrollTo(places[place].startContainer.parentElement.closest(".pq-text"), places[place].getBoundingClientRect());
}
function nextPlace(by) {
  if (!places.length) return;
  place = (place + by + places.length) % places.length;
  show(one("#pq-find").value);
}
document.addEventListener("input", (event) => { if (event.target.id === "pq-find") find(event.target.value.trim()); });
document.addEventListener("keydown", (event) => {
  if (event.target.id === "pq-find" && event.key === "Enter") { event.preventDefault(); nextPlace(event.shiftKey ? -1 : 1); }
});
onClick("find", (button) => nextPlace(Number(button.dataset.find)));
