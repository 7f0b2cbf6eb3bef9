/** Recording a hearing on this device while there is no network, and bringing it in later. */
import { hex } from "../pocket/store";
import { island, make } from "../shared/page";
import { say } from "../shared/words";
import { beginning, following } from "./offline/chain";
import { bringIn, Refused } from "./offline/sending";
import { type Row, Store } from "./offline/store";

const PIECE_MS = 3000;
// The server takes no larger piece.
const LARGEST_PIECE = 4 * 1024 * 1024;
const BITS_A_SECOND = 1_500_000;
// A page that comes back within this time after it died goes on by itself.
const GOES_ON_MS = 10 * 60 * 1000;
const MIMES = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"];

const WORDS = {
  ready: { zh: "可以开始录制，不需要网络。", en: "Ready to record; no network is needed." },
  unable: { zh: "这个浏览器不能在本机录制，请换用新版 Chrome 或 Edge。", en: "This browser cannot record. Use a recent Chrome or Edge." },
  refused: { zh: "摄像头或麦克风打不开：请检查权限和接线，再试一次。", en: "Camera or microphone could not be opened: check permission and cables, then try again." },
  elsewhere: { zh: "本机的另一个页面正在录制。", en: "Another page on this device is recording." },
  recording: { zh: "正在录制：{time}，已存 {count} 段。", en: "Recording: {time}, {count} pieces kept." },
  goesOn: { zh: "页面曾中断，已自动继续录制。此前的部分单独保存在下面。", en: "The page had broken off; recording goes on. What was recorded before is kept below." },
  ended: { zh: "录制结束。请把最终校验值写入笔录。", en: "The recording has ended. Write the final fingerprint into the record." },
  full: { zh: "本机存储空间不足，录制已停止；已录部分保存在下面。", en: "This device is full and the recording has stopped; what was recorded is kept below." },
  title: { zh: "{from} 起，{length}", en: "From {from}, {length}" },
  brokeOff: { zh: "曾中断", en: "broke off" },
  pieces: { zh: "{count} 段，{mb} MB", en: "{count} pieces, {mb} MB" },
  final: { zh: "最终校验值（写入笔录）", en: "Final fingerprint (for the record)" },
  copy: { zh: "复制校验值", en: "Copy the fingerprint" },
  copied: { zh: "已复制", en: "Copied" },
  bring: { zh: "上传到法院", en: "Bring it in" },
  sending: { zh: "正在上传：{done}/{of} 段。", en: "Bringing it in: {done} of {of} pieces." },
  waiting: { zh: "网络不通，恢复后自动继续。", en: "There is no network; it goes on by itself when it is back." },
  reload: { zh: "网络恢复后刷新本页，即可上传。", en: "When there is a network again, load this page anew to bring it in." },
  kept: { zh: "法院已收到并核对，校验值一致。", en: "The court keeps it; its fingerprint was checked." },
  signIn: { zh: "登录已过期：请重新登录后回到本页，会接着上传。", en: "You are signed out: sign in again and come back; it goes on." },
  notTaken: { zh: "服务器不接收：{why}", en: "The server does not take it: {why}" },
} as const;

