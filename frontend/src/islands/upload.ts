import { type Doubt, type Fault, judge } from "../shared/judging";
import { announce, csrfToken, island, make } from "../shared/page";
import { say } from "../shared/words";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const GIVE_UP_AFTER = 12;
const MEGABYTE = 1024 * 1024;

const WORDS = {
  sending: { zh: "正在上传 {percent}%", en: "Uploading, {percent}%" },
  waiting: { zh: "网络断开，恢复后自动继续（已传 {percent}%）", en: "No network; it will go on by itself ({percent}% sent)" },
  done: { zh: "已上传（{size} MB）", en: "Uploaded ({size} MB)" },
  failed: { zh: "没有传成。", en: "The upload failed." },
  cancelled: { zh: "已取消。", en: "Cancelled." },
  cancel: { zh: "取消", en: "Cancel" },
  remove: { zh: "移除", en: "Remove" },
  retry: { zh: "重试", en: "Try again" },
  file: { zh: "文件 {name}", en: "file {name}" },
  busy: { zh: "文件还在上传，请等它传完。", en: "A file is still on its way. Please wait for it." },
  looking: { zh: "正在检查文件…", en: "Looking at the file…" },
  allTheSame: { zh: "仍然上传", en: "Send it all the same" },
  readable: { zh: "我已查看：看得清，仍然提交。", en: "I have looked at it: it can be read. Send it all the same." },
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
}

/** The server said no: trying again would not help. */
class Refused extends Error {}

