/** Who comes, goes and waits: the host's list at the door, and what is read aloud to everyone. */
import type { Seat } from "./protocol";
import { announce, element, find, say } from "./words";

/** A judge who was called and has gone, or could not come, is called again, not waited for. */
export const isDone = (seat: Seat): boolean => seat.role === "liaison_judge" && ["left", "removed"].includes(seat.state);

/** Say what has changed between two rosters to those who do not see it. */
export function tell(before: Seat[], now: Seat[], me: string, isHost: boolean): void {
  for (const seat of now) {
    const was = before.find((item) => item.seat === seat.seat)?.state;
    if (seat.seat === me || was === seat.state) continue;
    const name = seat.name;
    if (seat.state === "present") announce(say(was === "disconnected" ? "came_back" : "joined", { name }));
    else if (seat.state === "disconnected") announce(say("lost", { name }));
    else if ((seat.state === "left" || seat.state === "removed") && was === "present") announce(say("left", { name }));
    else if (seat.state === "waiting" && isHost) announce(say("waits", { name }));
  }
}

export class Door {
  private readonly box: HTMLElement | null;

  constructor(
    root: HTMLElement,
    private readonly admit: (seat: string) => void,
  ) {
    this.box = root.querySelector<HTMLElement>("[data-door]");
  }

  roster(seats: Seat[]): void {
    if (!this.box) return;
    const list = find("[data-door-list]", this.box);
    const waiting = seats.filter((seat) => seat.state === "waiting");
    const removed = seats.filter((seat) => seat.state === "removed" && !isDone(seat));
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.admit : undefined;
    list.replaceChildren(...[...waiting, ...removed].map((seat) => this.row(seat)));
    if (focused) list.querySelector<HTMLElement>(`[data-admit="${focused}"]`)?.focus();
    find("[data-admit-all]", this.box).hidden = waiting.length < 2;
    this.box.hidden = waiting.length + removed.length === 0;
  }

  private row(seat: Seat): HTMLElement {
    const isWaiting = seat.state === "waiting";
    const words = say(isWaiting ? "is_waiting" : "was_removed", { name: seat.name });
    const text = say(isWaiting ? "admit" : "readmit");
    const button = element(
      "button",
      {
        type: "button",
        class: `govuk-button vr-small${isWaiting ? "" : " govuk-button--secondary"}`,
        "data-admit": seat.seat,
        "aria-label": `${text} ${seat.name}`,
      },
      text,
    );
    button.addEventListener("click", () => this.admit(seat.seat));
    return element("li", {}, element("span", {}, words), button);
  }
}
