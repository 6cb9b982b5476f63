// What the page does without asking the server: moving between citations, copying, saving, keys.
// `element` is the conversation, `trigger` sends an event to the server, `watch` reports a new conversation.
const source = () => document.querySelector("#pq-source");
const box = () => document.querySelector("#pq-box textarea, #pq-box input");
const narrow = () => window.matchMedia("(max-width: 60rem)").matches;
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const announce = (words) => { document.querySelector("#pq-announce").textContent = words; };

function write(words) {
  const field = box();
  const kind = field.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, words);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

// -- the source pane

function move(pane, to) {
  const total = Number(pane.dataset.total);
  const now = ((to % total) + total) % total;
  pane.dataset.current = now;
  pane.querySelector(".pq-count").textContent = `${now + 1} of ${total}`;
  const has = (mark, name) => (mark.dataset[name] || "").split(" ").includes(String(now));
  let first = null;
  for (const article of pane.querySelectorAll(".pq-article")) {
    const marks = [...article.querySelectorAll(".pq-mark")];
    const mine = marks.filter((mark) => has(mark, "quotes"));
    article.hidden = mine.length === 0;
    for (const mark of marks) mark.classList.toggle("pq-current", mine.includes(mark));
    first = mine[0] || first;
  }
  if (first) {
    first.setAttribute("aria-current", "true");
    const text = first.closest(".pq-text");
    const top = text.scrollTop + first.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTo({ top: top - text.clientHeight / 4, behavior: "auto" });
  }
  for (const button of document.querySelectorAll("[data-cite]")) {
    const on = button.dataset.cite === pane.dataset.key && Number(button.dataset.quote) === now;
    button.setAttribute("aria-pressed", on);
  }
}

function settle() {
  const pane = source()?.querySelector(".pq-pane[data-total]");
  if (pane && !pane.dataset.settled) {
    pane.dataset.settled = "yes";
    move(pane, Number(pane.dataset.current));
  }
}

// On a phone the article lies over the page. Gradio keeps our style to its own container, so the sign is put inside it.
function sheet(open) {
  document.querySelector("#pq-main").classList.toggle("pq-open", open);
  if (open) source()?.querySelector(".pq-close")?.focus({ preventScroll: true });
}

function cite(button) {
  if (narrow()) sheet(true); // first: what is not shown cannot be scrolled
  const pane = source()?.querySelector(".pq-pane[data-total]");
  if (pane && pane.dataset.key === button.dataset.cite) move(pane, Number(button.dataset.quote));
  else trigger("cite", { key: button.dataset.cite, quote: Number(button.dataset.quote) });
}

// -- taking along

async function copy(text, done, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  announce(done);
  const words = button.textContent;
  if (button.dataset.words) return;
  button.dataset.words = words;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = words; delete button.dataset.words; }, 1500);
}

function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  announce("Receipt saved");
}

function vote(button, form) {
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", other === button);
  form.hidden = false;
  form.dataset.vote = button.dataset.vote;
  form.querySelector("input").focus();
}

function send(form) {
  const key = form.closest("[data-key]").dataset.key;
  trigger("vote", { key, vote: form.dataset.vote, reason: form.querySelector("input").value });
  form.textContent = "Thank you. Kept on this computer.";
  form.previousElementSibling.querySelectorAll("button").forEach((button) => { button.disabled = true; });
  announce("Thank you");
}

// -- listening

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const has = button.dataset;
  if (has.ask !== undefined) trigger("example", { question: has.ask, typed: has.typed || "" });
  else if (has.edit !== undefined) write(has.edit);
  else if (has.cite !== undefined) cite(button);
  else if (has.copy !== undefined) copy(has.copy, has.done, button);
  else if (has.link !== undefined) copy(location.origin + location.pathname + has.link, has.done, button);
  else if (has.save !== undefined) save(has.save, "pullquote-receipt.json");
  else if (has.vote !== undefined) vote(button, button.closest(".pq-actions").querySelector(".pq-reason"));
  else if (has.send !== undefined) send(button.closest(".pq-reason"));
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.closest(".pq-reason input")) send(event.target.closest(".pq-reason"));
});

document.addEventListener("click", (event) => {
  const pane = source()?.querySelector(".pq-pane[data-total]");
  const step = event.target.closest?.(".pq-step");
  if (pane && step) move(pane, Number(pane.dataset.current) + Number(step.dataset.step));
  if (event.target.closest?.(".pq-close")) close();
});

function close() {
  const pane = source()?.querySelector(".pq-pane[data-total]");
  sheet(false);
  const key = pane?.dataset.key, quote = pane?.dataset.current;
  document.querySelector(`.pq-cite[data-cite="${key}"][data-quote="${quote}"]`)?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (document.querySelector(".pq-open")) close();
  else if (!event.target.closest?.("#pq-filters input, .pq-reason input")) write("");
});

// -- asking

function asked() {
  if (!box().value.trim()) return;
  document.querySelector("#pq-ask").classList.add("pq-busy");
  announce("Looking in the articles");
  setTimeout(answered, 30000);
}

function answered() { document.querySelector("#pq-ask").classList.remove("pq-busy"); }

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing && event.target === box()) asked();
}, true);
document.addEventListener("click", (event) => { if (event.target.closest?.("#pq-go")) asked(); }, true);

watch("value", () => {
  answered();
  const shown = element.querySelectorAll(".pq-card");
  const newest = shown[shown.length - 1];
  if (newest?.classList.contains("pq-answer")) {
    const quote = newest.querySelector("blockquote"), differ = newest.querySelector(".pq-differ");
    if (differ) announce(differ.textContent);
    else announce(`Answer: ${(quote.querySelector(".pq-short") || quote.querySelector(".pq-quote")).textContent}`);
  } else if (newest) announce(newest.querySelector("p").textContent);
  const cards = element.querySelectorAll(".pq-question");
  const last = cards[cards.length - 1];
  if (last) last.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  if (!narrow()) box()?.focus({ preventScroll: true });
});
// Gradio opens and closes its drawers without telling a screen reader.
function describeDrawers() {
  for (const button of document.querySelectorAll(".label-wrap")) {
    const open = String(button.classList.contains("open"));
    if (button.getAttribute("aria-expanded") !== open) button.setAttribute("aria-expanded", open);
  }
}

new MutationObserver(() => { settle(); describeDrawers(); }).observe(document.body, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["class"],
});
settle();
describeDrawers();
