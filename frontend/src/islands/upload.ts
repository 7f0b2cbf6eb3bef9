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
} as const;

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

  /** The finished file's id; throws `Refused` with the server's words, or `Cancelled`. */
  async run(): Promise<string> {
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

  private async finish(): Promise<string> {
    const answer = await this.ask(`${this.url}finish/`, { method: "POST" });
    if (!answer.file) throw new Refused(say(WORDS.failed));
    return answer.file;
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
    this.send(file, row, state, bar, button);
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
      (id) => {
        end(say(WORDS.done, { size: (file.size / MEGABYTE).toFixed(1) }), "done");
        row.append(make("input", { type: "hidden", name: this.fieldName, value: id }));
        button.textContent = say(WORDS.remove);
        button.onclick = () => row.remove();
        this.root.dispatchEvent(new CustomEvent("sc:uploaded", { bubbles: true, detail: { id, name: file.name } }));
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
