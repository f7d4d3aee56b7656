// Where something is typed, the buttons of the languages send its form along, and the page in the other language shows
// it again: assessment/accounts/language_switch.py. What is promised to stay in this browser waits here meanwhile.
(() => {
  "use strict";
  const KEY = "aa:typed", buttons = document.querySelectorAll("button[name=language]");

  // A button has one form: that into which somebody typed last.
  const turn = ({ target: { form } }) => {
    if (!form?.id || form === staying || form.matches(".languages")) return;
    for (const button of buttons) {
      if (!button.hasAttribute("formaction")) continue;
      const address = new URL(button.formAction);
      address.searchParams.set("form", form.id);
      button.setAttribute("form", form.id);
      button.setAttribute("formaction", address);
    }
  };
  const staying = document.querySelector("form[data-stays]");
  document.addEventListener("input", turn);
  document.addEventListener("change", turn);
  if (!staying) return;

  const fields = [...staying.elements].filter((field) => field.type === "text");
  for (const button of buttons) if (button.form === staying) button.removeAttribute("form");
  document.addEventListener("submit", ({ submitter }) => {
    if (submitter?.name !== "language") return;
    try { sessionStorage.setItem(KEY, JSON.stringify([staying.id, fields.map((field) => field.value)])); } catch { /* no storage */ }
  });
  try {
    const [id, texts] = JSON.parse(sessionStorage.getItem(KEY)) ?? [];
    if (id === staying.id) fields.forEach((field, i) => { field.value = texts[i] ?? ""; });
    sessionStorage.removeItem(KEY);
  } catch { /* no storage */ }
})();
