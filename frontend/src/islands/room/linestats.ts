/** What a connection's statistics say about its line. */

export interface LineStats {
  /** Share of our packets that did not reach the other end, by its own report; null when there is none. */
  sentLoss: number | null;
  rtt_ms: number | null;
  available_kbps: number | null;
  strained: boolean;
  /** Frames the camera has delivered to this connection. */
  sourceFrames: number | null;
  /** For each stream of theirs, by its line (mid), counted from its beginning: packets that came, and that did not. */
  lines: Map<string, { received: number; missing: number }>;
}

type Report = Record<string, unknown> & { type: string; kind?: string };

export function read(report: RTCStatsReport): LineStats {
  const found: LineStats = {
    sentLoss: null,
    rtt_ms: null,
    available_kbps: null,
    strained: false,
    sourceFrames: null,
    lines: new Map(),
  };
  report.forEach((item: Report) => {
    const number = (key: string): number | null => (typeof item[key] === "number" ? (item[key] as number) : null);
    switch (item.type) {
      case "remote-inbound-rtp": {
        const loss = number("fractionLost");
        // Reports on the picture come each second, those on the sound each five: the worse one is the sooner known.
        if (loss !== null) found.sentLoss = Math.max(found.sentLoss ?? 0, loss);
        break;
      }
      case "inbound-rtp":
        found.lines.set(String(item.mid ?? item.ssrc), {
          received: number("packetsReceived") ?? 0,
          missing: Math.max(0, number("packetsLost") ?? 0),
        });
        break;
      case "candidate-pair":
        if (item.nominated === true) {
          const seconds = number("currentRoundTripTime");
          const bits = number("availableOutgoingBitrate");
          if (seconds) found.rtt_ms = Math.round(seconds * 1000);
          if (bits) found.available_kbps = Math.round(bits / 1000);
        }
        break;
      case "outbound-rtp":
        if (item.kind === "video" && item.qualityLimitationReason === "cpu") found.strained = true;
        break;
      case "media-source":
        if (item.kind === "video") found.sourceFrames = number("frames");
        break;
      default:
        break;
    }
  });
  return found;
}

const ENOUGH_PACKETS = 20;

/** What this page's own line loses: the loss of the stream that lost least, since one bad stream is its sender's. Null when too little came. */
export function leastLoss(now: LineStats["lines"], before: LineStats["lines"] = new Map()): number | null {
  const losses = [...now].flatMap(([stream, { received, missing }]) => {
    const known = before.get(stream) ?? { received: 0, missing: 0 };
    const lost = Math.max(0, missing - known.missing);
    const all = Math.max(0, received - known.received) + lost;
    return all > ENOUGH_PACKETS ? [lost / all] : [];
  });
  return losses.length ? Math.min(...losses) : null;
}

/** Loss of a whole seat from the losses to each of the others: the middle one, since one bad line is that other's own. */
export function middle(values: number[]): number | null {
  const ordered = [...values].sort((one, other) => one - other);
  return ordered[Math.floor((ordered.length - 1) / 2)] ?? null;
}
