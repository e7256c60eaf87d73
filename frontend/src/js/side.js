// On a narrow screen the side bar is a drawer.
const side = document.getElementById("side");
const opener = document.querySelector("[data-side-open]");
let veil;

function toggle(open) {
  side.classList.toggle("open", open);
  opener.setAttribute("aria-expanded", String(open));
  veil?.remove();
  veil = undefined;
  if (!open) return;
  veil = document.createElement("div");
  veil.className = "side-veil";
  veil.addEventListener("click", () => toggle(false));
  side.before(veil);
  side.querySelector("a, button").focus();
}

if (side && opener) {
  opener.addEventListener("click", () => toggle(!side.classList.contains("open")));
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !side.classList.contains("open")) return;
    toggle(false);
    opener.focus();
  });
  side.addEventListener("click", (event) => {
    if (event.target.closest(".find") && side.classList.contains("open")) toggle(false);
  });
}
