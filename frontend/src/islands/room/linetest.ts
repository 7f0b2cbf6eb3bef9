/** How good the line is, over the application's own path and through its relay, and what that means for the person. */

export type Verdict = "good" | "fair" | "poor";

export interface Measured {
  rtt_ms: number | null;
  /** How much longer the slowest of several round trips took than the middle one. */
  jitter_ms: number;
  /** Share of round trips that came late by as much as a lost packet costs when it is sent again. */
  late: number;
  /** Share of packets lost on the way through the relay and back; null where there is no relay to test. */
  loss: number | null;
  kbps: number | null;
  /** Kinds of paths that this browser can offer. */
  paths: string[];
  needsRelay: boolean;
}

const ROUNDS = 12;
// What a packet that has to be sent again adds at least: half a round trip, and the shortest wait for its answer.
const SENT_AGAIN_MS = 150;
const PACKETS = 100;
const PACKET_BYTES = 800;
const TEST_MS = 8000;

/** Good: all works. Fair: better without one's picture. Poor: sound only, or another way to come. */
export function verdict(found: Measured): Verdict {
  const rtt = found.rtt_ms ?? Infinity;
  const loss = found.loss ?? 0;
  const kbps = found.kbps ?? Infinity;
  if (rtt > 1200 || loss > 0.15 || found.late >= 0.25 || kbps < 150) return "poor";
  if (rtt > 400 || found.jitter_ms > 600 || loss > 0.04 || kbps < 800) return "fair";
  return "good";
}

async function fetched(url: string): Promise<{ ms: number; bytes: number }> {
  const control = new AbortController();
  const timer = window.setTimeout(() => control.abort(), TEST_MS);
  try {
    const begun = performance.now();
    const answer = await fetch(url, { cache: "no-store", signal: control.signal });
    const body = await answer.arrayBuffer();
    return { ms: performance.now() - begun, bytes: body.byteLength };
  } finally {
    window.clearTimeout(timer);
  }
}

/** Round trips one after the other over a warm connection: the middle one and the spread. */
async function roundTrips(ping: string): Promise<{ rtt_ms: number | null; jitter_ms: number; late: number }> {
  const times: number[] = [];
  const begun = performance.now();
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ms = await fetched(ping).then((answer) => answer.ms, () => null);
    // The first one also opens the connection.
    if (ms !== null && round > 0) times.push(ms);
    if (times.length === 0 && round === 2) break;
    if (times.length >= 4 && performance.now() - begun > TEST_MS) break;
  }
  times.sort((one, other) => one - other);
  const middle = times[Math.floor(times.length / 2)];
  const least = times[0];
  if (middle === undefined || least === undefined) return { rtt_ms: null, jitter_ms: 0, late: 0 };
  const late = times.filter((ms) => ms > least * 1.5 + SENT_AGAIN_MS).length / times.length;
  return { rtt_ms: Math.round(middle), jitter_ms: Math.round((times.at(-1) ?? middle) - middle), late };
}

/** Bits a second of a download; a line so slow that it does not end in time counts as what it can at most be. */
async function throughput(sample: string): Promise<number | null> {
  return fetched(sample).then(
    ({ ms, bytes }) => Math.round((bytes * 8) / Math.max(1, ms)),
    (problem: unknown) => (problem instanceof DOMException && problem.name === "AbortError" ? 50 : null),
  );
}

/** Kinds of paths this browser finds, within four seconds. */
async function paths(iceServers: RTCIceServer[]): Promise<string[]> {
  const found = new Set<string>();
  const pc = new RTCPeerConnection({ iceServers });
  pc.createDataChannel("paths");
  const done = new Promise<void>((resolve) => {
    pc.onicecandidate = ({ candidate }) => {
      if (candidate?.type) found.add(`${candidate.type}/${candidate.protocol ?? "?"}`);
      if (!candidate) resolve();
    };
    window.setTimeout(resolve, 4000);
  });
  await pc.setLocalDescription();
  await done;
  pc.close();
  return [...found].sort();
}

/** Packets through the relay to oneself and back, as a call would send them: none is sent twice. */
async function relayLoss(iceServers: RTCIceServer[]): Promise<number | null> {
  const relays = iceServers.filter((server) => [server.urls].flat().some((url) => url.startsWith("turn")));
  if (relays.length === 0) return null;
  const configuration: RTCConfiguration = { iceServers: relays, iceTransportPolicy: "relay" };
  const near = new RTCPeerConnection(configuration);
  const far = new RTCPeerConnection(configuration);
  try {
    near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate ?? undefined).catch(() => undefined);
    far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate ?? undefined).catch(() => undefined);
    far.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => channel.send(data);
    };
    const channel = near.createDataChannel("line", { ordered: false, maxRetransmits: 0 });
    channel.binaryType = "arraybuffer";
    let returned = 0;
    channel.onmessage = () => (returned += 1);
    const opened = new Promise<boolean>((resolve) => {
      channel.onopen = () => resolve(true);
      window.setTimeout(() => resolve(false), TEST_MS);
    });
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
    if (!(await opened)) return 1;
    for (let sent = 0; sent < PACKETS; sent += 1) {
      channel.send(new Uint8Array(PACKET_BYTES));
      await new Promise((done) => window.setTimeout(done, 10));
    }
    await new Promise((done) => window.setTimeout(done, 1500));
    return 1 - returned / PACKETS;
  } finally {
    near.close();
    far.close();
  }
}

export async function measure(ping: string, sample: string, servers: RTCIceServer[]): Promise<Measured> {
  const trips = await roundTrips(ping);
  const kbps = trips.rtt_ms === null ? null : await throughput(sample);
  const canCall = typeof RTCPeerConnection !== "undefined";
  const found = canCall ? await paths(servers).catch(() => []) : [];
  const needsRelay = servers.some((server) => [server.urls].flat().some((url) => url.startsWith("turn")));
  const loss = canCall && needsRelay ? await relayLoss(servers).catch(() => null) : null;
  return { ...trips, kbps, loss, paths: found, needsRelay };
}

/** What support wants to know; nothing that names the person, the dispute or an address. */
export function report(found: Measured, result: Verdict | "none", more: Readonly<Record<string, string>>): string {
  const lines: [string, string][] = [
    ["verdict", result],
    ["round trip", found.rtt_ms === null ? "none" : `${found.rtt_ms} ms, up to ${found.jitter_ms} ms more, ${Math.round(found.late * 100)} % late`],
    ["download", found.kbps === null ? "none" : `${found.kbps} kbit/s`],
    ["relay", found.needsRelay ? `${found.loss === null ? "not measured" : `${Math.round(found.loss * 100)} % lost`}` : "none set"],
    ["paths", found.paths.join(", ") || "none"],
    ...Object.entries(more),
    ["time", new Date().toISOString()],
    ["browser", navigator.userAgent],
  ];
  return lines.map(([name, value]) => `${name}: ${value}`).join("\n");
}
