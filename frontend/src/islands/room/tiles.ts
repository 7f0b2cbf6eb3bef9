/** The pictures: one tile a person, with role and name under it and the marks that matter. */
import { Floor } from "./floor";
import type { PeerStats } from "./mesh";
import { sideBySide, together } from "./places";
import type { Seat } from "./protocol";
import { element, find, roleWords, say } from "./words";

export type Act = "mute" | "camera_off" | "remove";

interface Tile {
  box: HTMLLIElement;
  video: HTMLVideoElement;
  state: HTMLElement;
  name: HTMLElement;
  place: HTMLElement;
  role: HTMLElement;
  marks: HTMLElement;
  avatar: HTMLElement;
  pin: HTMLButtonElement;
  sound: HTMLAudioElement | null;
  seat: Seat;
  /** How many sit at this place; 0 where nobody else does. */
  sitting: number;
  connection: RTCPeerConnectionState;
  weak: boolean;
  frames: number;
  lost: number;
  /** Whether a first picture has come over the present connection. */
  pictured: boolean;
}

const SHOWN: readonly Seat["state"][] = ["present", "disconnected"];

export class Tiles {
  private readonly tiles = new Map<string, Tile>();
  private circle = "";
  private readonly floor = new Floor();
  /** The line is too poor for pictures: none comes. */
  private soundOnly = false;

  constructor(
    private readonly grid: HTMLElement,
    private readonly me: string,
    private readonly isHost: boolean,
    private readonly act: (seat: string, action: Act) => void,
    private readonly silenced: () => void,
    private readonly choices: (seat: string) => [string, () => void][],
  ) {}

  /** Show exactly those who are inside (or expected back): the others in the room's order, oneself last. */
  roster(seats: Seat[]): void {
    this.circle = seats.find((seat) => seat.seat === this.me)?.circle ?? "";
    const shown = seats.filter((seat) => SHOWN.includes(seat.state));
    for (const id of [...this.tiles.keys()]) if (!shown.some((seat) => seat.seat === id)) this.drop(id);
    const ordered = sideBySide([...shown.filter((seat) => seat.seat !== this.me), ...shown.filter((seat) => seat.seat === this.me)]);
    const places = together(ordered);
    ordered.forEach((seat, index) => {
      const tile = this.tiles.get(seat.seat) ?? this.make(seat);
      tile.seat = seat;
      const place = places.get(seat.seat);
      tile.sitting = place?.count ?? 0;
      if (place) tile.box.dataset.placeGroup = String(place.group % 4);
      else delete tile.box.dataset.placeGroup;
      if (this.grid.children[index] !== tile.box) this.grid.insertBefore(tile.box, this.grid.children[index] ?? null);
      this.refresh(tile);
    });
    this.giveFloor();
    this.grid.dataset.tiles = String(ordered.length);
    this.grid.toggleAttribute("data-sharing", ordered.some((seat) => seat.sharing));
  }

  /** On a small screen one person is large (floor.ts); the sheet decides what counts as small. */
  giveFloor(): void {
    const shown = [...this.tiles.values()].map((tile) => tile.seat);
    const rank = (seat: Seat): number => (seat.seat === this.me ? 2 : seat.is_host ? 0 : 1);
    const large = this.floor.choose(shown.sort((one, other) => rank(one) - rank(other)));
    for (const [id, tile] of this.tiles) {
      tile.box.toggleAttribute("data-large", id === large);
      const pressed = String(id === this.floor.pinned);
      if (tile.pin.getAttribute("aria-pressed") !== pressed) tile.pin.setAttribute("aria-pressed", pressed);
    }
  }

  /** A person's place in a sentence, for those who do not see it. */
  inWords(id: string): string {
    const tile = this.tiles.get(id);
    if (!tile) return "";
    const marks = [...tile.marks.querySelectorAll(".vr-badge__text")].map((mark) => mark.textContent ?? "");
    const state = tile.state.textContent ?? "";
    return [`${roleWords(tile.seat)} ${tile.name.textContent ?? ""}`.trim(), tile.seat.place, ...marks, state].filter(Boolean).join("，");
  }

