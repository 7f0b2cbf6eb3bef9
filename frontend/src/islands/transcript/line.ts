/** The way to the server: a WebSocket, and while there is none a question each second. */

import { csrfToken } from "../../shared/page";
import { patiently } from "../../shared/patience";
import type { Config, FromServer, Head, Line, Operation } from "./protocol";

const BACK_AFTER_MS = 500;
const LATEST_BACK_MS = 8000;
const POLL_EVERY_MS = 1000;
const PATIENCE_MS = 8000;
const PING_EVERY_MS = 10_000;
const NOT_HERE = 4404;

export interface Ears {
  seq(): number;
  hear(message: FromServer): void;
  connected(live: boolean): void;
}

export class Way {
  private socket: WebSocket | null = null;
  private pause = BACK_AFTER_MS;
  private polling = false;
  private heardAt = 0;
  private ended = false;

  constructor(
    private readonly config: Config,
    private readonly ears: Ears,
  ) {
    this.open();
    window.setInterval(() => void this.poll(), POLL_EVERY_MS);
    window.setInterval(() => this.ping(), PING_EVERY_MS);
    window.addEventListener("online", () => {
      this.pause = BACK_AFTER_MS;
      if (!this.socket) this.open();
    });
  }

  get isLive(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  send(pen: string, operations: Operation[]): void {
    if (this.isLive) this.socket?.send(JSON.stringify({ type: "operations", pen, operations }));
  }

  /** The same over plain HTTP. Null when there is no network. */
  async post(url: string, body: string, kind: string): Promise<{ status: number; content: Record<string, unknown> } | null> {
    try {
      return await patiently(PATIENCE_MS, undefined, async (signal) => {
        const headers = { "X-CSRFToken": csrfToken(), "Content-Type": kind, Accept: "application/json" };
        const answer = await fetch(url, { method: "POST", credentials: "same-origin", headers, body, signal });
        const content = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
        return { status: answer.status, content };
      });
    } catch {
      return null;
    }
  }

  private open(): void {
    if (this.ended) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${this.config.socket}`);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.pause = BACK_AFTER_MS;
      this.heardAt = Date.now();
      socket.send(JSON.stringify({ type: "since", seq: this.ears.seq() }));
      this.ears.connected(true);
    });
    socket.addEventListener("message", (event) => {
      this.heardAt = Date.now();
      this.ears.hear(JSON.parse(String(event.data)) as FromServer);
    });
    socket.addEventListener("close", (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.ears.connected(false);
      if (event.code === NOT_HERE) {
        this.ended = true;
        return;
      }
      window.setTimeout(() => this.open(), this.pause * (0.5 + Math.random()));
      this.pause = Math.min(LATEST_BACK_MS, this.pause * 2);
    });
  }

  /** A dead line says nothing: one that has not answered for two pings is given up. */
  private ping(): void {
    if (!this.isLive) return;
    if (Date.now() - this.heardAt > 2.5 * PING_EVERY_MS) this.socket?.close();
    else this.socket?.send(JSON.stringify({ type: "ping" }));
  }

  private async poll(): Promise<void> {
    if (this.isLive || this.polling || this.ended || !navigator.onLine) return;
    this.polling = true;
    try {
      const url = `${this.config.urls.lines}?since=${this.ears.seq()}`;
      const content = await patiently(PATIENCE_MS, undefined, async (signal) => {
        const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" }, signal });
        return answer.ok ? ((await answer.json()) as Head & { lines: Line[]; now_ms: number }) : null;
      });
      if (content && !this.isLive) this.ears.hear({ type: "record", ...content });
    } catch {
      // No network: the next second asks again.
    } finally {
      this.polling = false;
    }
  }
}
