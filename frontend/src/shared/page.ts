/** Small things that several islands need. */

/** The value of a cookie, or an empty text. */
export function cookie(name: string): string {
  for (const part of document.cookie.split("; ")) {
    const at = part.indexOf("=");
    if (part.slice(0, at) === name) return decodeURIComponent(part.slice(at + 1));
  }
  return "";
}

/** The token that Django wants with every request that changes something. */
export function csrfToken(): string {
  const field = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return field?.value ?? cookie("csrftoken");
}

/** Says something to a screen reader, without moving anything. */
export function announce(message: string): void {
  const live = document.getElementById("sc-live");
  if (!live) return;
  // What a banner showed there before goes with its place.
  live.classList.add("govuk-visually-hidden");
  live.textContent = message;
}

/** Makes an element: `make("button", { type: "button", class: "govuk-button" }, "Undo")`. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Starts an island on every matching element now, and on those that arrive later with a fragment. */
export function island(selector: string, start: (element: HTMLElement) => void): void {
  const started = new WeakSet<HTMLElement>();
  const look = (): void => {
    for (const element of document.querySelectorAll<HTMLElement>(selector)) {
      if (started.has(element)) continue;
      started.add(element);
      start(element);
    }
  };
  look();
  document.addEventListener("htmx:load", look);
}
