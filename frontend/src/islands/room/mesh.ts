/** Pictures and sound between this page and every endpoint: perfect negotiation, healing by itself.
 *
 * The endpoint with the smaller id makes the first offer, so glare is rare; when it happens the other (the polite one) gives way.
 * A peer is one page load (`instance`) at the other end; `epoch` counts how often the offerer began anew with it.
 */
import { Adaptation, SOUND_ONLY } from "./adapt";
import type { Way } from "./forwarded";
import { DOWN, Lines, UP, wayOf } from "./forwarded";
import type { LineStats } from "./linestats";
import { middle, read } from "./linestats";
import type { MediaWelcome, Seat, Signal, VideoLimits } from "./protocol";

export interface MediaEvents {
  send(message: Record<string, unknown>): boolean;
  /** Whose picture or sound has begun; `stream` holds that one track. */
  track(seat: string, kind: "audio" | "video", stream: MediaStream): void;
  state(seat: string, state: RTCPeerConnectionState): void;
  gone(seat: string): void;
}

/** How this page's line is, over all its connections. */
export interface LineState {
  /** No connection carries a picture at the moment. */
  soundOnly: boolean;
  loss: number | null;
  /** Frames the camera has delivered, where they are counted. */
  frames: number | null;
}

export interface PeerStats {
  seat: string;
  state: RTCPeerConnectionState;
  framesDecoded: number;
  frameWidth: number;
  frameHeight: number;
  audioEnergy: number;
  audioPackets: number;
  packetsLost: number;
  rtt_ms: number | null;
  /** By which kind of path we send: `host`, `srflx`, `prflx`, or `relay/udp`, `relay/tcp`, `relay/tls`. */
  path: string;
}

const RESTART_AFTER_MS = 3000;
// Doubled with every try that failed: on a weak machine or line, impatience would undo what is about to succeed.
const PATIENCE_MS = 9000;
const LONGEST_PATIENCE_MS = 60_000;
const SOFT_RESTARTS = 2;
const LEAST_BITRATE = 80_000;
const LEAST_WIDTH = 160;

class Peer {
  readonly pc: RTCPeerConnection;
  private audio: RTCRtpSender | null = null;
  private video: RTCRtpSender | null = null;
  private makingOffer = false;
  private ignoreOffer = false;
  private waiting: RTCIceCandidateInit[] = [];
  private readonly way: Way;
  readonly lines: Lines | null;
  triedAt = performance.now();
  private before: LineStats | null = null;

  constructor(
    private readonly link: MediaLink,
    readonly id: string,
    readonly instance: string,
    readonly epoch: number,
    readonly offers: boolean,
    public restarts = 0,
    /** Outlives connections: the line is the same when one begins anew. */
    private readonly adaptation = new Adaptation(),
  ) {
    this.pc = new RTCPeerConnection(link.configuration);
    this.way = wayOf(id);
    this.lines = this.way === "down" ? new Lines(this.pc, link.events) : null;
    this.pc.onicecandidate = ({ candidate }) => {
      if (candidate) this.send({ candidate: candidate.toJSON() });
    };
    this.pc.onnegotiationneeded = () => void this.negotiate();
    this.pc.onconnectionstatechange = () => this.stateChanged();
    this.pc.ontrack = ({ track }) => {
      if (this.lines) return;
      link.events.track(this.id, track.kind === "audio" ? "audio" : "video", new MediaStream([track]));
    };
    if (offers) {
      const direction = this.way === "up" ? "sendonly" : "sendrecv";
      this.audio = this.pc.addTransceiver("audio", { direction }).sender;
      this.video = this.pc.addTransceiver("video", { direction }).sender;
      void this.useTracks();
    }
  }

  get isConnected(): boolean {
    return this.pc.connectionState === "connected";
  }

  private get patience(): number {
    return Math.min(LONGEST_PATIENCE_MS, PATIENCE_MS * 2 ** this.restarts);
  }

