/** One connection to one endpoint: perfect negotiation, healing by itself, and sending what its line carries.
 *
 * A peer is one page load (`instance`) at the other end; `epoch` counts how often the offerer began anew with it.
 */
import { Adaptation, SOUND_ONLY } from "./adapt";
import type { Way } from "./forwarded";
import { Lines, wayOf } from "./forwarded";
import type { LineStats } from "./linestats";
import { leastLoss, read } from "./linestats";
import type { MediaLink, PeerStats } from "./mesh";
import type { Signal } from "./protocol";
import { layers, shape } from "./sending";

const RESTART_AFTER_MS = 3000;
// Doubled with every try that failed: on a weak machine or line, impatience would undo what is about to succeed.
const PATIENCE_MS = 9000;
const LONGEST_PATIENCE_MS = 60_000;
const SOFT_RESTARTS = 2;
// Two measurements make a sender say that its line is weak; what is still poor after that is this page's own line.
const JUDGED_AFTER = 4;

export class Peer {
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
  private limiting: Promise<void> = Promise.resolve();

  constructor(
    private readonly link: MediaLink,
    readonly id: string,
    public instance: string,
    readonly epoch: number,
    readonly offers: boolean,
    public restarts = 0,
    /** Outlives connections: the line is the same when one begins anew. */
    private readonly adaptation = new Adaptation(wayOf(id) === "down" ? JUDGED_AFTER : undefined),
    /** Made before we are let in: nothing is said until `speak`. */
    private silent = false,
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
      const sendEncodings = this.way === "up" ? layers(link.limits) : [];
      this.video = this.pc.addTransceiver("video", { direction, ...(sendEncodings.length > 1 ? { sendEncodings } : {}) }).sender;
      void this.useTracks();
    }
  }

  get isConnected(): boolean {
    return this.pc.connectionState === "connected";
  }

  private get patience(): number {
    return Math.min(LONGEST_PATIENCE_MS, PATIENCE_MS * 2 ** this.restarts);
  }

  /** Say the offer as it is by now, with the paths found meanwhile; saying it once is enough. */
  speak(): void {
    if (!this.silent) return;
    this.silent = false;
    this.triedAt = performance.now();
    if (this.pc.localDescription) this.send({ description: this.pc.localDescription.toJSON() as unknown });
  }

  /** What was said was not heard: it is to be said again. */
  hush(): void {
    this.silent = true;
  }

  private send(part: Record<string, unknown>): void {
    if (this.silent) return;
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
    this.limit();
  }

  /** Nobody waits for this: parameters are taken with the next frame, and a camera that hangs delivers none. */
  private limit(): void {
    // One after the other: parameters read before another change are refused.
    const shaped = async (): Promise<void> => {
      const parameters = this.video?.getParameters();
      if (!this.video || !parameters?.encodings?.length) return;
      shape(parameters.encodings, this.link.limits, this.adaptation.level, this.link.sharing);
      await this.video.setParameters(parameters);
    };
    this.limiting = this.limiting.then(shaped).catch(() => undefined);
  }

  private async negotiate(): Promise<void> {
    // Whoever answers has nothing to offer before the first offer has come.
    if (!this.offers && !this.pc.remoteDescription) return;
    try {
      this.makingOffer = true;
      await this.pc.setLocalDescription();
      if (this.silent) this.link.isPrepared(this);
      else if (this.pc.localDescription) this.send({ description: this.pc.localDescription.toJSON() as unknown });
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
      if (this.way === "down") this.link.events.answered();
    }
    this.limit();
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

  /** No picture goes over this connection: none is sent, or (from a gateway) none is asked for. */
  get isSoundOnly(): boolean {
    return this.adaptation.level === SOUND_ONLY && (this.way === "down" || !this.link.sharing);
  }

  /** Measure, and send less picture over a poor line, more over a good one. `loss` is the worse of the two directions. */
  async adapt(): Promise<{ loss: number | null; frames: number | null }> {
    const now = read(await this.pc.getStats());
    const heard = this.lines?.own(now.lines, this.link.weak) ?? now.lines;
    const heardLoss = leastLoss(heard, this.before?.lines);
    this.before = now;
    const receives = this.way === "down";
    const changed = this.adaptation.take({
      at: performance.now(),
      loss: receives ? heardLoss : now.sentLoss,
      rtt_ms: now.rtt_ms,
      available_kbps: receives ? null : now.available_kbps,
      wanted_kbps: this.link.limits.kbps / (this.adaptation.level + 1),
      strained: now.strained,
      sharing: this.link.sharing && !receives,
    });
    if (changed) this.limit();
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
      videoBytes: 0,
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
        found.videoBytes += number("bytesReceived");
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
