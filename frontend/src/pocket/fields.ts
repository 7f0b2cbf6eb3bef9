/** What a person has typed and chosen in a form: read, and put back. */

export type Values = Record<string, string[]>;
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);

function fields(form: HTMLFormElement): Field[] {
  const found: Field[] = [];
  for (const element of form.elements) {
    const isField =
      element instanceof HTMLInputElement ||
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement;
    if (!isField || !element.name || NEVER.has(element.type) || element.hasAttribute("data-no-keep")) continue;
    if (element.autocomplete === "one-time-code") continue;
    found.push(element);
  }
  return found;
}

function isTick(field: Field): field is HTMLInputElement {
  return field.type === "checkbox" || field.type === "radio";
}

export function read(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const field of fields(form)) {
    const list = (values[field.name] ??= []);
    if (isTick(field)) {
      if (field.checked) list.push(field.value);
    } else if (field instanceof HTMLSelectElement) {
      list.push(...Array.from(field.selectedOptions, (option) => option.value));
    } else list.push(field.value);
  }
  return values;
}

export function write(form: HTMLFormElement, values: Values): void {
  const next: Record<string, number> = {};
  for (const field of fields(form)) {
    const list = values[field.name];
    if (!list) continue;
    if (isTick(field)) field.checked = list.includes(field.value);
    else if (field instanceof HTMLSelectElement) {
      for (const option of field.options) option.selected = list.includes(option.value);
    } else {
      const at = next[field.name] ?? 0;
      next[field.name] = at + 1;
      field.value = list[at] ?? field.value;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // Questions that open with an answer look again at what is chosen.
  window.dispatchEvent(new Event("pageshow"));
}

/** Hidden fields with `data-keep-too`: what the person had before them while typing, a draft's revision say. They come back with it. */
export function beside(form: HTMLFormElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of form.querySelectorAll<HTMLInputElement>("input[type=hidden][data-keep-too]")) found[field.name] = field.value;
  return found;
}

export function putBeside(form: HTMLFormElement, values: Record<string, string>): void {
  for (const field of form.querySelectorAll<HTMLInputElement>("input[type=hidden][data-keep-too]")) {
    field.value = values[field.name] ?? field.value;
  }
}

export function same(one: Values, other: Values): boolean {
  const sorted = (values: Values): string => JSON.stringify(Object.entries(values).sort());
  return sorted(one) === sorted(other);
}
