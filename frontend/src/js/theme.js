// Light, dark or as the system: kept in a cookie, so that the server renders the next page without a flash.
const root = document.documentElement;
const YEAR = 31536000;

export function chosenTheme() {
  return root.dataset.theme ?? "";
}

export function chooseTheme(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax`;
  mark();
  document.dispatchEvent(new CustomEvent("themechange"));
}

export function switchTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = chosenTheme() || (dark ? "dark" : "light");
  chooseTheme(now === "dark" ? "light" : "dark");
}

function mark() {
  for (const choice of document.querySelectorAll("[data-theme-choice]")) {
    choice.setAttribute("aria-checked", String(choice.dataset.themeChoice === chosenTheme()));
  }
}

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]");
  if (choice) chooseTheme(choice.dataset.themeChoice);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  document.dispatchEvent(new CustomEvent("themechange"));
});
mark();
