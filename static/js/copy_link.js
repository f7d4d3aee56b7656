// Copies the link that is shown once.
(() => {
  "use strict";
  const button = document.getElementById("copy-link");
  const link = document.getElementById("link");
  const status = document.getElementById("copy-status");
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.value ?? link.href);
      status.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(link);
      link.select?.();
      status.textContent = button.dataset.failed;
    }
  });
})();
