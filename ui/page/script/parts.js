// What all parts of the page's script use. `element` is where news of the conversation come in, `trigger` sends an event
// to the server, `watch` tells when news have come.
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const fits = (query) => window.matchMedia(query).matches;
const narrow = () => fits("(max-width: 60rem)"); // a phone: one column
const wide = () => fits("(min-width: 90rem)"); // the list of articles has a column of its own
const box = () => one("#pq-box");
const announce = (words) => { one("#pq-announce").textContent = words; };

function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// The browser's own storage for this tab: it outlasts a reload, and nobody else who sits here later finds it.
function keep(name, value) {
  try {
    sessionStorage.setItem(`pullquote-${name}`, JSON.stringify(value));
    return true;
  } catch { return false; } // full, or forbidden
}
function kept(name) {
  try { return JSON.parse(sessionStorage.getItem(`pullquote-${name}`)); } catch { return null; }
}

// One click handler for all: [attribute, what it does]. The first whose attribute the clicked thing has is done.
const clicks = [];
const onClick = (attribute, act) => clicks.push([attribute, act]);
document.addEventListener("click", (event) => {
  for (const [attribute, act] of clicks) {
    const button = event.target.closest?.(`[data-${attribute}]`);
    if (button) { act(button, event); return; }
  }
});

// What a thing means, when it is pointed at, tapped or reached by the keyboard.
const tip = make("div", { id: "pq-tip", role: "tooltip", hidden: true });
function explain(thing) {
  if (!thing) { tip.hidden = true; return; }
  if (!tip.isConnected) one("#pq-main").append(tip); // inside Gradio's container, to which it keeps our style
  tip.textContent = thing.dataset.tip;
  tip.hidden = false;
  const at = thing.getBoundingClientRect();
  const below = at.bottom + tip.offsetHeight + 8 < innerHeight;
  tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - tip.offsetHeight - 6)}px`;
}
const explained = (event) => event.target.closest?.("[data-tip]");
document.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") explain(explained(event)); });
document.addEventListener("focusin", (event) => {
  const thing = explained(event);
  explain(thing?.matches(":focus-visible") ? thing : null);
});
document.addEventListener("scroll", () => explain(null), { capture: true, passive: true });
onClick("tip", (thing) => { if (!thing.dataset.cite) explain(thing); else cite(thing); });

// A word in the box: whoever wrote there before finds it there.
function write(words) {
  box().value = words;
  grow();
  keep("draft", words);
  box().focus();
}
function grow() {
  const field = box();
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, innerHeight / 4)}px`;
}
