/* Draws every <div class="plot" data-figure="id"> from the figure in the page's json_script of that id.
   Colours arrive as var(--token) and are put in here, so a change of theme is a redraw. On paper the light
   set holds and the width is the sheet's. If a chart cannot be drawn, its table opens instead. Plotly, which is
   ten times the page, is fetched once the page stands. */
(() => {
  "use strict";

  const NARROW = 560;
  const PAPER_WIDTH = 676;
  const CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false };
  const root = document.documentElement;
  const plots = [...document.querySelectorAll(".plot[data-figure]")];
  const { plotly } = document.currentScript.dataset;
  let printing = false, fetched = false;

  /* A copy of a value with every var(--token) replaced by its colour. */
  function coloured(value, style) {
    if (typeof value === "string") {
      return value.replace(/^var\((--[\w-]+)\)$/, (_, name) => style.getPropertyValue(name).trim());
    }
    if (Array.isArray(value)) return value.map((one) => coloured(one, style));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, coloured(one, style)]));
    }
    return value;
  }

  /* Set a value by its dotted path: "xaxis.range". */
  function put(layout, path, value) {
    const keys = path.split(".");
    const last = keys.pop();
    keys.reduce((place, key) => place[key], layout)[last] = value;
  }

  function draw(plot) {
    const figure = JSON.parse(document.getElementById(plot.dataset.figure).textContent);
    const { data, layout } = coloured(figure, getComputedStyle(root));
    const leftOut = (printing && layout.meta?.screen_only) || [];
    const kept = (one) => !leftOut.includes(one.name);
    if (printing) layout.width = PAPER_WIDTH;
    const changes = printing ? layout.meta?.paper : plot.clientWidth < NARROW && layout.meta?.narrow;
    Object.entries(changes || {}).forEach(([path, value]) => put(layout, path, value));
    layout.annotations = layout.annotations?.filter(kept);
    return Plotly.newPlot(plot, data.filter(kept), layout, { ...CONFIG, responsive: !printing });
  }

  function fail(plot) {
    const figure = plot.closest("figure");
    plot.hidden = true;
    figure.querySelector(".plot-failed").hidden = false;
    figure.querySelector("details.disclosure").open = true;
  }

  function drawAll() {
    if (!fetched) return;
    plots.filter((plot) => !plot.hidden).forEach((plot) => {
      try {
        draw(plot).catch(() => fail(plot));
      } catch {
        fail(plot);
      }
    });
  }

  function fetchPlotly() {
    const script = document.createElement("script");
    script.src = plotly;
    script.onload = script.onerror = () => {
      fetched = true;
      drawAll();
    };
    document.head.append(script);
  }

  if (!plots.length) return;
  addEventListener("load", fetchPlotly);

  /* The theme: by the device, or by the footer's switch. */
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  new MutationObserver(() => printing || drawAll()).observe(root, { attributeFilter: ["data-bs-theme"] });

  /* Crossing the width at which a figure changes its axis. */
  let narrow = plots[0].clientWidth < NARROW;
  addEventListener("resize", () => {
    const now = plots[0].clientWidth < NARROW;
    if (now !== narrow && !printing) drawAll();
    narrow = now;
  });

  /* Paper: light, whatever the screen shows. */
  let theme = null;
  addEventListener("beforeprint", () => {
    if (!fetched) plots.forEach(fail);
    printing = true;
    theme = root.getAttribute("data-bs-theme");
    root.setAttribute("data-bs-theme", "light");
    drawAll();
  });
  addEventListener("afterprint", () => {
    if (theme === null) root.removeAttribute("data-bs-theme");
    else root.setAttribute("data-bs-theme", theme);
    printing = false;
    drawAll();
  });
})();
