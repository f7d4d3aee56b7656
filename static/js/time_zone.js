// The browser's time zone goes along with a form, so that days on the pages are the reader's own.
(() => {
  "use strict";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  for (const field of document.querySelectorAll("input[name=browser_time_zone]")) field.value = zone;
})();
