// Saves each answer as it is given. The form works without any of this: it carries the answer itself.
(() => {
  const form = document.querySelector("form[data-attempt]");
  const status = document.getElementById("save-status");
  if (!form || !status) return;
  const { attempt, number } = form.dataset, words = form.dataset;
  const keyOf = (n) => `aa:${attempt}:${n}`;
  const pauses = [1, 3, 9, 30];
  let shownSince = Date.now(), inView = 0, sending = false, again = false, failures = 0, moving = false, timer, slow;

  const say = (text, look = "") => {
    status.className = `status ${look}`;
    status.firstElementChild.hidden = look !== "status-ok";
    status.lastElementChild.textContent = text;
  };
  const seconds = () => (inView + (document.hidden ? 0 : Date.now() - shownSince)) / 1000;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) inView += Date.now() - shownSince; else shownSince = Date.now();
  });

  const filled = () => {
    const radios = new Set([...form.querySelectorAll("input[type=radio]")].map((r) => r.name));
    const numbers = [...form.querySelectorAll("input[type=text]")].map((f) => f.value.trim());
    const whole = form.dataset.kind === "range" ? /^\d{1,3}$/ : /^\d{0,4}([.,]\d{1,2})?½?$/;
    const fine = numbers.every((v) => v && whole.test(v)) && (form.dataset.kind !== "range" || +numbers[0] <= +numbers[1]);
    return fine && [...radios].every((name) => form.querySelector(`input[name="${name}"]:checked`));
  };
  const keep = () => {
    form.elements.seconds.value = seconds().toFixed(3);
    sessionStorage.setItem(keyOf(number), new URLSearchParams(new FormData(form)).toString());
  };
  const post = (address, body) => fetch(address, {
    method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(10000),
    headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });

  const failed = () => {
    const pause = pauses[Math.min(failures, 3)];
    failures += 1;
    say(navigator.onLine ? words.failed : words.offline, "status-bad");
    clearTimeout(timer);
    timer = setTimeout(save, pause * 1000);
  };
  const ended = (signIn) => {
    const link = Object.assign(document.createElement("a"), { textContent: words.carryOn, href: signIn ? `/accounts/login/?next=${encodeURIComponent(location.pathname)}` : location.pathname });
    say(`${words.ended} `, "status-bad");
    status.lastElementChild.append(link);
  };
  const saved = async (response) => {
    form.elements.revision.value = (await response.json()).revision;
    failures = 0;
    if (!again) sessionStorage.removeItem(keyOf(number));
    say(words.saved, "status-ok");
    if (moving) form.submit();
  };
  const answered = (response) => {
    if (response.ok) return saved(response);
    if (response.status === 409 || response.type === "opaqueredirect") return form.submit();
    if (response.status === 403 || response.status === 404) return ended(response.status === 404);
    if (response.status === 422) return say("");
    return failed();
  };
  async function save() {
    clearTimeout(timer);
    if (!filled()) return;
    keep();
    if (sending) { again = true; return; }
    sending = true; again = false;
    slow = setTimeout(() => say(words.saving), 400);
    const body = sessionStorage.getItem(keyOf(number));
    try { await answered(await post(form.action, body)); } catch { failed(); }
    clearTimeout(slow);
    sending = false;
    if (again) save();
  }

  form.addEventListener("change", save);
  form.addEventListener("input", (event) => {
    if (event.target.type !== "text") return;
    clearTimeout(timer);
    timer = setTimeout(save, 600);
  });
  form.addEventListener("submit", (event) => {
    const leaving = event.submitter && event.submitter.name;
    if ((navigator.onLine && !failures) || leaving === "skip" || !filled()) {
      form.elements.seconds.value = seconds().toFixed(3);
      return;
    }
    event.preventDefault();
    moving = true;
    save();
  });
  window.addEventListener("online", () => { failures = 0; save(); });

  // What could not be sent from this page or an earlier one goes first.
  const restore = (text) => {
    for (const [name, value] of new URLSearchParams(text)) {
      if (["csrfmiddlewaretoken", "page", "revision", "seconds"].includes(name)) continue;
      for (const field of form.querySelectorAll(`[name="${name}"]`)) {
        if (field.type === "radio") field.checked = field.value === value; else field.value = value;
      }
    }
    save();
  };
  for (const key of Object.keys(sessionStorage).filter((k) => k.startsWith(`aa:${attempt}:`))) {
    const n = key.split(":")[2], text = sessionStorage.getItem(key);
    if (n === number) { restore(text); continue; }
    post(form.action.replace(/\/q\/\d+\/$/, `/q/${n}/`), text).then((response) => {
      if (response.ok || response.status === 422 || response.type === "opaqueredirect") sessionStorage.removeItem(key);
      if (response.status === 409) { sessionStorage.removeItem(key); say(words.elsewhere.replace("{n}", n), "status-bad"); }
    }).catch(() => {});
  }
})();