/** The upload was cancelled by the person. */
class Cancelled extends Error {}

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
  private failures = 0;

  constructor(
    private readonly file: File,
    private readonly options: Options,
    private readonly progress: (sent: number, waiting: boolean) => void,
  ) {}

  cancel(): void {
    this.stopper.abort();
  }

  /** The finished file; throws `Refused` with the server's words, or `Cancelled`. */
  async run(): Promise<Sent> {
    await this.keepTrying(() => this.create());
    while (this.offset < this.file.size) await this.keepTrying(() => this.sendNext());
    return this.keepTrying(() => this.finish());
  }

  private async create(): Promise<void> {
    if (this.url) return;
    const body = new FormData();
    body.set("filename", this.file.name);
    body.set("size", String(this.file.size));
    body.set("purpose", this.options.purpose);
    if (this.options.scope) body.set("scope", this.options.scope);
    const answer = await this.ask(this.options.url, { method: "POST", body });
    this.url = answer.url ?? `${this.options.url}${answer.id ?? ""}/`;
    this.offset = answer.offset ?? 0;
    this.chunk = answer.chunk ?? this.chunk;
  }

  private async sendNext(): Promise<void> {
    if (this.failures > 0) this.offset = (await this.ask(this.url, { method: "GET" })).offset ?? this.offset;
    const piece = this.file.slice(this.offset, this.offset + this.chunk);
    if (piece.size === 0) return;
    const answer = await this.ask(this.url, {
      method: "PATCH",
      body: piece,
      headers: { "Upload-Offset": String(this.offset), "Content-Type": "application/octet-stream" },
    });
    this.offset = answer.offset ?? this.offset + piece.size;
    this.failures = 0;
    this.progress(this.offset, false);
  }

  private async finish(): Promise<Sent> {
    const answer = await this.ask(`${this.url}finish/`, { method: "POST" });
    if (!answer.file) throw new Refused(say(WORDS.failed));
    return { id: answer.file, warnings: answer.warnings ?? [] };
  }

  private async ask(url: string, options: RequestInit): Promise<Answer> {
    const response = await fetch(url, {
      ...options,
      signal: this.stopper.signal,
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken(), ...(options.headers as Record<string, string>) },
    });
    const answer = (await response.json().catch(() => ({}))) as Answer;
    if (response.ok) return answer;
    // Another offset is expected: the server's count is the true one.
    if (response.status === 409 && typeof answer.offset === "number") return answer;
    if (response.status >= 500 || response.status === 429) throw new Error(String(response.status));
    throw new Refused(answer.message ?? say(WORDS.failed));
  }

  private async keepTrying<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await step();
      } catch (error) {
        if (this.stopper.signal.aborted) throw new Cancelled();
        if (error instanceof Refused) throw error;
        this.failures += 1;
        if (this.failures > GIVE_UP_AFTER) throw new Refused(say(WORDS.failed));
        this.progress(this.offset, true);
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

class UploadBox {
  private readonly list = make("ul", { class: "sc-upload__list" });
  private readonly input: HTMLInputElement;
  private readonly fieldName: string;
  private running = 0;

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
    if (!this.input.multiple) this.list.replaceChildren();
    const state = make("span", { class: "sc-upload__state" });
    const bar = make("progress", { max: "100", value: "0", "aria-label": say(WORDS.file, { name: file.name }) });
    const button = make("button", { type: "button", class: "govuk-button sc-button--quiet" }, say(WORDS.cancel));
    const row = make("li", { class: "sc-upload__file" }, make("span", { class: "sc-upload__name" }, file.name), button, bar, state);
    this.list.append(row);
    if (!this.root.hasAttribute("data-judge")) {
      this.send(file, row, state, bar, button);
      return;
    }
    state.textContent = say(WORDS.looking);
    button.onclick = () => row.remove();
    void judge(file, Number(this.root.dataset.limit ?? "0")).then(
      (verdict) => {
        if (!row.isConnected) return;
        if (verdict.fault) this.refuse(file, say(FAULTS[verdict.fault]), state, bar, button, row);
        else if (verdict.doubts.length > 0) {
          const words = verdict.doubts.map((doubt) => say(DOUBTS[doubt])).join(" ");
          this.askFirst(file, words, { row, state, bar, button });
        } else this.send(file, row, state, bar, button);
      },
      // What this browser cannot look at the server looks at.
      () => this.send(file, row, state, bar, button),
    );
  }

  private refuse(file: File, words: string, state: HTMLElement, bar: HTMLElement, button: HTMLButtonElement, row: HTMLElement): void {
    bar.hidden = true;
    state.textContent = words;
    state.classList.add("sc-upload__state--failed");
    announce(`${file.name}: ${words}`);
    button.textContent = say(WORDS.remove);
    button.onclick = () => row.remove();
  }

  /** A photograph that may be unreadable is sent only when the person says so; it then carries that answer along. */
  private askFirst(file: File, words: string, parts: { row: HTMLElement; state: HTMLElement; bar: HTMLProgressElement; button: HTMLButtonElement }): void {
    const { row, state, bar, button } = parts;
    this.refuse(file, words, state, bar, button, row);
    const send = make("button", { type: "button", class: "govuk-button govuk-button--secondary" }, say(WORDS.allTheSame));
    const warning = make("p", { class: "sc-upload__warning" }, words);
    row.append(send);
    send.onclick = () => {
      send.replaceWith(warning);
      row.dataset.lookedAt = "yes";
      bar.hidden = false;
      this.send(file, row, state, bar, button);
    };
  }

  /** What the server says about a photograph stands beside it, with the box by which a person says that it can be read. */
  private warn(row: HTMLElement, sent: Sent): void {
    if (sent.warnings.length === 0) return;
    const lookedAt = row.dataset.lookedAt === "yes";
    row.querySelector(".sc-upload__warning")?.remove();
    const id = `readable-${sent.id}`;
    const box = make("input", { type: "checkbox", class: "govuk-checkboxes__input", name: "readable", value: sent.id, id });
    box.checked = lookedAt;
    const label = make("label", { class: "govuk-label govuk-checkboxes__label", for: id }, say(WORDS.readable));
    row.append(
      make("p", { class: "sc-upload__warning" }, sent.warnings.map((each) => each.message).join(" ")),
      make("div", { class: "govuk-checkboxes govuk-checkboxes--small" }, make("div", { class: "govuk-checkboxes__item" }, box, label)),
    );
    if (!lookedAt) announce(sent.warnings.map((each) => each.message).join(" "));
  }

  private send(file: File, row: HTMLElement, state: HTMLElement, bar: HTMLProgressElement, button: HTMLButtonElement): void {
    const options: Options = {
      url: this.root.dataset.url ?? "/uploads/",
      purpose: this.root.dataset.purpose ?? "evidence",
      scope: this.root.dataset.scope ?? "",
    };
    const upload = new Upload(file, options, (sent, waiting) => {
      const percent = file.size > 0 ? Math.floor((100 * sent) / file.size) : 100;
      bar.value = percent;
      state.textContent = say(waiting ? WORDS.waiting : WORDS.sending, { percent });
    });
    this.running += 1;
    state.className = "sc-upload__state";
    state.textContent = say(WORDS.sending, { percent: 0 });
    button.textContent = say(WORDS.cancel);
    button.onclick = () => upload.cancel();
    const end = (words: string, modifier: string): void => {
      this.running -= 1;
      bar.hidden = true;
      state.textContent = words;
      if (modifier) state.classList.add(`sc-upload__state--${modifier}`);
      announce(`${file.name}: ${words}`);
    };
    upload.run().then(
      (sent) => {
        end(say(WORDS.done, { size: (file.size / MEGABYTE).toFixed(1) }), "done");
        row.append(make("input", { type: "hidden", name: this.fieldName, value: sent.id }));
        this.warn(row, sent);
        button.textContent = say(WORDS.remove);
        button.onclick = () => row.remove();
        this.root.dispatchEvent(new CustomEvent("sc:uploaded", { bubbles: true, detail: { id: sent.id, name: file.name } }));
      },
      (error: unknown) => {
        if (error instanceof Cancelled) {
          end(say(WORDS.cancelled), "");
          row.remove();
          return;
        }
        end(error instanceof Error && error.message ? error.message : say(WORDS.failed), "failed");
        button.textContent = say(WORDS.retry);
        button.onclick = () => {
          bar.hidden = false;
          bar.value = 0;
          this.send(file, row, state, bar, button);
        };
      },
    );
  }
}

island('[data-island="upload"]', (element) => {
  new UploadBox(element);
});
