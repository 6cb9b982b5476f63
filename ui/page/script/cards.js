// What a card offers: copying, saving, a link, a vote.
async function copy(text, done, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  announce(done);
  if (button.dataset.words) return;
  button.dataset.words = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = button.dataset.words; delete button.dataset.words; }, 1500);
}
function save(text, name, type, done) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  announce(done);
}

// A thumb counts when it is clicked; a reason may follow.
function vote(button) {
  const card = button.closest(".pq-actions"), form = one(".pq-reason", card);
  for (const other of all("[data-vote]", card)) other.setAttribute("aria-pressed", other === button);
  form.hidden = false;
  form.dataset.vote = button.dataset.vote;
  form.scrollIntoView({ block: "center", behavior: fits("(prefers-reduced-motion: reduce)") ? "auto" : "smooth" });
  trigger("vote", { key: card.dataset.key, vote: button.dataset.vote, reason: one("input", form)?.value || "" });
  announce("Thank you");
}
function giveReason(form) {
  trigger("vote", { key: form.closest("[data-key]").dataset.key, vote: form.dataset.vote, reason: one("input", form).value });
  form.textContent = "Thank you. Kept on this computer.";
  announce("Thank you");
}

onClick("copy", (button) => copy(button.dataset.copy, button.dataset.done, button));
onClick("link", (button) => copy(location.origin + location.pathname + button.dataset.link, button.dataset.done, button));
onClick("save", (button) => save(button.dataset.save, "pullquote-receipt.json", "application/json", "Receipt saved"));
onClick("vote", vote);
onClick("send", (button) => giveReason(button.closest(".pq-reason")));
document.addEventListener("keydown", (event) => {
  const reason = event.target.closest?.(".pq-reason");
  if (reason && event.key === "Enter") { event.preventDefault(); giveReason(reason); }
});
