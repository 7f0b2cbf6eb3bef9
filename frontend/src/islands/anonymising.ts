/** Original and result side by side: keys for the list, and what is selected goes into the form. Everything works without it. */
import { announce, island } from "../shared/page";

const PLACE = "[data-anonymising]";
// The list is drawn anew after each answer; the place in it is kept here.
let current = -1;

const page = (): HTMLElement | null => document.querySelector<HTMLElement>(PLACE);
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`${PLACE} [data-row]`)];

function show(index: number, scroll: boolean): void {
  const all = rows();
  if (all.length === 0) return;
  current = Math.min(Math.max(index, 0), all.length - 1);
  for (const [at, row] of all.entries()) row.toggleAttribute("data-current", at === current);
  const name = all[current]?.dataset.row ?? "";
  for (const mark of document.querySelectorAll(`${PLACE} mark`)) mark.removeAttribute("data-current");
  for (const side of ["o", "s"]) {
    const mark = document.getElementById(`${side}-${name}`);
    mark?.setAttribute("data-current", "");
    if (scroll) mark?.scrollIntoView({ block: "center" });
  }
  if (!scroll) return;
  all[current]?.scrollIntoView({ block: "nearest" });
  all[current]?.focus({ preventScroll: true });
  announce(all[current]?.querySelector("p")?.textContent ?? "");
}

/** The next row that waits for an answer, from a place on; the place itself when there is none. */
function nextOpen(from: number): number {
  const all = rows();
  const found = all.findIndex((row, at) => at >= from && row.hasAttribute("data-open"));
  return found >= 0 ? found : Math.min(from, all.length - 1);
}

function press(key: string): void {
  const within = key === "u" ? page() : rows()[current];
  within?.querySelector<HTMLButtonElement>(`button[data-key=${key}]`)?.click();
}

function toggleHelp(): void {
  const help = page()?.querySelector<HTMLElement>("[data-help-text]");
  if (help) help.hidden = !help.hidden;
}

/** What is selected in the original, with its place in the text. */
function selected(): { text: string; start: number } | null {
  const found = document.getSelection();
  const original = page()?.querySelector("[data-original]");
  if (!found || found.isCollapsed || found.rangeCount === 0 || !original) return null;
  const range = found.getRangeAt(0);
  if (!original.contains(range.commonAncestorContainer)) return null;
  const text = found.toString();
  const before = range.startContainer.parentElement?.closest<HTMLElement>("[data-start]");
  const start = before ? Number(before.dataset.start) + range.startOffset : -1;
  return text.trim() ? { text, start } : null;
}

function take(): void {
  const form = page()?.querySelector<HTMLFormElement>("[data-add]");
  const words = form?.querySelector<HTMLInputElement>("input[name=text]");
  const start = form?.querySelector<HTMLInputElement>("input[name=start]");
  const only = form?.querySelector<HTMLElement>("[data-only]");
  if (!form || !words || !start) return;
  const found = selected();
  if (found) {
    words.value = found.text.trim();
    start.value = found.start >= 0 ? String(found.start) : "";
    if (only) only.hidden = found.start < 0;
  }
  form.scrollIntoView({ block: "nearest" });
  words.focus();
}

const KEYS: Readonly<Record<string, () => void>> = {
  j: () => { show(current + 1, true); },
  k: () => { show(current - 1, true); },
  a: () => { press("a"); },
  r: () => { press("r"); },
  u: () => { press("u"); },
  n: take,
  "?": toggleHelp,
};

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement | null;
  const typing = target?.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !page()) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement | null;
  if (target?.closest(`${PLACE} [data-help]`)) toggleHelp();
  const row = target?.closest<HTMLElement>(`${PLACE} [data-row]`);
  if (row) show(rows().indexOf(row), false);
});

island(PLACE, (place) => {
  for (const button of place.querySelectorAll<HTMLElement>("[data-help]")) button.hidden = false;
  show(nextOpen(Math.max(current, 0)), current >= 0);
});
