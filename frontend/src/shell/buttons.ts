import { announce } from "../shared/page";

const SHOWN_FOR_MS = 2500;

/** `data-copy="text"`: puts the text on the clipboard and says so on the button. */
export function startCopy(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    if (!button) return;
    void copy(button.dataset.copy ?? "").then(() => {
      const before = button.textContent ?? "";
      const done = button.dataset.copied ?? "✓";
      button.textContent = done;
      announce(done);
      window.setTimeout(() => {
        button.textContent = before;
      }, SHOWN_FOR_MS);
    });
  });
}

async function copy(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "govuk-visually-hidden";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** `data-print`: prints the page. */
export function startPrint(): void {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
  });
}
