// Hours read and printed as assessment/hours.py does; its grammar comes with the page. Whole minutes, null for no hours.
(() => {
  "use strict";
  const words = document.querySelector(".hours-words");
  if (!words) return;
  const { pattern, fractions, point } = JSON.parse(words.dataset.grammar), HOURS = new RegExp(`^(?:${pattern})$`, "i");
  const narrow = (text) => text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  const parseHours = (text) => {
    const [, clockHours, clockMinutes, minutesAlone, hours, decimals = "", fraction] = HOURS.exec(narrow(text).trim()) ?? [];
    if (clockHours) return 60 * clockHours + Number(clockMinutes);
    if (minutesAlone) return Number(minutesAlone);
    if (hours === undefined) return null;
    return 60 * hours + Math.floor((6 * decimals.padEnd(2, "0") + 5) / 10) + (fractions[fraction] ?? 0);
  };
  const formatHours = (minutes) => {
    const hours = Math.floor(minutes / 60), rest = minutes % 60;
    return rest ? `${hours}${point}${String(Math.floor((10 * rest + 3) / 6)).padStart(2, "0")}`.replace(/0$/, "") : `${hours}`;
  };
  const nearestHalf = (hours) => formatHours(30 * Math.floor(hours * 2 + 0.5));
  const hoursIn = (text, most) => { // with decimals; null for more than there are
    const minutes = parseHours(text);
    return minutes === null || minutes > 60 * most ? null : minutes / 60;
  };
  window.hours = { parseHours, formatHours, hoursIn, nearestHalf };
})();

