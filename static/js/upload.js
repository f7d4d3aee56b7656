// The form sends what month_filter.js leaves of its file; the file stays chosen whole, for another month. With it go
// the hours typed beside it: the page that refuses a file shows them again.
(() => {
  "use strict";
  const MOST_BYTES = 20 * 1024 * 1024;
  const form = document.querySelector("form[data-too-large]");
  const field = form.elements.file;
  const hours = document.querySelectorAll("#claim input[inputmode=decimal]");
  let ready = false, filtered = null;
  const forget = () => { ready = false; filtered = null; field.setCustomValidity(""); };
  async function filter(file) {
    try {
      const bytes = globalThis.keepMonth(new Uint8Array(await file.arrayBuffer()), form.elements.month.value);
      return bytes && new File([bytes], file.name, { type: file.type });
    } catch {
      return null; // it is sent as it is, and the site says what is wrong with it
    }
  }
  form.addEventListener("submit", async (event) => {
    const file = field.files[0];
    if (ready || !file || event.submitter?.name === "language") return;
    event.preventDefault();
    filtered = await filter(file);
    if ((filtered ?? file).size > MOST_BYTES) {
      field.setCustomValidity(form.dataset.tooLarge);
      field.reportValidity();
      return;
    }
    ready = true;
    form.requestSubmit(event.submitter);
  });
  form.addEventListener("formdata", (event) => {
    if (filtered) event.formData.set("file", filtered);
    for (const { name, value } of hours) event.formData.set(`typed-${name}`, value);
  });
  form.addEventListener("change", forget);
  window.addEventListener("pageshow", forget);
})();
