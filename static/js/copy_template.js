// Copies the template's labels and what was typed as lines of text.
(() => {
  "use strict";
  const button = document.getElementById("copy");
  const status = document.getElementById("copy-status");
  const lines = [...document.querySelectorAll(".copy-line")];
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  const write = (field) => `${field.querySelector("label").textContent.trim()}: ${field.querySelector("input").value.trim() || "____"}`;
  button.addEventListener("click", async () => {
    const text = lines.map((line) => [...line.querySelectorAll("p")].map(write).join("   ")).join("\n");
    try {
      await navigator.clipboard.writeText(`${text}\n`);
      status.textContent = button.dataset.copied;
    } catch {
      status.textContent = button.dataset.failed;
    }
  });
})();