function length(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

class Recorder {
  private row: Row | null = null;
  private recorder: MediaRecorder | null = null;
  /** Pieces are kept one after the other: each link needs the one before. */
  private work: Promise<void> = Promise.resolve();
  private release: (() => void) | null = null;
  private broken = false;

  constructor(
    private readonly store: Store,
    private readonly hearing: string,
    private readonly shown: (row: Row | null, words: string) => void,
    private readonly picture: HTMLVideoElement,
  ) {
    window.addEventListener("beforeunload", (event) => {
      if (this.row) event.preventDefault();
    });
  }

  /** What is being recorded now. */
  get current(): string {
    return this.row?.key ?? "";
  }

  /** One page of this device records at a time. */
  private hold(): Promise<boolean> {
    return new Promise((resolve) => {
      void navigator.locks.request("offline-recording", { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>((release) => (this.release = release)) : undefined;
      });
    });
  }

  async begin(words: string = ""): Promise<void> {
    if (this.row || !(await this.hold())) {
      if (!this.row) this.shown(null, say(WORDS.elsewhere));
      return;
    }
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
    } catch {
      this.release?.();
      this.shown(null, say(WORDS.refused));
      return;
    }
    void navigator.storage?.persist?.().catch(() => false);
    const mime = MIMES.find((each) => MediaRecorder.isTypeSupported(each)) ?? "";
    const recorder = new MediaRecorder(stream, { ...(mime ? { mimeType: mime } : {}), videoBitsPerSecond: BITS_A_SECOND });
    const key = crypto.randomUUID();
    const started = Date.now();
    const type = (recorder.mimeType || mime || "video/webm").slice(0, 80);
    const row: Row = {
      key,
      hearing: this.hearing,
      mime: type,
      started_ms: started,
      ended_ms: started,
      count: 0,
      bytes: 0,
      link: await beginning(key, type, started),
      open: true,
      sending: false,
      done: false,
    };
    this.row = row;
    this.recorder = recorder;
    this.broken = false;
    recorder.addEventListener("dataavailable", (event) => {
      const at = Date.now();
      this.work = this.work.then(() => this.keep(row, event.data, at));
    });
    recorder.addEventListener("stop", () => void this.work.then(() => this.over(row, stream)));
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.end());
    this.picture.srcObject = stream;
    this.picture.hidden = false;
    recorder.start(PIECE_MS);
    this.shown(row, words || say(WORDS.recording, { time: length(0), count: 0 }));
  }

  end(): void {
    if (this.recorder && this.recorder.state !== "inactive") this.recorder.stop();
  }

  private async keep(row: Row, blob: Blob, at: number): Promise<void> {
    for (let from = 0; from < blob.size && !this.broken; from += LARGEST_PIECE) {
      const content = await blob.slice(from, from + LARGEST_PIECE).arrayBuffer();
      const sha256 = await hex(content);
      const next: Row = {
        ...row,
        count: row.count + 1,
        bytes: row.bytes + content.byteLength,
        ended_ms: at,
        link: await following(row.link, sha256),
      };
      try {
        await this.store.add(next, content, sha256);
      } catch {
        // A hole would break the chain: what came before it is whole.
        this.broken = true;
        this.end();
        return;
      }
      Object.assign(row, next);
    }
    if (this.row === row) this.shown(row, say(WORDS.recording, { time: length(at - row.started_ms), count: row.count }));
  }

  private async over(row: Row, stream: MediaStream): Promise<void> {
    for (const track of stream.getTracks()) track.stop();
    this.picture.srcObject = null;
    this.picture.hidden = true;
    row.open = false;
    if (row.count) await this.store.save(row).catch(() => undefined);
    this.row = this.recorder = null;
    this.release?.();
    this.shown(null, say(this.broken ? WORDS.full : WORDS.ended));
  }
}

class Page {
  private readonly status: HTMLElement;
  private readonly begin: HTMLButtonElement;
  private readonly end: HTMLButtonElement;
  private readonly list: HTMLElement;
  private readonly recorder: Recorder;
  private readonly states = new Map<string, string>();
  private readonly busy = new Set<string>();

  constructor(
    root: HTMLElement,
    private readonly store: Store,
    private readonly config: { hearing: string; announce: string },
  ) {
    const one = <T extends HTMLElement>(selector: string): T => {
      const found = root.querySelector<T>(selector);
      if (!found) throw new Error(selector);
      return found;
    };
    this.status = one("[data-status]");
    this.begin = one("[data-begin]");
    this.end = one("[data-end]");
    this.list = one("[data-kept]");
    this.recorder = new Recorder(store, config.hearing, (row, words) => this.show(row, words), one("[data-picture]"));
    this.begin.addEventListener("click", () => void this.recorder.begin());
    this.end.addEventListener("click", () => this.recorder.end());
  }

  async start(): Promise<void> {
    const rows = await this.store.of(this.config.hearing);
    this.show(null, say(WORDS.ready));
    if (this.config.announce) for (const row of rows) if (row.sending && !row.done) void this.send(row);
    const last = rows.at(-1);
    if (last?.open && Date.now() - last.ended_ms < GOES_ON_MS) await this.recorder.begin(say(WORDS.goesOn));
  }

