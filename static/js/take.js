// Saves each answer as it is given, and says what is saved and what is not; on the review page it sends what still waits.
// The form works without any of this: it carries the answer itself. docs/taking.md has the table of states and events.
(() => {
  "use strict";
  const root = document.querySelector("[data-attempt]"), status = document.getElementById("save-status");
  if (!root || !status) return;
  const words = root.dataset, { attempt, number } = words, form = root.matches("form") ? root : null;

  // Answers that could not be sent wait in the session's storage, or, where there is none, in this page alone.
  const prefix = `aa:${attempt}:`, memory = new Map();
  const storage = (() => { try { return window.sessionStorage; } catch { return null; } })();
  const waiting = {
    put(n, text) { // whether it is still there after a reload
      memory.set(n, text);
      try { storage.setItem(prefix + n, text); return true; } catch { /* absent, forbidden or full */ }
      try { storage.removeItem(prefix + n); } catch { /* no older one stays either */ }
      return false;
    },
    get: (n) => memory.get(n),
    has: (n) => memory.has(n),
    remove(n) {
      memory.delete(n);
      try { storage.removeItem(prefix + n); } catch { /* it never got there */ }
    },
  };
  try {
    for (const key of Object.keys(storage)) if (key.startsWith(prefix)) memory.set(key.slice(prefix.length), storage.getItem(key));
  } catch { /* nothing waits, then */ }

  const say = (text, look = "", link = null) => {
    status.className = `status ${look}`;
    status.firstElementChild.hidden = look !== "status-ok";
    status.lastElementChild.textContent = link ? `${text} ` : text;
    if (link) status.lastElementChild.append(Object.assign(document.createElement("a"), link));
  };
  const token = () => words.token ?? root.elements.csrfmiddlewaretoken.value;
  const post = (address, body) => fetch(address, {
    method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(10000),
    headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token() },
  });

  const addressOf = (n) => words.questions.replace("/0/", `/${n}/`);
  const sendOthers = async () => {
    let sent = false, closed = false, clash = ""; // closed: the session ended, or the attempt is gone
    for (const n of [...memory.keys()].filter((key) => key !== number)) {
      const response = await post(addressOf(n), waiting.get(n)).catch(() => null);
      const reply = response?.ok ? await response.json().catch(() => ({})) : {};
      if (reply.saved || response?.status === 422 || response?.type === "opaqueredirect") {
        waiting.remove(n);
        sent = true;
      } else if (response?.status === 409) clash = n;
      else if (response?.status === 403 || response?.status === 404) closed = true;
    }
    if (clash) say(words.elsewhere.replace("{n}", clash), "status-bad", { textContent: words.look, href: addressOf(clash) });
    return { sent, closed };
  };

  function review() { // What still waits goes first, so that nothing is submitted without it.
    let submitting = false;
    const refresh = async () => { if ((await sendOthers()).sent && !submitting) location.reload(); };
    root.addEventListener("submit", async (event) => {
      if (!memory.size) return;
      event.preventDefault();
      submitting = true;
      say(words.waiting, "status-bad");
      const { closed } = await sendOthers();
      if (!memory.size || closed) event.target.submit(); // What takes no answer submits nothing either, and the page says why.
      submitting = false;
    });
    window.addEventListener("online", refresh);
    window.addEventListener("load", refresh);
  }
  if (!form) return review();

  // What the form of a question holds.
  const fields = [...root.querySelectorAll("input[type=radio], input[type=text]")];
  const isComplete = () => fields.every((field) => (
    field.type === "radio" ? root.querySelector(`input[name="${field.name}"]:checked`) : field.value.trim()
  ));
  const answer = () => JSON.stringify(fields.map((field) => (field.type === "radio" ? field.checked : field.value.trim())));
  const fill = (text) => {
    for (const [name, value] of new URLSearchParams(text)) {
      for (const field of root.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio") field.checked = field.value === value; else field.value = value;
      }
    }
  };
  const clearErrors = () => {
    document.title = document.title.replace(`${words.error} `, "");
    for (const error of document.querySelectorAll("#errors, .field-error, .skip-line")) error.remove();
    for (const field of fields) {
      field.removeAttribute("aria-invalid");
      field.classList.remove("is-invalid");
    }
  };
  // What is filled in now is not said to be missing; whether it is right, the server says.
  const clearErrorsOf = (name) => {
    const line = document.querySelector(`#errors a[href="#${name}-first"]`)?.closest("li");
    if (!line) return;
    const summary = line.closest("#errors");
    for (const said of [line, ...document.querySelectorAll(`[id="${name}-error"]`)]) said.remove();
    if (!summary.querySelector("li")) return clearErrors();
    summary.firstElementChild.textContent = summary.dataset.rest;
    for (const field of fields.filter((each) => each.name === name)) {
      field.removeAttribute("aria-invalid");
      field.classList.remove("is-invalid");
    }
  };

  form.autocomplete = "off"; // A browser's own restored fields would stand under a status that is not theirs.
  if (words.state === "conflict" || words.state === "refused") waiting.remove(number); // The server has it, and shows it.
  if (words.state === "conflict") return;

  const own = form.elements.page.value, pauses = [1, 3, 9, 30];
  // Not the clock of the day, which can be set back. A page that comes back with errors counts on.
  const now = () => performance.now();
  let shownSince = now(), inView = 1000 * form.elements.seconds.value, timer;
  let unsaved = words.state === "unsaved"; // what the form holds differs from what the server is known to hold
  let sending = false, failures = 0, lasting = true; // lasting: what waits is still there after a reload
  let switching = false; // the page opens anew in another language, and shows what was refused on the way
  let going = null; // the button that waits for the server to be reached
  const seconds = () => (inView + (document.hidden ? 0 : now() - shownSince)) / 1000;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) inView += now() - shownSince; else shownSince = now();
  });

  let savedAnswer = words.state === "saved" ? answer() : null, keptAnswer = null;
  const filled = () => {
    form.elements.seconds.value = seconds().toFixed(3);
    const body = new URLSearchParams(new FormData(form));
    body.delete("csrfmiddlewaretoken"); // The header carries one, and this one may be old when the answer is sent.
    return body.toString();
  };
  const keep = (body) => {
    lasting = waiting.put(number, body);
    keptAnswer = answer();
  };

  const go = () => {
    if (going?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: going.name, value: going.value }));
    filled();
    form.submit();
  };
  const failed = () => {
    clearTimeout(timer);
    timer = setTimeout(save, pauses[Math.min(failures, 3)] * 1000);
    failures += 1;
    const where = navigator.onLine ? (going ? "held" : "failed") : "offline";
    say(lasting ? words[where] : words[`${where}Here`], "status-bad");
  };
  const answered = async (response, sent) => {
    const reply = response.ok || response.status === 422 ? await response.json() : {};
    const understood = response.ok ? reply.saved : response.type === "opaqueredirect" || [403, 404, 409, 422].includes(response.status);
    if (!understood) return failed();
    failures = 0;
    if (response.status === 403 || response.status === 404) {
      const link = { textContent: words.carryOn, href: location.pathname };
      if (response.status === 404 && response.headers.get("content-type") === "application/json") return say(words.gone, "status-bad", { ...link, href: words.start });
      return say(lasting ? words.ended : words.endedHere, "status-bad", link);
    }
    if (response.status === 409 || response.type === "opaqueredirect") return go(); // The page says it better.
    if (response.ok) {
      form.elements.page.value = own;
      form.elements.revision.value = reply.revision;
      savedAnswer = sent;
    }
    if (keptAnswer === sent && (response.ok || !switching)) waiting.remove(number);
    if (going) return go();
    if (sent !== answer()) return changed(); // It has changed again on the way.
    clearErrors();
    if (!response.ok) return say(`${words.refused} ${Object.values(reply.errors ?? {}).flat()[0] ?? ""}`.trim(), "status-bad");
    unsaved = false;
    say(words.saved, "status-ok");
  };
  async function save() {
    clearTimeout(timer);
    if (!isComplete() && !going) return;
    const body = filled(), sent = answer();
    keep(body);
    if (sending) return;
    sending = true;
    const slow = setTimeout(() => say(words.saving), 400);
    const response = await post(form.action, body).catch(() => null);
    clearTimeout(slow);
    sending = false;
    try { await (response ? answered(response, sent) : failed()); } catch { failed(); }
  }

  function changed(pause = 0) {
    clearTimeout(timer);
    if (answer() === savedAnswer && !sending && !waiting.has(number)) {
      unsaved = false;
      return say(words.saved, "status-ok");
    }
    unsaved = true;
    if (!isComplete()) say(savedAnswer ? words.incomplete : "", "status-bad");
    else if (!failures) say("");
    if (pause) timer = setTimeout(save, pause); else save();
  }
  form.addEventListener("change", () => changed());
  form.addEventListener("input", (event) => {
    if (event.target.value.trim()) clearErrorsOf(event.target.name);
    if (event.target.type === "text") changed(600);
  });
  form.addEventListener("submit", (event) => {
    const body = filled();
    // The same page in another language begins with what stands here, also half an answer or a wrong one.
    switching = event.submitter?.name === "language";
    // In reach, the form carries the answer; a copy stays in case that the way breaks.
    if (navigator.onLine && !failures) return unsaved && (switching || isComplete()) ? keep(body) : undefined;
    event.preventDefault();
    going = event.submitter ?? {};
    save();
  });
  window.addEventListener("online", () => {
    failures = 0;
    if (unsaved || going) save();
    sendOthers();
  });
  window.addEventListener("offline", () => { if (unsaved) save(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted && !unsaved) location.reload(); });

  // An answer to this question that waits goes on where its page stopped: same page, same revision, same seconds.
  if (waiting.has(number)) {
    fill(waiting.get(number));
    inView = 1000 * form.elements.seconds.value;
    unsaved = true;
    say("");
  }
  if (unsaved) save();
  sendOthers();
})();
