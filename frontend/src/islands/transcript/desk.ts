/** The clerk's desk: one line is written at a time, everything by keyboard. */

import { announce, make } from "../../shared/page";
import { say } from "../../shared/words";
import type { Config, Line } from "./protocol";
import type { Queue } from "./queue";
import { between } from "./ranks";
import { mark, type Sheet } from "./sheet";

const WORDS = {
  speaks: { zh: "发言人：{name}", en: "Speaking: {name}" },
  nobody: { zh: "无发言人", en: "Nobody" },
  editing: { zh: "正在修改 {time} 的一行", en: "Changing the line at {time}" },
  led: { zh: "法庭已进入：{stage}。可点“插入为标题”。", en: "The court is now at: {stage}. Its heading can be put in." },
  atEnd: { zh: "在末尾继续记录", en: "Writing at the end" },
  proposals: { zh: "待采用的内容（{count}）", en: "Proposed lines ({count})" },
  take: { zh: "采用", en: "Take" },
  drop: { zh: "不采用", en: "Leave out" },
  late: { zh: "换人记录后才送达", en: "arrived after somebody else took over" },
  heard: { zh: "语音识别", en: "speech recognition" },
} as const;

export class Desk {
  private current: Line | null = null;
  private speaker = "";
  private isNote = false;
  private readonly typing: HTMLTextAreaElement;
  private readonly stage: HTMLSelectElement;
  private readonly buttons = new Map<string, HTMLButtonElement>();
  private readonly proposed = new Map<string, Line>();
  private insertAfter: string | null = null;
  private led = "";

  constructor(
    private readonly root: HTMLElement,
    private readonly config: Config,
    private readonly sheet: Sheet,
    private readonly queue: Queue,
    private readonly seen: () => number,
    private readonly now: () => number,
  ) {
    this.typing = this.part<HTMLTextAreaElement>("[data-typing]");
    this.stage = this.part<HTMLSelectElement>("[data-stage]");
    this.drawSpeakers();
    this.typing.addEventListener("input", () => this.typed());
    this.typing.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("keydown", (event) => this.functionKey(event));
    this.stage.addEventListener("change", () => this.showPhrases());
    this.part("[data-heading-button]").addEventListener("click", () => this.heading());
    this.part("[data-note]").addEventListener("click", () => this.note(!this.isNote));
    for (const phrase of root.querySelectorAll<HTMLElement>("[data-phrase]")) {
      phrase.addEventListener("click", () => this.insert(phrase.textContent ?? ""));
    }
    sheet.element.addEventListener("click", (event) => {
      const target = event.target as HTMLElement;
      const item = target.closest<HTMLElement>("[data-key]");
      if (!item || (target.closest("a") && !target.closest(".sc-record__change"))) return;
      event.preventDefault();
      this.edit(sheet.get(item.dataset.key ?? ""));
    });
  }

  enable(on: boolean): void {
    this.typing.disabled = !on;
    if (on) this.typing.focus();
  }

  /** The judge leads the hearing to a stage: its phrases are there, and its heading is offered unless it stands in the record. */
  follow(stage: string, first: boolean): void {
    if (stage === this.led) return;
    this.led = stage;
    this.stage.value = stage;
    this.showPhrases();
    const heading = this.stage.selectedOptions[0]?.dataset.heading ?? "";
    const stands = this.sheet.ordered().some((line) => line.kind === "stage" && line.text === heading);
    this.offer(!stands);
    if (!first) this.part("[data-stage-words]").textContent = say(WORDS.led, { stage: this.stage.selectedOptions[0]?.textContent ?? "" });
  }

  private offer(on: boolean): void {
    this.part("[data-heading-button]").classList.toggle("govuk-button--secondary", !on);
  }

  /** A line changed on the server; the one being written is ours. */
  heard(line: Line): void {
    if (line.state === "proposed") this.proposed.set(line.key, line);
    else {
      this.proposed.delete(line.key);
      if (!this.queue.has(line.key)) {
        this.sheet.put(line);
        if (this.current?.key === line.key) this.current = line;
      }
    }
    this.drawProposals();
  }

  private part<T extends HTMLElement>(selector: string): T {
    return this.root.querySelector<T>(selector) as T;
  }

  private drawSpeakers(): void {
    const place = this.part("[data-speakers]");
    for (const one of this.config.speakers) {
      const button = make("button", { type: "button", role: "radio", "aria-checked": "false", class: "sc-writing__speaker" });
      if (one.shortcut) button.append(make("kbd", {}, one.shortcut), " ");
      button.append(one.word);
      button.addEventListener("click", () => this.speak(one.key));
      this.buttons.set(one.key, button);
      place.append(button);
    }
  }

  private speak(key: string): void {
    this.speaker = this.speaker === key ? "" : key;
    for (const [other, button] of this.buttons) button.setAttribute("aria-checked", String(other === this.speaker));
    if (this.isNote) this.note(false);
    const name = this.config.speakers.find((one) => one.key === this.speaker)?.word;
    announce(name ? say(WORDS.speaks, { name }) : say(WORDS.nobody));
    if (this.current) this.changed({ speaker: this.speaker, kind: "speech" });
    this.typing.focus();
  }

  private note(on: boolean): void {
    this.isNote = on;
    this.part("[data-note]").setAttribute("aria-pressed", String(on));
    if (this.current) this.changed({ kind: on ? "note" : "speech" });
    this.typing.focus();
  }

