// Beside a question in the admin: the page people would see and the checks on wording follow the typing.
// Nothing is stored: both are asked with the fields of the form as they stand.
(() => {
  "use strict";
  const bench = document.getElementById("bench");
  const form = document.getElementById("question_form");
  const frame = document.getElementById("preview");
  const wording = document.getElementById("wording");
  if (!bench || !form) return;
  let asked = 0;

  // The sign-in page is no preview: a redirect means that the session has ended, a 403 that it began anew since.
  const ask = async (address) => {
    const options = { method: "POST", body: new FormData(form), headers: { Accept: "text/html" }, redirect: "manual" };
    const answer = await fetch(address, options);
    bench.dataset.signedOut = String(answer.type === "opaqueredirect" || answer.status === 403);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  };

  // The frame keeps its document and gets a new body, so no history grows and nothing flickers.
  const show = (html) => {
    const typed = new DOMParser().parseFromString(html, "text/html");
    const shown = frame.contentDocument;
    if (!shown || !shown.body) return;
    for (const sheet of typed.querySelectorAll("link[rel=stylesheet]")) {
      const known = [...shown.querySelectorAll("link[rel=stylesheet]")].some((one) => one.href === sheet.href);
      if (!known) shown.head.append(shown.importNode(sheet, true));
    }
    shown.documentElement.className = typed.documentElement.className;
    shown.body.replaceWith(shown.importNode(typed.body, true));
  };

  const follow = async () => {
    const mine = ++asked;
    try {
      const [page, words] = await Promise.all([ask(bench.dataset.preview), ask(bench.dataset.wording)]);
      if (mine !== asked) return; // something newer was typed meanwhile
      show(page);
      const typed = new DOMParser().parseFromString(words, "text/html");
      if (typed.body.textContent.trim() !== wording.textContent.trim()) wording.replaceChildren(...typed.body.childNodes);
    } catch {
      if (bench.dataset.signedOut === "true") wording.textContent = bench.dataset.ended;
    }
  };

  // Style sheets alone already switch the frame by its color-scheme; this also holds where the device decides.
  const dress = () => {
    const chosen = bench.querySelector("[name=preview-look]:checked");
    const shown = frame.contentDocument?.documentElement; // none while the frame is between two pages
    if (chosen && shown) shown.dataset.bsTheme = chosen.value;
  };
  frame.addEventListener("load", dress);
  bench.addEventListener("change", dress);
  dress();

  // A link shows the language as saved; from here on the typing is followed in it.
  const languages = bench.querySelectorAll(".bench-languages a");
  for (const link of languages) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      bench.dataset.preview = link.getAttribute("href");
      for (const one of languages) one.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      follow();
    });
  }

  // Turning the poles of a pair turns what its options are worth, as the rules have it.
  const poles = form.querySelector("#id_reversed");
  poles?.addEventListener("change", () => {
    const credits = [...form.querySelectorAll("tr:not(.empty-form) input[name^='options-'][name$='-credit']")];
    const values = credits.map((credit) => credit.value).reverse();
    if (form.querySelector("#id_kind")?.value === "pair") credits.forEach((credit, index) => { credit.value = values[index]; });
  });

  let pause = 0;
  const soon = () => {
    clearTimeout(pause);
    pause = setTimeout(follow, 300);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("formset:removed", soon);
  if (form.querySelector(".errornote")) soon();
})();
