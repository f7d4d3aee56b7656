// Number keys choose and the range draws its line. Nothing here is needed to answer.
(() => {
  const form = document.querySelector("form[data-kind]");
  if (!form) return;
  const { kind } = form.dataset;
  const button = document.getElementById("digits");
  let digits = true;
  try { digits = localStorage.getItem("aa:digits") !== "off"; } catch { /* no storage: on, on every page */ }

  const show = () => {
    if (!button) return;
    button.setAttribute("aria-pressed", String(digits));
    button.lastElementChild.textContent = digits ? button.dataset.off : button.dataset.on;
    for (const hint of form.querySelectorAll(".option-card > kbd, .keys > .digits")) hint.hidden = !digits;
  };
  const toggle = () => {
    digits = !digits;
    try { localStorage.setItem("aa:digits", digits ? "on" : "off"); } catch { /* holds for this page */ }
    show();
  };
  const chosenBy = (digit) => {
    const of = (name) => form.querySelectorAll(`input[name="${name}"]`);
    if (kind !== "belief") return of("choice")[digit - 1];
    if (digit === 0 || digit >= 5) return of("confidence")[digit === 0 ? 5 : digit - 5];
    return of("claim")[digit - 1];
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], input[type=email]")) return;
    if (event.key === "Escape" && button) return toggle();
    if (event.key === "Enter" && event.target.matches("body, main")) return form.requestSubmit();
    if (!digits || !/^\d$/.test(event.key)) return;
    const option = chosenBy(+event.key);
    if (!option) return;
    option.focus();
    option.click();
  });
  if (button) button.addEventListener("click", toggle);
  show();

  // On a phone the answers stay in view: they say when the question goes on behind them.
  const answers = form.querySelector(kind === "judgement" ? "fieldset" : ".options");
  if (answers) {
    const mark = () => {
      const text = answers.previousElementSibling.getBoundingClientRect();
      answers.classList.toggle("is-over", text.bottom > answers.getBoundingClientRect().top);
    };
    for (const when of ["scroll", "resize"]) addEventListener(when, mark, { passive: true });
    new ResizeObserver(mark).observe(document.body);
  }

  const line = document.querySelector("#bound-line .bound-span");
  const draw = () => {
    const [low, high] = ["low", "high"].map((name) => form.elements[name].value.normalize("NFKC").trim().replace(/\s*%$/, ""));
    const whole = [low, high].every((v) => /^\d{1,3}$/.test(v) && +v <= 100) && +low <= +high;
    line.setAttribute("visibility", whole ? "visible" : "hidden");
    if (!whole) return;
    for (const [i, [from, to]] of [[low, low], [low, high], [high, high]].entries()) {
      line.children[i].setAttribute("x1", `${from}%`);
      line.children[i].setAttribute("x2", `${to}%`);
    }
  };
  if (line) {
    form.addEventListener("input", draw);
    draw();
  }
})();
