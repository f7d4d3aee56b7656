// Cuts a calendar file down to one month before it is sent, by the same rules as prefilter.py and to the same bytes.
const MARGIN = 31, EARLIEST = dayOf("16000101"), MOST_BYTES = 20 * 1024 * 1024;
const FRAMES = new Set(["VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT"]);
const COUNTED = new Set(["VFREEBUSY", "VTODO"]);
const PROPERTIES = new Set([
  ..."UID SUMMARY DTSTART DTEND DURATION RRULE EXRULE RDATE EXDATE RECURRENCE-ID SEQUENCE STATUS TRANSP".split(" "),
  ..."ATTENDEE ORGANIZER TZID TZOFFSETFROM TZOFFSETTO TZNAME X-WR-TIMEZONE X-WR-CALNAME".split(" "),
  ..."X-MICROSOFT-CDO-BUSYSTATUS X-MICROSOFT-CDO-ALLDAYEVENT".split(" "),
]);
const SECONDS = { W: 604800, D: 86400, H: 3600, M: 60, S: 1 };

// bytes: the file. month: as in 2026-10. The bytes to send, or null for what does not begin as a calendar.
export function keepMonth(bytes, month) {
  const [year, number] = month.split("-").map(Number);
  const first = daysTo(year, number, 1) - MARGIN, last = daysTo(year, number + 1, 1) - 1 + MARGIN;
  const text = asText(bytes);
  if (!text.slice(0, 200).trim().toUpperCase().startsWith("BEGIN:VCALENDAR")) return null;
  const kept = keptLines(unfolded(text), first, last);
  return asBytes(kept.map((line) => `${line}\r\n`).join(""));
}

// A character for each byte, so that nothing has to be decoded: those above 127 stand in a private range.
function asText(bytes) {
  const utf16 = { "255,254": "utf-16le", "254,255": "utf-16be" }[`${bytes[0]},${bytes[1]}`];
  const plain = utf16 ? new TextEncoder().encode(new TextDecoder(utf16).decode(bytes)) : bytes;
  const text = new TextDecoder("x-user-defined").decode(plain);
  return text.startsWith("\uf7ef\uf7bb\uf7bf") ? text.slice(3) : text;
}

function asBytes(text) {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i) & 0xff;
  return bytes;
}

function unfolded(text) {
  const lines = [];
  let begun = "";
  text = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replaceAll("\n ", "").replaceAll("\n\t", "");
  for (const line of text.split("\n")) {
    const whole = begun + line;
    begun = whole.endsWith("=") && whole.slice(0, 200).toUpperCase().includes("QUOTED-PRINTABLE") ? whole.slice(0, -1) : "";
    if (!begun) lines.push(whole);
  }
  return lines;
}

const nameOf = (line) => line.split(":", 1)[0].split(";", 1)[0].trim().toUpperCase();

// What is read, without events that cannot matter; versions of one that does stay with it.
function keptLines(lines, first, last) {
  const parts = partsOf(lines), matter = parts.map((part) => typeof part === "string" || matters(part, first, last));
  const uids = new Set(parts.filter((part, i) => matter[i]).map(uidOf));
  uids.delete("");
  const kept = [];
  parts.forEach((part, i) => {
    if (typeof part === "string") kept.push(part);
    else if (matter[i] || (uids.has(uidOf(part)) && !part.some(([name]) => name === "RECURRENCE-ID"))) {
      for (const [, line] of part) kept.push(line);
    }
  });
  return kept;
}

function uidOf(part) {
  const line = typeof part === "string" ? null : part.find(([name]) => name === "UID")?.[1];
  return line ? headAndValue(line)[1].trim() : "";
}

