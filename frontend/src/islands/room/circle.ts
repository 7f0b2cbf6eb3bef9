/** A separate talk (背对背): who is with whom, a clear sign of it with a running clock, and the host's one tap. */
import "./circle.scss";

import type { CaucusView, Seat } from "./protocol";
import { announce, element, find, roleWords, say } from "./words";

const TALKS = ["applicant", "respondent"] as const;

export class Circle {
  private caucus: CaucusView | null = null;
  private seats: Seat[] = [];
  private beganAt = 0;
  private drawn = "";
  private readonly box: HTMLElement;
  private readonly timer: number;
  private readonly clock = element("span", { class: "vr-apart__clock", "data-apart-clock": "", role: "timer" });

  constructor(
    private readonly root: HTMLElement,
    private readonly me: string,
    private readonly isHost: boolean,
    private readonly send: (message: Record<string, unknown>) => void,
  ) {
    this.box = find("[data-apart]", root);
    this.timer = window.setInterval(() => this.tick(), 1000);
  }

  close(): void {
    window.clearInterval(this.timer);
  }

  /** Where this page is now; "" while everyone is together. */
  get mine(): string {
    return this.seats.find((seat) => seat.seat === this.me)?.circle ?? "";
  }

  private get isInside(): boolean {
    return this.caucus !== null && this.mine === this.caucus.circle;
  }

  told(caucus: CaucusView | null): void {
    this.caucus = caucus;
    if (caucus) this.beganAt = performance.now() - caucus.seconds * 1000;
  }

  roster(seats: Seat[]): void {
    const before = this.mine;
    const first = this.seats.length === 0;
    this.seats = seats;
    this.draw();
    if (!first && before !== this.mine) announce(this.mine ? this.words() : say("apart_together"));
  }

  private whom(): string {
    const caucus = this.caucus;
    if (!caucus) return "";
    const one = this.seats.find((seat) => seat.seat === caucus.seat);
    if (one) return one.name;
    if (this.isHost || this.isInside) return say(`side_${caucus.side}`);
    return say("apart_the_other");
  }

  private words(): string {
    const host = this.seats.find((seat) => seat.is_host);
    const values = { whom: this.whom(), host: host ? roleWords(host) : "" };
    if (this.caucus?.side === "neutral") return say("apart_divided");
    if (this.isHost) return say("apart_hosting", values);
    if (host?.state === "disconnected") return say("apart_host_away", values);
    return say(this.isInside ? "apart_inside" : "apart_waiting", values);
  }

  private draw(): void {
    const sides = TALKS.filter((side) => this.seats.some((seat) => seat.side === side && seat.state !== "removed"));
    const state = JSON.stringify([this.caucus, this.mine, sides, this.caucus && this.words()]);
    if (state === this.drawn) return;
    this.drawn = state;
    const shown = this.mine !== "" && this.caucus !== null;
    this.box.hidden = !(shown || (this.isHost && sides.length > 0));
    this.box.dataset.apart = shown ? (this.isInside ? "inside" : "waiting") : "idle";
    const focused = this.box.contains(document.activeElement);
    this.box.replaceChildren();
    if (shown) this.box.append(element("p", { class: "vr-apart__words" }, this.words(), " ", this.clock));
    else this.box.append(element("p", { class: "vr-apart__words" }, say("apart_with")));
    if (this.isHost) {
      const buttons = element("div", { class: "vr-apart__buttons" });
      for (const side of sides) {
        if (shown && this.caucus?.side === side && !this.caucus.seat) continue;
        const words = say(`side_${side}`);
        buttons.append(this.button(shown ? say("apart_instead", { whom: words }) : words, { action: "begin", side }));
      }
      if (shown) buttons.append(this.button(say("apart_end"), { action: "end" }, true));
      this.box.append(buttons);
      if (focused) buttons.querySelector("button")?.focus();
    }
    find("[data-chat-hint]", this.root).textContent = say(this.mine ? "chat_apart" : "chat_all");
    this.tick();
  }

  private button(text: string, message: Record<string, unknown>, main = false): HTMLElement {
    const made = element(
      "button",
      { type: "button", class: `govuk-button vr-small${main ? "" : " govuk-button--secondary"}`, [`data-caucus-${message.action as string}`]: (message.side as string | undefined) ?? "" },
      text,
    );
    made.addEventListener("click", () => this.send({ type: "caucus", ...message }));
    return made;
  }

  private tick(): void {
    if (!this.caucus || !this.mine) return;
    const seconds = Math.floor((performance.now() - this.beganAt) / 1000);
    const text = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    if (this.clock.textContent !== text) this.clock.textContent = text;
  }

  /** What the host may do about one person, for the menu on their picture. */
  choices(id: string): [string, () => void][] {
    const seat = this.seats.find((item) => item.seat === id);
    if (!this.isHost || !seat || seat.is_host) return [];
    const act = (action: string) => () => this.send({ type: "caucus", action, seat: id });
    const found: [string, () => void][] = [];
    if (this.mine) {
      const inside = seat.circle === this.mine;
      found.push([say(inside ? "apart_send" : "apart_bring"), act(inside ? "send" : "bring")]);
    }
    if (seat.side !== "neutral" && this.caucus?.seat !== id) found.push([say("apart_one"), act("begin")]);
    return found;
  }
}
