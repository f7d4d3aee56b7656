// A calendar file as text, line by line, and the dates in it: what month_filter.js stands on, as prefilter.py has it.
globalThis.calendarLines = (() => {
  "use strict";
  const SECONDS = { W: 604800, D: 86400, H: 3600, M: 60, S: 1 };

  const MARKS = { "255,254": "utf-16le", "254,255": "utf-16be" };
  const ZEROS = { "false,true,false,true": "utf-16le", "true,false,true,false": "utf-16be" };

  // A character for each byte, so that nothing has to be decoded: those above 127 stand in a private range.
  // Zero bytes mean nothing. Of UTF-32, which browsers cannot read, nothing is left that begins a calendar.
  function asText(bytes) {
    const start = Array.from(bytes.subarray(0, 4));
    const zeros = start.map((byte) => !byte);
    if (!ZEROS[zeros] && zeros.filter(Boolean).length > 1) return "";
    const utf16 = MARKS[start.slice(0, 2)] ?? ZEROS[zeros];
    const plain = utf16 ? new TextEncoder().encode(new TextDecoder(utf16).decode(bytes)) : bytes;
    const text = new TextDecoder("x-user-defined").decode(plain);
    return (text.startsWith("\uf7ef\uf7bb\uf7bf") ? text.slice(3) : text).replaceAll("\0", "");
  }

  function asBytes(text) {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i) & 0xff;
    return bytes;
  }

  function unfolded(text) {
    const lines = [];
    let begun = "";
    text = text.replaceAll("\r\r\n", "\n").replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    text = text.replaceAll("\n ", "").replaceAll("\n\t", "");
    for (const line of text.split("\n")) {
      const whole = begun + line;
      begun = whole.endsWith("=") && whole.slice(0, 200).toUpperCase().includes("QUOTED-PRINTABLE") ? whole.slice(0, -1) : "";
      if (!begun) lines.push(whole);
    }
    return lines;
  }

  const nameOf = (line) => line.split(":", 1)[0].split(";", 1)[0].trim().toUpperCase();

  function headAndValue(line) {
    let quoted = false;
    for (let i = 0; i < line.length; i += 1) {
      if (line[i] === '"') quoted = !quoted;
      else if (line[i] === ":" && !quoted) return [line.slice(0, i), line.slice(i + 1)];
    }
    return [line, ""];
  }

  const MOMENT = /^(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d|:?))?)?$/i;

  // Days since the year 1, as Python counts them; null for what is neither a date nor a date and a time.
  function dayOf(written) {
    const parts = MOMENT.exec(written);
    if (!parts || parts[5] > 23 || parts[6] > 59 || parts[7] > 60) return null;
    const [year, month, day] = [parts[1], parts[3], parts[4]].map(Number);
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    return year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? daysTo(year, month, day) : null;
  }

  function daysTo(year, month, day) {
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    return date.getTime() / 86400000 + 719163;
  }

  function daysIn(duration) {
    let seconds = 0, number = "";
    for (const written of duration.toUpperCase()) {
      if (written >= "0" && written <= "9" && number.length < 9) number += written;
      else if (number && SECONDS[written]) [seconds, number] = [seconds + Number(number) * SECONDS[written], ""];
      else if (number || !"PT+-".includes(written)) return null;
    }
    return number || !duration ? null : Math.ceil(seconds / 86400);
  }

  return { asText, asBytes, unfolded, nameOf, headAndValue, dayOf, daysTo, daysIn };
})();
