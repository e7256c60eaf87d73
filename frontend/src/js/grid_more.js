// The rows of the pages below, fetched to stand under those of this page: as many as a paste reaches down to.
import { cellsOf, gridOf, recordOf, rowsOf } from "./grid.js";

const older = () => document.querySelector('.pagination a[rel="next"]');

function below(origin) {
  const rows = rowsOf(gridOf(origin));
  return rows.slice(rows.indexOf(origin.parentElement)).filter((row) => recordOf(cellsOf(row)[0])).length;
}

export async function reach(origin, wanted) {
  const body = gridOf(origin).querySelector(`#${CSS.escape(gridOf(origin).id)}-rows`); // none where rows stand in groups
  while (body && below(origin) < wanted && older()) {
    const answer = await fetch(older().href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const rows = [...page.querySelectorAll(`#${CSS.escape(body.id)} > tr[data-value]`)];
    if (!rows.length) return;
    body.append(...rows);
    for (const row of rows) document.dispatchEvent(new CustomEvent("contentadded", { detail: row }));
    older().closest(".pagination").lastElementChild.replaceWith(page.querySelector(".pagination").lastElementChild);
  }
}
