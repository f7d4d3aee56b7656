// Offers the week drawn on the landing page, as a month, to the question that asks for one.
(() => {
  "use strict";
  const offer = document.getElementById("offer");
  let week = null;
  try { week = sessionStorage.getItem("aa:hook"); } catch { /* no storage, no offer */ }
  const { approving, designing } = document.getElementById("question-form")?.elements ?? {};
  if (!offer || !week || !approving || approving.value) return;
  const monthly = (name) => Math.round(JSON.parse(week)[name] * 52 / 12);
  const button = offer.firstElementChild;
  button.textContent = offer.dataset.words.replace("{a}", monthly("approving")).replace("{d}", monthly("designing"));
  offer.hidden = false;
  button.addEventListener("click", () => {
    approving.value = monthly("approving");
    designing.value = monthly("designing");
    designing.dispatchEvent(new Event("input", { bubbles: true }));
    offer.hidden = true;
  });
})();
