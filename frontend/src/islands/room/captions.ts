/** Captions: the browser writes down what its own person says, and the others read it. Made by a machine, kept nowhere. */
import type { Seat } from "./protocol";
import { record } from "./speech";
import { element, find, roleWords, say } from "./words";

/** The part of the Web Speech API that is used; not every browser has it. */
interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: { resultIndex: number; results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }> }) => void) | null;
  onend: (() => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}

type Maker = new () => Recognition;

declare global {
  interface Window {
    SpeechRecognition?: Maker;
    webkitSpeechRecognition?: Maker;
  }
}

interface Hooks {
  /** `circle`: where the page was when the sentence began. */
  send(text: string, final: boolean, circle: string): boolean;
  tell(text: string): void;
  /** Two seconds of sound for the server's engine, and where they began. */
  sendSound(piece: ArrayBuffer, circle: string): void;
  /** The microphone, while it is on. */
  microphone(): MediaStreamTrack | null;
}

/** Who writes down: nobody, the person's own browser, or an engine of the server. */
export type Writer = "none" | "browser" | "server";

const LONGEST = 300;
const SHOWN_MS = 8000;
const LINES = 3;
const EVERY_MS = 700;

export class Captions {
  private readonly box: HTMLElement;
  private readonly lines: HTMLElement;
  private readonly button: HTMLElement;
  private readonly shown = new Map<string, { line: HTMLElement; text: HTMLElement; timer: number; final: boolean }>();
  private recognition: Recognition | null = null;
  private stopRecording: (() => void) | null = null;
  private isOn = false;
  private sentAt = 0;
  private circle = "";

  constructor(
    root: HTMLElement,
    private readonly writer: Writer,
    private readonly hooks: Hooks,
  ) {
    this.box = find("[data-captions]", root);
    this.lines = find("[data-caption-lines]", root);
    this.button = find("[data-captions-button]", root);
    this.button.hidden = writer === "none" || (writer === "browser" && !this.maker);
    this.button.addEventListener("click", () => (this.isOn ? this.off() : this.on()));
  }

  private get maker(): Maker | undefined {
    return window.SpeechRecognition ?? window.webkitSpeechRecognition;
  }

  private on(): void {
    this.isOn = true;
    this.button.setAttribute("aria-pressed", "true");
    this.hooks.tell(say(this.writer === "server" ? "captions_on_server" : "captions_on"));
    this.listen();
  }

  private off(): void {
    this.isOn = false;
    this.button.setAttribute("aria-pressed", "false");
    this.stop();
    this.recognition = null;
  }

  private stop(): void {
    this.recognition?.stop();
    this.stopRecording?.();
    this.stopRecording = null;
  }

  /** Whoever is muted is not written down either. */
  micChanged(): void {
    if (this.isOn && this.hooks.microphone()) this.listen();
    else this.stop();
  }

  /** The person was moved: what they were saying was for the others, and is said to nobody here. */
  moved(circle: string): void {
    if (circle === this.circle) return;
    this.circle = circle;
    if (this.recognition) {
      // When it has ended, the next one begins by itself.
      this.recognition.onresult = null;
      this.recognition.abort();
    } else if (this.isOn) this.listen();
  }

  private listen(): void {
    const microphone = this.hooks.microphone();
    if (!microphone) return;
    const { circle } = this;
    if (this.writer === "server") {
      this.stopRecording?.();
      this.stopRecording = record(microphone, (piece) => this.hooks.sendSound(piece, circle));
      return;
    }
    if (!this.maker || this.recognition) return;
    const recognition = new this.maker();
    this.recognition = recognition;
    recognition.lang = document.documentElement.lang.startsWith("zh") ? "zh-CN" : document.documentElement.lang;
    recognition.continuous = recognition.interimResults = true;
    recognition.onresult = ({ resultIndex, results }) => {
      for (let index = resultIndex; index < results.length; index += 1) {
        const result = results[index];
        const words = result?.[0]?.transcript.trim().slice(-LONGEST);
        if (!result || !words || !this.hooks.microphone()) continue;
        const now = performance.now();
        if (!result.isFinal && now - this.sentAt < EVERY_MS) continue;
        this.sentAt = now;
        this.hooks.send(words, result.isFinal, circle);
      }
    };
    recognition.onerror = ({ error }) => {
      if (error === "no-speech" || error === "aborted") return;
      this.off();
      this.hooks.tell(say("captions_failed"));
    };
    // Browsers end by themselves after a silence.
    recognition.onend = () => {
      if (this.recognition === recognition) this.recognition = null;
      window.setTimeout(() => {
        if (this.isOn) this.listen();
      }, 300);
    };
    recognition.start();
  }

  /** Somebody's words: the running sentence is replaced until it is final; each goes after a while. */
  heard(seat: Seat | undefined, caption: { text: string; final: boolean }): void {
    if (!seat) return;
    let entry = this.shown.get(seat.seat);
    if (!entry || entry.final) {
      const text = element("span");
      const line = element("li", {}, element("strong", {}, `${roleWords(seat)} ${seat.name}：`), text);
      this.lines.append(line);
      entry = { line, text, timer: 0, final: false };
      this.shown.set(seat.seat, entry);
      while (this.lines.childElementCount > LINES) this.lines.firstElementChild?.remove();
    }
    entry.text.textContent = caption.text;
    entry.final = caption.final;
    window.clearTimeout(entry.timer);
    const { line } = entry;
    entry.timer = window.setTimeout(() => {
      line.remove();
      if (this.shown.get(seat.seat)?.line === line) this.shown.delete(seat.seat);
      this.box.hidden = this.lines.childElementCount === 0;
    }, SHOWN_MS);
    this.box.hidden = false;
  }

  close(): void {
    this.off();
  }
}
