/** How much picture a line carries: reckoned from measurements alone, one after the other. */

/** 0 full, 1 half, 2 a quarter, 3 sound only. */
export type Level = 0 | 1 | 2 | 3;
export const SOUND_ONLY: Level = 3;

export interface Sample {
  /** Milliseconds on any clock that only goes forward. */
  at: number;
  /** What of our packets does not arrive, 0–1; null when nobody has said. */
  loss: number | null;
  rtt_ms: number | null;
  available_kbps: number | null;
  /** What the picture would take at its present level. */
  wanted_kbps: number;
  /** Whether this machine cannot keep up. */
  strained: boolean;
  sharing: boolean;
}

type Condition = "good" | "fair" | "poor" | "awful";

const AWFUL_LOSS = 0.22;
const POOR_LOSS = 0.08;
const GOOD_LOSS = 0.04;
const AWFUL_RTT_MS = 3000;
const POOR_RTT_MS = 900;
const GOOD_RTT_MS = 700;
const LEAST_KBPS = 60;
const FALL_AFTER = 2;
const RISE_AFTER_MS = 10_000;
const FIRST_WAIT_MS = 8000;
const LONGEST_WAIT_MS = 60_000;

/** `seen`: whether a picture is sent, for without one an estimate does not grow and an encoder says nothing new. */
export function condition(sample: Sample, seen = true): Condition {
  const loss = sample.loss ?? 0;
  const rtt = sample.rtt_ms ?? 0;
  const available = sample.available_kbps ?? Infinity;
  // A low estimate alone may only mean that little was sent.
  const starved = available < LEAST_KBPS && (loss >= POOR_LOSS || rtt >= POOR_RTT_MS);
  if (loss >= AWFUL_LOSS || rtt >= AWFUL_RTT_MS || starved) return "awful";
  const tooMuch = seen && (sample.strained || available < sample.wanted_kbps / 2);
  if (loss >= POOR_LOSS || rtt >= POOR_RTT_MS || tooMuch) return "poor";
  return loss <= GOOD_LOSS && rtt <= GOOD_RTT_MS ? "good" : "fair";
}

export class Adaptation {
  level: Level = 0;
  private poor = 0;
  private awful = 0;
  private goodSince: number | null = null;
  /** How long the line must be good before a picture is tried again; longer each time that it did not last. */
  private wait = FIRST_WAIT_MS;
  private roseAt = -Infinity;

  /** `fallAfter`: how many measurements in a row it takes; what comes from others is judged later, for they may say that it is theirs. */
  constructor(private readonly fallAfter = FALL_AFTER) {}

  /** Take one measurement in; returns whether the level has changed. */
  take(sample: Sample): boolean {
    const before = this.level;
    const found = condition(sample, before !== SOUND_ONLY || sample.sharing);
    this.awful = found === "awful" ? this.awful + 1 : 0;
    this.poor = found === "awful" || found === "poor" ? this.poor + 1 : 0;
    if (found !== "good") this.goodSince = null;
    else this.goodSince ??= sample.at;
    // A screen that is shown is what the talk is about: it gets slower, but stays.
    const lowest: Level = sample.sharing ? 2 : SOUND_ONLY;
    if (this.awful >= this.fallAfter) this.fall(lowest, sample.at);
    else if (this.poor >= this.fallAfter && this.level < 2) this.fall((this.level + 1) as Level, sample.at);
    else if (this.goodSince !== null && sample.at - this.goodSince >= this.patience) this.rise(sample.at);
    return this.level !== before;
  }

  private get patience(): number {
    return this.level === SOUND_ONLY ? this.wait : RISE_AFTER_MS;
  }

  private fall(to: Level, at: number): void {
    if (to <= this.level) return;
    if (to === SOUND_ONLY) {
      const soon = at - this.roseAt < this.wait * 3;
      this.wait = soon ? Math.min(LONGEST_WAIT_MS, this.wait * 2) : FIRST_WAIT_MS;
    }
    this.level = to;
    this.poor = this.awful = 0;
    this.goodSince = null;
  }

  private rise(at: number): void {
    if (this.level === 0) return;
    if (this.level === SOUND_ONLY) this.roseAt = at;
    this.level = (this.level - 1) as Level;
    this.goodSince = at;
  }
}
