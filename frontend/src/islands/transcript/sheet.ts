/** The lines on the page, in their order, kept as the server and the clerk change them. */

import { make } from "../../shared/page";
import type { Line, Speaker } from "./protocol";

export function mark(ms: number): string {
  const whole = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function isBefore(one: Line, other: Line): boolean {
  return one.rank !== other.rank ? one.rank < other.rank : one.key < other.key;
}

export class Sheet {
  private readonly lines = new Map<string, Line>();
  private readonly items = new Map<string, HTMLElement>();
  private readonly words: Map<string, string>;

  constructor(
    private readonly list: HTMLElement,
    speakers: Speaker[],
  ) {
    this.words = new Map(speakers.map((one) => [one.key, one.word]));
    for (const item of list.querySelectorAll<HTMLElement>("[data-key]")) {
      const { key = "", rank = "", kind = "", speaker = "", at = "0" } = item.dataset;
      const text = item.querySelector("[data-text]")?.textContent ?? "";
      this.lines.set(key, { key, rank, kind, speaker, text, at_ms: Number(at), state: "in_record", source: "typed", seq: 0, about: "" });
      this.items.set(key, item);
      item.querySelector("[data-text]")?.classList.add("sc-record__text");
    }
  }

  get(key: string): Line | undefined {
    return this.lines.get(key);
  }

  /** Lines of the record in order. */
  ordered(): Line[] {
    return [...this.lines.values()].sort((one, other) => (isBefore(one, other) ? -1 : 1));
  }

  neighbour(key: string, step: 1 | -1): Line | undefined {
    const all = this.ordered();
    const at = all.findIndex((line) => line.key === key);
    if (at < 0) return step < 0 ? all[all.length - 1] : undefined;
    return all[at + step];
  }

  put(line: Line): void {
    if (line.state !== "in_record") {
      this.lines.delete(line.key);
      this.items.get(line.key)?.remove();
      this.items.delete(line.key);
      return;
    }
    const before = this.lines.get(line.key);
    this.lines.set(line.key, line);
    const item = this.items.get(line.key) ?? make("li", { id: `line-${line.key}`, "data-key": line.key });
    this.draw(item, line);
    if (before && before.rank === line.rank && item.isConnected) return;
    this.items.set(line.key, item);
    const next = this.neighbour(line.key, 1);
    const place = next ? this.items.get(next.key) : undefined;
    this.list.insertBefore(item, place ?? null);
  }

  point(key: string | null): void {
    for (const [other, item] of this.items) {
      if (other === key) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
    }
    if (key) this.items.get(key)?.scrollIntoView({ block: "nearest" });
  }

  get element(): HTMLElement {
    return this.list;
  }

  private draw(item: HTMLElement, line: Line): void {
    item.className = `sc-record__line sc-record__line--${line.kind}`;
    const who = line.kind === "speech" ? this.words.get(line.speaker) : undefined;
    // Only what has changed is written, so that a screen reader says it once and a link into the recording stays.
    let text = item.querySelector<HTMLElement>("[data-text]");
    if (!text) {
      text = make("span", { class: "sc-record__text", "data-text": "" });
      item.append(make("span", { class: "sc-record__mark" }, mark(line.at_ms)), " ", text);
    }
    if (text.textContent !== line.text) text.textContent = line.text;
    let name = item.querySelector<HTMLElement>(".sc-record__who");
    if (!who) name?.remove();
    else {
      if (!name) {
        name = make("strong", { class: "sc-record__who" });
        text.before(name);
      }
      if (name.textContent !== `${who}：`) name.textContent = `${who}：`;
    }
  }
}
