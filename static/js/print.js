/* Every <button data-print> prints the page. What is folded for reading is printed. */
document.querySelectorAll("[data-print]").forEach((button) => {
  button.addEventListener("click", () => window.print());
});
const folds = () => document.querySelectorAll("details.fold:not([open])");
addEventListener("beforeprint", () => {
  folds().forEach((fold) => {
    fold.open = true;
    fold.dataset.openedToPrint = "";
  });
});
addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-opened-to-print]").forEach((fold) => {
    fold.open = false;
    delete fold.dataset.openedToPrint;
  });
});
