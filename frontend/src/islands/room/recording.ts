/** What everyone sees of a recording: the mark with its clock, the question, and the host's buttons. */
import type { RecordingStand, Seat, VideoLimits } from "./protocol";
import type { Kind } from "./recorder";
import { canRecord, Recorder } from "./recorder";
import type { Config } from "./words";
import { announce, find, say } from "./words";

type Own = () => { audio: MediaStreamTrack | null; video: MediaStreamTrack | null };
const MANY_WAITING = 3;

function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export class RecordingPart {
  private readonly box: HTMLElement;
  private readonly remote = new Map<string, MediaStreamTrack>();
  private readonly recorder: Recorder | null;
  private readonly timers: number[] = [];
  private stand: RecordingStand | null = null;
  private seats: Seat[] = [];
  private skewMs = 0;
  private reported = "";

  private unsent = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly config: Config,
    private readonly me: string,
    private readonly send: (message: Record<string, unknown>) => boolean,
    private readonly own: Own,
    limits: () => VideoLimits | undefined,
    private readonly tell: (text: string) => void,
  ) {
    this.box = find("[data-recording]", root);
    const able = config.is_host === true && canRecord();
    this.recorder = able
      ? new Recorder(config.recording ?? "", (limits()?.kbps ?? 400) * 1000, {
          waiting: (count) => this.waiting(count),
          lost: () => this.report("lost", "rec_lost"),
        })
      : null;
    const act = (selector: string, action: () => string): void => {
      for (const button of root.querySelectorAll(`[data-view=call] ${selector}`)) {
        button.addEventListener("click", () => this.send({ type: "recording", action: action() }));
      }
    };
    act("[data-rec-yes]", () => "consent");
    act("[data-rec-no]", () => "refuse");
    act("[data-rec-withdraw]", () => "refuse");
    act("[data-rec-pause]", () => "pause");
    act("[data-rec-resume]", () => "resume");
    act("[data-rec-retry]", () => "retry");
    const record = root.querySelector<HTMLButtonElement>("[data-record]");
    record?.addEventListener("click", () => {
      if (this.stand?.state) this.send({ type: "recording", action: "end" });
      else if (this.recorder || this.stand?.by_page === false) this.send({ type: "recording", action: "ask" });
      else this.tell(say("rec_cannot"));
    });
    this.timers.push(window.setInterval(() => this.tick(), 500));
  }

  track(seat: string, kind: Kind, stream: MediaStream): void {
    const track = stream.getTracks()[0];
    if (track) this.remote.set(`${seat} ${kind}`, track);
    this.record();
  }

  roster(seats: Seat[]): void {
    this.seats = seats;
    this.draw();
    this.record();
  }

  heard(stand: RecordingStand): void {
    const before = this.stand;
    this.stand = stand;
    this.skewMs = stand.now_ms - Date.now();
    this.recorder?.synchronise(stand.now_ms);
    if (stand.id !== before?.id) find("[data-rec-queue]", this.box).textContent = this.reported = "";
    this.draw();
    this.record();
    if (stand.trouble && !before?.trouble) announce(say("rec_trouble"));
    if (before?.state === stand.state) return;
    if (stand.state === "on") announce(say(stand.purpose === "hearing" ? "rec_said_hearing" : "rec_said_on"));
    else if (stand.state === "paused") announce(say("rec_said_paused"));
    else if (before && ["on", "paused"].includes(before.state)) announce(say("rec_said_over"));
  }

  /** Something is not recorded: said here, and to the server, which tells whoever must know. */
  private report(what: "lost" | "unable", words: string): void {
    const line = find("[data-rec-queue]", this.box);
    line.textContent = say(words);
    if (this.reported !== what) this.send({ type: "recording", action: what });
    this.reported = what;
  }

  private draw(): void {
    const stand = this.stand;
    const record = this.root.querySelector<HTMLElement>("[data-record]");
    if (record) {
      find("[data-label]", record).textContent = say(stand?.state ? "rec_end_button" : "rec_ask_button");
      record.toggleAttribute("data-active", stand?.state === "on");
    }
    this.box.hidden = !stand?.state && this.unsent === 0;
    if (!stand?.state) {
      this.drawUnsent();
      return;
    }
    this.box.dataset.state = stand.state;
    const link = this.root.querySelector<HTMLElement>("[data-rec-link]");
    if (link && stand.state !== "asked") link.hidden = false;
    const trouble = stand.trouble === true && stand.state === "on";
    this.box.toggleAttribute("data-trouble", trouble);
    const hearing = stand.purpose === "hearing";
    const running = trouble ? "rec_trouble" : hearing ? "rec_on_hearing" : "rec_on";
    const paused = hearing && stand.state === "paused" ? "rec_paused_hearing" : `rec_${stand.state}`;
    find("[data-rec-text]", this.box).textContent = say(stand.state === "on" ? running : paused);
    const names = this.seats
      .filter((seat) => seat.state === "present" && stand.answers?.[seat.seat] === undefined)
      .map((seat) => seat.name);
    const whom = names.length ? say("rec_waits_for", { names: names.join("、") }) : "";
    const why = stand.paused_for ? say(`rec_why_${stand.paused_for}`) : "";
    const asks = stand.purpose === "mediation" && (stand.state === "asked" || stand.paused_for === "consent");
    find("[data-rec-why]", this.box).textContent = asks ? whom || why : why;
    this.question(stand.purpose === "mediation" && stand.answers?.[this.me] === undefined);
    const show = (name: string, shown: boolean): void => {
      const button = this.box.querySelector<HTMLElement>(`[data-rec-${name}]`);
      if (button) button.hidden = !shown;
    };
    show("retry", trouble);
    show("pause", stand.state === "on" && !trouble);
    show("resume", stand.state === "paused" && stand.paused_for === "host");
    show("withdraw", !hearing && stand.answers?.[this.me] === true);
    const unable = this.config.is_host === true && !this.recorder && stand.by_page === true && stand.state === "on";
    if (unable) this.report("unable", "rec_cannot");
    this.tick();
  }

  private question(asked: boolean): void {
    const box = find("[data-rec-ask]", this.box);
    if (box.hidden !== asked) return;
    box.hidden = !asked;
    this.box.toggleAttribute("data-asking", asked);
    if (asked) {
      announce(say("rec_said_ask"));
      find("h2", box).focus({ preventScroll: true });
    }
  }

  private tick(): void {
    const stand = this.stand;
    if (!stand?.state) return;
    const now = Date.now() + this.skewMs;
    const running = stand.span_began_ms ? Math.max(0, now - stand.span_began_ms) : 0;
    const started = stand.state !== "asked" && !this.box.hasAttribute("data-trouble");
    find("[data-rec-clock]", this.box).textContent = started ? clock((stand.before_ms ?? 0) + running) : "";
    this.record();
  }

  /** The host's page records whoever has agreed, and of them only what they themselves show and say. */
  private record(): void {
    const stand = this.stand;
    if (!this.recorder) return;
    if (stand?.state !== "on" || !stand.span || !stand.id || !stand.by_page) {
      this.recorder.stop();
      return;
    }
    const wanted = new Map<string, MediaStreamTrack>();
    const own = this.own();
    for (const seat of this.seats) {
      // Somebody spoken with apart: nothing of anybody, before the server has even said so.
      if (seat.circle) {
        this.recorder.stop();
        return;
      }
      if (!stand.record?.includes(seat.seat) || !["present", "disconnected"].includes(seat.state)) continue;
      const mine = seat.seat === this.me;
      const audio = mine ? own.audio : this.remote.get(`${seat.seat} audio`);
      const video = mine ? own.video : this.remote.get(`${seat.seat} video`);
      if (seat.mic && audio?.readyState === "live" && (!mine || audio.enabled)) wanted.set(`${seat.seat} audio`, audio);
      const shows = (seat.camera || seat.sharing) && video?.readyState === "live" && !video.muted;
      if (shows && video) wanted.set(`${seat.seat} video`, video);
    }
    this.recorder.record(stand.id, stand.span, wanted);
  }

  /** It is over, and what was recorded is not all sent: the page must stay. */
  private drawUnsent(): void {
    if (this.unsent === 0) return;
    this.box.dataset.state = "paused";
    this.box.toggleAttribute("data-trouble", false);
    find("[data-rec-text]", this.box).textContent = say("rec_sending", { count: this.unsent });
    find("[data-rec-why]", this.box).textContent = find("[data-rec-queue]", this.box).textContent = "";
    find("[data-rec-clock]", this.box).textContent = "";
    this.question(false);
    for (const name of ["retry", "pause", "resume", "withdraw"]) {
      const button = this.box.querySelector<HTMLElement>(`[data-rec-${name}]`);
      if (button) button.hidden = true;
    }
  }

  private waiting(count: number): void {
    this.unsent = count;
    if (!this.stand?.state) {
      this.draw();
      return;
    }
    const line = find("[data-rec-queue]", this.box);
    const text = count > MANY_WAITING * Math.max(1, this.seats.length) ? say("rec_sending", { count }) : "";
    if (line.textContent !== text && !this.reported) line.textContent = text;
  }

  /** The call is over on this page; what was recorded is still being sent. */
  close(): void {
    for (const timer of this.timers) window.clearInterval(timer);
    this.recorder?.stop();
  }
}
