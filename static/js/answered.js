// This page answered a form. Whoever goes on from it and comes back gets the form's page: the browser keeps no
// answer to a form, and would only say that it has to be sent again. Loading it again still sends it again.
(() => {
  "use strict";
  const { page } = document.currentScript.dataset;
  const becomePage = () => history.replaceState(history.state, "", page);
  document.addEventListener("click", (event) => { if (event.target.closest('a[href]:not([href^="#"], [target])')) becomePage(); });
  document.addEventListener("submit", becomePage);
})();
