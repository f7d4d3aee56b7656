// In the admin: whoever leaves a form with unsaved work is asked first; Ctrl+S or Cmd+S saves it and stays.
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    // Buttons above a page have small forms of their own; the one that is meant has fields.
    const fields = "textarea, select, input:not([type=hidden], [type=submit])";
    const forms = [...document.querySelectorAll("#content form[method=post]:not(#changelist-form)")];
    const form = forms.find((candidate) => candidate.querySelector(fields));
    if (!form) return;
    // Whoever changes the language is asked too: of rows that a script has added, the other page has none.
    for (const button of document.querySelectorAll("button[name=language]")) button.removeAttribute("form");
    const status = form.querySelector(".bench-status");
    // What came back with an error, or after signing in again, is not saved either.
    let unsaved = Boolean(form.querySelector(".errornote"));
    const show = () => { if (status) status.textContent = unsaved ? status.dataset.unsaved : ""; };
    const note = (event) => {
      if (!event.target.name || event.target.form !== form) return;
      unsaved = true;
      show();
    };
    form.addEventListener("input", note);
    form.addEventListener("change", note);
    form.addEventListener("submit", (event) => {
      // The preview is sent to its frame: that saves nothing.
      if (event.submitter?.formTarget) return;
      unsaved = false;
    });
    addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const button = form.querySelector(".submit-row [name=_continue], .submit-row [name=_save], .submit-row [type=submit]");
      if (!button) return;
      event.preventDefault();
      button.click();
    });
    show();
  });
})();
