/** The call itself: pictures, controls, door, panel, chat. */
import { Captions } from "./captions";
import { Chat } from "./chat";
import { Circle } from "./circle";
import { acquire, isBlurred, listen } from "./devices";
import { Door, isDone, tell } from "./door";
import { Hands } from "./hands";
import { Keeper } from "./keeper";
import type { PeerStats } from "./mesh";
import { MediaLink } from "./mesh";
import { Notices } from "./notices";
import type { FromServer, Refused, Seat, Signal, VideoLimits, Welcome } from "./protocol";
import { RecordingPart } from "./recording";
import { refusalWords } from "./refusals";
import { Shortcuts } from "./shortcuts";
import type { RoomSocket } from "./socket";
import { Tabs } from "./tabs";
import { Tiles } from "./tiles";
import { View } from "./view";
import type { Config } from "./words";
import { announce, find, say } from "./words";

const SPEAKS_AT = 0.02;
const SPEAKS_LEVEL = 45;
// Drawing the call keeps the page busy for a moment in which it could answer the gateway.
const DRAWN_WITHIN_MS = 80;

export class Call {
  private readonly link: MediaLink;
  private readonly tiles: Tiles;
  private readonly chat: Chat;
  private readonly circle: Circle;
  private readonly hands: Hands;
  private readonly keeper: Keeper;
  private readonly captions: Captions;
  private readonly shortcuts: Shortcuts;
  private readonly recording: RecordingPart;
  private readonly door: Door;
  private readonly notices: Notices;
  private readonly view: View;
  private readonly tabs: Tabs;
  private readonly timers: number[] = [];
  private seats: Seat[] = [];
  private limits: VideoLimits | undefined;
  private screen: MediaStreamTrack | null = null;
  private stopMeter: (() => void) | null = null;
  private broken = false;
  /** The line carries no picture at the moment. */
  private soundOnly = false;
  private entered = false;
  /** What waits to be shown until the gateway's first offer has been answered; null when nothing waits. */
  private undrawn: (() => void)[] | null = null;
  /** A device came or went before we were let in. */
  private unreported = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly config: Config,
    private readonly me: string,
    instance: string,
    private readonly socket: RoomSocket,
    private readonly tracks: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null },
    private readonly remember: (kept: { mic: boolean; camera: boolean }) => void,
  ) {
    const send = (message: Record<string, unknown>): void => void this.socket.send(message);
    this.circle = new Circle(root, me, config.is_host === true && !config.is_led, send);
    this.hands = new Hands(root, me, config.is_host === true, send);
    this.door = new Door(root, (seat) => send({ type: "moderate", action: "admit", seat }));
    this.notices = new Notices(root, config.call_in);
    const grid = find("[data-grid]", root);
    this.view = new View(grid, me, (message) => this.socket.send(message));
    this.tiles = new Tiles(
      grid,
      me,
      config.is_host === true,
      (seat, action) => this.socket.send({ type: "moderate", action, seat }),
      () => (find("[data-hear]", root).hidden = false),
      (seat) => this.circle.choices(seat),
    );
    this.link = new MediaLink(
      me,
      instance,
      {
        send: (message) => this.socket.send(message),
        track: (seat, kind, stream) =>
          this.onceDrawn(() => {
            this.tiles.track(seat, kind, stream);
            this.recording.track(seat, kind, stream);
          }),
        state: (seat, state) => this.onceDrawn(() => this.tiles.connection(seat, state)),
        gone: (seat) => this.onceDrawn(() => this.tiles.speaking(seat, false)),
        answered: () => this.draw(),
      },
      () => this.socket.isOpen,
    );
    this.link.relayOnly = config.relay_only === true;
    this.keeper = new Keeper({
      limits: () => this.limits,
      track: (kind) => this.tracks[kind],
      use: (kind, track) => this.took(kind, track),
      lost: (kind, trouble) => this.deviceLost(kind, trouble),
      back: (kind) => this.notices.say(say(`${kind}_back`)),
    });
    this.captions = new Captions(root, config.captions ?? "none", {
      send: (text, final, circle) => this.socket.send({ type: "caption", text, final, circle }),
      tell: (text) => this.notices.banner(text, 9000),
      sendSound: (piece, circle) => this.socket.sendSound(piece, circle),
      microphone: () => (this.tracks.audio?.enabled ? this.tracks.audio : null),
    });
    this.shortcuts = new Shortcuts(root, {
      m: () => void this.toggleMic().then(() => announce(say(this.mediaState().mic ? "mic_on_button" : "mic_off_button"))),
      v: () => void this.toggleCamera().then(() => announce(say(this.tracks.video ? "camera_on_button" : "camera_off_button"))),
      c: () => this.tabs.toggleChat(),
      h: () => this.hands.toggle(),
      p: () => this.tabs.openPanel(),
      s: () => this.tellWhoIsHere(),
    });
    this.chat = new Chat(root, me, (message) => this.socket.send(message), (count) => this.tabs.unread(count), () => this.circle.mine);
    this.recording = new RecordingPart(
      root,
      config,
      me,
      (message) => this.socket.send(message),
      () => ({ audio: this.tracks.audio, video: this.screen ?? this.tracks.video }),
      () => this.limits ?? config.video,
      (text) => this.notices.say(text),
    );
    this.tabs = new Tabs(root, this.chat);
    this.wire();
    this.meter();
    this.timers.push(window.setInterval(() => this.listenToAll(), 250));
    this.timers.push(window.setInterval(() => void this.measure(), 3000));
    this.timers.push(window.setInterval(() => void this.adapt(), 2000));
    this.tabs.openFirst();
  }

  private wire(): void {
    const on = (selector: string, press: () => void): void => {
      for (const button of this.root.querySelectorAll<HTMLElement>(`[data-view=call] ${selector}`)) {
        button.addEventListener("click", press);
      }
    };
    on("[data-mic]", () => void this.toggleMic());
    on("[data-camera]", () => void this.toggleCamera());
    on("[data-share]", () => void this.toggleShare());
    on("[data-chat]", () => this.tabs.toggleChat());
    on("[data-hear]", () => {
      this.tiles.playAll();
      find("[data-hear]", this.root).hidden = true;
    });
    on("[data-admit-all]", () => this.socket.send({ type: "moderate", action: "admit_all" }));
    const canShare = typeof navigator.mediaDevices?.getDisplayMedia === "function" && this.config.may_send !== false;
    find("[data-share]", this.root).hidden = !canShare;
    this.keeper.guard("audio", this.tracks.audio);
    this.keeper.guard("video", this.tracks.video);
  }

  mediaState(): { mic: boolean; camera: boolean; sharing: boolean; blurred: boolean; reason: "" | "network" | "unplugged" } {
    const isPaused = this.tracks.video !== null && this.soundOnly;
    return {
      mic: this.tracks.audio?.enabled === true,
      camera: this.tracks.video !== null && !isPaused,
      sharing: this.screen !== null,
      blurred: isBlurred(this.tracks.video),
      reason: isPaused ? "network" : this.keeper.isMissing("video") ? "unplugged" : "",
    };
  }

  /** While the server looks whether we may come in: what is sent to a gateway can be got ready. */
  prepare(iceServers: RTCIceServer[]): void {
    if (!this.config.gateway || !this.config.video) return;
    this.link.audio = this.tracks.audio;
    this.link.video = this.tracks.video;
    this.link.prepare(iceServers, this.config.video);
  }

  get isInside(): boolean {
    return this.entered;
  }

  /** `show` brings the call on the screen: what is drawn is measured there. */
  welcomed(message: Welcome, show: () => void): void {
    const again = this.entered;
    this.entered = true;
    this.limits = message.media?.video;
    // Connections begin before anything is drawn: they take longest.
    if (message.media) this.link.welcomed(message.media, message.ice_servers ?? [], message.seats);
    const isOffered = !again && (message.media?.endpoints?.length ?? 0) > 0;
    this.undrawn = [() => this.begin(message, again, show)];
    if (isOffered) window.setTimeout(() => this.draw(), DRAWN_WITHIN_MS);
    else this.draw();
  }

  private draw(): void {
    const waiting = this.undrawn;
    this.undrawn = null;
    for (const show of waiting ?? []) show();
  }

  private onceDrawn(show: () => void): void {
    if (this.undrawn) this.undrawn.push(show);
    else show();
  }

  private begin(message: Welcome, again: boolean, show: () => void): void {
    show();
    if (this.broken) announce(say("reconnected"));
    this.broken = false;
    this.notices.banner("");
    this.circle.told(message.caucus ?? null);
    this.roster(message.seats, !again);
    this.notices.media(message.media?.trouble ?? "");
    this.view.asked(message.media?.mode === "gateway");
    this.chat.history(message.chat ?? []);
    this.chat.resend();
    // Where a room above leads, whoever comes in while it is not their turn comes in with the microphone off.
    const isSilent = message.seats.find((seat) => seat.seat === this.me)?.mic === false;
    if (this.config.is_led && isSilent && this.tracks.audio) this.tracks.audio.enabled = false;
    this.apply();
    // A seat taken again shares nothing in the server's eyes, whatever was shown before the line broke.
    if (again || this.unreported || this.mediaState().blurred) this.report();
    // The panel is loaded once; later its own fragments renew themselves, so that nothing half-typed is lost.
    if (again) this.tabs.panelChanged("reconnected", {});
    else document.body.dispatchEvent(new CustomEvent("sc:enter", { bubbles: true }));
  }

  heard(message: FromServer): void {
    if (message.type === "signal") this.signalled(message);
    else if (this.undrawn) this.undrawn.push(() => this.heard(message));
    else this.told(message);
  }

  private signalled(message: Signal): void {
    // Whoever calls is there.
    this.onceDrawn(() => this.notices.media(""));
    this.link.heard(message);
  }

  private told(message: Exclude<FromServer, Signal>): void {
    switch (message.type) {
      case "roster":
        // The connections first: nobody is heard a moment longer than they should be.
        this.link.roster(message.seats);
        this.roster(message.seats, false);
        break;
      case "chat":
        this.chat.heard(message);
        break;
      case "caucus":
        this.circle.told(message.caucus);
        break;
      case "reaction":
        this.hands.reacted(message.seat, message.kind);
        break;
      case "panel":
        this.tabs.panelChanged(message.kind, message.body);
        break;
      case "caption":
        this.captions.heard(this.seats.find((seat) => seat.seat === message.seat), message);
        break;
      case "recording":
        this.recording.heard(message);
        break;
      case "trouble":
        this.notices.media(message.trouble);
        break;
      case "moderated":
        void this.moderated(message.action);
        break;
      case "error":
        if (!this.entered && message.ref === "signal") this.link.hush();
        else if (message.ref === "chat") this.chat.refused(message.code, message.client_id);
        else if (message.code === "floor") this.hush(say("floor_not_yours"));
        else if (message.code === "sharing") void this.stopSharing().then(() => this.notices.banner(say("share_taken"), 6000));
        else this.refused(message);
        break;
      default:
        break;
    }
  }

  /** What the person asked for was not done: they are told, or it is done again. */
  private refused({ code, ref }: Refused): void {
    // The others do not know yet which devices are on.
    if (code === "rate_limited" && ref === "media") window.setTimeout(() => this.report(), 2000);
    const words = refusalWords(code, ref);
    if (words) this.notices.say(words);
  }

  lineBroke(): void {
    if (!this.entered) {
      this.link.hush();
      return;
    }
    if (!this.broken) announce(say("reconnecting"));
    this.broken = true;
    this.notices.banner(say("reconnecting"));
  }

  private roster(seats: Seat[], first: boolean): void {
    if (!first) tell(this.seats, seats, this.me, this.config.is_host === true);
    this.seats = seats;
    this.circle.roster(seats);
    this.captions.moved(this.circle.mine);
    this.hands.roster(seats);
    this.tiles.roster(seats);
    this.recording.roster(seats);
    const mine = seats.find((seat) => seat.seat === this.me);
    const missing = seats.filter((seat) => !["present", "disconnected", "removed"].includes(seat.state) && !isDone(seat));
    find("[data-missing]", this.root).textContent = missing.length
      ? say("missing", { names: missing.map((seat) => seat.name).join("、") })
      : say("everyone_here");
    if (mine) this.tiles.self(this.screen ?? this.tracks.video, this.screen !== null);
    this.door.roster(seats);
    this.view.tell();
  }

  private tellWhoIsHere(): void {
    const words = this.seats
      .filter((seat) => seat.state === "present" || seat.state === "disconnected")
      .map((seat) => this.tiles.inWords(seat.seat));
    announce(words.join("。"));
  }

  // -- devices -------------------------------------------------------------------------------------------------------

  private took(kind: "audio" | "video", track: MediaStreamTrack | null): void {
    this.tracks[kind] = track;
    if (kind === "audio") this.meter();
    this.apply();
    this.report();
  }

  private deviceLost(kind: "audio" | "video", trouble: string): void {
    this.notices.say(say(trouble === "refused" ? `${kind === "video" ? "camera" : "mic"}_refused` : `${kind}_lost`));
    this.apply();
    this.report();
  }

  /** Send what the line carries; when it carries no picture, say so, and again when it does. */
  private async adapt(): Promise<void> {
    const line = await this.link.adapt();
    if (!line) return;
    this.socket.loss = line.loss === null ? null : Math.round(line.loss * 100);
    this.keeper.measured(this.screen || line.soundOnly ? null : line.frames, performance.now());
    this.notices.line(line);
    this.tiles.hearsOnly(line.hearsOnly);
    this.view.line = line.level;
    this.view.tell();
    if (line.soundOnly === this.soundOnly) return;
    this.soundOnly = line.soundOnly;
    this.report();
  }

  private async toggleMic(): Promise<void> {
    if (this.config.may_send === false) return;
    if (this.tracks.audio) {
      this.tracks.audio.enabled = !this.tracks.audio.enabled;
    } else {
      const got = await acquire({ camera: false, mic: true });
      this.tracks.audio = got.audio;
      this.keeper.guard("audio", got.audio);
      if (!got.audio) this.notices.banner(say(got.audioTrouble === "refused" ? "mic_refused" : "mic_none"), 9000);
      this.meter();
    }
    this.apply();
    this.report();
  }

  private async toggleCamera(): Promise<void> {
    if (this.config.may_send === false) return;
    if (this.tracks.video) {
      // Stopped, not blacked out: the camera's own light goes off.
      const track = this.tracks.video;
      this.tracks.video = null;
      this.keeper.forget("video");
      track.stop();
    } else {
      const got = await acquire({ camera: true, mic: false }, this.limits);
      this.tracks.video = got.video;
      this.keeper.guard("video", got.video);
      if (!got.video) this.notices.banner(say(`camera_${got.videoTrouble ?? "none"}`), 9000);
    }
    this.apply();
    this.report();
  }

  private async toggleShare(): Promise<void> {
    if (this.screen) {
      await this.stopSharing();
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 5 } }, audio: false });
      this.screen = stream.getVideoTracks()[0] ?? null;
      // Text: rather fewer frames than blurred ones.
      if (this.screen) this.screen.contentHint = "text";
    } catch {
      return;
    }
    this.screen?.addEventListener("ended", () => void this.stopSharing());
    this.apply();
    this.report();
  }

  private async stopSharing(): Promise<void> {
    this.screen?.stop();
    this.screen = null;
    this.apply();
    this.report();
  }

  private hush(words: string): void {
    if (this.tracks.audio) this.tracks.audio.enabled = false;
    this.notices.banner(words, 8000);
    announce(words);
    this.apply();
    this.report();
  }

  private async moderated(action: "mute" | "camera_off"): Promise<void> {
    if (action === "mute") return this.hush(say(this.config.is_led ? "floor_not_yours" : "you_were_muted"));
    const track = this.tracks.video;
    this.tracks.video = null;
    this.keeper.forget("video");
    track?.stop();
    this.notices.banner(say("you_were_hidden"), 8000);
    announce(say("you_were_hidden"));
    this.apply();
    this.report();
  }

  /** What this page sends and what its buttons say. */
  private apply(): void {
    const state = this.mediaState();
    void this.link.use(this.tracks.audio, this.screen ?? this.tracks.video, this.screen !== null);
    this.tiles.self(this.screen ?? this.tracks.video, this.screen !== null);
    const press = (selector: string, pressed: boolean, label: string): void => {
      for (const button of this.root.querySelectorAll(`[data-view=call] ${selector}`)) {
        button.setAttribute("aria-pressed", String(pressed));
        find("[data-label]", button).textContent = label;
      }
    };
    press("[data-mic]", state.mic, say(state.mic ? "mic_on_button" : "mic_off_button"));
    const isOn = this.tracks.video !== null;
    press("[data-camera]", isOn, say(isOn ? "camera_on_button" : "camera_off_button"));
    const share = find("[data-share]", this.root);
    share.toggleAttribute("data-active", state.sharing);
    find("[data-label]", share).textContent = say(state.sharing ? "share_stop" : "share");
    this.captions.micChanged();
    this.remember({ mic: state.mic, camera: isOn || this.keeper.isMissing("video") });
  }

  private report(): void {
    this.unreported = !this.entered;
    if (this.entered) this.socket.send({ type: "media", ...this.mediaState() });
  }

  private meter(): void {
    this.stopMeter?.();
    this.stopMeter = null;
    const track = this.tracks.audio;
    if (!track) return;
    this.stopMeter = listen(track, (level) => this.tiles.speaking(this.me, track.enabled && level > SPEAKS_LEVEL));
  }

  private listenToAll(): void {
    const levels = this.link.loudness();
    for (const seat of this.seats) {
      if (seat.seat !== this.me) this.tiles.speaking(seat.seat, (levels.get(seat.seat) ?? 0) > SPEAKS_AT);
    }
    this.tiles.giveFloor();
  }

  private async measure(): Promise<void> {
    for (const stats of await this.link.stats()) this.tiles.measured(stats);
  }

  async stats(): Promise<(PeerStats & { name: string })[]> {
    const names = new Map(this.seats.map((seat) => [seat.seat, seat.name]));
    return (await this.link.stats()).map((stats) => ({ ...stats, name: names.get(stats.seat) ?? "" }));
  }

  close(): void {
    this.undrawn = null;
    for (const timer of this.timers) window.clearInterval(timer);
    this.stopMeter?.();
    this.view.close();
    this.keeper.close();
    this.captions.close();
    this.shortcuts.close();
    this.recording.close();
    this.link.close();
    this.circle.close();
    this.screen?.stop();
    this.tracks.audio?.stop();
    this.tracks.video?.stop();
  }
}