  private send(part: Record<string, unknown>): void {
    this.link.events.send({
      type: "signal",
      to: this.id,
      ...(this.instance ? { to_instance: this.instance } : {}),
      epoch: this.epoch,
      ...part,
    });
  }

  /** Send what this page has now (or nothing), without negotiating again. */
  async useTracks(): Promise<void> {
    await Promise.all([
      this.audio?.replaceTrack(this.link.audio).catch(() => undefined),
      this.video?.replaceTrack(this.link.video).catch(() => undefined),
    ]);
    await this.limit();
  }

  private async limit(): Promise<void> {
    if (!this.video) return;
    const parameters = this.video.getParameters();
    const encoding = parameters.encodings?.[0];
    if (!encoding) return;
    const limits = this.link.limits;
    const frames = this.link.sharing ? 5 : limits.frame_rate;
    // Browsers stop a video whose ceiling is below some 30 kbit/s, and very small pictures are no use to anybody.
    const { level } = this.adaptation;
    const share = this.link.sharing ? 3 : 1 / (level + 1);
    encoding.maxBitrate = Math.max(LEAST_BITRATE, Math.round(limits.kbps * 1000 * share));
    encoding.maxFramerate = Math.max(5, Math.round(frames / (level + 1)));
    const smallest = Math.max(1, limits.width / LEAST_WIDTH);
    encoding.scaleResolutionDownBy = this.link.sharing ? 1 : Math.min(2 ** level, smallest);
    for (const each of parameters.encodings) each.active = level < SOUND_ONLY || this.link.sharing;
    await this.video.setParameters(parameters).catch(() => undefined);
  }

  private async negotiate(): Promise<void> {
    // Whoever answers has nothing to offer before the first offer has come.
    if (!this.offers && !this.pc.remoteDescription) return;
    try {
      this.makingOffer = true;
      await this.pc.setLocalDescription();
      if (this.pc.localDescription) this.send({ description: this.pc.localDescription.toJSON() as unknown });
    } catch {
      // The watch tries again.
    } finally {
      this.makingOffer = false;
    }
  }

  async heard(signal: Signal): Promise<void> {
    this.lines?.take(signal.streams);
    if (signal.want) {
      this.wanted();
      return;
    }
    // The other end is at work on it.
    this.triedAt = performance.now();
    if (signal.candidate) {
      if (!this.pc.remoteDescription) this.waiting.push(signal.candidate);
      else await this.addCandidate(signal.candidate);
      return;
    }
    const description = signal.description;
    if (!description) return;
    const collision = description.type === "offer" && (this.makingOffer || this.pc.signalingState !== "stable");
    this.ignoreOffer = this.offers && collision;
    if (this.ignoreOffer) return;
    if (description.type === "answer" && this.pc.signalingState !== "have-local-offer") return;
    await this.pc.setRemoteDescription(description);
    this.lines?.show();
    for (const candidate of this.waiting.splice(0)) await this.addCandidate(candidate);
    if (description.type === "offer") {
      if (this.way === "both" && !this.offers) await this.takeTransceivers();
      await this.pc.setLocalDescription();
      if (this.pc.localDescription) this.send({ description: this.pc.localDescription.toJSON() as unknown });
    }
    await this.limit();
  }

