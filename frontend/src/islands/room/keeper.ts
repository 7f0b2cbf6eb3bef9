/** Camera and microphone that fail in the middle of a call: noticed, taken again where possible, said plainly where not. */
import type { Trouble } from "./devices";
import { acquire } from "./devices";
import type { VideoLimits } from "./protocol";

export type Kind = "audio" | "video";

export interface Kept {
  limits(): VideoLimits | undefined;
  track(kind: Kind): MediaStreamTrack | null;
  use(kind: Kind, track: MediaStreamTrack | null): void;
  /** It cannot be had at the moment; the call goes on without. */
  lost(kind: Kind, trouble: Trouble): void;
  /** It is there again after `lost`. */
  back(kind: Kind): void;
}

const FROZEN_AFTER_MS = 6000;
const TRY_AGAIN_MS = 15_000;

/** Says when a camera that ought to deliver has delivered nothing for a while. */
export class FrameWatch {
  private frames: number | null = null;
  private since = 0;

  /** `frames` counted so far; null when there is nothing to expect at the moment. */
  isFrozen(frames: number | null, at: number): boolean {
    if (frames === null || frames !== this.frames) {
      this.frames = frames;
      this.since = at;
      return false;
    }
    return at - this.since >= FROZEN_AFTER_MS;
  }
}

export class Keeper {
  private readonly missing = new Map<Kind, Trouble>();
  private readonly busy = new Set<Kind>();
  private readonly watch = new FrameWatch();
  private triedAt = 0;
  private closed = false;
  private readonly plugged = (): void => void this.tryMissing();

  constructor(private readonly kept: Kept) {
    navigator.mediaDevices?.addEventListener?.("devicechange", this.plugged);
  }

  isMissing(kind: Kind): boolean {
    return this.missing.has(kind);
  }

  /** Watch over a track that is in use. */
  guard(kind: Kind, track: MediaStreamTrack | null): void {
    if (!track) return;
    this.missing.delete(kind);
    const isInUse = (): boolean => this.kept.track(kind) === track;
    track.addEventListener("ended", () => {
      if (isInUse()) void this.renew(kind);
    });
    // The system's own effects (a blurred background, say) were switched on or off.
    track.addEventListener("configurationchange", () => {
      if (isInUse()) this.kept.use(kind, track);
    });
    track.addEventListener("mute", () => {
      window.setTimeout(() => {
        if (isInUse() && track.muted && document.visibilityState === "visible") void this.renew(kind);
      }, FROZEN_AFTER_MS);
    });
  }

  /** The person has switched it off: nobody is to bring it back but they. */
  forget(kind: Kind): void {
    this.missing.delete(kind);
  }

  /** Every few seconds: `frames` that the camera has delivered, or null when none are to be expected. */
  measured(frames: number | null, at: number): void {
    const visible = document.visibilityState === "visible";
    const camera = this.kept.track("video");
    const expected = visible && camera?.readyState === "live" && !camera.muted ? frames : null;
    if (this.watch.isFrozen(expected, at)) void this.renew("video");
    else if (this.missing.size > 0 && at - this.triedAt > TRY_AGAIN_MS) void this.tryMissing();
  }

  private async tryMissing(): Promise<void> {
    for (const [kind, trouble] of [...this.missing]) if (trouble !== "refused") await this.renew(kind);
  }

  private async renew(kind: Kind): Promise<void> {
    if (this.busy.has(kind) || this.closed) return;
    this.busy.add(kind);
    this.triedAt = performance.now();
    const old = this.kept.track(kind);
    // A device that hangs is let go of first: many phones give a camera out only once.
    old?.stop();
    const got = await acquire({ camera: kind === "video", mic: kind === "audio" }, this.kept.limits());
    const track = kind === "video" ? got.video : got.audio;
    this.busy.delete(kind);
    // Meanwhile the call may have ended, or the person may have switched it off or on by hand.
    const isWanted = this.kept.track(kind) === old && (old !== null || this.missing.has(kind));
    if (this.closed || !isWanted) {
      track?.stop();
      return;
    }
    if (track) {
      const wasMissing = this.missing.delete(kind);
      if (old && kind === "audio") track.enabled = old.enabled;
      this.guard(kind, track);
      this.kept.use(kind, track);
      if (wasMissing) this.kept.back(kind);
    } else {
      const trouble = (kind === "video" ? got.videoTrouble : got.audioTrouble) ?? "none";
      const isNews = !this.missing.has(kind);
      this.missing.set(kind, trouble);
      this.kept.use(kind, null);
      if (isNews) this.kept.lost(kind, trouble);
    }
  }

  close(): void {
    this.closed = true;
    navigator.mediaDevices?.removeEventListener?.("devicechange", this.plugged);
  }
}
