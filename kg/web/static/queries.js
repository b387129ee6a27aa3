// The pages of the named queries work without this; with it the list narrows as one types, and what was left
// empty stays out of the address.

const fold = (text) => text.normalize("NFKC").toLowerCase().trim();

function narrow(form) {
  const entries = [...document.querySelectorAll("[data-search]")];
  const told = document.getElementById("met");
  form.q.addEventListener("input", () => {
    const wanted = fold(form.q.value);
    let met = 0;
    for (const entry of entries) {
      entry.hidden = !entry.dataset.search.includes(wanted);
      met += entry.hidden ? 0 : 1;
    }
    for (const topic of document.querySelectorAll("section.topic")) {
      topic.hidden = !topic.querySelector("li:not([hidden])");
    }
    const texts = [met, entries.length, form.q.value.trim()];
    told.textContent = wanted ? told.dataset.text.replace(/\{(\d)\}/g, (_, at) => texts[at]) : "";
  });
}

function leaveOutEmpty(form) {
  form.addEventListener("submit", () => {
    const empty = [...form.elements].filter((each) => each.name && !each.value);
    for (const each of empty) each.disabled = true;
    // Whoever comes back to this page finds it as it was.
    setTimeout(() => empty.forEach((each) => { each.disabled = false; }));
  });
}

const list = document.getElementById("filter");
// A page that was narrowed by the server does not have the others.
if (list && !list.q.value) narrow(list);
for (const form of document.querySelectorAll("#filter, #parameters")) leaveOutEmpty(form);
