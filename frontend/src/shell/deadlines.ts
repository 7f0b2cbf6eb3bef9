import { say } from "../shared/words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is left, in words, when it is less than a day; otherwise nothing: working days are the server's matter. */
export function wordsLeft(milliseconds: number): string | null {
  if (milliseconds <= 0) return say({ zh: "期限已过", en: "time limit passed" });
  if (milliseconds >= DAY) return null;
  const hours = Math.floor(milliseconds / HOUR);
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  if (hours > 0 && minutes > 0) {
    return say({ zh: "还剩{hours}小时{minutes}分钟", en: "{hours} h {minutes} min left" }, { hours, minutes });
  }
  if (hours > 0) return say({ zh: "还剩{hours}小时", en: "{hours} h left" }, { hours });
  if (minutes > 0) return say({ zh: "还剩{minutes}分钟", en: "{minutes} min left" }, { minutes });
  return say({ zh: "不到1分钟", en: "less than a minute left" });
}

function refresh(): void {
  const now = Date.now();
  for (const element of document.querySelectorAll<HTMLElement>("[data-deadline]")) {
    const text = element.dataset.deadline ?? "";
    // A date alone ends with its day in China, which the server has put into words.
    if (!text.includes("T")) continue;
    const words = wordsLeft(Date.parse(text) - now);
    if (words !== null && element.textContent !== words) element.textContent = words;
  }
}

/** Keeps `[data-deadline]` true while the page stays open. */
export function startDeadlines(): void {
  refresh();
  window.setInterval(refresh, MINUTE / 4);
  document.addEventListener("htmx:load", refresh);
}
