/** In a mesh the host's page records everyone: each picture and each sound as a track of its own, uploaded in pieces.
 *
 * Pieces wait in memory while the network is away and are sent in order, each with its hash. A track ends whenever what it records
 * ends (a pause, a switched-off microphone, a new connection); the next begins with a clock reading of its own.
 */
import { csrfToken } from "../../shared/page";

export type Kind = "audio" | "video";

export interface RecorderEvents {
  /** How many pieces wait to be sent. */
  waiting(count: number): void;
  /** Something could not be kept. */
  lost(): void;
}

const MIMES: Record<Kind, string[]> = {
  audio: ["audio/webm;codecs=opus", "audio/webm", "audio/mp4"],
  video: ["video/webm;codecs=vp8", "video/webm", "video/mp4"],
};
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 10_000;
const AUDIO_BITS = 32_000;
// After a refusal the same person's picture or sound is tried again, but not at once.
const REST_MS = 5000;
const MOST_DAMAGED = 3;
// What the server refuses for good; everything else is tried again.
const FINAL: readonly number[] = [400, 403, 404, 410, 413, 422];

function mimeFor(kind: Kind): string | undefined {
  return MIMES[kind].find((mime) => MediaRecorder.isTypeSupported(mime));
}

export function canRecord(): boolean {
  return typeof MediaRecorder !== "undefined" && mimeFor("audio") !== undefined && mimeFor("video") !== undefined;
}

async function sha256(content: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const pause = (ms: number): Promise<void> => new Promise((done) => window.setTimeout(done, ms));

class Track {
  private readonly recorder: MediaRecorder;
  private readonly queue: Blob[] = [];
  private startedMs = 0;
  private closedMs = 0;
  private over = false;
  announced = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly owner: Recorder,
    private readonly recording: string,
    private readonly seat: string,
    private readonly kind: Kind,
    readonly source: MediaStreamTrack,
    bits: number,
  ) {
    const mimeType = mimeFor(kind);
    this.recorder = new MediaRecorder(new MediaStream([source]), {
      ...(mimeType ? { mimeType } : {}),
      ...(kind === "audio" ? { audioBitsPerSecond: AUDIO_BITS } : { videoBitsPerSecond: bits }),
    });
    this.recorder.ondataavailable = ({ data }) => {
      if (data.size > 0) this.queue.push(data);
      this.owner.counted();
      this.wake();
    };
    this.recorder.onstop = this.recorder.onerror = () => {
      this.closedMs ||= this.owner.now();
      this.over = true;
      this.wake();
    };
    this.startedMs = this.owner.now();
    this.recorder.start(this.owner.pieceMs);
    if (kind === "video") this.stampFirstFrame();
    void this.send();
  }

  /** A recorded picture begins with its first frame, not when recording was switched on. */
  private stampFirstFrame(): void {
    const probe = document.createElement("video");
    if (typeof probe.requestVideoFrameCallback !== "function") return;
    probe.muted = true;
    probe.srcObject = new MediaStream([this.source]);
    probe.requestVideoFrameCallback(() => {
      this.startedMs = this.owner.now();
      probe.srcObject = null;
    });
    void probe.play().catch(() => undefined);
  }

  get waiting(): number {
    return this.queue.length;
  }

  get isRunning(): boolean {
    return this.recorder.state === "recording";
  }

  stop(): void {
    if (this.recorder.state === "inactive") return;
    this.closedMs = this.owner.now();
    this.recorder.stop();
  }

  private async send(): Promise<void> {
    const tracks = `${this.owner.address}${this.recording}/tracks/`;
    while (this.queue.length === 0 && !this.over) await this.more();
    if (this.queue.length === 0) {
      this.owner.done(this);
      return;
    }
    const opened = await this.ask(tracks, {
      seat: this.seat,
      kind: this.kind,
      mime: this.recorder.mimeType,
      started_ms: this.startedMs,
    });
    if (!opened) return;
    this.announced = true;
    const track = `${tracks}${String(opened.track)}/`;
    for (let number = 0; ; ) {
      const next = this.queue[0];
      if (next) {
        const content = await next.arrayBuffer();
        const answer = await this.ask(`${track}${number}/`, content, await sha256(content));
        if (!answer) return;
        // A lost answer: the server has this piece already and waits for a later one.
        if (answer.expected !== undefined && Number(answer.expected) <= number) return this.failed();
        this.queue.shift();
        this.owner.counted();
        number += 1;
      } else if (this.over) break;
      else await this.more();
    }
    if (await this.ask(`${track}close/`, { closed_ms: Math.max(this.closedMs, this.startedMs), left: this.owner.left })) this.owner.done(this);
  }

  private more(): Promise<void> {
    return new Promise((done) => (this.wake = done));
  }

  /** Post until the server has answered; null when it refused for good. */
  private async ask(url: string, content: unknown, hash = ""): Promise<Record<string, unknown> | null> {
    let damaged = 0;
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(LONGEST_RETRY_MS, wait * 2)) {
      try {
        const answer = await fetch(url, {
          method: "POST",
          headers: {
            Accept: "application/json",
            "X-CSRFToken": csrfToken(),
            "Content-Type": hash ? "application/octet-stream" : "application/json",
            ...(hash ? { "X-Piece-SHA256": hash } : {}),
          },
          body: hash ? (content as ArrayBuffer) : JSON.stringify(content),
        });
        const told = answer.ok || answer.status === 409 ? ((await answer.json()) as Record<string, unknown>) : {};
        if (answer.ok || told.expected !== undefined) return told;
        // A piece may have been damaged on its way: the same again, a few times.
        const again = hash !== "" && answer.status === 422 && ++damaged < MOST_DAMAGED;
        if (!again && (FINAL.includes(answer.status) || answer.status === 409)) {
          this.failed();
          return null;
        }
      } catch {
        // No network: what was recorded waits here.
      }
      await pause(wait);
    }
  }

  private failed(): void {
    this.queue.length = 0;
    this.stop();
    this.owner.failed(this);
  }
}

