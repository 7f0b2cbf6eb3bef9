import { hex, pageId, store, type Store } from "../pocket/store";
import { type Doubt, type Fault, judge } from "../shared/judging";
import { announce, csrfToken, island, make } from "../shared/page";
import { patiently } from "../shared/patience";
import { say } from "../shared/words";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const GIVE_UP_AFTER = 12;
const MEGABYTE = 1024 * 1024;
// Small pieces on a poor line, so that a break costs little; large ones on a good one, so that answers are not waited for.
const FIRST_PIECE = 256 * 1024;
const SMALLEST_PIECE = 32 * 1024;
const QUICK_MS = 1500;
const SLOW_MS = 6000;
const PIECE_PATIENCE_MS = 30_000;
const PATIENCE_MS = 120_000;
// A line that is dead without saying so is named after this while; the request itself is given more.
const SILENT_MS = 10_000;

const WORDS = {
  sending: { zh: "正在上传 {percent}%", en: "Uploading, {percent}%" },
  waiting: { zh: "网络断开，恢复后自动继续（已传 {percent}%）", en: "No network; it will go on by itself ({percent}% sent)" },
  silent: { zh: "网络很慢或没有回应，仍在尝试（已传 {percent}%）", en: "The line is slow or does not answer; still trying ({percent}% sent)" },
  done: { zh: "已上传（{size} MB）", en: "Uploaded ({size} MB)" },
  failed: { zh: "没有传成。", en: "The upload failed." },
  cancelled: { zh: "已取消。", en: "Cancelled." },
  cancel: { zh: "取消", en: "Cancel" },
  remove: { zh: "移除", en: "Remove" },
  retry: { zh: "重试", en: "Try again" },
  file: { zh: "文件 {name}", en: "file {name}" },
  lost: { zh: "这个文件没有存在手机上，请重新选择。", en: "This file was not kept on the phone. Choose it again." },
  looking: { zh: "正在检查文件…", en: "Looking at the file…" },
  allTheSame: { zh: "仍然上传", en: "Send it all the same" },
  readable: { zh: "我已查看：看得清，仍然提交。", en: "I have looked at it: it can be read. Send it all the same." },
  busy: { zh: "文件还在上传，请等它传完。", en: "A file is still on its way. Please wait for it." },
} as const;

const FAULTS: Record<Fault, { zh: string; en: string }> = {
  empty: { zh: "文件是空的。", en: "The file is empty." },
  too_large: { zh: "文件太大。", en: "The file is too large." },
  unknown_type: {
    zh: "不接受这种文件。请提交PDF、照片（JPG、PNG、HEIC）、Word或Excel文件、录音（MP3）或视频（MP4）。",
    en: "This kind of file is not accepted. Send a PDF, a photo (JPG, PNG, HEIC), a Word or Excel file, a recording (MP3) or a video (MP4).",
  },
  encrypted: {
    zh: "该PDF设有密码。请另存为无密码的文件后再提交。",
    en: "This PDF is locked with a password. Save a copy without a password and send that.",
  },
};

const DOUBTS: Record<Doubt, { zh: string; en: string }> = {
  blank: { zh: "图片上似乎没有内容。", en: "There seems to be nothing on this picture." },
  blurred: { zh: "图片模糊，请拿稳后重拍。", en: "The picture is blurred. Take it again, holding still." },
  dark: { zh: "图片太暗，请在光线充足处重拍。", en: "The picture is dark. Take it again with more light." },
  small: { zh: "图片太小，文字可能看不清，请靠近重拍。", en: "The picture is small: its text may not be readable. Take it again, closer." },
  damaged: { zh: "图片打不开，请重拍。", en: "The picture cannot be opened. Take it again." },
};

interface Warning {
  code: string;
  message: string;
}

/** A file that was sent, and what the server says about it. */
interface Sent {
  id: string;
  warnings: Warning[];
}

interface Options {
  url: string;
  purpose: string;
  scope: string;
  /** Our own name for it: announced again after a lost answer or a reload, it is the same upload. */
  key: string;
}

/** What is kept of a file until the form it belongs to was sent. */
interface Kept {
  name: string;
  type: string;
  size: number;
  field: string;
  key: string;
  /** Once it has arrived: what the server calls it, and says about it. */
  done?: Sent;
  lookedAt?: boolean;
}

/** The server said no: trying again would not help. */
class Refused extends Error {}

/** The server answered, and could not do it now. Unlike a line that is dead, it does not mend for ever. */
class Trouble extends Error {}

type Going = "sending" | "silent" | "waiting";

/** The upload was cancelled by the person. */
class Cancelled extends Error {}

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `Content-Digest` of a piece (RFC 9530); nothing where the browser cannot count it (plain HTTP). */
async function digestOf(piece: Blob): Promise<Record<string, string>> {
  if (!window.crypto?.subtle) return {};
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await piece.arrayBuffer()));
  return { "Content-Digest": `sha-256=:${btoa(String.fromCharCode(...digest))}:` };
}