// Whole events, and the lines between them.
function partsOf(lines) {
  const parts = [];
  let event = null, skipped = 0;
  for (const line of lines) {
    const name = nameOf(line);
    if (name !== "BEGIN" && name !== "END") {
      if (PROPERTIES.has(name) && !skipped) event ? event.push([name, line]) : parts.push(line);
      continue;
    }
    const colon = line.indexOf(":"), component = colon < 0 ? "" : line.slice(colon + 1).trim().toUpperCase();
    if (component === "VEVENT" || (FRAMES.has(component) && !skipped)) {
      if (event) parts.push([...event, ["END", "END:VEVENT"]]);
      event = name === "BEGIN" && component === "VEVENT" ? [["BEGIN", "BEGIN:VEVENT"]] : null;
      skipped = 0;
      if (FRAMES.has(component)) parts.push(`${name}:${component}`);
    } else {
      if (!skipped && name === "BEGIN" && COUNTED.has(component)) parts.push(`BEGIN:${component}`, `END:${component}`);
      skipped = Math.max(0, skipped + (name === "BEGIN" ? 1 : -1));
    }
  }
  if (event) for (const [, line] of event) parts.push(line);
  return parts;
}

function matters(event, first, last) {
  const values = new Map();
  for (const [name, line] of event) values.set(name, [...(values.get(name) ?? []), headAndValue(line)[1].trim()]);
  const all = (name) => values.get(name) ?? [];
  const begin = all("DTSTART").length === 1 ? dayOf(all("DTSTART")[0]) : null;
  const end = begin === null ? null : endOf(all("DTEND"), all("DURATION"), begin);
  const excluded = all("EXDATE").flatMap((value) => value.split(",")).map((each) => dayOf(each.trim()));
  if (begin === null || end === null || begin < EARLIEST || excluded.includes(null) || values.has("RDATE")) return true;
  if (values.has("RRULE")) return begin <= last && Math.max(begin, runsUntil(all("RRULE"))) + Math.abs(end - begin) >= first;
  const replaced = event.some(([name, line]) => name === "RECURRENCE-ID" && replaces(line, first, last));
  return replaced || (Math.min(begin, end) <= last && Math.max(begin, end) >= first);
}

function replaces(line, first, last) {
  const [head, value] = headAndValue(line), day = dayOf(value.trim());
  return day === null || (first <= day && day <= last) || head.toUpperCase().includes("RANGE");
}

function endOf(ends, durations, begin) {
  if (ends.length + durations.length > 1) return null;
  if (durations.length) {
    const days = daysIn(durations[0]);
    return days === null ? null : begin + days;
  }
  return ends.length ? dayOf(ends[0]) : begin;
}

function runsUntil(rules) {
  return Math.max(...rules.map((rule) => {
    const parts = rule.toUpperCase().split(";").map((part) => [part.split("=", 1)[0].trim(), part.slice(part.split("=", 1)[0].length + 1)]);
    const untils = parts.filter(([name]) => name === "UNTIL").map(([, value]) => dayOf(value.trim()));
    return untils.length === 1 && untils[0] !== null ? untils[0] : Infinity;
  }));
}

function headAndValue(line) {
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === ":" && !quoted) return [line.slice(0, i), line.slice(i + 1)];
  }
  return [line, ""];
}

// Days since the year 1, as Python counts them; null for what is neither a date nor a date and a time.
function dayOf(written) {
  const parts = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/.exec(written);
  if (!parts || parts[4] > 23 || parts[5] > 59 || parts[6] > 60) return null;
  const [year, month, day] = parts.slice(1, 4).map(Number);
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

// The form sends what is left of the file; the file stays chosen whole, for another month.
function filterUploads(form) {
  const field = form.elements.file;
  let ready = false, filtered = null;
  const forget = () => { ready = false; filtered = null; field.setCustomValidity(""); };
  async function filter(file) {
    try {
      const bytes = keepMonth(new Uint8Array(await file.arrayBuffer()), form.elements.month.value);
      return bytes && new File([bytes], file.name, { type: file.type });
    } catch {
      return null; // it is sent as it is, and the site says what is wrong with it
    }
  }
  form.addEventListener("submit", async (event) => {
    const file = field.files[0];
    if (ready || !file) return;
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
  form.addEventListener("formdata", (event) => { if (filtered) event.formData.set("file", filtered); });
  form.addEventListener("change", forget);
  window.addEventListener("pageshow", forget);
}

const upload = globalThis.document?.querySelector("form[data-too-large]");
if (upload) filterUploads(upload);
