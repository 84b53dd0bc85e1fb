// Filters, sorting and unfolding. Without it the file is read as it stands. It only hides, orders
// and opens what is there: no text becomes markup, and nothing is asked for from anywhere.
"use strict";
(() => {
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // What a cell is sorted by; null where it says nothing.
  function value(cell, kind) {
    const text = (cell.dataset.value ?? cell.textContent).trim();
    if (text === "" || text === "–") return null;
    if (kind === "text") return text;
    const number = text.match(/\d+(\.\d+)?/);
    return number ? Number(number[0]) : null;
  }

  function sort(heading, kind) {
    const down = heading.getAttribute("aria-sort") === "ascending";
    const place = heading.cellIndex;
    const body = heading.closest("table").tBodies[0];
    const rows = [...body.rows].map((row) => [value(row.cells[place], kind), row]);
    rows.sort(([one], [other]) => {
      if (one === null || other === null) return (one === null) - (other === null);
      const order = kind === "text" ? words.compare(one, other) : one - other;
      return down ? -order : order;
    });
    body.append(...rows.map(([, row]) => row));
    for (const cell of heading.parentElement.cells) cell.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  for (const heading of all("table.sortable th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    const paper = document.createElement("span"); // heads that repeat on paper lose their buttons
    paper.className = "paper";
    paper.append(...[...heading.childNodes].map((node) => node.cloneNode(true)));
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading, heading.dataset.sort));
    heading.append(button, paper);
  }

  // A link to a part that is folded away opens it.
  function unfold(id) {
    const part = id && document.getElementById(id)?.closest("details");
    if (!part) return;
    part.open = true;
    part.querySelector("summary").focus({ preventScroll: true });
    part.scrollIntoView();
  }
  for (const link of all('a[href^="#s"]')) {
    const id = link.getAttribute("href").slice(1);
    if (document.getElementById(id)?.closest("details")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        unfold(id);
      });
    }
  }
  unfold(location.hash.slice(1));

  const form = document.getElementById("filters");
  if (!form) return;
  const search = document.getElementById("search");
  const choices = all("select", form);
  const count = document.getElementById("count");
  const none = document.getElementById("none");
  const rows = all("table.sites tbody tr");
  const about = new Map(
    rows.map((row) => [row.dataset.site, [...row.cells].map((cell) => cell.textContent.trim())])
  );
  const texts = new Map([...about].map(([site, cells]) => [site, folded(cells.join(" "))]));
  const parts = all("[data-site]");

  function filter() {
    const wanted = folded(search.value).split(/\s+/u).filter(Boolean);
    const chosen = choices.filter((choice) => choice.value);
    const shown = new Set();
    for (const [site, cells] of about) {
      if (
        wanted.every((word) => texts.get(site).includes(word)) &&
        chosen.every((choice) => cells[Number(choice.dataset.column)] === choice.value)
      ) {
        shown.add(site);
      }
    }
    for (const part of parts) part.hidden = !shown.has(part.dataset.site);
    count.textContent = `${shown.size} of ${about.size} ${about.size === 1 ? "site" : "sites"} shown`;
    none.hidden = shown.size > 0;
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  const both = document.getElementById("unfold");
  for (const button of all("button", both)) {
    button.addEventListener("click", () => {
      for (const part of all("details[data-site]:not([hidden])")) part.open = !!button.dataset.open;
    });
  }
  form.hidden = both.hidden = false;
  filter(); // a browser may have kept what was typed before
})();
