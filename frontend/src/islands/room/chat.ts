/** The chat: a line is kept until the server has it, and shown once. */
import type { ChatLine } from "./protocol";
import { announce, element, find, roleWords, say, token } from "./words";

export class Chat {
  private readonly lines: HTMLElement;
  private readonly log: HTMLElement;
  private readonly seen = new Set<string>();
  private readonly pending = new Map<string, { text: string; circle: string; box: HTMLElement }>();
  private readonly input: HTMLInputElement;
  private unread = 0;
  isOpen = false;

  constructor(
    root: ParentNode,
    private readonly me: string,
    private readonly send: (message: Record<string, unknown>) => boolean,
    private readonly unreadChanged: (count: number) => void,
    private readonly circle: () => string,
  ) {
    this.lines = find("[data-lines]", root);
    this.log = find("[data-scroll]", root);
    const input = find<HTMLInputElement>("#chat-text", root);
    this.input = input;
    find<HTMLFormElement>("[data-chat-form]", root).addEventListener("submit", (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (text) this.say(text);
      input.value = "";
      input.focus();
    });
  }

  private say(text: string): void {
    const id = token("c");
    const box = element("li", { class: "vr-line vr-line--mine vr-line--pending" });
    box.append(element("p", {}, text), element("span", { class: "vr-line__meta" }, say("chat_not_sent")));
    this.lines.append(box);
    const circle = this.circle();
    this.pending.set(id, { text, circle, box });
    this.send({ type: "chat", client_id: id, text, circle });
    this.down();
  }

  /** The line is back: what was not confirmed is sent again (the server keeps it once). */
  resend(): void {
    for (const [client_id, { text, circle }] of this.pending) this.send({ type: "chat", client_id, text, circle });
  }

  refused(code: string, id = ""): void {
    if (code === "moved") {
      this.giveBack(id);
      return;
    }
    find("[data-chat-problem]").textContent = code === "rate_limited" ? say("chat_slow") : "";
    if (code === "rate_limited") window.setTimeout(() => this.resend(), 4000);
  }

  /** The person was moved meanwhile: what was written for others is not said here; it is theirs to send again. */
  private giveBack(id: string): void {
    const line = this.pending.get(id);
    if (!line) return;
    line.box.remove();
    this.pending.delete(id);
    this.input.value = this.input.value || line.text;
    find("[data-chat-problem]").textContent = say("chat_moved");
  }

  history(lines: ChatLine[]): void {
    for (const line of lines) this.show(line, true);
  }

  heard(line: ChatLine): void {
    this.show(line, false);
  }

  private show(line: ChatLine, old: boolean): void {
    const waiting = line.seat === this.me ? this.pending.get(line.client_id) : undefined;
    if (waiting) {
      waiting.box.remove();
      this.pending.delete(line.client_id);
      find("[data-chat-problem]").textContent = "";
    }
    if (this.seen.has(line.id)) return;
    this.seen.add(line.id);
    const mine = line.seat === this.me;
    const apart = line.circle ? [element("span", { class: "vr-line__apart" }, say("chat_line_apart")), " "] : [];
    const at = new Date(line.at);
    const time = element("time", { datetime: line.at });
    time.textContent = `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
    const meta = element("span", { class: "vr-line__meta" });
    meta.append(...apart, mine ? `${say("you")} ` : `${roleWords(line)} ${line.name} `, time);
    this.lines.append(element("li", { class: `vr-line${mine ? " vr-line--mine" : ""}${line.circle ? " vr-line--apart" : ""}` }, meta, element("p", {}, line.text)));
    this.down();
    if (!old && !mine && !this.isOpen) {
      this.unread += 1;
      this.unreadChanged(this.unread);
      announce(say("chat_from", { name: line.name }));
    }
  }

  opened(open: boolean): void {
    this.isOpen = open;
    if (!open) return;
    this.unread = 0;
    this.unreadChanged(0);
    this.down();
  }

  private down(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }
}