interface Answer {
  id?: string;
  url?: string;
  offset?: number;
  chunk?: number;
  file?: string;
  message?: string;
  warnings?: Warning[];
}

/** One file on its way: made, sent in pieces, resumed where the server says, finished. */
export class Upload {
  private readonly stopper = new AbortController();
  private url = "";
  private offset = 0;
  private chunk = MEGABYTE;
  private size = FIRST_PIECE;
  private failures = 0;
  private troubles = 0;
  private finished: Sent | null = null;

  constructor(
    private readonly file: File,
    private readonly options: Options,
    private readonly progress: (sent: number, going: Going) => void,
  ) {}

  cancel(): void {
    this.stopper.abort();
    // Nobody waits for it: what has arrived is removed at once, or by the server's own sweeping.
    if (this.url) void fetch(this.url, { method: "DELETE", credentials: "same-origin", headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
  }

  /** The finished file; throws `Refused` with the server's words, or `Cancelled`. */
  async run(): Promise<Sent> {
    await this.keepTrying(() => this.create());
    if (this.finished) return this.finished;
    while (this.offset < this.file.size) await this.keepTrying(() => this.sendNext());
    return this.keepTrying(() => this.finish());
  }

  private async create(): Promise<void> {
    if (this.url) return;
    const body = new FormData();
    body.set("filename", this.file.name);
    body.set("size", String(this.file.size));
    body.set("purpose", this.options.purpose);
    body.set("key", this.options.key);
    if (this.options.scope) body.set("scope", this.options.scope);
    const answer = await this.ask(this.options.url, { method: "POST", body }, PIECE_PATIENCE_MS);
    this.url = answer.url ?? `${this.options.url}${answer.id ?? ""}/`;
    this.offset = answer.offset ?? 0;
    this.chunk = answer.chunk ?? this.chunk;
    this.finished = answer.file ? { id: answer.file, warnings: answer.warnings ?? [] } : null;
    if (this.offset > 0) this.progress(this.offset, "sending");
  }

  private async sendNext(): Promise<void> {
    if (this.failures > 0) this.offset = (await this.ask(this.url, { method: "GET" }, PIECE_PATIENCE_MS)).offset ?? this.offset;
    const piece = this.file.slice(this.offset, this.offset + Math.min(this.size, this.chunk));
    if (piece.size === 0) return;
    const headers = {
      "Upload-Offset": String(this.offset),
      "Content-Type": "application/octet-stream",
      ...(await digestOf(piece)),
    };
    const begun = performance.now();
    const answer = await this.ask(this.url, { method: "PATCH", body: piece, headers }, PIECE_PATIENCE_MS);
    const took = performance.now() - begun;
    if (took < QUICK_MS) this.size *= 2;
    else if (took > SLOW_MS) this.shrink();
    const reached = answer.offset ?? this.offset + piece.size;
    // The server asks for the same place again when a piece arrived damaged; not for ever.
    if (reached <= this.offset) throw new Trouble("no progress");
    this.offset = reached;
    this.failures = 0;
    this.troubles = 0;
    this.progress(this.offset, "sending");
  }

  private async finish(): Promise<Sent> {
    const body = new FormData();
    if (window.crypto?.subtle) body.set("sha256", await hex(await this.file.arrayBuffer()));
    const answer = await this.ask(`${this.url}finish/`, { method: "POST", body });
    if (!answer.file) throw new Refused(say(WORDS.failed));
    return { id: answer.file, warnings: answer.warnings ?? [] };
  }

  private shrink(): void {
    this.size = Math.max(SMALLEST_PIECE, Math.min(this.size, this.chunk) / 2);
  }

  private async ask(url: string, options: RequestInit, patience = PATIENCE_MS): Promise<Answer> {
    const silence = window.setTimeout(() => this.progress(this.offset, "silent"), SILENT_MS);
    const [response, answer] = await patiently(patience, this.stopper.signal, async (signal) => {
      const got = await fetch(url, {
        ...options,
        signal,
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-CSRFToken": csrfToken(), ...(options.headers as Record<string, string>) },
      });
      // What is no JSON, a proxy's own page say, has no offset in it: the server is asked.
      return [got, (await got.json().catch(() => ({}))) as Answer] as const;
    }).finally(() => window.clearTimeout(silence));
    if (response.ok) return answer;
    // Another offset is expected: the server's count is the true one.
    if (response.status === 409 && typeof answer.offset === "number") return answer;
    if (response.status >= 500 || response.status === 429) throw new Trouble(String(response.status));
    throw new Refused(answer.message ?? say(WORDS.failed));
  }

  private async keepTrying<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await step();
      } catch (error) {
        if (this.stopper.signal.aborted) throw new Cancelled();
        if (error instanceof Refused) throw error;
        // On a line that is cut, or dead without saying so, it waits as long as it takes; a server in trouble is given up.
        if (error instanceof Trouble && ++this.troubles > GIVE_UP_AFTER) throw new Refused(say(WORDS.failed));
        this.failures = navigator.onLine ? this.failures + 1 : 1;
        this.shrink();
        this.progress(this.offset, "waiting");
        await this.pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.failures - 1)));
      }
    }
  }

  /** Waits, or less when the network comes back. */
  private pause(milliseconds: number): Promise<void> {
    return new Promise((resume) => {
      const finish = (): void => {
        window.clearTimeout(timer);
        window.removeEventListener("online", finish);
        resume();
      };
      const timer = window.setTimeout(finish, milliseconds);
      window.addEventListener("online", finish);
      this.stopper.signal.addEventListener("abort", finish, { once: true });
    });
  }
}

