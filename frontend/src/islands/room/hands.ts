/** Raised hands in their order, and the four reactions a court has use for. */
import "./hands.scss";

import type { Reaction, Seat } from "./protocol";
import { announce, element, find, say } from "./words";

const REACTIONS: readonly Reaction[] = ["agree", "disagree", "slower", "unclear"];
const SHOWN_MS = 6000;

export class Hands {
  private seats: Seat[] = [];
  private drawn = "";
  private up = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly me: string,
    private readonly isHost: boolean,
    private readonly send: (message: Record<string, unknown>) => void,
  ) {
    find("[data-hand]", root).addEventListener("click", () => this.toggle());
    const menu = find<HTMLDetailsElement>("[data-reactions]", root);
    const list = find("[data-reactions-list]", menu);
    list.replaceChildren(
      ...REACTIONS.map((kind) => {
        const made = element("button", { type: "button", class: "vr-menu__button", "data-react": kind }, say(`react_${kind}`));
        made.addEventListener("click", () => {
          menu.open = false;
          find("summary", menu).focus();
          this.send({ type: "react", kind });
        });
        return made;
      }),
    );
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      find("summary", menu).focus();
    });
  }

  toggle(): void {
    this.send({ type: "hand", up: !this.up });
  }

  roster(seats: Seat[]): void {
    const raised = seats.filter((seat) => seat.hand && seat.state === "present").sort((a, b) => ((a.hand ?? "") < (b.hand ?? "") ? -1 : 1));
    const before = new Set(this.seats.filter((seat) => seat.hand).map((seat) => seat.seat));
    const was = this.up;
    this.seats = seats;
    this.up = seats.some((seat) => seat.seat === this.me && seat.hand !== null);
    const button = find("[data-hand]", this.root);
    button.toggleAttribute("data-active", this.up);
    button.setAttribute("aria-pressed", String(this.up));
    find("[data-label]", button).textContent = say(this.up ? "hand_down" : "hand_up");
    if (was !== this.up) announce(say(this.up ? "hand_mine_up" : "hand_mine_down"));
    for (const seat of raised) if (seat.seat !== this.me && !before.has(seat.seat)) announce(say("hand_of", { name: seat.name }));
    this.queue(raised);
  }

  /** The host sees who asked first, and takes hands down. */
  private queue(raised: Seat[]): void {
    if (!this.isHost) return;
    const box = find("[data-hands]", this.root);
    const state = raised.map((seat) => seat.seat).join();
    if (state === this.drawn) return;
    this.drawn = state;
    box.hidden = raised.length === 0;
    find("[data-hands-list]", box).replaceChildren(
      ...raised.map((seat) => {
        const lower = element(
          "button",
          { type: "button", class: "govuk-button govuk-button--secondary vr-small", "data-lower": seat.seat, "aria-label": say("hand_lower_of", { name: seat.name }) },
          say("hand_lower"),
        );
        lower.addEventListener("click", () => this.send({ type: "hand", up: false, seat: seat.seat }));
        return element("li", {}, element("span", {}, seat.name), lower);
      }),
    );
  }

  reacted(id: string, kind: Reaction): void {
    const seat = this.seats.find((item) => item.seat === id);
    const label = this.root.querySelector(`[data-grid] [data-seat="${id}"] .vr-tile__label`);
    if (!seat || !label) return;
    const words = say(`react_${kind}`);
    label.querySelector(".vr-reaction")?.remove();
    const shown = element("span", { class: "vr-reaction", "data-reaction": kind }, words);
    label.append(shown);
    window.setTimeout(() => shown.remove(), SHOWN_MS);
    if (id !== this.me) announce(say("reacted", { name: seat.name, words }));
  }
}
