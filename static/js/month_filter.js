// Cuts a calendar file down to one month before it is sent, by the same rules as prefilter.py and to the same bytes.
globalThis.keepMonth = (() => {
  "use strict";
  const { asText, asBytes, unfolded, nameOf, headAndValue, dayOf, daysTo, daysIn } = globalThis.calendarLines;
  const MARGIN = 31, EARLIEST = dayOf("16000101");
  const FRAMES = new Set(["VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT"]);
  const COUNTED = new Set(["VFREEBUSY", "VTODO"]);
  const PROPERTIES = new Set([
    ..."UID SUMMARY DTSTART DTEND DURATION RRULE EXRULE RDATE EXDATE RECURRENCE-ID SEQUENCE STATUS TRANSP".split(" "),
    ..."ATTENDEE ORGANIZER TZID TZOFFSETFROM TZOFFSETTO TZNAME X-WR-TIMEZONE X-WR-CALNAME METHOD".split(" "),
    ..."X-MICROSOFT-CDO-BUSYSTATUS X-MICROSOFT-CDO-ALLDAYEVENT".split(" "),
  ]);

  // bytes: the file. month: as in 2026-10. The bytes to send, or null for what does not begin as a calendar.
  function keepMonth(bytes, month) {
    const [year, number] = month.split("-").map(Number);
    const first = daysTo(year, number, 1) - MARGIN, last = daysTo(year, number + 1, 1) - 1 + MARGIN;
    const text = asText(bytes);
    if (!text.slice(0, 200).trim().toUpperCase().startsWith("BEGIN:VCALENDAR")) return null;
    const kept = keptLines(unfolded(text), first, last);
    return asBytes(kept.map((line) => `${line}\r\n`).join(""));
  }

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

  return keepMonth;
})();
