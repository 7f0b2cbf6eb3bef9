/** What a picture looks like on the way: one layer between browsers, up to three towards a gateway, which forwards one to each page. */
import type { Level } from "./adapt";
import { SOUND_ONLY } from "./adapt";
import type { VideoLimits } from "./protocol";

/** An encoding, with the newer of two ways to say how large it is: Chromium leaves layers out when told only by which part. */
interface Layer extends RTCRtpEncodingParameters {
  scaleResolutionDownTo?: { maxWidth: number; maxHeight: number };
}

/** From the least to the full picture; the gateway counts them in this order. */
const NAMES = ["l", "m", "h"];
const LEAST_ROWS = 90;
const LEAST_BITRATE = 80_000;
const LEAST_WIDTH = 160;
// What a layer takes, as a share of the full picture's bits, from the full one down.
const SHARES = [1, 0.4, 0.2];
const SCREEN_SHARE = 3;
const SCREEN_FRAMES = 5;
const SCREEN = { maxWidth: 3840, maxHeight: 2160 };

function size(limits: VideoLimits, halvings: number): { maxWidth: number; maxHeight: number } {
  return { maxWidth: limits.width >> halvings, maxHeight: limits.height >> halvings };
}

/** The layers to begin with: each half as high as the next, while that leaves enough to see a face. */
export function layers(limits: VideoLimits): Layer[] {
  const halvings = [2, 1, 0].filter((count) => count === 0 || limits.height >> count >= LEAST_ROWS);
  return halvings.map((count, index) => ({ rid: NAMES[index] as string, scaleResolutionDownTo: size(limits, count) }));
}

/** Give the encodings their size, rate and bits for the present line; with several, a poorer line costs the upper ones. */
export function shape(encodings: Layer[], limits: VideoLimits, level: Level, sharing: boolean): void {
  const byTarget = encodings.some((encoding) => encoding.scaleResolutionDownTo !== undefined);
  const scale = (encoding: Layer, target: { maxWidth: number; maxHeight: number }, factor: number): void => {
    if (byTarget) encoding.scaleResolutionDownTo = target;
    else encoding.scaleResolutionDownBy = factor;
  };
  const bits = (share: number): number => Math.max(LEAST_BITRATE, Math.round(limits.kbps * 1000 * share));
  const top = encodings.length - 1;
  encodings.forEach((encoding, index) => {
    const halvings = top - index;
    if (sharing) {
      // A screen is text: one layer with all of it, on the lowest, which reaches everybody whatever layer they asked for.
      encoding.active = index === 0;
      encoding.maxBitrate = bits(SCREEN_SHARE);
      encoding.maxFramerate = SCREEN_FRAMES;
      scale(encoding, SCREEN, 1);
    } else if (top === 0) {
      // Browsers stop a video whose ceiling is below some 30 kbit/s, and very small pictures are no use to anybody.
      encoding.active = level < SOUND_ONLY;
      encoding.maxBitrate = bits(1 / (level + 1));
      encoding.maxFramerate = Math.max(5, Math.round(limits.frame_rate / (level + 1)));
      const smallest = Math.max(1, limits.width / LEAST_WIDTH);
      scale(encoding, size(limits, level), Math.min(2 ** level, smallest));
    } else {
      encoding.active = level < SOUND_ONLY && index <= Math.max(0, top - level);
      encoding.maxBitrate = bits(SHARES[halvings] ?? 1);
      encoding.maxFramerate = limits.frame_rate;
      scale(encoding, size(limits, halvings), 2 ** halvings);
    }
  });
}
