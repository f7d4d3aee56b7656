// Hours read and printed as assessment/hours.py does; its grammar comes with the page. Whole minutes, null for no hours.
(() => {
  "use strict";
  const words = document.querySelector(".hours-words");
  if (!words) return;
  const { pattern, fractions, point } = JSON.parse(words.dataset.grammar), HOURS = new RegExp(`^(?:${pattern})$`, "i");
  const parseHours = (text) => {
    const [, clockHours, clockMinutes, hours, decimals = "", fraction] = HOURS.exec(text.trim()) ?? [];
    if (clockHours) return 60 * clockHours + Number(clockMinutes);
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
