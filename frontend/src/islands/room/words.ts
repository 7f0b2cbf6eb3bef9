import type { VideoLimits } from "./protocol";

/** What the server gave the page: where the room is, and every phrase in the page's language. */
export interface Config {
  room?: string;
  socket?: string;
  you?: string;
  is_host?: boolean;
  /** A room above says who comes in, who speaks and who is apart. */
  is_led?: boolean;
  /** In a court nobody hides what is behind them. */
  plain_background?: boolean;
  /** Whether this seat is seen and heard; who only observes is not. */
  may_send?: boolean;
  ping?: string;
  sample?: string;
  call_in?: string;
  relay_only?: boolean;
  captions?: "none" | "browser" | "server";
  video?: VideoLimits;
  /** Pictures and sound go over a gateway, not from page to page. */
  gateway?: boolean;
  /** Where recordings of this room are. */
  recording?: string;
  words: Record<string, string>;
}

let words: Record<string, string> = {};

export function readConfig(): Config | null {
  const text = document.getElementById("room-config")?.textContent;
  if (!text) return null;
  const config = JSON.parse(text) as Config;
  words = config.words;
  return config;
}

/** The phrase by its key, with `{name}` and the like filled in. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The role under a picture: a known role's word, else the free words given for the seat. */
export function roleWords(seat: { role: string; role_label: string }): string {
  return seat.role ? say(`role_${seat.role}`) : seat.role_label;
}

/** An element with attributes and children, so that nothing is ever put together as HTML text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function find<T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}

const announcements: string[] = [];
let announcing = false;

/** Say it to a screen reader, one after the other. */
export function announce(text: string): void {
  announcements.push(text);
  if (announcing) return;
  announcing = true;
  const next = (): void => {
    const live = document.getElementById("room-live");
    const line = announcements.shift();
    if (line === undefined || !live) {
      announcing = false;
      return;
    }
    live.textContent = line;
    window.setTimeout(next, 1500);
  };
  next();
}

/** A name nobody can guess (also where the page is not encrypted and randomUUID is missing). */
export function token(prefix: string): string {
  return prefix + [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
