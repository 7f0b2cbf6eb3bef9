/** The room's page: check of devices, waiting room, call, end. What is shown follows what the server says. */
import "./room.scss";
import "./care.scss";

import { Call } from "./call";
import type { Line } from "./check";
import { DeviceCheck } from "./check";
import { showBackground } from "./devices";
import type { FromServer, Seat, Welcome } from "./protocol";
import { CLOSE } from "./protocol";
import { RoomSocket } from "./socket";
import type { Config } from "./words";
import { announce, element, find, readConfig, roleWords, say, token } from "./words";

type View = "check" | "waiting" | "call" | "end";

class RoomPage implements Line {
  private readonly root = find("#room");
  private socket: RoomSocket;
  private call: Call | null = null;
  private readonly check: DeviceCheck;
  private instance = "";
  private joining = false;
  private tracks: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } = { audio: null, video: null };
  private asked: ((servers: RTCIceServer[]) => void)[] = [];
  private servers: RTCIceServer[] | null = null;
  private helloTimer = 0;
  private readonly memory: string;
  readonly ping: string;
  readonly sample: string;

  constructor(private readonly config: Config) {
    this.memory = `room-${config.room}`;
    this.ping = config.ping ?? "";
    this.sample = config.sample ?? "";
    if (config.plain_background) showBackground();
    this.socket = this.connect();
    this.check = new DeviceCheck(find("[data-view=check]"), this, () => this.nameJoin(), config.video);
    const join = find<HTMLButtonElement>("[data-join]");
    join.addEventListener("click", () => void this.join());
    for (const button of this.root.querySelectorAll("[data-leave]")) button.addEventListener("click", () => this.leave());
    find("[data-again]").addEventListener("click", () => location.reload());
    // What the page's fragments say (a refusal, a lost network) lies over the pictures for a while, then goes.
    const live = find("#sc-live");
    new MutationObserver(() => {
      if (live.childElementCount > 0) window.setTimeout(() => live.replaceChildren(), 9000);
    }).observe(live, { childList: true });
    live.addEventListener("click", () => live.replaceChildren());
    window.addEventListener("pagehide", () => this.socket.stop());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
    if (config.may_send === false) {
      this.check.wantsMic = this.check.wantsCamera = false;
      for (const button of this.root.querySelectorAll<HTMLElement>("[data-mic], [data-camera], .vr-check__toggles")) button.hidden = true;
    }
    // A page that was in the room goes straight back in: nobody has to press anything after a reload.
    const kept = this.recall();
    if (kept) {
      this.check.wantsMic &&= kept.mic;
      this.check.wantsCamera &&= kept.camera;
      join.disabled = true;
      void this.check.start().then(() => this.join());
    } else {
      void this.check.start();
    }
  }

  private connect(): RoomSocket {
    const socket = new RoomSocket(this.config.socket ?? "", {
      opened: () => {
        if (this.joining) this.hello();
        if (this.asked.length > 0) this.socket.send({ type: "check" });
      },
      heard: (message) => this.heard(message),
      broke: () => this.call?.lineBroke(),
      ended: (code) => this.ended(code),
    });
    socket.open();
    return socket;
  }

  iceServers(): Promise<RTCIceServer[]> {
    return new Promise((resolve) => {
      this.asked.push(resolve);
      this.socket.send({ type: "check" });
      window.setTimeout(() => resolve([]), 4000);
    });
  }

  private nameJoin(): void {
    const key = this.check.video || (this.check.audio && !this.check.wantsCamera) ? "join" : this.check.audio ? "join_sound" : "join_watch";
    find("[data-join]").textContent = say(key);
  }

  private async join(): Promise<void> {
    const button = find<HTMLButtonElement>("[data-join]");
    button.disabled = true;
    button.textContent = say("joining");
    await this.check.settled();
    this.instance = token("p");
    this.tracks = this.check.release();
    this.joining = true;
    this.hello();
    // The server takes a moment to answer: the call is set up meanwhile.
    this.call = this.makeCall(this.config.you ?? "");
    if (this.servers) this.call.prepare(this.servers);
  }

  private makeCall(you: string): Call {
    const call = new Call(this.root, this.config, you, this.instance, this.socket, this.tracks, (kept) => this.remember(kept));
    window.sharedcourtRoom = { stats: () => call.stats() };
    return call;
  }

  private hello(): void {
    const media = this.call?.mediaState() ?? { mic: this.tracks.audio !== null, camera: this.tracks.video !== null };
    this.socket.send({
      type: "hello",
      v: 1,
      instance: this.instance,
      mic: media.mic,
      camera: media.camera,
      ...(this.socket.rtt === null ? {} : { rtt_ms: this.socket.rtt }),
    });
  }

  private heard(message: FromServer): void {
    switch (message.type) {
      case "check":
        this.servers = message.ice_servers;
        for (const resolve of this.asked.splice(0)) resolve(message.ice_servers);
        break;
      case "welcome":
        this.welcomed(message);
        break;
      case "error":
        if (message.code === "not_open") this.notOpen(message.opens_at ?? "");
        else if (message.code === "first_elsewhere" && /^\/[^/]/.test(message.to ?? "")) location.assign(message.to ?? "");
        else this.call?.heard(message);
        break;
      case "roster":
        if (this.call?.isInside) this.call.heard(message);
        else this.waiting(message.seats);
        break;
      default:
        this.call?.heard(message);
    }
  }

  private welcomed(message: Welcome): void {
    window.clearTimeout(this.helloTimer);
    if (message.stage === "waiting") {
      // Sent out to wait: a page loaded anew has nothing of the room left on it.
      if (this.call?.isInside) {
        location.reload();
        return;
      }
      this.view("waiting");
      this.waiting(message.seats);
      return;
    }
    this.call ??= this.makeCall(message.you);
    this.call.welcomed(message, () => this.view("call"));
  }

  private notOpen(time: string): void {
    this.view("waiting");
    const at = new Date(time);
    find("[data-waiting-text]").textContent = say("not_open", { time: at.toLocaleString(document.documentElement.lang) });
    window.clearTimeout(this.helloTimer);
    this.helloTimer = window.setTimeout(() => this.hello(), 15_000);
  }

  private waiting(seats: Seat[]): void {
    const hostIsHere = seats.some((seat) => seat.is_host && seat.state === "present");
    const line = find("[data-waiting-text]");
    const text = say(hostIsHere ? "waiting_for_host" : "host_not_here");
    if (line.textContent !== text) line.textContent = text;
    find("[data-people]").replaceChildren(
      ...seats.map((seat) => {
        const mine = seat.seat === this.config.you;
        const role = element("span", { class: "vr-role", "data-role": seat.role }, roleWords(seat));
        const name = element("span", { class: "vr-people__name" }, mine ? `${seat.name} (${say("you")})` : seat.name);
        return element(
          "li",
          { "data-state": seat.state },
          role,
          name,
          element("span", { class: "vr-people__state" }, say(`state_${seat.state}`)),
        );
      }),
    );
  }

  private leave(): void {
    this.joining = false;
    this.socket.send({ type: "bye" });
    this.finish("left");
  }

  private ended(code: number): void {
    const how: Record<number, string> = {
      [CLOSE.removed]: "removed",
      [CLOSE.replaced]: "replaced",
      [CLOSE.closed]: "closed",
      [CLOSE.stranger]: "denied",
    };
    this.finish(how[code] ?? "left");
  }

  private finish(how: string): void {
    this.joining = false;
    this.remember(null);
    this.call?.close();
    this.call = null;
    this.check.stop();
    for (const track of [this.tracks.audio, this.tracks.video]) track?.stop();
    window.setTimeout(() => this.socket.stop(), 500);
    find("[data-end-title]").textContent = say(`${how}_title`);
    find("[data-end-text]").textContent = say(`${how}_text`);
    const again = find("[data-again]");
    again.hidden = how === "closed" || how === "denied";
    again.textContent = say(how === "replaced" ? "use_here" : "come_back");
    this.view("end");
    announce(say(`${how}_title`));
  }

  private view(name: View): void {
    if (this.root.dataset.stage === name) return;
    this.root.dataset.stage = name;
    for (const part of this.root.querySelectorAll<HTMLElement>("[data-view]")) part.hidden = part.dataset.view !== name;
    const heading = this.root.querySelector<HTMLElement>(`[data-view="${name}"] h1`);
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  private remember(kept: { mic: boolean; camera: boolean } | null): void {
    try {
      if (kept) sessionStorage.setItem(this.memory, JSON.stringify(kept));
      else sessionStorage.removeItem(this.memory);
    } catch {
      // Without storage a reload asks for one tap more.
    }
  }

  private recall(): { mic: boolean; camera: boolean } | null {
    try {
      return JSON.parse(sessionStorage.getItem(this.memory) ?? "null") as { mic: boolean; camera: boolean } | null;
    } catch {
      return null;
    }
  }
}

declare global {
  interface Window {
    sharedcourtRoom?: { stats(): Promise<unknown[]> };
  }
}

const config = readConfig();
if (config?.socket) new RoomPage(config);