  private async addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await this.pc.addIceCandidate(candidate).catch(() => undefined);
  }

  /** Send back over what the other side offered. */
  private async takeTransceivers(): Promise<void> {
    for (const transceiver of this.pc.getTransceivers()) {
      const kind = transceiver.receiver.track.kind;
      if (kind === "audio" && (!this.audio || this.audio === transceiver.sender)) this.audio = transceiver.sender;
      else if (kind === "video" && (!this.video || this.video === transceiver.sender)) this.video = transceiver.sender;
      else continue;
      if (transceiver.direction === "recvonly") transceiver.direction = "sendrecv";
    }
    await this.useTracks();
  }

  private stateChanged(): void {
    const state = this.pc.connectionState;
    this.link.events.state(this.id, state);
    this.lines?.state();
    if (state === "connected") {
      this.restarts = 0;
      this.triedAt = performance.now();
    } else if (state === "failed") {
      this.heal();
    } else if (state === "disconnected") {
      window.setTimeout(() => {
        if (this.pc.connectionState === "disconnected") this.heal();
      }, RESTART_AFTER_MS);
    }
  }

  /** The other end sees nothing of us. */
  private wanted(): void {
    if (!this.offers) return;
    const offer = this.pc.localDescription;
    if (this.pc.signalingState === "have-local-offer" && offer && this.restarts === 0) {
      this.restarts = 1;
      this.triedAt = performance.now();
      this.send({ description: offer.toJSON() as unknown });
    } else if (performance.now() - this.triedAt > (this.isConnected ? RESTART_AFTER_MS : this.patience / 2)) {
      this.restarts += 1;
      this.link.beginAnew(this);
    }
  }

  /** Try to get through: the offerer restarts ICE, twice, then begins anew; the other asks it to. */
  heal(): void {
    if (this.pc.connectionState === "closed" || !this.link.canSend()) return;
    this.triedAt = performance.now();
    this.restarts += 1;
    if (!this.offers) {
      this.send({ want: "offer" });
    } else if (this.restarts > SOFT_RESTARTS || this.pc.signalingState === "have-local-offer") {
      this.link.beginAnew(this);
    } else {
      this.pc.restartIce();
    }
  }

  /** Every few seconds: whoever is not connected tries again. */
  watch(): void {
    if (!this.isConnected && performance.now() - this.triedAt > this.patience) this.heal();
  }

  get line(): Adaptation {
    return this.adaptation;
  }

  get isSoundOnly(): boolean {
    return this.adaptation.level === SOUND_ONLY && !this.link.sharing;
  }

  /** Measure, and send less picture over a poor line, more over a good one. `loss` is the worse of the two directions. */
  async adapt(): Promise<{ loss: number | null; frames: number | null }> {
    const now = read(await this.pc.getStats());
    const received = now.received - (this.before?.received ?? 0);
    const missing = Math.max(0, now.missing - (this.before?.missing ?? 0));
    this.before = now;
    const changed = this.adaptation.take({
      at: performance.now(),
      loss: now.sentLoss,
      rtt_ms: now.rtt_ms,
      available_kbps: now.available_kbps,
      wanted_kbps: this.link.limits.kbps / (this.adaptation.level + 1),
      strained: now.strained,
      sharing: this.link.sharing,
    });
    if (changed) await this.limit();
    const heardLoss = received + missing > 20 ? missing / (received + missing) : null;
    const losses = [now.sentLoss, heardLoss].filter((loss) => loss !== null);
    return { loss: losses.length ? Math.max(...losses) : null, frames: now.sourceFrames };
  }

  async stats(): Promise<PeerStats> {
    const found: PeerStats = {
      seat: this.id,
      state: this.pc.connectionState,
      framesDecoded: 0,
      frameWidth: 0,
      frameHeight: 0,
      audioEnergy: 0,
      audioPackets: 0,
      packetsLost: 0,
      rtt_ms: null,
      path: "",
    };
    const report = await this.pc.getStats();
    const chosen = new Set<unknown>();
    report.forEach((item: Record<string, unknown>) => {
      if (item.type === "transport") chosen.add(item.selectedCandidatePairId);
    });
    report.forEach((item: Record<string, unknown>) => {
      if (!chosen.has(item.id)) return;
      const mine = report.get(String(item.localCandidateId)) as { candidateType?: string; relayProtocol?: string } | undefined;
      found.path = [mine?.candidateType, mine?.relayProtocol].filter(Boolean).join("/");
    });
    report.forEach((item: Record<string, unknown>) => {
      const number = (key: string): number => (typeof item[key] === "number" ? (item[key] as number) : 0);
      if (item.type === "inbound-rtp" && item.kind === "video") {
        found.framesDecoded += number("framesDecoded");
        found.frameWidth = number("frameWidth");
        found.frameHeight = number("frameHeight");
        found.packetsLost += number("packetsLost");
      } else if (item.type === "inbound-rtp" && item.kind === "audio") {
        found.audioEnergy += number("totalAudioEnergy");
        found.audioPackets += number("packetsReceived");
        found.packetsLost += number("packetsLost");
      } else if (item.type === "candidate-pair" && item.nominated === true && number("currentRoundTripTime") > 0) {
        found.rtt_ms = Math.round(number("currentRoundTripTime") * 1000);
      }
    });
    return found;
  }

  /** How loud the other is right now, 0–1. */
  loudness(): number {
    const receiver = this.pc.getReceivers().find((item) => item.track.kind === "audio");
    return receiver?.getSynchronizationSources?.()[0]?.audioLevel ?? 0;
  }

  setServers(iceServers: RTCIceServer[]): void {
    try {
      this.pc.setConfiguration({ ...this.link.configuration, iceServers });
    } catch {
      // Some browsers refuse late changes; the next connection has them.
    }
  }

  close(): void {
    this.pc.onicecandidate = this.pc.onnegotiationneeded = this.pc.onconnectionstatechange = this.pc.ontrack = null;
    this.pc.close();
  }
}

