// Before the first paint: say that scripts run, and keep the reader's choice of light or dark.
(() => {
  "use strict";
  const root = document.documentElement;
  const key = "aa-theme";
  const stored = () => {
    try { return localStorage.getItem(key); } catch { return null; } // storage may be forbidden
  };
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.bsTheme = theme;
    else delete root.dataset.bsTheme;
  };
  root.classList.add("js");
  show(stored());

  document.addEventListener("DOMContentLoaded", () => {
    const now = root.dataset.bsTheme || "device";
    const choice = document.querySelector(`.theme input[value="${now}"]`);
    if (choice) choice.checked = true;
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".theme input")) return;
    show(event.target.value);
    try {
      if (event.target.value === "device") localStorage.removeItem(key);
      else localStorage.setItem(key, event.target.value);
    } catch { /* the choice then holds for this page */ }
    document.dispatchEvent(new Event("themechange"));
  });
})();
