// Charts come with their own library, fetched when a page has one.
function load() {
  if (!document.querySelector("[data-chart]")) return;
  import("./charts.js").then(({ drawAll }) => drawAll());
}

document.addEventListener("htmx:afterSettle", load);
load();
