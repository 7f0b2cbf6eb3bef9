/** Who is shown large on a small screen: whoever shows a screen, else whom the person chose, else who speaks. */

const SPEAKS_FOR_TICKS = 3;
const SILENT_FOR_TICKS = 5;
const MEMORY_TICKS = 8;

export class Floor {
  pinned = "";
  large = "";
  private readonly heard = new Map<string, boolean[]>();

  /** One look (four a second) at whether somebody speaks. */
  hear(seat: string, speaks: boolean): void {
    const ticks = this.heard.get(seat) ?? [];
    ticks.push(speaks);
    if (ticks.length > MEMORY_TICKS) ticks.shift();
    this.heard.set(seat, ticks);
  }

  /** Choose among those shown, the likeliest first; a cough moves nothing, and a pause for breath does not either. */
  choose(shown: readonly { seat: string; sharing: boolean }[]): string {
    const isShown = (seat: string): boolean => shown.some((item) => item.seat === seat);
    if (this.pinned && !isShown(this.pinned)) this.pinned = "";
    const sharing = shown.find((item) => item.sharing)?.seat;
    if (sharing || this.pinned) return (this.large = sharing ?? this.pinned);
    if (!isShown(this.large)) return (this.large = shown[0]?.seat ?? "");
    const said = (seat: string, ticks: number): number =>
      (this.heard.get(seat) ?? []).slice(-ticks).filter(Boolean).length;
    if (said(this.large, SILENT_FOR_TICKS) > 0) return this.large;
    const next = shown.find((item) => said(item.seat, SPEAKS_FOR_TICKS + 1) >= SPEAKS_FOR_TICKS);
    return (this.large = next?.seat ?? this.large);
  }

  pin(seat: string): void {
    this.pinned = this.pinned === seat ? "" : seat;
  }
}
