/** Telling the gateway how large each picture is shown here and how poor the line is, so that it sends no more than that. */
import type { Level } from "./adapt";

const LOOK_EVERY_MS = 500;
// Smaller differences change nothing about what is worth sending.
const STEP_ROWS = 10;

/** How many rows of a 16:9 picture fill this box; 0 when nothing of it is seen. */
function rows(box: DOMRect, frame: DOMRect): number {
  const isSeen = box.width > 0 && box.right > frame.left && box.left < frame.right && box.bottom > frame.top && box.top < frame.bottom;
  return isSeen ? Math.max(STEP_ROWS, Math.ceil(Math.max(box.height, (box.width * 9) / 16) / STEP_ROWS) * STEP_ROWS) : 0;
}

export class View {
  /** How poor the line from the gateway is. */
  line: Level = 0;
  private said = "";
  private saidAt = -LOOK_EVERY_MS;
  private isAsked = false;
  private readonly timer: number;
  private readonly look = (): void => this.tell();

  constructor(
    private readonly grid: HTMLElement,
    private readonly me: string,
    private readonly send: (message: Record<string, unknown>) => boolean,
  ) {
    this.timer = window.setInterval(this.look, LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", this.look);
  }

  /** Whether anybody wants to know; asked anew, everything is said again. */
  asked(wanted: boolean): void {
    this.isAsked = wanted;
    this.said = "";
    this.tell();
  }

  tell(): void {
    // The server drops what comes more often; the next look says it then.
    if (!this.isAsked || performance.now() - this.saidAt < LOOK_EVERY_MS * 0.9) return;
    const sizes = this.sizes();
    const text = JSON.stringify([sizes, this.line]);
    if (text === this.said || !this.send({ type: "view", sizes, line: this.line })) return;
    this.said = text;
    this.saidAt = performance.now();
  }

  private sizes(): Record<string, number> {
    const frame = this.grid.getBoundingClientRect();
    const sizes: Record<string, number> = {};
    for (const tile of this.grid.querySelectorAll<HTMLElement>("[data-seat]")) {
      const seat = tile.dataset.seat;
      if (!seat || seat === this.me) continue;
      sizes[seat] = document.visibilityState === "hidden" ? 0 : rows(tile.getBoundingClientRect(), frame);
    }
    return sizes;
  }

  close(): void {
    window.clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.look);
  }
}
