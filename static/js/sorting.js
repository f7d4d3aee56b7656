// The review table's totals follow each change. The server does the sums, from the signed minutes; no title is sent.
// Who leaves a table with changes is asked first: it is in this page alone, and no way back leads to it.
(() => {
  "use strict";
  const form = document.getElementById("counted");
  const totals = document.getElementById("totals");
  const left = document.getElementById("left");
  const stale = document.getElementById("stale");
  let asked = 0, unsaved = false;
  async function recount() {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    body.set("recount", "1");
    try {
      const reply = await fetch(form.action, { method: "POST", body });
      if (!reply.ok || reply.redirected) throw new Error(reply.status);
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (mine !== asked) return;
      for (const [name, place] of Object.entries({ totals, left })) {
        place.replaceChildren(...page.querySelector(`[data-part=${name}]`).childNodes);
      }
      stale.textContent = "";
    } catch {
      if (mine === asked) stale.textContent = stale.dataset.words;
    }
  }
  form.addEventListener("change", () => {
    unsaved = true;
    recount();
  });
  form.addEventListener("submit", () => { unsaved = false; });
  form.querySelector("a.back").addEventListener("click", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  // A page that comes back with other choices than it was sent with says what those come to.
  if ([...form.querySelectorAll("input[type=radio]")].some((choice) => choice.checked !== choice.defaultChecked)) recount();
})();