  private make(seat: Seat): Tile {
    const mine = seat.seat === this.me;
    const video = element("video", { playsinline: "", autoplay: "" });
    video.muted = true;
    const tile: Tile = {
      box: element("li", { class: `sc-tile${mine ? " sc-tile--self" : ""}`, "data-seat": seat.seat }),
      video,
      state: element("p", { class: "vr-tile__state" }),
      role: element("span", { class: "vr-role", "data-role": seat.role }),
      name: element("span", { class: "vr-tile__name" }),
      place: element("span", { class: "vr-tile__place" }),
      marks: element("span", { class: "vr-tile__marks" }),
      avatar: element("span", { class: "vr-tile__avatar", "aria-hidden": "true" }),
      pin: element("button", { type: "button", class: "vr-tile__pin", "aria-pressed": "false" }),
      sound: null,
      seat,
      sitting: 0,
      connection: "new",
      weak: false,
      frames: 0,
      lost: 0,
      pictured: false,
    };
    video.addEventListener("loadeddata", () => {
      tile.pictured = true;
      this.refresh(tile);
    });
    tile.pin.addEventListener("click", () => {
      this.floor.pin(seat.seat);
      this.giveFloor();
    });
    tile.box.append(
      tile.pin,
      video,
      tile.avatar,
      tile.state,
      element("div", { class: "vr-tile__label" }, tile.role, tile.name, tile.place, tile.marks),
    );
    if (this.isHost && !mine) tile.box.append(this.menu(seat));
    if (!mine) {
      tile.sound = element("audio", { autoplay: "" });
      find("#sc-sound").append(tile.sound);
    }
    this.tiles.set(seat.seat, tile);
    return tile;
  }