// Hours drawn as they are typed: a week on the landing page, a month at the last question. Measures: assessment/charts/plan.py; words: scoring's ratio; a test holds them together.
(() => {
  "use strict";
  const form = document.querySelector(".week-form, #question-form");
  const box = form?.querySelector(".hours-plan");
  if (!box) return;
  const weekly = form.matches(".week-form");
  const WEEK = 45, MOST = weekly ? 168 : 744, TIMES = weekly ? 52 / 12 : 1, FEWEST = 8;
  const said = form.querySelector(".hours-words").dataset, unread = form.querySelector(".week-unread");
  const fill = (words, numbers) => words.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
  const LABELS = { approving: [said.approving], designing: [said.designing], rest: [said.rest, said.short] };
  const plate = (name) => ({ Approving: 80, Designing: 80, "Everything else": 114, "The rest": 69 })[name] ?? Math.round(7.6 * name.length + 12);
  const KINDS = Object.keys(LABELS), fields = ["approving", "designing", "other"].map((name) => form.elements[name]).filter(Boolean);
  const places = (x) => `${Math.round(x * 1000) / 1000}%`;
  const { parseHours, formatHours, hoursIn, nearestHalf: spoken } = window.hours;
  function sentence(a, d) {
    if ((a + d) * TIMES < FEWEST) return ["", said.few];
    if (d < 1) return ["", ...(d ? said.littleDesigning : said.noneDesigning).split("|")];
    if (a < 1) return ["is-orchestrator", ...(a ? said.littleApproving : said.noneApproving).split("|")];
    const ratio = a / d, many = Math.max(ratio, 1 / ratio);
    const n = many <= 10 ? spoken(many) : Math.floor(many + 0.5);
    if (n === "1") return ["is-level", ...said.level.split("|")];
    return ratio > 1 ? ["", ...fill(said.approve, { n }).split("|")] : ["is-orchestrator", ...fill(said.design, { n }).split("|")];
  }
  const product = (lists) => lists.reduce((all, list) => all.flatMap((some) => list.map((one) => [...some, one])), [[]]);
  const label = (room) => (room.under ? room.name : `${room.name}, ${room.text}`);
  function placesOf(room, size) {
    const leader = room.middle * size.width / 100, across = 7.6 * label(room).length;
    const starts = { start: leader, middle: leader - across / 2, end: leader - across };
    const usual = room.middle < 15 ? "start" : room.middle > 85 ? "end" : "middle";
    const anchors = [...new Set([usual, "middle", "start", "end"])];
    room.anchor = usual;
    return anchors.map((anchor) => ({ anchor, leader, start: starts[anchor], end: starts[anchor] + across }))
      .filter((place) => place.start >= 0 && place.end <= size.width).map((place, i) => ({ ...place, turned: i > 0 }));
  }
  function areClear(one, row, other, otherRow, apart) {
    if (row === otherRow) return one.end + 8 <= other.start || other.end + 8 <= one.start;
    const [lower, leader] = row < otherRow ? [one, other.leader] : [other, one.leader];
    return leader <= lower.start - apart || leader >= lower.end + apart;
  }
  // Labels above the rooms: the lowest rows in which they are clear; else some turn to their leader's other side.
  function placeLabels(rooms, size) {
    const turns = product(rooms.map((room) => placesOf(room, size))), count = (chosen) => chosen.filter((place) => place.turned).length;
    turns.sort((a, b) => count(a) - count(b));
    const heights = product(rooms.map(() => rooms.map((_, i) => i + 1))), sum = (rows) => rows.reduce((a, b) => a + b, 0);
    heights.sort((a, b) => Math.max(...a) - Math.max(...b) || sum(a) - sum(b));
    const clear = (chosen, rows, apart) => chosen.every((one, i) => chosen.every((other, j) => j <= i || areClear(one, rows[i], other, rows[j], apart)));
    for (const [chosen, apart, rows] of product([turns, [4, 0], heights])) {
      if (!clear(chosen, rows, apart)) continue;
      return rooms.forEach((room, i) => Object.assign(room, { anchor: chosen[i].anchor, row: rows[i] }));
    }
  }
  function layout(hours, size) {
    const longest = hours.reduce((sum, h) => sum + h);
    let x = 0;
    const rooms = KINDS.map((kind, i) => {
      const width = 100 * hours[i] / longest, pixels = width * size.width / 100;
      const names = size.width === 270 ? LABELS[kind].slice(-1) : LABELS[kind];
      const name = names.find((n) => plate(n) + 9 <= pixels) ?? names.at(-1);
      const text = `${spoken(hours[i])} h`, under = 7.8 * text.length + 4 <= pixels;
      const room = { kind, x, width, pixels, middle: x + width / 2, name, text, under, row: 1, inside: plate(name) + 9 <= pixels };
      x += width;
      return room;
    });
    placeLabels(rooms.filter((room) => !room.inside), size);
    return rooms;
  }
  const furniture = (room, size) => {
    const y = 32 + Math.floor((size.height - 32) / 2);
    if (room.kind === "approving") {
      const count = Math.max(0, Math.floor((room.pixels - 16) / 52));
      return Array.from({ length: count }, (_, i) => `<use href="#stack" x="${places(room.x + room.width * (i + 0.5) / count)}" y="${y}"/>`).join("");
    }
    if (room.kind === "designing") return room.pixels < 44 ? "" : `<use href="#network-${room.pixels < 84 ? "small" : "large"}" x="${places(room.middle)}" y="${y}"/>`;
    const high = Math.floor(size.height / 5), top = y - Math.floor(high / 2);
    return room.pixels < 60 ? "" : `<rect class="desk" x="${places(room.x + room.width * 0.36)}" y="${top}" width="${places(room.width * 0.44)}" height="${high}"/><use href="#chair" x="${places(room.middle)}" y="${top + high}"/>`;
  };
  const wall = (room, before, size) => {
    const foot = size.height - 7, top = foot - size.door, floor = size.height + 24;
    let parts = "";
    if (before && (before.width === 0 || room.width === 0)) parts += `<path class="wall" d="M0 0V${size.height}"/>`;
    else if (before) {
      parts += `<path class="wall" d="M0 0V${top}M0 ${foot}V${size.height}"/><path class="doorway" d="M0 ${top}V${foot}"/>`;
      if (room.pixels >= size.door + 6) parts += `<path class="door" d="M0 ${top}A${size.door} ${size.door} 0 0 1 ${size.door} ${foot}H0"/>`;
    }
    return `${parts}<use href="#tick" y="${floor}"/>` + (room.inside ? `<rect class="plate" x="7" y="9" width="${plate(room.name)}" height="24"/><text class="room-label ${room.kind}-text" x="14" y="26">${room.name}</text>` : "");
  };
  const words = (room, size) => {
    const y = 6 - 20 * room.row, kind = `${room.kind}-text`;
    const leader = room.inside ? "" : `<path class="leader ${kind}" d="M0 ${y + 5}V18"/><circle class="leader-end ${kind}" cy="18" r="3"/><text class="room-label ${kind}" y="${y}" text-anchor="${room.anchor}">${label(room)}</text>`;
    const longer = fill(said.of, { hours: room.text, week: WEEK });
    const text = room.kind === "rest" && size.of && 7.8 * longer.length + 8 <= room.pixels ? longer : room.text;
    return leader + (room.under ? `<text class="hours ${kind}" y="${size.height + 45}" text-anchor="middle">${text}</text>` : "");
  };
  function redraw(svg, hours, says) {
    const size = { width: +svg.dataset.width, height: +svg.dataset.height, door: +svg.dataset.door, of: weekly && hours[0] + hours[1] <= WEEK };
    const rooms = layout(hours, size), top = Math.max(32, ...rooms.filter((r) => !r.inside).map((r) => 12 + 20 * r.row));
    svg.setAttribute("height", top + size.height + 54);
    svg.setAttribute("aria-label", says);
    svg.firstElementChild.setAttribute("y", top);
    rooms.forEach((room, i) => {
      for (const rect of svg.querySelectorAll(`.room-${room.kind} > .room-floor, .room-${room.kind} > .room-pattern`)) {
        rect.setAttribute("x", places(room.x));
        rect.setAttribute("width", places(room.width));
      }
      svg.querySelector(`.room-${room.kind} > .furniture`).innerHTML = furniture(room, size);
      const [left, middle] = svg.querySelectorAll(`.at-${room.kind}`);
      left.setAttribute("x", places(room.x));
      left.innerHTML = wall(room, rooms[i - 1], size);
      middle.setAttribute("x", places(room.middle));
      middle.innerHTML = words(room, size);
    });
  }
  // left: somebody has finished typing, so hours that cannot be read are named and no older ones stay drawn;
  // so are hours that can be read and are too many.
  function draw(keep, left) {
    const [a, d, other = 0] = fields.map((field) => hoursIn(field.value, MOST)), line = form.querySelector(".ratio-words");
    const read = a !== null && d !== null && (other !== null || !fields[2].value.trim()) && a + d + other <= MOST;
    const finished = left || fields.every((field) => parseHours(field.value) !== null); // too many only grow by typing on
    if (unread && (read || finished)) unread.hidden = read;
    if (!read && finished) box.classList.add("is-empty");
    if (!read) return finished ? line.replaceChildren() : undefined;
    const [lean, ...parts] = sentence(a, d);
    line.className = `ratio-words ${lean}`.trim();
    line.replaceChildren(...parts.map((part, i) => (i === 1 ? Object.assign(document.createElement("strong"), { textContent: part }) : part)));
    box.classList.toggle("is-empty", parts.length === 1);
    const hours = [a, d, weekly ? Math.max(0, WEEK - a - d) : other ?? 0], [x, y, z] = hours.map(spoken);
    if (parts.length > 1) for (const svg of box.querySelectorAll(".plan")) redraw(svg, hours, fill(weekly ? said.week : said.month, { a: x, d: y, r: z }));
    if (keep && weekly) try { sessionStorage.setItem("aa:hook", JSON.stringify({ approving: a, designing: d })); } catch { /* not offered later, then */ }
  }
  for (const when of ["input", "change"]) form.addEventListener(when, () => draw(true, when === "change"));
  form.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    const field = step.parentElement.querySelector("input");
    const minutes = field.value.trim() ? parseHours(field.value) : 0, by = 60 * step.dataset.step;
    if (minutes === null) return field.focus(); // What cannot be read stays as it was typed.
    field.value = formatHours(by < 0 ? Math.max(0, minutes + by) : Math.max(minutes, Math.min(MOST * 60, minutes + by)));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  if (weekly) form.addEventListener("submit", (event) => { event.preventDefault(); draw(true, true); });
  box.classList.add("plan-live");
  // The example is drawn already, in words that are about nobody; what a browser has brought back is the reader's own.
  if (!("example" in form.dataset) || fields.some((field) => field.value !== field.defaultValue)) draw(false);
})();

// Offers the week drawn on the landing page, as a month, to the question that asks for one.
(() => {
  "use strict";
  const offer = document.getElementById("offer");
  let week = null;
  try { week = sessionStorage.getItem("aa:hook"); } catch { /* no storage, no offer */ }
  const { approving, designing } = document.getElementById("question-form")?.elements ?? {};
  if (!offer || !week || !approving || approving.value) return;
  const monthly = (name) => Math.round(JSON.parse(week)[name] * 52 / 12);
  const button = offer.firstElementChild;
  button.textContent = offer.dataset.words.replace("{a}", monthly("approving")).replace("{d}", monthly("designing"));
  offer.hidden = false;
  button.addEventListener("click", () => {
    approving.value = monthly("approving");
    designing.value = monthly("designing");
    designing.dispatchEvent(new Event("input", { bubbles: true }));
    offer.hidden = true;
  });
})();
