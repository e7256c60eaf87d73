// Keeps "2 min ago" true while the page stands open; the words are those of the template tag, in other languages the browser's.
const MINUTE = 60;
const HOUR = 3600;
const WORDS_UNTIL = 6 * HOUR;

const language = document.documentElement.lang;
const spoken = new Intl.RelativeTimeFormat(language || "en", { style: "short" });

function words(seconds) {
  const [count, unit] = seconds < HOUR ? [seconds / MINUTE, "minute"] : [seconds / HOUR, "hour"];
  if (language !== "en") return spoken.format(-Math.floor(count), unit);
  return seconds < MINUTE ? "just now" : `${Math.floor(count)} ${unit === "minute" ? "min" : "h"} ago`;
}

function refresh() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (seconds < 0 || seconds >= WORDS_UNTIL) continue;
    const now = words(seconds);
    if (time.textContent !== now) time.textContent = now;
  }
}

setInterval(refresh, 20_000);
document.addEventListener("visibilitychange", refresh);