  private show(row: Row | null, words: string): void {
    if (this.status.textContent !== words) this.status.textContent = words;
    this.begin.hidden = row !== null;
    this.end.hidden = row === null;
    if (row === null || row.count <= 1) void this.draw();
  }

  private async draw(): Promise<void> {
    const rows = (await this.store.of(this.config.hearing)).filter((row) => row.key !== this.recorder.current && row.count > 0);
    this.list.replaceChildren(...rows.reverse().map((row) => this.card(row)));
  }

  private card(row: Row): HTMLElement {
    const from = new Date(row.started_ms).toLocaleString();
    const title = make("h3", { class: "govuk-heading-s" }, say(WORDS.title, { from, length: length(row.ended_ms - row.started_ms) }));
    if (row.open) title.append(" ", make("span", { class: "sc-tag sc-tag--waiting" }, say(WORDS.brokeOff)));
    const facts = make("p", { class: "govuk-body" }, say(WORDS.pieces, { count: row.count, mb: (row.bytes / 1e6).toFixed(1) }));
    const hash = make("code", { class: "sc-offline__hash", "data-final": "" }, row.link);
    const final = make("p", { class: "govuk-body" }, say(WORDS.final), make("br"), hash);
    const state = make("p", { class: "govuk-body", role: "status", "data-sent": "" }, this.states.get(row.key) ?? (row.done ? say(WORDS.kept) : this.config.announce ? "" : say(WORDS.reload)));
    const copy = make(
      "button",
      { type: "button", class: "govuk-button govuk-button--secondary", "data-copy": row.link, "data-copied": say(WORDS.copied) },
      say(WORDS.copy),
    );
    const buttons = make("div", { class: "govuk-button-group" }, copy);
    if (this.config.announce && !row.done && !this.busy.has(row.key)) {
      const bring = make("button", { type: "button", class: "govuk-button", "data-bring": "" }, say(WORDS.bring));
      bring.addEventListener("click", () => void this.send(row));
      buttons.prepend(bring);
    }
    return make("li", { class: "sc-card", "data-recording": row.key }, title, facts, final, state, buttons);
  }

  private say(row: Row, words: string): void {
    this.states.set(row.key, words);
    const line = this.list.querySelector(`[data-recording="${row.key}"] [data-sent]`);
    if (line) line.textContent = words;
  }

  private async send(row: Row): Promise<void> {
    if (this.busy.has(row.key)) return;
    this.busy.add(row.key);
    row.sending = true;
    await this.store.save(row).catch(() => undefined);
    await this.draw();
    try {
      await bringIn(this.store, row, this.config.announce, {
        sent: (done, of) => this.say(row, say(WORDS.sending, { done, of })),
        waiting: () => this.say(row, say(WORDS.waiting)),
      });
      row.done = true;
      row.sending = false;
      await this.store.emptied(row);
      this.say(row, say(WORDS.kept));
    } catch (problem) {
      const why = problem instanceof Refused ? problem.message : String(problem);
      this.say(row, why === "sign-in" ? say(WORDS.signIn) : say(WORDS.notTaken, { why }));
    } finally {
      this.busy.delete(row.key);
      await this.draw();
    }
  }
}

island("[data-island=offline]", (root) => {
  const config = document.getElementById("offline-config");
  const status = root.querySelector<HTMLElement>("[data-status]");
  const able = "MediaRecorder" in window && "indexedDB" in window && "locks" in navigator && window.crypto?.subtle;
  if (!config || !status) return;
  if (!able) {
    status.textContent = say(WORDS.unable);
    return;
  }
  const said = JSON.parse(config.textContent ?? "{}") as { hearing: string; announce: string };
  // The bare page that stands in without a network knows no hearing; the address still does.
  said.hearing ||= /\/hearings\/([0-9a-f-]{36})\/offline\//.exec(location.pathname)?.[1] ?? "";
  if (!said.hearing) return;
  void Store.open().then((store) => new Page(root, store, said).start());
});
