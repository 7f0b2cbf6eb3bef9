/** What a connection's statistics say about its line. */

export interface LineStats {
  /** Share of our packets that did not reach the other end, by its own report; null when there is none. */
  sentLoss: number | null;
  rtt_ms: number | null;
  available_kbps: number | null;
  strained: boolean;
  /** Frames the camera has delivered to this connection. */
  sourceFrames: number | null;
  /** Counted from the beginning: packets of theirs that came, and that did not. */
  received: number;
  missing: number;
}

type Report = Record<string, unknown> & { type: string; kind?: string };

export function read(report: RTCStatsReport): LineStats {
  const found: LineStats = {
    sentLoss: null,
    rtt_ms: null,
    available_kbps: null,
    strained: false,
    sourceFrames: null,
    received: 0,
    missing: 0,
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
        found.received += number("packetsReceived") ?? 0;
        found.missing += Math.max(0, number("packetsLost") ?? 0);
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

/** Loss of a whole seat from the losses to each of the others: the middle one, since one bad line is that other's own. */
export function middle(values: number[]): number | null {
  const ordered = [...values].sort((one, other) => one - other);
  return ordered[Math.floor((ordered.length - 1) / 2)] ?? null;
}
