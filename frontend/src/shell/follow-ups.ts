type Answers = Record<string, string[]>;
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const CONTROLS = "input, select, textarea";

function answers(form: HTMLFormElement): Answers {
  const given: Answers = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") (given[name] ??= []).push(value);
  }
  return given;
}

/** Shows what the answers ask for, in order: a question that hangs on a hidden one stays hidden. */
function settle(form: HTMLFormElement): void {
  for (const question of form.querySelectorAll<HTMLElement>("[data-when]")) {
    const given = answers(form);
    const when = JSON.parse(question.dataset.when ?? "{}") as Answers;
    question.hidden = !Object.entries(when).every(([key, wanted]) => given[key]?.some((value) => wanted.includes(value)));
    // What is not asked is not sent.
    for (const control of question.querySelectorAll<Control>(CONTROLS)) control.disabled = question.hidden;
  }
}

/** `[data-when]` appears as soon as the answers on the page ask for it; without this script the next page asks. */
export function startFollowUps(): void {
  const forms = new Set([...document.querySelectorAll<HTMLElement>("[data-when]")].map((each) => each.closest("form")));
  for (const form of forms) {
    if (form === null) continue;
    settle(form);
    form.addEventListener("change", () => settle(form));
  }
}