export class Recorder {
  private readonly running = new Map<string, Track>();
  private readonly sending = new Set<Track>();
  private readonly resting = new Map<string, number>();
  private skewMs = 0;
  private synchronised = false;
  pieceMs = 5000;

  constructor(
    readonly address: string,
    private readonly bits: number,
    private readonly events: RecorderEvents,
  ) {
    window.addEventListener("beforeunload", (event) => {
      if (this.waiting > 0) event.preventDefault();
    });
  }

  /** The server's clock, by which all tracks are stamped; read once, so that tracks of one page agree among themselves. */
  synchronise(serverMs: number): void {
    if (!this.synchronised) this.skewMs = serverMs - Date.now();
    this.synchronised = true;
  }

  now(): number {
    return Math.round(Date.now() + this.skewMs);
  }

  /** How many tracks the server has not heard of yet. */
  get left(): number {
    return [...this.sending].filter((track) => !track.announced).length;
  }

  get waiting(): number {
    return [...this.sending].reduce((sum, track) => sum + track.waiting, 0);
  }

  /** Record exactly these from now on: by `seat kind`, in this recording and this stretch of it. */
  record(recording: string, span: string, wanted: Map<string, MediaStreamTrack>): void {
    for (const [key, track] of this.running) {
      const name = key.slice(key.indexOf(" ") + 1);
      if (!key.startsWith(`${span} `) || wanted.get(name) !== track.source || !track.isRunning) {
        track.stop();
        this.running.delete(key);
      }
    }
    for (const [name, source] of wanted) {
      const key = `${span} ${name}`;
      if (this.running.has(key) || source.readyState !== "live" || Date.now() < (this.resting.get(key) ?? 0)) continue;
      const [seat, kind] = name.split(" ") as [string, Kind];
      try {
        const track = new Track(this, recording, seat, kind, source, this.bits);
        this.running.set(key, track);
        this.sending.add(track);
      } catch {
        this.rest(key);
        this.events.lost();
      }
    }
  }

  stop(): void {
    for (const track of this.running.values()) track.stop();
    this.running.clear();
  }

  counted(): void {
    this.events.waiting(this.waiting);
  }

  done(track: Track): void {
    this.sending.delete(track);
    this.counted();
  }

  private rest(key: string): void {
    this.resting.set(key, Date.now() + REST_MS);
  }

  failed(track: Track): void {
    this.sending.delete(track);
    this.counted();
    for (const [key, running] of this.running) if (running === track) this.rest(key);
    this.events.lost();
    this.counted();
  }
}
