/**
 * What the clerk has done and the server has not acknowledged: numbered, sent until it is taken, and kept encrypted on this
 * machine, so that neither a lost network nor a closed window loses a word.
 */

import { type Store, store } from "../../pocket/store";
import type { Way } from "./line";
import type { Config, Line, Operation } from "./protocol";

const AT_ONCE = 200;
const AGAIN_AFTER_MS = 4000;
const SEND_AFTER_MS = 40;

interface Kept {
  pen: string;
  operations: Operation[];
}

export function newPen(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

export class Queue {
  pen = newPen();
  private waiting: Operation[] = [];
  private number = 0;
  private sentTo = 0; // what is on its way now
  private sentMost = 0; // what has ever left: its answer may be lost, so that it must not change any more
  private sentAt = 0;
  private batch = AT_ONCE;
  private posting = false;
  private timer = 0;
  private kept: Store | null = null;
  isStopped = true;

  constructor(
    private readonly config: Config,
    private readonly way: Way,
    private readonly told: (waiting: number) => void,
    private readonly lost: (message: string) => void,
  ) {
    window.setInterval(() => this.flush(), AGAIN_AFTER_MS / 4);
  }

  private id(pen: string): string {
    return `transcript:${this.config.hearing}:${pen}`;
  }

  has(key: string): boolean {
    return this.waiting.some((operation) => operation.line === key);
  }

  get size(): number {
    return this.waiting.length;
  }

  /** What an earlier page of this person left behind goes first, under the name of that page. */
  async sendLeft(): Promise<void> {
    this.kept = await store();
    for (const found of (await this.kept?.all("drafts", `transcript:${this.config.hearing}:`)) ?? []) {
      const left = found.value as Kept;
      if (left.pen === this.pen) continue;
      for (let from = 0; from < left.operations.length; from += AT_ONCE) {
        const part = left.operations.slice(from, from + AT_ONCE);
        const answer = await this.way.post(this.config.urls.operations, JSON.stringify({ pen: left.pen, operations: part }), "application/json");
        if (answer?.status !== 200) return; // Kept for the next time.
      }
      await this.kept?.remove("drafts", found.id);
    }
  }

  do(line: Line, what: "put" | "out", seen: number): void {
    const last = this.waiting[this.waiting.length - 1];
    const content = { line: line.key, what, seen, rank: line.rank, kind: line.kind, speaker: line.speaker, text: line.text, at_ms: Math.max(0, Math.round(line.at_ms)) };
    // Keystrokes that have not left yet are one.
    if (last && last.line === line.key && last.what === what && last.number > this.sentMost) Object.assign(last, content, { seen: last.seen });
    else this.waiting.push({ number: (this.number += 1), ...content });
    this.keep();
    this.told(this.waiting.length);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), SEND_AFTER_MS);
  }

  applied(number: number): void {
    this.waiting = this.waiting.filter((operation) => operation.number > number);
    this.sentTo = 0;
    this.batch = AT_ONCE;
    this.keep();
    this.told(this.waiting.length);
    this.flush();
  }

  /** The server takes none of this: what cannot be a line is set aside, so that what follows goes on. */
  refused(field: string, message: string): void {
    this.sentTo = 0;
    if (field === "pen" || field === "conflict" || field === "not_allowed") {
      this.isStopped = true;
      this.lost(message);
      return;
    }
    if (field === "number") {
      // The server knows less of this page than it has been told: everything that waits begins anew under another name.
      void this.begin(true);
      return;
    }
    if (this.batch > 1) this.batch = 1;
    else {
      this.waiting.shift();
      for (const operation of this.waiting) operation.number -= 1;
      this.number -= 1;
      this.lost(message);
    }
    this.sentMost = (this.waiting[0]?.number ?? this.number + 1) - 1;
    this.keep();
    this.flush();
  }

  /** This page writes from now on; false when somebody else does. */
  async begin(anew: boolean, over = false): Promise<Record<string, unknown> | null> {
    this.isStopped = true;
    if (anew) {
      const former = this.pen;
      this.pen = newPen();
      this.number = this.sentTo = this.sentMost = 0;
      for (const operation of this.waiting) operation.number = this.number += 1;
      await this.kept?.remove("drafts", this.id(former));
      this.keep();
    }
    const form = new URLSearchParams({ name: this.pen, over: over ? "yes" : "" });
    const answer = await this.way.post(this.config.urls.pen, form.toString(), "application/x-www-form-urlencoded");
    if (answer === null) {
      window.setTimeout(() => void this.begin(false, over), AGAIN_AFTER_MS);
      return null;
    }
    this.isStopped = answer.status !== 200;
    if (this.isStopped) this.lost(String(answer.content.message ?? ""));
    else this.flush();
    return this.isStopped ? null : answer.content;
  }

  flush(): void {
    const first = this.waiting[0];
    if (!first || this.isStopped) return;
    if (this.sentTo && Date.now() - this.sentAt < AGAIN_AFTER_MS) return;
    const part = this.waiting.slice(0, this.batch);
    if (this.way.isLive) {
      this.leaves(part);
      this.way.send(this.pen, part);
    } else if (navigator.onLine && !this.posting) void this.post(part);
  }

  /** There is a new line: what went over the old one without an answer goes again. */
  reconnected(): void {
    this.sentTo = 0;
    this.flush();
  }

  private leaves(part: Operation[]): void {
    this.sentTo = part[part.length - 1]?.number ?? 0;
    this.sentMost = Math.max(this.sentMost, this.sentTo);
    this.sentAt = Date.now();
  }

  private async post(part: Operation[]): Promise<void> {
    this.posting = true;
    this.leaves(part);
    const answer = await this.way.post(this.config.urls.operations, JSON.stringify({ pen: this.pen, operations: part }), "application/json");
    this.posting = false;
    if (answer === null || answer.status >= 500) this.sentTo = 0;
    else if (answer.status === 200) this.applied(Number(answer.content.number));
    else this.refused(String(answer.content.field ?? "conflict"), String(answer.content.message ?? ""));
  }

  private keep(): void {
    const id = this.id(this.pen);
    if (this.waiting.length) void this.kept?.put("drafts", id, { pen: this.pen, operations: this.waiting } satisfies Kept).catch(() => undefined);
    else void this.kept?.remove("drafts", id).catch(() => undefined);
  }
}