/** What stands on the page for one file. */
interface Row {
  row: HTMLElement;
  state: HTMLElement;
  bar: HTMLProgressElement;
  button: HTMLButtonElement;
}

class UploadBox {
  private readonly list = make("ul", { class: "sc-upload__list" });
  private readonly input: HTMLInputElement;
  private readonly fieldName: string;
  private running = 0;
  private kept: Store | null = null;
  private prefix = "";
  private readonly opened: Promise<void>;

  constructor(private readonly root: HTMLElement) {
    const input = root.querySelector<HTMLInputElement>("input[type=file]");
    if (!input) throw new Error("an upload island needs an <input type=file>");
    this.input = input;
    this.fieldName = root.dataset.field ?? "file";
    // With scripts the pieces carry the file; the box itself must not send it a second time.
    input.removeAttribute("name");
    input.required = false;
    if (root.hasAttribute("data-multiple")) input.multiple = true;
    (root.querySelector(".sc-upload__drop") ?? root).append(this.list);
    input.addEventListener("change", () => {
      for (const file of input.files ?? []) this.add(file);
      input.value = "";
    });
    this.listenForDrops(root.querySelector<HTMLElement>(".sc-upload__drop"));
    root.closest("form")?.addEventListener("submit", (event) => this.hold(event), { capture: true });
    this.opened = this.open();
  }

  /** What an earlier visit to this page left: finished files are there again, unfinished ones go on. */
  private async open(): Promise<void> {
    this.kept = await store();
    if (!this.kept) return;
    this.prefix = await pageId(`${this.fieldName}:`);
    for (const found of await this.kept.all("uploads", this.prefix)) {
      const about = found.value as Kept;
      const content = about.done ? new ArrayBuffer(0) : await this.kept.file("uploads", found.id);
      if (!content) {
        await this.kept.remove("uploads", found.id);
        announce(`${about.name}: ${say(WORDS.lost)}`);
        continue;
      }
      const file = new File([content], about.name, { type: about.type });
      const parts = this.row(file);
      if (about.done) this.done(about, parts, about.done);
      else this.send(file, about, parts);
    }
  }

