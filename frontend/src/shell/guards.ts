const UNLOCK_AFTER_MS = 20_000;

const SENT_BY_HTMX = "form[hx-post], form[hx-put], form[hx-patch], form[hx-delete]";

/** A form that is on its way cannot be sent again. */
function guardDoubleSubmit(): void {
  // Before anybody else hears of it, htmx included.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || form.dataset.sending !== "1") return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.hasAttribute("data-no-guard")) return;
    const byHtmx = form.matches(SENT_BY_HTMX);
    if (byHtmx ? !event.defaultPrevented : event.defaultPrevented) return;
    if (!byHtmx && (form.method !== "post" || form.target === "_blank")) return;
    form.dataset.sending = "1";
    const pressed = event.submitter;
    if (pressed instanceof HTMLElement) pressed.setAttribute("aria-busy", "true");
    // A download or a refused connection leaves the page as it is: let it be tried again.
    window.setTimeout(() => release(form), UNLOCK_AFTER_MS);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sending]")) release(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form) release(form);
  });
}

function release(form: HTMLFormElement): void {
  delete form.dataset.sending;
  for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
}

/** `data-guard`: typing that was not sent is not lost without a question. */
function guardDrafts(): void {
  const touched = new Set<HTMLFormElement>();
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-guard]") : null;
    if (form) touched.add(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement) touched.delete(event.target);
  });
  window.addEventListener("beforeunload", (event) => {
    for (const form of touched) {
      // What is kept on the phone comes back by itself.
      if (form.isConnected && !form.dataset.kept) {
        event.preventDefault();
        return;
      }
    }
  });
}

export function startGuards(): void {
  guardDoubleSubmit();
  guardDrafts();
}