  private begin(): Line {
    const after = this.insertAfter ?? this.sheet.ordered().at(-1)?.key ?? "";
    const before = this.sheet.get(after);
    const behind = before ? this.sheet.neighbour(before.key, 1) : undefined;
    return {
      key: crypto.randomUUID?.() ?? fallbackId(),
      rank: between(before?.rank ?? "", behind?.rank ?? null),
      kind: this.isNote ? "note" : "speech",
      speaker: this.isNote ? "" : this.speaker,
      text: "",
      at_ms: this.now(),
      state: "in_record",
      source: "typed",
      seq: 0,
      about: "",
    };
  }

  private typed(): void {
    if (!this.current && !this.typing.value.trim()) return;
    this.current ??= this.begin();
    this.changed({ text: this.typing.value });
    this.sheet.point(this.current.key);
  }

  private changed(part: Partial<Line>): void {
    if (!this.current) return;
    this.current = { ...this.current, ...part };
    this.sheet.put(this.current);
    if (this.current.text.trim()) this.queue.do(this.current, "put", this.seen());
  }

  /** The line is done: an empty one is taken out. */
  private done(): void {
    if (this.current && !this.current.text.trim()) {
      const out: Line = { ...this.current, state: "out" };
      this.sheet.put(out);
      this.queue.do(out, "out", this.seen());
    }
    this.current = null;
    this.insertAfter = null;
    this.typing.value = "";
    this.sheet.point(null);
  }

  private edit(line: Line | undefined): void {
    this.done();
    if (!line) {
      announce(say(WORDS.atEnd));
      this.typing.focus();
      return;
    }
    this.current = line;
    this.typing.value = line.text;
    this.speaker = line.speaker;
    for (const [other, button] of this.buttons) button.setAttribute("aria-checked", String(other === this.speaker));
    this.isNote = line.kind === "note";
    this.part("[data-note]").setAttribute("aria-pressed", String(this.isNote));
    this.sheet.point(line.key);
    announce(say(WORDS.editing, { time: mark(line.at_ms) }));
    this.typing.focus();
  }

  private key(event: KeyboardEvent): void {
    // Enter ends the choice of a character first.
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const key = this.current?.key ?? null;
      this.done();
      if (event.ctrlKey || event.metaKey) this.insertAfter = key;
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.edit(this.sheet.neighbour(this.current?.key ?? "", event.key === "ArrowUp" ? -1 : 1));
    } else if (event.key === "Escape") this.edit(undefined);
  }

  private functionKey(event: KeyboardEvent): void {
    const speaker = this.config.speakers.find((one) => one.shortcut === event.key);
    if (speaker && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      if (this.speaker !== speaker.key) this.speak(speaker.key);
    } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
      const phrases = this.root.querySelectorAll<HTMLElement>(`[data-phrases="${this.stage.value}"] [data-phrase]`);
      const phrase = phrases[Number(event.code.slice(5)) - 1];
      if (!phrase) return;
      event.preventDefault();
      this.insert(phrase.textContent ?? "");
    }
  }

  private showPhrases(): void {
    for (const list of this.root.querySelectorAll<HTMLElement>("[data-phrases]")) list.hidden = list.dataset.phrases !== this.stage.value;
  }

  private insert(phrase: string): void {
    const { selectionStart: from, selectionEnd: to, value } = this.typing;
    this.typing.value = value.slice(0, from) + phrase + value.slice(to);
    this.typing.selectionStart = this.typing.selectionEnd = from + phrase.length;
    this.typed();
    this.typing.focus();
  }

  private heading(): void {
    this.done();
    this.offer(false);
    const heading = this.stage.selectedOptions[0]?.dataset.heading ?? "";
    const line: Line = { ...this.begin(), kind: "stage", speaker: "", text: heading };
    this.sheet.put(line);
    this.queue.do(line, "put", this.seen());
    this.typing.focus();
  }

  private drawProposals(): void {
    const place = this.part("[data-proposals]");
    const waiting = [...this.proposed.values()].sort((one, other) => one.at_ms - other.at_ms);
    if (!waiting.length) {
      place.replaceChildren();
      return;
    }
    const list = make("ul", { class: "govuk-list" });
    for (const line of waiting) {
      const take = make("button", { type: "button", class: "govuk-button govuk-button--secondary" }, say(WORDS.take));
      const drop = make("button", { type: "button", class: "govuk-button sc-button--quiet" }, say(WORDS.drop));
      take.addEventListener("click", () => this.decide(line, true));
      drop.addEventListener("click", () => this.decide(line, false));
      const who = this.config.speakers.find((one) => one.key === line.speaker)?.word;
      const source = make("span", { class: "sc-muted" }, say(line.source === "late" ? WORDS.late : WORDS.heard));
      list.append(make("li", { class: "sc-record__line" }, `${mark(line.at_ms)} ${who ? `${who}：` : ""}${line.text} `, source, " ", take, " ", drop));
    }
    place.replaceChildren(make("h2", { class: "govuk-heading-s" }, say(WORDS.proposals, { count: waiting.length })), list);
  }

  /** Taken, it stands where it was said. */
  private decide(line: Line, take: boolean): void {
    this.proposed.delete(line.key);
    if (take) {
      const earlier = this.sheet.ordered().filter((one) => one.at_ms <= line.at_ms).at(-1);
      const behind = earlier ? this.sheet.neighbour(earlier.key, 1) : this.sheet.ordered()[0];
      const taken: Line = { ...line, state: "in_record", rank: between(earlier?.rank ?? "", behind?.rank ?? null) };
      this.sheet.put(taken);
      this.queue.do(taken, "put", this.seen());
    } else this.queue.do({ ...line, state: "out" }, "out", this.seen());
    this.drawProposals();
    this.typing.focus();
  }
}

/** Where the page is not secure there is no `crypto.randomUUID`. */
function fallbackId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
