// In the admin, rows with a number can be dragged by their name. Dragging only writes the numbers anew, which can be typed too.
(() => {
  "use strict";
  const numberOf = (row) => row.querySelector("input[name$='-position']");
  // As if it had been typed, so that leaving the page asks first.
  const write = (field, number) => {
    if (field.value === number) return;
    field.value = number;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const body of document.querySelectorAll(".inline-group .tabular tbody")) {
    const listRows = () => [...body.querySelectorAll(":scope > tr.has_original")].filter(numberOf);
    if (listRows().length < 2) continue;
    body.closest("fieldset").classList.add("sortable");
    let dragged = null;
    body.addEventListener("pointerdown", (event) => {
      const handle = event.target.closest("td.original p");
      const row = handle?.closest("tr");
      if (event.button || !row || !numberOf(row) || event.target.closest("a")) return;
      event.preventDefault(); // nothing is selected on the way
      handle.setPointerCapture(event.pointerId);
      dragged = row;
      row.classList.add("is-dragged");
    });
    body.addEventListener("pointermove", (event) => {
      if (!dragged) return;
      const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("tr");
      const rows = listRows();
      if (!over || over === dragged || !rows.includes(over)) return;
      if (rows.indexOf(over) < rows.indexOf(dragged)) over.before(dragged); else over.after(dragged);
    });
    for (const end of ["pointerup", "pointercancel"]) body.addEventListener(end, () => {
      dragged?.classList.remove("is-dragged");
      if (dragged) listRows().forEach((row, index) => write(numberOf(row), String(index + 1)));
      dragged = null;
    });
  }
})();
