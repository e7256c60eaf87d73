// Keeps "2 min ago" true while the page stands open; the words are those of the template tag.
const MINUTE = 60;
const HOUR = 3600;
const WORDS_UNTIL = 6 * HOUR;

function refresh() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (seconds < 0 || seconds >= WORDS_UNTIL) continue;
    const words =
      seconds < MINUTE ? "just now" : seconds < HOUR ? `${Math.floor(seconds / MINUTE)} min ago` : `${Math.floor(seconds / HOUR)} h ago`;
    if (time.textContent !== words) time.textContent = words;
  }
}

setInterval(refresh, 20_000);
document.addEventListener("visibilitychange", refresh);
