// Passkeys: a form marked data-passkey asks the device, puts its answer into the hidden field and goes on its way.
// "get" signs in or confirms, "create" adds one. Options come from a json_script, else from the form's own address.
(() => {
  "use strict";
  const known = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;

  const optionsOf = async (form) => {
    if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
    const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(`status ${reply.status}`);
    return reply.json();
  };

  const get = async (form) => {
    const { publicKey } = (await optionsOf(form)).request_options;
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
  };

  const create = async (form) => {
    const { publicKey } = (await optionsOf(form)).creation_options;
    const alone = form.elements.passwordless.checked;
    Object.assign(publicKey.authenticatorSelection, {
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
    }, alone ? { userVerification: "required" } : {});
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const error = form.querySelector(".field-error");
    if (!known) {
      form.querySelector("button").disabled = true;
      error.textContent = error.dataset.old;
      continue;
    }
    form.addEventListener("submit", async (event) => {
      if (event.submitter?.name === "language") return;
      event.preventDefault();
      error.textContent = "";
      try {
        const credential = await (form.dataset.passkey === "create" ? create : get)(form);
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      } catch (refused) {
        error.textContent = (refused.name === "InvalidStateError" && error.dataset.known) || error.dataset.failed;
      }
    });
  }
})();