  private menu(seat: Seat): HTMLElement {
    const menu = element("details", { class: "vr-menu" });
    const label = say("actions_for", { name: seat.name });
    const summary = element("summary", { "aria-label": label, title: label });
    summary.append(element("span", { class: "vr-icon vr-icon--more", "aria-hidden": "true" }));
    const list = element("div", { class: "vr-menu__list" });
    const button = (text: string, press: (made: HTMLButtonElement) => void): void => {
      const made = element("button", { type: "button", class: "vr-menu__button" }, text);
      made.addEventListener("click", () => press(made));
      list.append(made);
    };
    const done = (action: Act): void => {
      menu.open = false;
      summary.focus();
      this.act(seat.seat, action);
    };
    button(say("mute"), () => done("mute"));
    button(say("ask_camera_off"), () => done("camera_off"));
    button(say("remove"), (made) => {
      if (made.dataset.sure) done("remove");
      made.dataset.sure = "1";
      made.textContent = say("remove_sure", { name: seat.name });
    });
    const more = element("div", { class: "vr-menu__more" });
    list.prepend(more);
    menu.addEventListener("toggle", () => {
      more.replaceChildren(
        ...this.choices(seat.seat).map(([text, press]) => {
          const made = element("button", { type: "button", class: "vr-menu__button" }, text);
          made.addEventListener("click", () => {
            menu.open = false;
            summary.focus();
            press();
          });
          return made;
        }),
      );
      const last = list.lastElementChild as HTMLButtonElement;
      delete last.dataset.sure;
      last.textContent = say("remove");
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        menu.open = false;
        summary.focus();
      }
    });
    menu.append(summary, list);
    return menu;
  }

  private drop(id: string): void {
    const tile = this.tiles.get(id);
    tile?.box.remove();
    tile?.sound?.remove();
    this.tiles.delete(id);
  }

  private refresh(tile: Tile): void {
    const { seat, box } = tile;
    const mine = seat.seat === this.me;
    box.classList.toggle("sc-tile--screen", seat.sharing);
    const pictured = seat.camera || seat.sharing;
    const paused = !mine && this.soundOnly && pictured;
    box.toggleAttribute("data-camera-off", !pictured || paused);
    box.toggleAttribute("data-away", seat.state === "disconnected");
    box.toggleAttribute("data-keeps-size", seat.keeps_size);
    tile.pin.setAttribute("aria-label", say("show_large", { name: seat.name }));
    const elsewhere = seat.circle !== this.circle;
    box.toggleAttribute("data-elsewhere", elsewhere);
    if (elsewhere) this.silence(tile);
    tile.role.textContent = roleWords(seat);
    tile.role.hidden = !tile.role.textContent;
    tile.name.textContent = mine ? `${seat.name} (${say("you")})` : seat.name;
    tile.place.textContent = tile.sitting > 1 ? say("place_people", { place: seat.place, count: String(tile.sitting) }) : seat.place;
    tile.place.hidden = !seat.place;
    tile.avatar.textContent = [...seat.name].slice(0, 1).join("");
    tile.video.setAttribute("aria-label", `${roleWords(seat)} ${seat.name}`);
    const marks: HTMLElement[] = [];
    const mark = (icon: string, text: string): void => {
      const made = element("span", { class: "vr-badge", "data-mark": icon });
      made.append(
        element("span", { class: `vr-icon vr-icon--${icon}`, "aria-hidden": "true" }),
        element("span", { class: "vr-badge__text" }, text),
      );
      marks.push(made);
    };
    if (seat.hand) mark("hand", say("hand_is_up"));
    if (!seat.mic) mark("mic-off", say("muted"));
    if (seat.sharing) mark("screen", say("sharing"));
    if (tile.weak && seat.state === "present") mark("weak", say("weak"));
    tile.marks.replaceChildren(...marks);
    const waits = tile.connection !== "connected" || (!tile.pictured && pictured && !paused);
    const connecting = !mine && seat.state === "present" && waits;
    tile.state.textContent = elsewhere
      ? say("elsewhere")
      : seat.state === "disconnected"
        ? say("returning", { name: seat.name })
        : connecting
          ? say("connecting")
          : pictured
            ? paused
              ? say("picture_paused")
              : ""
            : say(seat.camera_reason ? `camera_${seat.camera_reason}` : "camera_is_off");
    // What a person switched off, or the host switched off for them, is neither seen nor heard, whatever their browser sends.
    if (tile.sound) tile.sound.muted = !seat.mic;
  }

  /** Nothing of somebody in another circle stays on the page. */
  private silence(tile: Tile): void {
    tile.connection = "new";
    tile.pictured = tile.weak = false;
    tile.frames = tile.lost = 0;
    tile.video.srcObject = null;
    if (tile.sound) tile.sound.srcObject = null;
  }

  connection(id: string, state: RTCPeerConnectionState): void {
    const tile = this.tiles.get(id);
    if (!tile) return;
    tile.connection = state;
    this.refresh(tile);
  }

  /** A picture or a sound has begun. */
  track(id: string, kind: "audio" | "video", stream: MediaStream): void {
    const tile = this.tiles.get(id);
    if (!tile) return;
    if (kind === "video") {
      tile.pictured = false;
      tile.video.srcObject = stream;
      void tile.video.play().catch(() => undefined);
    } else if (tile.sound) {
      tile.sound.srcObject = stream;
      void tile.sound.play().catch(() => this.silenced());
    }
  }

  /** After a tap: every sound the browser had refused to play. */
  playAll(): void {
    for (const tile of this.tiles.values()) {
      void tile.sound?.play().catch(() => undefined);
      void tile.video.play().catch(() => undefined);
    }
  }

  self(track: MediaStreamTrack | null, sharing: boolean): void {
    const tile = this.tiles.get(this.me);
    if (!tile) return;
    tile.box.classList.toggle("sc-tile--unmirrored", sharing);
    const shown = tile.video.srcObject instanceof MediaStream ? tile.video.srcObject.getVideoTracks()[0] : undefined;
    if (shown === (track ?? undefined)) return;
    tile.video.srcObject = track ? new MediaStream([track]) : null;
    if (track) void tile.video.play().catch(() => undefined);
  }

  speaking(id: string, speaks: boolean): void {
    const tile = this.tiles.get(id);
    if (!tile) return;
    const isHeard = speaks && tile.seat.mic;
    tile.box.classList.toggle("sc-tile--speaking", isHeard);
    if (id !== this.me) this.floor.hear(id, isHeard);
  }

  hearsOnly(only: boolean): void {
    if (only === this.soundOnly) return;
    this.soundOnly = only;
    for (const tile of this.tiles.values()) this.refresh(tile);
  }

  measured(stats: PeerStats): void {
    const tile = this.tiles.get(stats.seat);
    if (!tile) return;
    // A page that nobody looks at, or whose line is too poor, is sent no pictures.
    const expected = tile.seat.camera && !this.soundOnly && document.visibilityState === "visible";
    const frozen = expected && tile.frames > 0 && stats.framesDecoded === tile.frames;
    const lossy = stats.packetsLost - tile.lost > 30;
    tile.frames = stats.framesDecoded;
    tile.lost = stats.packetsLost;
    const weak = stats.state === "connected" && (frozen || lossy || (stats.rtt_ms ?? 0) > 500);
    if (weak !== tile.weak) {
      tile.weak = weak;
      this.refresh(tile);
    }
  }
}
