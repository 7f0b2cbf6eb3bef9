/** Pictures and sound between this page and every endpoint: the other seats, or a gateway's two.
 *
 * The endpoint with the smaller id makes the first offer, so glare is rare; when it happens the other (the polite one) gives way.
 */
import type { Level } from "./adapt";
import { DOWN, UP, wayOf } from "./forwarded";
import { middle } from "./linestats";
import { Peer } from "./peer";
import type { MediaWelcome, Seat, Signal, VideoLimits } from "./protocol";

const STALE_AFTER_MS = 10_000;

export interface MediaEvents {
  send(message: Record<string, unknown>): boolean;
  /** Whose picture or sound has begun; `stream` holds that one track. */
  track(seat: string, kind: "audio" | "video", stream: MediaStream): void;
  state(seat: string, state: RTCPeerConnectionState): void;
  gone(seat: string): void;
  /** A gateway's first offer has been answered: what follows needs no haste. */
  answered(): void;
}

/** How this page's line is, over all its connections. */
export interface LineState {
  /** This page sends no picture at the moment. */
  soundOnly: boolean;
  /** It asks for none from the gateway. */
  hearsOnly: boolean;
  /** How poor the line from the gateway is. */
  level: Level;
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
  videoBytes: number;
  audioEnergy: number;
  audioPackets: number;
  packetsLost: number;
  rtt_ms: number | null;
  /** By which kind of path we send: `host`, `srflx`, `prflx`, or `relay/udp`, `relay/tcp`, `relay/tls`. */
  path: string;
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
  private prepared: Peer | null = null;
  private readonly peers = new Map<string, Peer>();
  private present = new Set<string>();
  private elsewhere = new Set<string>();
  /** Seats that said themselves that their line is weak. */
  weak: ReadonlySet<string> = new Set<string>();
  private chain: Promise<void> = Promise.resolve();
  private readonly timer: number;

  constructor(
    private readonly me: string,
    private readonly instance: string,
    readonly events: MediaEvents,
    readonly canSend: () => boolean,
  ) {
    this.timer = window.setInterval(() => {
      for (const peer of this.peers.values()) if (this.present.has(peer.id)) peer.watch();
    }, 2000);
  }

  /** Whoever asks to be let in need not wait with the offer to a gateway until it is said: it is made meanwhile. */
  prepare(iceServers: RTCIceServer[], limits: VideoLimits): void {
    this.iceServers = iceServers;
    this.limits = limits;
    this.prepared = new Peer(this, UP, "", 1, true, 0, undefined, true);
  }

  /** Whoever is let in at once is heard at once; at the door this is refused, and said again later. */
  isPrepared(peer: Peer): void {
    if (peer === this.prepared && this.canSend()) peer.speak();
  }

  /** We are not inside: nothing that was said counts. */
  hush(): void {
    this.prepared?.hush();
  }

  /** What was prepared, while it is still fresh: paths through a router do not stay open for long. */
  private takePrepared(): Peer | null {
    const peer = this.prepared;
    this.prepared = null;
    if (!peer || (performance.now() - peer.triedAt < STALE_AFTER_MS && peer.pc.signalingState !== "closed")) return peer;
    peer.close();
    return null;
  }

  /** The server has let us in (again): new credentials, and a look at who needs us. */
  welcomed(media: MediaWelcome, iceServers: RTCIceServer[], seats: Seat[]): void {
    this.limits = media.video;
    this.iceServers = iceServers;
    this.endpoints = media.endpoints ?? null;
    for (const peer of this.peers.values()) peer.setServers(iceServers);
    this.roster(seats);
    this.takePrepared()?.close();
    for (const peer of this.peers.values()) if (!peer.isConnected && performance.now() - peer.triedAt > 1000) peer.heal();
  }

  /** Who is here: begin with newcomers, let go of those who left; the disconnected keep their pictures while they last. */
  roster(seats: Seat[]): void {
    this.part(seats);
    this.weak = new Set(seats.filter((seat) => seat.camera_reason === "network").map((seat) => seat.seat));
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
    // It is as patient as the one before it: on a weak machine another try must not undo what is about to succeed.
    else if (signal.epoch > peer.epoch && !peer.offers) peer = this.begin(signal.from, signal.from_instance, signal.epoch, peer.restarts);
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
    const prepared = id === UP && epoch === 1 ? this.takePrepared() : null;
    const peer = prepared ?? new Peer(this, id, instance, epoch, offers, restarts, before?.line);
    this.peers.set(id, peer);
    if (prepared) {
      prepared.instance = instance;
      prepared.setServers(this.iceServers);
      prepared.speak();
    }
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
    const sending = connected.filter((peer) => peer.id !== DOWN);
    const down = connected.find((peer) => peer.id === DOWN);
    return {
      soundOnly: sending.length > 0 && sending.every((peer) => peer.isSoundOnly),
      hearsOnly: down?.isSoundOnly ?? false,
      level: down?.line.level ?? 0,
      loss: middle(found.flatMap(({ loss }) => (loss === null ? [] : [loss]))),
      frames: found.map((item) => item.frames).find((frames) => frames !== null) ?? null,
    };
  }

  async stats(): Promise<PeerStats[]> {
    const rows = await Promise.all([...this.peers.values()].map(async (peer) => (await peer.lines?.stats()) ?? [await peer.stats()]));
    return rows.flat().filter((row) => row.seat !== UP);
  }

  /** How loud each of the others is right now, 0–1. */
  loudness(): Map<string, number> {
    const forwarded = this.peers.get(DOWN)?.lines?.loudness();
    if (forwarded) return forwarded;
    return new Map([...this.peers.values()].filter((peer) => wayOf(peer.id) === "both").map((peer) => [peer.id, peer.loudness()]));
  }

  close(): void {
    window.clearInterval(this.timer);
    this.takePrepared()?.close();
    for (const id of [...this.peers.keys()]) this.end(id);
  }
}
