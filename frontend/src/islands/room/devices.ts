/** Camera and microphone: getting them, saying plainly what is wrong, and how loud it is. */
import type { VideoLimits } from "./protocol";

export type Trouble = "none" | "busy" | "refused";

export interface Wanted {
  camera: boolean;
  mic: boolean;
  cameraId?: string;
  micId?: string;
}

export interface Got {
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
  audioTrouble: Trouble | null;
  videoTrouble: Trouble | null;
}

export const DEFAULT_VIDEO: VideoLimits = { width: 640, height: 360, frame_rate: 15, kbps: 380 };

const APPS: [string, RegExp][] = [
  ["微信 WeChat", /MicroMessenger/],
  ["支付宝 Alipay", /AlipayClient/],
  ["钉钉 DingTalk", /DingTalk/],
  ["QQ", /\bQQ\//],
  ["微博 Weibo", /Weibo/],
];

/** The app whose built-in browser shows this page, or null. */
export function inApp(): string | null {
  return APPS.find(([, pattern]) => pattern.test(navigator.userAgent))?.[0] ?? null;
}

export function isOldBrowser(): boolean {
  return typeof RTCPeerConnection === "undefined" || !("replaceTrack" in (window.RTCRtpSender?.prototype ?? {}));
}

export function hasDevices(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

function trouble(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotReadableError" || name === "AbortError" || name === "TrackStartError") return "busy";
  return "none";
}

let plain = false;

/** From now on the device is asked not to hide what is behind the person, where it knows how to. */
export function showBackground(): void {
  plain = "backgroundBlur" in (navigator.mediaDevices?.getSupportedConstraints?.() ?? {});
}

/** Whether the device itself says that it hides what is behind the person; an effect of another program it does not know. */
export function isBlurred(track: MediaStreamTrack | null): boolean {
  return (track?.getSettings() as { backgroundBlur?: boolean } | undefined)?.backgroundBlur === true;
}

function videoConstraints(limits: VideoLimits, id?: string): MediaTrackConstraints & { backgroundBlur?: boolean } {
  return {
    ...(plain ? { backgroundBlur: false } : {}),
    width: { ideal: limits.width },
    height: { ideal: limits.height },
    frameRate: { ideal: limits.frame_rate, max: limits.frame_rate },
    ...(id ? { deviceId: { ideal: id } } : { facingMode: "user" }),
  };
}

function audioConstraints(id?: string): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(id ? { deviceId: { ideal: id } } : {}),
  };
}

async function one(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  const track = stream.getTracks()[0];
  if (!track) throw new DOMException("", "NotFoundError");
  return track;
}

/** What can be had of what is wanted: both in one question to the person, else each by itself. */
export async function acquire(wanted: Wanted, limits: VideoLimits = DEFAULT_VIDEO): Promise<Got> {
  const got: Got = { audio: null, video: null, audioTrouble: null, videoTrouble: null };
  if (!hasDevices()) {
    return { ...got, audioTrouble: wanted.mic ? "none" : null, videoTrouble: wanted.camera ? "none" : null };
  }
  const video = videoConstraints(limits, wanted.cameraId);
  const audio = audioConstraints(wanted.micId);
  if (wanted.camera && wanted.mic) {
    try {
      const both = await navigator.mediaDevices.getUserMedia({ audio, video });
      return { ...got, audio: both.getAudioTracks()[0] ?? null, video: both.getVideoTracks()[0] ?? null };
    } catch {
      // One of the two is missing, busy or refused: ask for each by itself to learn which.
    }
  }
  if (wanted.mic) {
    await one({ audio }).then(
      (track) => (got.audio = track),
      (error: unknown) => (got.audioTrouble = trouble(error)),
    );
  }
  if (wanted.camera) {
    await one({ video }).then(
      (track) => (got.video = track),
      (error: unknown) => (got.videoTrouble = trouble(error)),
    );
  }
  return got;
}

/** How loud a track is, 0–100, about ten times a second. Returns what stops it. */
export function listen(track: MediaStreamTrack, heard: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = window.setInterval(() => {
    if (context.state === "suspended") void context.resume().catch(() => undefined);
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    const decibels = 10 * Math.log10(sum / samples.length + 1e-9);
    heard(Math.max(0, Math.min(100, Math.round(((decibels + 60) / 50) * 100))));
  }, 100);
  return () => {
    window.clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}

/** Three rising tones; resolves when they have been played. */
export async function playTones(): Promise<void> {
  const context = new AudioContext();
  await context.resume();
  const gain = context.createGain();
  gain.connect(context.destination);
  [523, 659, 784].forEach((frequency, index) => {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(context.currentTime + index * 0.45);
    tone.stop(context.currentTime + index * 0.45 + 0.35);
  });
  gain.gain.value = 0.25;
  await new Promise((done) => window.setTimeout(done, 1600));
  await context.close();
}
