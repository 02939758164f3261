"use strict";
(function () {
  const query = document.getElementById("query");
  const tones = [...document.querySelectorAll("input[name=tone]")];
  const found = document.getElementById("found");
  const cards = [...document.querySelectorAll(".card")].map((element) => ({
    element, text: element.textContent.toLowerCase(), tone: element.dataset.tone,
    entry: document.querySelector(`nav li[data-card="${CSS.escape(element.id)}"]`),
  }));
  const sections = [...document.querySelectorAll(".clause, .derivations")].map((element) => ({
    element, heading: [...element.children].filter((child) => !child.classList.contains("card"))
      .map((child) => child.textContent.toLowerCase()).join(" "),
  }));
  const others = [...document.querySelectorAll(".matrix tbody tr, .parameter, .decision, #open-points tbody tr")]
    .map((element) => ({ element, text: element.textContent.toLowerCase() }));

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
      if (card.entry) card.entry.classList.toggle("is-hidden", !shown);
      count += shown;
    }
    for (const section of sections) {
      section.element.classList.toggle("is-hidden", !section.element.querySelector(".card:not(.is-hidden)"));
    }
    for (const other of others) other.element.classList.toggle("is-hidden", !holds(other.text));
    const filtered = words.length || wanted.size < tones.length;
    found.textContent = filtered ? `${count} / ${cards.length} 条` : `共 ${cards.length} 条`;
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
    closed = [...document.querySelectorAll("main details:not([open])")];
    for (const part of closed) part.open = true;
  });
  window.addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
  search();
})();
