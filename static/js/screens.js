/* Arrow keys, and the keys of a presenter's remote, follow the links to the screen before and after. */
const ways = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };
addEventListener("keydown", (event) => {
  const way = ways[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // Where the page is higher than the window, these two keys scroll it.
  if (event.key.startsWith("Page") && document.documentElement.scrollHeight > innerHeight + 1) return;
  const link = document.querySelector(`a[rel="${way}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
