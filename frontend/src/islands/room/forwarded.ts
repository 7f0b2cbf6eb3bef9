/** What a media gateway sends over one connection: which line (mid) of it carries whose picture or sound. */
import type { MediaEvents, PeerStats } from "./mesh";
import type { Seat } from "./protocol";

export const UP = "server-up";
export const DOWN = "server-down";
export type Way = "both" | "up" | "down";

/** Between seats everything goes both ways; with a gateway one connection sends and the other receives. */
export function wayOf(endpoint: string): Way {
  return endpoint === UP ? "up" : endpoint === DOWN ? "down" : "both";
}

export class Lines {
  private whose: Record<string, string> = {};
  private readonly shown = new Map<string, string>();

  constructor(
    private readonly pc: RTCPeerConnection,
    private readonly events: MediaEvents,
  ) {}

  take(whose: Record<string, string> | undefined): void {
    if (whose) this.whose = whose;
  }

  /** Give every line that has become someone's (or someone else's) to their tile. */
  show(): void {
    for (const { mid, receiver } of this.pc.getTransceivers()) {
      const seat = mid === null ? undefined : this.whose[mid];
      if (mid === null || !seat) {
        if (mid !== null) this.shown.delete(mid);
        continue;
      }
      if (this.shown.get(mid) === seat) continue;
      this.shown.set(mid, seat);
      const kind = receiver.track.kind === "audio" ? "audio" : "video";
      this.events.track(seat, kind, new MediaStream([receiver.track]));
      this.events.state(seat, this.pc.connectionState);
    }
  }

  /** A tile that went and came back needs its line given again. */
  roster(seats: Seat[]): void {
    const here = new Set(seats.filter((seat) => ["present", "disconnected"].includes(seat.state)).map((seat) => seat.seat));
    for (const [mid, seat] of this.shown) if (!here.has(seat)) this.shown.delete(mid);
    if (this.pc.remoteDescription) this.show();
  }

  /** Of these counts, those of seats that did not say themselves that their line is weak. */
  own<Count>(counts: Map<string, Count>, weak: ReadonlySet<string>): Map<string, Count> {
    return new Map([...counts].filter(([mid]) => !weak.has(this.whose[mid] ?? "")));
  }

  state(): void {
    for (const seat of new Set(this.shown.values())) this.events.state(seat, this.pc.connectionState);
  }

  /** How loud each seat is right now, 0–1: one look at the lines for all of them, for every look costs. */
  loudness(): Map<string, number> {
    const found = new Map<string, number>();
    for (const { mid, receiver } of this.pc.getTransceivers()) {
      const seat = mid === null ? undefined : this.whose[mid];
      if (seat && receiver.track.kind === "audio") found.set(seat, receiver.getSynchronizationSources?.()[0]?.audioLevel ?? 0);
    }
    return found;
  }

  /** One row for each seat whose picture or sound comes over this connection. */
  async stats(): Promise<PeerStats[]> {
    const rows = new Map<string, PeerStats>();
    for (const seat of new Set(Object.values(this.whose))) {
      const empty = { framesDecoded: 0, frameWidth: 0, frameHeight: 0, videoBytes: 0, audioEnergy: 0, audioPackets: 0, packetsLost: 0 };
      rows.set(seat, { seat, state: this.pc.connectionState, ...empty, rtt_ms: null, path: "" });
    }
    const report = await this.pc.getStats();
    report.forEach((item: Record<string, unknown>) => {
      const number = (key: string): number => (typeof item[key] === "number" ? (item[key] as number) : 0);
      if (item.type === "candidate-pair" && item.nominated === true && number("currentRoundTripTime") > 0) {
        for (const row of rows.values()) row.rtt_ms = Math.round(number("currentRoundTripTime") * 1000);
      }
      const row = item.type === "inbound-rtp" ? rows.get(this.whose[String(item.mid)] ?? "") : undefined;
      if (!row) return;
      row.packetsLost += number("packetsLost");
      if (item.kind === "video") {
        row.framesDecoded += number("framesDecoded");
        row.frameWidth += number("frameWidth");
        row.frameHeight += number("frameHeight");
        row.videoBytes += number("bytesReceived");
      } else {
        row.audioEnergy += number("totalAudioEnergy");
        row.audioPackets += number("packetsReceived");
      }
    });
    return [...rows.values()];
  }
}
