// Narrows the questions of a report to those that hold the words typed and have the values chosen. Nothing is sent.
const form = document.getElementById("narrow");
const questions = [...document.querySelectorAll(".question")];
const texts = questions.map((one) => one.textContent.toLowerCase());
const count = document.getElementById("count");

function narrow() {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = [...form.querySelectorAll("select")].filter((one) => one.selectedIndex > 0);
  let shown = 0;
  questions.forEach((question, at) => {
    const fits =
      words.every((word) => texts[at].includes(word)) &&
      chosen.every((one) => question.dataset[one.name] === one.value);
    question.hidden = !fits;
    shown += fits;
  });
  count.textContent = `${shown} of ${questions.length} questions`;
}

form.hidden = false;
form.addEventListener("input", narrow);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(narrow));
for (const link of document.querySelectorAll("a[data-cause]")) {
  link.addEventListener("click", () => {
    if (form.elements.cause) form.elements.cause.value = link.dataset.cause; // there is no choice of one cause
    narrow();
  });
}
narrow();