export class MediaLink {
  audio: MediaStreamTrack | null = null;
  video: MediaStreamTrack | null = null;
  sharing = false;
  iceServers: RTCIceServer[] = [];
  /** Media goes over the relay only. */
  relayOnly = false;
  limits: VideoLimits = { width: 640, height: 360, frame_rate: 15, kbps: 380 };
  private endpoints: { id: string; instance: string }[] | null = null;
  private readonly peers = new Map<string, Peer>();
  private present = new Set<string>();
  private elsewhere = new Set<string>();
  private chain: Promise<void> = Promise.resolve();

  constructor(
    private readonly me: string,
    private readonly instance: string,
    readonly events: MediaEvents,
    readonly canSend: () => boolean,
  ) {
    window.setInterval(() => {
      for (const peer of this.peers.values()) if (this.present.has(peer.id)) peer.watch();
    }, 2000);
  }

  /** The server has let us in (again): new credentials, and a look at who needs us. */
  welcomed(media: MediaWelcome, iceServers: RTCIceServer[], seats: Seat[]): void {
    this.limits = media.video;
    this.iceServers = iceServers;
    this.endpoints = media.endpoints ?? null;
    for (const peer of this.peers.values()) peer.setServers(iceServers);
    this.roster(seats);
    for (const peer of this.peers.values()) if (!peer.isConnected && performance.now() - peer.triedAt > 1000) peer.heal();
  }

  /** Who is here: begin with newcomers, let go of those who left; the disconnected keep their pictures while they last. */
  roster(seats: Seat[]): void {
    this.part(seats);
    const others = this.endpoints
      ? this.endpoints.map((endpoint) => ({ ...endpoint, state: "present" as Seat["state"] }))
      : seats
          .filter((seat) => seat.seat !== this.me && !this.elsewhere.has(seat.seat))
          .map((seat) => ({ id: seat.seat, instance: seat.instance, state: seat.state }));
    const before = this.present;
    this.present = new Set(others.filter((other) => other.state === "present").map((other) => other.id));
    for (const other of others) {
      const peer = this.peers.get(other.id);
      if (other.state === "present") {
        if (!peer || peer.instance !== other.instance) this.begin(other.id, other.instance, 1);
        else if (!before.has(other.id) && !peer.isConnected) peer.heal();
      } else if (peer && other.state !== "disconnected") {
        this.end(other.id);
      }
    }
    this.peers.get(DOWN)?.lines?.roster(seats.filter((seat) => !this.elsewhere.has(seat.seat)));
  }