  private listenForDrops(zone: HTMLElement | null): void {
    if (!zone) return;
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("sc-upload__drop--over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("sc-upload__drop--over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("sc-upload__drop--over");
      for (const file of event.dataTransfer?.files ?? []) this.add(file);
    });
  }

  private hold(event: Event): void {
    if (this.running === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    announce(say(WORDS.busy));
  }

  private add(file: File): void {
    if (!this.input.multiple) {
      this.list.replaceChildren();
      if (this.prefix) void this.kept?.removeAll("uploads", this.prefix);
    }
    const parts = this.row(file);
    if (!this.root.hasAttribute("data-judge")) {
      this.begin(file, parts);
      return;
    }
    parts.state.textContent = say(WORDS.looking);
    parts.button.onclick = () => parts.row.remove();
    void judge(file, Number(this.root.dataset.limit ?? "0")).then(
      (verdict) => {
        if (!parts.row.isConnected) return;
        if (verdict.fault) this.refuse(file, say(FAULTS[verdict.fault]), parts);
        else if (verdict.doubts.length > 0) this.askFirst(file, verdict.doubts.map((doubt) => say(DOUBTS[doubt])).join(" "), parts);
        else this.begin(file, parts);
      },
      // What this browser cannot look at the server looks at.
      () => this.begin(file, parts),
    );
  }

  private row(file: File): Row {
    const state = make("span", { class: "sc-upload__state" });
    const bar = make("progress", { max: "100", value: "0", "aria-label": say(WORDS.file, { name: file.name }) });
    const button = make("button", { type: "button", class: "govuk-button sc-button--quiet" }, say(WORDS.cancel));
    const row = make("li", { class: "sc-upload__file" }, make("span", { class: "sc-upload__name" }, file.name), button, bar, state);
    this.list.append(row);
    return { row, state, bar, button };
  }

  private refuse(file: File, words: string, { row, state, bar, button }: Row): void {
    bar.hidden = true;
    state.textContent = words;
    state.classList.add("sc-upload__state--failed");
    announce(`${file.name}: ${words}`);
    button.textContent = say(WORDS.remove);
    button.onclick = () => row.remove();
  }

  /** A photograph that may be unreadable is sent only when the person says so; it then carries that answer along. */
  private askFirst(file: File, words: string, parts: Row): void {
    this.refuse(file, words, parts);
    const send = make("button", { type: "button", class: "govuk-button govuk-button--secondary" }, say(WORDS.allTheSame));
    parts.row.append(send);
    send.onclick = () => {
      send.replaceWith(make("p", { class: "sc-upload__warning" }, words));
      parts.bar.hidden = false;
      this.begin(file, parts, true);
    };
  }

  /** Kept on the phone before it is sent; a phone without room for it sends it all the same. */
  private begin(file: File, parts: Row, lookedAt = false): void {
    const about: Kept = { name: file.name, type: file.type, size: file.size, field: this.fieldName, key: newKey(), lookedAt };
    void this.opened.then(() => this.kept?.put("uploads", this.prefix + about.key, about, file).catch(() => undefined));
    this.send(file, about, parts);
  }

  private forget(about: Kept): void {
    if (this.prefix) void this.kept?.remove("uploads", this.prefix + about.key);
  }

  private done(about: Kept, { row, state, bar, button }: Row, sent: Sent): void {
    bar.hidden = true;
    state.textContent = say(WORDS.done, { size: (about.size / MEGABYTE).toFixed(1) });
    state.classList.add("sc-upload__state--done");
    row.append(make("input", { type: "hidden", name: this.fieldName, value: sent.id }));
    this.warn(row, sent, about.lookedAt === true);
    button.textContent = say(WORDS.remove);
    button.onclick = () => {
      row.remove();
      this.forget(about);
    };
  }

  /** What the server says about a photograph stands beside it, with the box by which a person says that it can be read. */
  private warn(row: HTMLElement, sent: Sent, lookedAt: boolean): void {
    if (sent.warnings.length === 0) return;
    const words = sent.warnings.map((warning) => warning.message).join(" ");
    row.querySelector(".sc-upload__warning")?.remove();
    const id = `readable-${sent.id}`;
    const box = make("input", { type: "checkbox", class: "govuk-checkboxes__input", name: "readable", value: sent.id, id });
    box.checked = lookedAt;
    const label = make("label", { class: "govuk-label govuk-checkboxes__label", for: id }, say(WORDS.readable));
    row.append(
      make("p", { class: "sc-upload__warning" }, words),
      make("div", { class: "govuk-checkboxes govuk-checkboxes--small" }, make("div", { class: "govuk-checkboxes__item" }, box, label)),
    );
    if (!lookedAt) announce(words);
  }

  private send(file: File, about: Kept, parts: Row): void {
    const { row, state, bar, button } = parts;
    const options: Options = {
      url: this.root.dataset.url ?? "/uploads/",
      purpose: this.root.dataset.purpose ?? "evidence",
      scope: this.root.dataset.scope ?? "",
      key: about.key,
    };
    const upload = new Upload(file, options, (sent, going) => {
      const percent = file.size > 0 ? Math.floor((100 * sent) / file.size) : 100;
      bar.value = percent;
      state.textContent = say(WORDS[going], { percent });
    });
    this.running += 1;
    state.className = "sc-upload__state";
    state.textContent = say(WORDS.sending, { percent: 0 });
    button.textContent = say(WORDS.cancel);
    button.onclick = () => upload.cancel();
    upload.run().then(
      (sent) => {
        this.running -= 1;
        this.done(about, parts, sent);
        announce(`${file.name}: ${state.textContent}`);
        void this.kept?.change("uploads", this.prefix + about.key, { ...about, done: sent } satisfies Kept, false);
        this.root.dispatchEvent(new CustomEvent("sc:uploaded", { bubbles: true, detail: { id: sent.id, name: file.name } }));
      },
      (error: unknown) => {
        this.running -= 1;
        this.forget(about);
        if (error instanceof Cancelled) {
          announce(`${file.name}: ${say(WORDS.cancelled)}`);
          row.remove();
          return;
        }
        this.refuse(file, error instanceof Error && error.message ? error.message : say(WORDS.failed), parts);
        button.textContent = say(WORDS.retry);
        button.onclick = () => {
          bar.hidden = false;
          bar.value = 0;
          // What was refused has ended: another try is another upload.
          this.send(file, { ...about, key: newKey() }, parts);
        };
      },
    );
  }
}

island('[data-island="upload"]', (element) => {
  new UploadBox(element);
});
