/** A hearing shown to the public: plays HLS, leaves at once when the court stops it, and comes back when it goes on. */
import "./broadcast.scss";

import type Hls from "hls.js";

import { announce, island } from "../shared/page";

const HLS_TYPE = "application/vnd.apple.mpegurl";
const ASK_MS = 3000;
const AGAIN_MS = 4000;
const MOST_FAILURES = 5;

type Told = "live" | "stopped" | "over" | "waiting";

/** Whether the browser plays HLS by itself; where it can do both, ours is the same everywhere. */
function playsItself(video: HTMLVideoElement): boolean {
  return video.canPlayType(HLS_TYPE) !== "" && !("chrome" in window);
}

class Player {
  private hls: Hls | undefined;
  private playing = false;
  private failures = 0;
  private counted = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly address: string,
    private readonly seen: string,
    private readonly troubled: () => void,
  ) {
    video.addEventListener("playing", () => {
      this.failures = 0;
      if (this.counted || !this.seen) return;
      this.counted = true;
      navigator.sendBeacon(this.seen);
    });
  }

  get isOn(): boolean {
    return this.playing;
  }

  async start(): Promise<void> {
    if (this.playing) return;
    this.playing = true;
    if (playsItself(this.video)) {
      this.video.src = this.address;
      this.video.onerror = () => this.fail();
      await this.video.play().catch(() => undefined);
      return;
    }
    const { default: Library } = await import("hls.js/light");
    if (!this.playing) return;
    if (!Library.isSupported()) {
      this.troubled();
      return;
    }
    this.hls = new Library({ enableWorker: false, liveSyncDurationCount: 3, backBufferLength: 30 });
    this.hls.on(Library.Events.ERROR, (_event, data) => {
      if (data.fatal) this.fail();
    });
    this.hls.on(Library.Events.MANIFEST_PARSED, () => void this.video.play().catch(() => undefined));
    this.hls.loadSource(this.address);
    this.hls.attachMedia(this.video);
  }

  /** The picture goes away, with everything that was loaded ahead. */
  leave(): void {
    this.playing = false;
    this.hls?.destroy();
    this.hls = undefined;
    this.video.onerror = null;
    this.video.removeAttribute("src");
    this.video.load();
  }

  private fail(): void {
    this.failures += 1;
    this.leave();
    if (this.failures > MOST_FAILURES) this.troubled();
    else window.setTimeout(() => void this.start(), AGAIN_MS);
  }
}

function start(root: HTMLElement): void {
  const video = root.querySelector<HTMLVideoElement>("video");
  const over = root.querySelector<HTMLElement>("[data-over]");
  const { playlist = "", state = "", seen = "" } = root.dataset;
  if (!video || !over || !playlist) return;
  let before: Told | "trouble" | undefined;

  const say = (told: Told | "trouble"): void => {
    if (told === before) return;
    before = told;
    const words = root.dataset[`words${told[0]?.toUpperCase()}${told.slice(1)}`] ?? "";
    over.textContent = words;
    over.hidden = !words;
    if (words) announce(words);
  };
  const player = new Player(video, playlist, seen, () => say("trouble"));

  for (const chapter of document.querySelectorAll<HTMLButtonElement>("[data-chapters] [data-at]")) {
    chapter.addEventListener("click", () => {
      video.currentTime = Number(chapter.dataset.at);
      void video.play().catch(() => undefined);
    });
  }
  if (!state) {
    void player.start();
    return;
  }

  const asked = async (): Promise<Told> => {
    try {
      const answer = await fetch(state, { cache: "no-store", credentials: "omit" });
      return answer.ok ? ((await answer.json()) as { state: Told }).state : "waiting";
    } catch {
      return player.isOn ? "live" : "waiting";
    }
  };
  const look = async (): Promise<void> => {
    const told = await asked();
    if (told === "stopped") player.leave();
    else if (told === "live") void player.start();
    if (told !== "over" || !player.isOn || video.ended) say(told);
    window.setTimeout(() => void look(), ASK_MS);
  };
  video.addEventListener("ended", () => say("over"));
  void look();
}

island("[data-island=broadcast]", start);
