// Small helps for pages that already work without this file.
(function () {
  "use strict";
  // What to mend is read first, also where the browser ignores autofocus.
  var summary = document.querySelector("[data-error-summary]");
  if (summary) { summary.focus(); }

  // A link of the summary focuses its control, so that typing can begin.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-error-summary] a[href^='#']");
    var target = link && document.getElementById(link.hash.slice(1));
    if (!target) { return; }
    event.preventDefault();
    (target.closest("fieldset") || target.labels && target.labels[0] || target).scrollIntoView();
    target.focus({ preventScroll: true });
  });

  // A second press within two seconds sends nothing twice; the server would answer a replay with the first answer anyway.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") { return; }
    var now = Date.now();
    if (now - (form.sentAt || 0) < 2000) { event.preventDefault(); return; }
    form.sentAt = now;
  });
  window.addEventListener("pageshow", function () {
    Array.prototype.forEach.call(document.forms, function (form) { form.sentAt = 0; });
  });

  // A menu closes when something else is pressed, and with Escape.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.minga-account[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && event.target.closest && event.target.closest("details.minga-account[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // Choosing every row of this page: a checkbox that only exists with this file.
  document.querySelectorAll("[data-choose-page]").forEach(function (box) {
    box.closest("label").hidden = false;
    box.addEventListener("change", function () {
      box.form.querySelectorAll("input[type=checkbox][name='" + box.dataset.choosePage + "']").forEach(function (row) {
        row.checked = box.checked;
      });
    });
  });

  // «Salir rápido»: the page also leaves the history of this window; without this file it is an ordinary link.
  document.querySelectorAll("[data-quick-exit]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      document.body.hidden = true;
      window.location.replace(link.href);
    });
  });

  // What the script could not put into the page (the session ended, an error) is sent again as a plain form.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var answer = event.detail.xhr, form = event.detail.requestConfig.elt;
    var asked = new URL(event.detail.pathInfo.requestPath, location.href).pathname;
    var isOther = answer.responseURL && new URL(answer.responseURL).pathname !== asked;
    if (form.tagName !== "FORM" || !(isOther || answer.status >= 400)) { return; }
    event.detail.shouldSwap = false;
    form.submit();
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // Folded text prints unfolded.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("main details:not([open])").forEach(function (part) { part.open = true; part.dataset.folded = "1"; });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-folded]").forEach(function (part) { part.open = false; delete part.dataset.folded; });
  });
})();
