/** The room's WebSocket: it comes back by itself, tells whether the line is alive, and measures it. */
import type { FromServer } from "./protocol";
import { CLOSE } from "./protocol";

const HEARTBEAT_MS = 5000;
const SILENCE_MS = 11_000;
const FIRST_DELAY_MS = 300;
// Whoever was cut off for minutes is waited for: a few seconds more after the line is back are noticed by everyone.
const LONGEST_DELAY_MS = 3000;
const FINAL: readonly number[] = [CLOSE.stranger, CLOSE.removed, CLOSE.replaced, CLOSE.closed, CLOSE.flood, 1000];

export interface Listener {
  opened(): void;
  heard(message: FromServer): void;
  /** The line broke; we are trying again. */
  broke(): void;
  /** The server ended it for good, with its close code. */
  ended(code: number): void;
}

export class RoomSocket {
  rtt: number | null = null;
  /** How many of a hundred packets of sound and picture go missing, as the call measures it; sent with each heartbeat. */
  loss: number | null = null;
  private socket: WebSocket | null = null;
  private readonly url: string;
  private readonly listener: Listener;
  private attempts = 0;
  private beat = 0;
  private beatAt = 0;
  private heardAt = 0;
  private timer = 0;
  private retry = 0;
  private stopped = false;

  constructor(path: string, listener: Listener) {
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
    this.listener = listener;
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.hurry();
    });
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  open(): void {
    this.stopped = false;
    window.clearTimeout(this.retry);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    // A connection that neither opens nor fails (a dead proxy) is given up like a silent one.
    const patience = window.setTimeout(() => socket.close(), SILENCE_MS);
    socket.onopen = () => {
      window.clearTimeout(patience);
      this.heardAt = performance.now();
      this.timer = window.setInterval(() => this.pulse(), HEARTBEAT_MS);
      this.listener.opened();
      this.pulse();
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (socket !== this.socket) return;
      this.heardAt = performance.now();
      // Only what the server says proves that we are through: a proxy may accept and drop.
      this.attempts = 0;
      const message = JSON.parse(event.data) as FromServer;
      if (message.type === "heartbeat") {
        if (message.n === this.beat) this.rtt = Math.round(performance.now() - this.beatAt);
      }
      this.listener.heard(message);
    };
    socket.onclose = (event) => {
      window.clearTimeout(patience);
      if (socket !== this.socket) return;
      this.lost(event.code);
    };
  }

  send(message: Record<string, unknown>): boolean {
    if (!this.isOpen) return false;
    this.socket?.send(JSON.stringify(message));
    return true;
  }

  sendSound(piece: ArrayBuffer, circle: string): void {
    // What is late is of no use: on a slow line it must not queue up before what matters.
    if (this.isOpen && this.socket?.bufferedAmount === 0) this.socket.send(new Blob([circle.padEnd(24), piece]));
  }

  /** Close and do not come back. */
  stop(): void {
    this.stopped = true;
    window.clearTimeout(this.retry);
    window.clearInterval(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
  }

  private pulse(): void {
    if (performance.now() - this.heardAt > SILENCE_MS) {
      this.drop();
      return;
    }
    this.beat += 1;
    this.beatAt = performance.now();
    this.send({
      type: "heartbeat",
      n: this.beat,
      ...(this.rtt === null ? {} : { rtt_ms: this.rtt }),
      ...(this.loss === null ? {} : { loss: this.loss }),
    });
  }

  /** The line is dead though nobody said so: do not wait for the browser to find out. */
  private drop(): void {
    const socket = this.socket;
    if (!socket) return;
    this.socket = null;
    socket.close();
    this.lost(CLOSE.lost);
  }

  private lost(code: number): void {
    window.clearInterval(this.timer);
    this.socket = null;
    if (this.stopped) return;
    if (FINAL.includes(code)) {
      this.stopped = true;
      this.listener.ended(code);
      return;
    }
    this.listener.broke();
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.attempts) * (0.5 + Math.random());
    this.attempts += 1;
    window.clearTimeout(this.retry);
    this.retry = window.setTimeout(() => this.open(), delay);
  }

  private hurry(): void {
    if (this.stopped || this.socket || !this.retry) return;
    this.attempts = 0;
    this.open();
  }
}
