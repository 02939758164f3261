"use strict";
(function () {
  const query = document.getElementById("query");
  const tones = [...document.querySelectorAll("input[name=tone]")];
  const found = document.getElementById("found");
  const cards = [...document.querySelectorAll(".card")].map((element) => ({
    element, text: element.textContent.toLowerCase(), tone: element.dataset.tone,
  }));
  const sections = [...document.querySelectorAll(".clause, .derivations")].map((element) => ({
    element, heading: [...element.children].filter((child) => !child.classList.contains("card"))
      .map((child) => child.textContent.toLowerCase()).join(" "),
  }));
  const others = [...document.querySelectorAll(".matrix tbody tr, .parameter, .decision, #open-points tbody tr")]
    .map((element) => ({ element, text: element.textContent.toLowerCase() }));

  const ITEMS = ".card, tbody tr, .parameter, .decision";
  const parts = [...document.querySelectorAll("main section.chapter > section, main section.chapter, main section.matrix, #open-points")];
  const entries = [...document.querySelectorAll("nav .index li")].filter((entry) => entry.firstElementChild.matches("a"));
  const chapters = [...document.querySelectorAll("nav .index > li")].filter((entry) => !entry.firstElementChild.matches("a"));
  const isShown = (element) => !element.matches(".is-hidden, .is-hidden *");

  function search() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(tones.filter((tone) => tone.checked).map((tone) => tone.value));
    const holds = (text) => words.every((word) => text.includes(word));
    const headings = new Map(sections.map((section) => [section.element, section.heading]));
    let count = 0;
    for (const card of cards) {
      const around = headings.get(card.element.parentElement) || "";
      const shown = wanted.has(card.tone) && words.every((word) => card.text.includes(word) || around.includes(word));
      card.element.classList.toggle("is-hidden", !shown);
      count += shown;
    }
    for (const other of others) other.element.classList.toggle("is-hidden", !holds(other.text));
    const chosen = words.length > 0 || wanted.size < tones.length;
    for (const part of parts) part.classList.remove("is-hidden");
    for (const part of parts) part.classList.toggle("is-hidden", chosen && ![...part.querySelectorAll(ITEMS)].some(isShown));
    for (const entry of entries) {
      const target = document.getElementById(decodeURIComponent(entry.querySelector("a").hash.slice(1)));
      entry.classList.toggle("is-hidden", Boolean(target) && target.matches(".is-hidden, .is-hidden *"));
    }
    for (const part of chapters) part.classList.toggle("is-hidden", !part.querySelector("li:not(.is-hidden)"));
    found.textContent = chosen ? `${count} / ${cards.length} 条` : `共 ${cards.length} 条`;
    for (const part of document.querySelectorAll("nav .index details")) if (words.length) part.open = true;
  }

  let waiting = 0;
  query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  for (const tone of tones) tone.addEventListener("change", search);
  document.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); search(); });
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest(".is-hidden")) { query.value = ""; for (const tone of tones) tone.checked = true; search(); target.scrollIntoView(); }
  });
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll(".matrix details:not([open])")];
    for (const part of closed) part.open = true;
  });
  window.addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
  search();
})();
