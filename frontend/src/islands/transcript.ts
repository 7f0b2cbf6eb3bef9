/** The record of a hearing: readers see lines as they are written, the clerk's page writes them. */

import { island, make } from "../shared/page";
import { say } from "../shared/words";
import { Desk } from "./transcript/desk";
import { Way } from "./transcript/line";
import type { Config, FromServer, Line } from "./transcript/protocol";
import { Queue } from "./transcript/queue";
import { Sheet } from "./transcript/sheet";

const WORDS = {
  live: { zh: "已连接，实时同步。", en: "Connected; changes arrive at once." },
  slow: { zh: "连接不稳定，每秒更新一次。", en: "The line is poor: it is brought up to date each second." },
  saved: { zh: "已全部保存。", en: "Everything is saved." },
  waiting: { zh: "有 {count} 处尚未送达，已保存在本机，网络恢复后自动发送。", en: "{count} changes wait: they are kept on this machine and go by themselves." },
  apart: { zh: "{name} 在另一页面记录，本页只能阅读。", en: "{name} writes on another page. This one only reads." },
  apartHere: { zh: "您已在另一页面记录，本页只能阅读。", en: "You write on another page now. This one only reads." },
} as const;

const LATE_MS = 2000;

class Page {
  private seq: number;
  private clock = 0; // the mark of this moment, less the page's own clock
  private state: string;
  private isLive = false;
  private note = "";
  private readonly sheet: Sheet;
  private readonly way: Way;
  private readonly queue: Queue | null = null;
  private readonly desk: Desk | null = null;
  private readonly status: HTMLElement;

  constructor(
    private readonly root: HTMLElement,
    config: Config,
  ) {
    this.seq = config.writes ? 0 : config.seq;
    this.state = config.state;
    this.sheet = new Sheet(root.querySelector("[data-lines]") as HTMLElement, config.speakers);
    this.status = root.querySelector<HTMLElement>("[data-status]") ?? make("p", { class: "govuk-hint" });
    if (!this.status.isConnected) root.before(this.status);
    this.way = new Way(config, {
      seq: () => this.seq,
      hear: (message) => this.hear(message),
      connected: (live) => {
        this.isLive = live;
        if (live) this.queue?.reconnected();
        this.show();
      },
    });
    if (!config.writes) return;
    this.queue = new Queue(config, this.way, () => this.show(), (message) => this.lost(message));
    this.tell(config.now_ms);
    const now = (): number => this.clock + performance.now();
    this.desk = new Desk(root, config, this.sheet, this.queue, () => this.seq, now);
    this.desk.follow(config.stage, true);
    (root.querySelector("[data-desk]") as HTMLElement).hidden = false;
    for (const form of document.querySelectorAll<HTMLElement>("[data-without-script]")) form.hidden = true;
    root.querySelector("[data-take-over]")?.addEventListener("click", () => void this.take(true));
    document.querySelector("[data-finish]")?.addEventListener("submit", (event) => {
      // What is not with the server yet would be missing.
      if (this.queue?.size) event.preventDefault();
      this.show();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.queue?.size && !this.isLive) event.preventDefault();
    });
    void this.queue.sendLeft().finally(() => void this.take(false));
  }

  /** Marks count from the recording's beginning: before the opening there is none, and this page may have been open long before. */
  private tell(nowMs: number): void {
    const clock = nowMs - performance.now();
    if (this.clock === 0 || Math.abs(clock - this.clock) > LATE_MS) this.clock = clock;
  }

  private async take(over: boolean): Promise<void> {
    const taken = await this.queue?.begin(over, over);
    if (taken) this.apart(null);
  }

  private hear(message: FromServer): void {
    if (message.type === "applied") this.queue?.applied(message.number);
    else if (message.type === "refused") this.queue?.refused(message.field, message.message);
    else if (message.type === "written") this.lines(message.lines, message.seq);
    else if (message.type === "record") {
      this.lines(message.lines, message.seq);
      this.tell(message.now_ms);
      this.desk?.follow(message.stage, false);
      if (message.state !== this.state) {
        this.state = message.state;
        if (!this.queue?.size) location.reload();
      } else if (this.queue && !this.queue.isStopped && message.pen && message.pen !== this.queue.pen) {
        this.queue.isStopped = true;
        this.apart(message.writer);
      }
    }
  }

  private lines(lines: Line[], seq: number): void {
    for (const line of lines) {
      if (this.desk) this.desk.heard(line);
      else this.sheet.put(line);
    }
    this.seq = Math.max(this.seq, seq);
  }

  private lost(message: string): void {
    if (this.queue?.isStopped) this.apart("", message);
    else this.note = message;
    this.show();
  }

  /** Another page writes: this one reads, and may take over again. */
  private apart(writer: string | null, message = ""): void {
    const box = this.root.querySelector<HTMLElement>("[data-apart]");
    const words = this.root.querySelector<HTMLElement>("[data-apart-words]");
    if (!box || !words) return;
    box.hidden = writer === null;
    this.desk?.enable(writer === null);
    if (writer !== null) words.textContent = message || (writer ? say(WORDS.apart, { name: writer }) : say(WORDS.apartHere));
  }

  private show(): void {
    const waiting = this.queue?.size ?? 0;
    const line = say(this.isLive ? WORDS.live : WORDS.slow);
    const kept = this.queue ? (waiting > 0 && !this.isLive ? say(WORDS.waiting, { count: waiting }) : waiting === 0 ? say(WORDS.saved) : "") : "";
    const words = [line, kept, this.note].filter(Boolean).join(" ");
    if (this.status.textContent !== words) this.status.textContent = words;
  }
}

const config = document.getElementById("transcript-config")?.textContent;
if (config) island("[data-island=transcript]", (root) => void new Page(root, JSON.parse(config) as Config));
