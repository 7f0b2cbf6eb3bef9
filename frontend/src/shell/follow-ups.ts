/** Shows what the answers ask for, in order: a question that hangs on a hidden one stays hidden, and what is hidden is not sent. */
function settle(form: HTMLFormElement): void {
  for (const question of form.querySelectorAll<HTMLFieldSetElement>("fieldset[data-when]")) {
    const given = new FormData(form);
    const when = JSON.parse(question.dataset.when ?? "{}") as Record<string, string[]>;
    const isAsked = Object.entries(when).every(([key, wanted]) =>
      given.getAll(key).some((value) => typeof value === "string" && wanted.includes(value)),
    );
    question.hidden = question.disabled = !isAsked;
  }
}

function settleAll(): void {
  for (const form of document.forms) settle(form);
}

/** `[data-when]` appears as soon as the answers on the page ask for it; without this script the page asks after saving. */
export function startFollowUps(): void {
  settleAll();
  document.addEventListener("htmx:load", settleAll);
  document.addEventListener("change", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form !== null) settle(form);
  });
}