  /** Nothing goes to, or comes from, whoever is in another circle: those connections are closed at once. */
  private part(seats: Seat[]): void {
    const circle = seats.find((seat) => seat.seat === this.me)?.circle ?? "";
    this.elsewhere = new Set(seats.filter((seat) => seat.circle !== circle).map((seat) => seat.seat));
    for (const id of this.elsewhere) if (this.peers.has(id)) this.end(id);
  }

  heard(signal: Signal): void {
    // One after the other: an answer must not overtake the offer before it.
    this.chain = this.chain.then(() => this.take(signal)).catch(() => undefined);
  }

  private async take(signal: Signal): Promise<void> {
    if (signal.to_instance && signal.to_instance !== this.instance) return;
    if (this.elsewhere.has(signal.from)) return;
    this.calledBy(signal);
    let peer = this.peers.get(signal.from);
    if (!peer || peer.instance !== signal.from_instance) peer = this.begin(signal.from, signal.from_instance, signal.epoch || 1);
    else if (signal.epoch > peer.epoch && !peer.offers) peer = this.begin(signal.from, signal.from_instance, signal.epoch);
    if (signal.epoch < peer.epoch && !signal.want) return;
    await peer.heard(signal);
  }

  /** The gateway died, moved, or could not be reached before: it calls under a new name, and that one counts from now on. */
  private calledBy({ from, from_instance }: Signal): void {
    if (!this.endpoints || wayOf(from) === "both") return;
    this.endpoints = [...this.endpoints.filter((endpoint) => endpoint.id !== from), { id: from, instance: from_instance }];
    this.present.add(from);
  }

  private begin(id: string, instance: string, epoch: number, restarts = 0): Peer {
    const before = this.peers.get(id);
    before?.close();
    const offers = id === UP || (id !== DOWN && this.me < id);
    const peer = new Peer(this, id, instance, epoch, offers, restarts, before?.line);
    this.peers.set(id, peer);
    this.events.state(id, peer.pc.connectionState);
    return peer;
  }

  /** A fresh connection to the same page, by the offerer. */
  beginAnew(peer: Peer): void {
    if (this.peers.get(peer.id) === peer) this.begin(peer.id, peer.instance, peer.epoch + 1, peer.restarts);
  }

  private end(id: string): void {
    this.peers.get(id)?.close();
    this.peers.delete(id);
    this.events.gone(id);
  }

  async use(audio: MediaStreamTrack | null, video: MediaStreamTrack | null, sharing: boolean): Promise<void> {
    this.audio = audio;
    this.video = video;
    this.sharing = sharing;
    await Promise.all([...this.peers.values()].map((peer) => peer.useTracks()));
  }

  get configuration(): RTCConfiguration {
    return {
      iceServers: this.iceServers,
      bundlePolicy: "max-bundle",
      iceTransportPolicy: this.relayOnly ? "relay" : "all",
    };
  }

  /** Measure every line and send over each what it carries. Null while nothing is connected. */
  async adapt(): Promise<LineState | null> {
    const connected = [...this.peers.values()].filter((peer) => peer.isConnected);
    if (connected.length === 0) return null;
    const found = await Promise.all(connected.map((peer) => peer.adapt()));
    return {
      soundOnly: connected.every((peer) => peer.isSoundOnly),
      loss: middle(found.flatMap(({ loss }) => (loss === null ? [] : [loss]))),
      frames: found.map((item) => item.frames).find((frames) => frames !== null) ?? null,
    };
  }

  async stats(): Promise<PeerStats[]> {
    const rows = await Promise.all([...this.peers.values()].map(async (peer) => (await peer.lines?.stats()) ?? [await peer.stats()]));
    return rows.flat().filter((row) => row.seat !== UP);
  }

  loudness(seat: string): number {
    return this.peers.get(seat)?.loudness() ?? this.peers.get(DOWN)?.lines?.loudness(seat) ?? 0;
  }

  close(): void {
    for (const id of [...this.peers.keys()]) this.end(id);
  }
}
