import { island, make } from "../shared/page";
import { patiently } from "../shared/patience";
import { say } from "../shared/words";
import { beside, putBeside, read, same, type Values, write } from "./fields";
import { pageId, store, type Store } from "./store";

const SAVE_AFTER_MS = 300;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 20_000;
const PATIENCE_MS = 60_000;
// A line that is dead without saying so is named after this while.
const SILENT_MS = 10_000;
const SENT_FLAG = "pocket-sent";

const WORDS = {
  restored: { zh: "已恢复您 {time} 填写、尚未发送的内容。", en: "What you typed at {time} and did not send is back." },
  unsure: {
    zh: "已恢复您 {time} 填写的内容。当时不知道是否已送达：可以再发送一次，不会重复。",
    en: "What you typed at {time} is back. It is not known whether it arrived: send it again, it cannot count twice.",
  },
  undo: { zh: "撤销恢复", en: "Undo" },
  undone: { zh: "已撤销恢复。", en: "Undone." },
  sending: { zh: "正在发送……", en: "Sending…" },
  waiting: {
    zh: "还没有发送成功：网络不通。您填写的内容都保存在这里，网络恢复后自动发送，不会重复。",
    en: "Not sent yet: there is no network. Everything is kept here and goes by itself when the network is back, once.",
  },
  silent: {
    zh: "还没有收到回应：网络很慢或没有回应。您填写的内容都保存在这里，正在继续尝试，不会重复。",
    en: "No answer yet: the line is slow or dead. Everything is kept here and is being tried further; it cannot count twice.",
  },
  offline: {
    zh: "还没有发送：网络不通。您填写的内容都保存在这里，网络恢复后请再按一次。",
    en: "Not sent yet: there is no network. Everything is kept here; press again when the network is back.",
  },
  stop: { zh: "先不发送", en: "Do not send" },
  stopped: { zh: "已停止，内容都还在。再按一次即可发送，不会重复。", en: "Stopped; everything is still here. Press again to send it, once." },
  failed: { zh: "没有发送成功，服务器出了问题。内容都还在，请稍后再试。", en: "Not sent: the server has a problem. Everything is still here; try again later." },
  signIn: { zh: "登录已过期，没有发送。内容都还在：重新登录后回到本页即可。", en: "You are signed out and it was not sent. Everything is kept: sign in again and come back." },
  signInLink: { zh: "重新登录", en: "Sign in" },
} as const;

interface Draft {
  values: Values;
  beside?: Record<string, string>;
  /** The form's word by which the server knows it again; set once it was tried. */
  once?: string;
}

interface Answer {
  location?: string;
  message?: string;
}

/** A form with `data-keep` (not one of htmx): what is typed outlives the network, the page and the browser, until the server has it. */
class KeptForm {
  private initial: Values = {};
  private initialBeside: Record<string, string> = {};
  private timer = 0;
  private tried = false;
  private stopper: AbortController | null = null;
  private readonly line = make("div", { class: "sc-kept", role: "status" });
  private readonly status = make("div", { class: "sc-kept", role: "status" });

  constructor(
    private readonly form: HTMLFormElement,
    private readonly kept: Store | null,
    private readonly id: string,
  ) {
    form.prepend(this.line);
    (form.querySelector(".sc-actions") ?? form.lastElementChild ?? form).before(this.status);
    form.addEventListener("submit", (event) => this.submitted(event));
    if (!kept) return;
    form.dataset.kept = "1";
    form.addEventListener("input", () => this.saveSoon());
    form.addEventListener("change", () => this.saveSoon());
    document.addEventListener("visibilitychange", () => void this.save());
    // Whoever is about to take the page away waits for what was typed last.
    document.addEventListener("sc:leaving", (event) => (event as CustomEvent<Promise<void>[]>).detail.push(this.save()));
  }

  private get word(): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>("input[name=once]");
  }

  async restore(): Promise<void> {
    this.initial = read(this.form);
    this.initialBeside = beside(this.form);
    if (!this.kept) return;
    // The page says that the server has it, though something is still to be done.
    if (this.form.hasAttribute("data-keep-done")) {
      await this.kept.remove("drafts", this.id);
      return;
    }
    const found = await this.kept.get("drafts", this.id);
    if (!found) return;
    const draft = found.value as Draft;
    if (same(draft.values, this.initial)) {
      if (!draft.once) await this.kept.remove("drafts", this.id);
      else this.useWord(draft.once, draft.beside);
      return;
    }
    const before = this.word?.value ?? "";
    write(this.form, draft.values);
    putBeside(this.form, draft.beside ?? {});
    if (draft.once) this.useWord(draft.once, draft.beside);
    const time = new Date(found.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const undo = make("button", { type: "button", class: "govuk-button sc-button--quiet" }, say(WORDS.undo));
    undo.addEventListener("click", () => {
      write(this.form, this.initial);
      putBeside(this.form, this.initialBeside);
      if (this.word) this.word.value = before;
      this.tried = false;
      window.clearTimeout(this.timer);
      void this.kept?.remove("drafts", this.id);
      this.line.replaceChildren(make("p", {}, say(WORDS.undone)));
    });
    this.line.replaceChildren(make("p", {}, say(draft.once ? WORDS.unsure : WORDS.restored, { time })), undo);
  }

  /** It was tried with this word: what is sent with it again must be the same, down to what stood beside it. */
  private useWord(word: string, besides: Record<string, string> = {}): void {
    if (this.word) this.word.value = word;
    putBeside(this.form, besides);
    this.tried = true;
  }

  private saveSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  private async save(): Promise<void> {
    const values = read(this.form);
    if (!this.kept || !this.form.isConnected || (!this.tried && same(values, this.initial))) return;
    const draft: Draft = { values, beside: beside(this.form) };
    if (this.tried && this.word) draft.once = this.word.value;
    await this.kept.put("drafts", this.id, draft).catch(() => undefined);
  }

  private submitted(event: SubmitEvent): void {
    if (event.defaultPrevented) return;
    if (this.stopper) {
      event.preventDefault();
      return;
    }
    if (!this.word) {
      // The server would not know it again, so it is never sent by itself.
      if (!navigator.onLine) {
        event.preventDefault();
        this.show(say(WORDS.offline));
        void this.save();
      } else sessionStorage.setItem(SENT_FLAG, this.id);
      return;
    }
    event.preventDefault();
    void this.send(event.submitter);
  }

  /** The same content with the same word, until the server has answered or the person stops it. */
  private async send(pressed: HTMLElement | null): Promise<void> {
    const body = new FormData(this.form);
    if (pressed instanceof HTMLButtonElement && pressed.name) body.append(pressed.name, pressed.value);
    this.stopper = new AbortController();
    pressed?.setAttribute("aria-busy", "true");
    this.tried = true;
    window.clearTimeout(this.timer);
    await this.save();
    this.show(say(WORDS.sending));
    try {
      for (let failures = 0; ; failures += 1) {
        if (await this.tryOnce(body, failures)) return;
        this.waitingFor(say(WORDS.waiting));
        await this.pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures));
        if (this.stopper.signal.aborted) {
          this.show(say(WORDS.stopped));
          return;
        }
      }
    } finally {
      pressed?.removeAttribute("aria-busy");
      this.stopper = null;
    }
  }

  /** Whether there is an answer. */
  private async tryOnce(body: FormData, failures: number): Promise<boolean> {
    let response: Response;
    let text: string;
    const silence = window.setTimeout(() => this.waitingFor(say(WORDS.silent)), SILENT_MS);
    try {
      [response, text] = await patiently(PATIENCE_MS, this.stopper?.signal, (signal) => this.post(body, signal));
    } catch {
      return false; // No answer, or one that was cut off: ask for it again.
    } finally {
      window.clearTimeout(silence);
    }
    if (response.status === 502 || response.status === 503 || response.status === 504) return failures > 5 && this.over();
    if (response.status >= 500) return this.over();
    if (response.type === "opaqueredirect") {
      const next = encodeURIComponent(location.pathname);
      this.show(say(WORDS.signIn), make("a", { class: "govuk-link", href: `/sign-in/?next=${next}` }, say(WORDS.signInLink)));
      return true;
    }
    if ((response.headers.get("Content-Type") ?? "").includes("json")) await this.answered(JSON.parse(text) as Answer);
    else this.replacePage(text);
    return true;
  }

  private async post(body: FormData, signal: AbortSignal): Promise<[Response, string]> {
    const response = await fetch(this.form.getAttribute("action") || location.href, {
      method: "POST",
      body,
      redirect: "manual",
      credentials: "same-origin",
      headers: { Accept: "text/html, application/json", "X-Sent-By-Script": "1" },
      signal,
    });
    return [response, response.type === "opaqueredirect" ? "" : await response.text()];
  }

  private over(): boolean {
    this.show(say(WORDS.failed));
    return true;
  }

  private async answered(answer: Answer): Promise<void> {
    if (!answer.location) {
      this.show(answer.message ?? say(WORDS.failed));
      // Refused for what it is: opened again, the page sends it under a word of its own.
      this.tried = false;
      await this.save();
      return;
    }
    await this.forget();
    location.assign(answer.location);
    // Back to this very page with another anchor or none would not load it.
    if (new URL(answer.location, location.href).href.split("#")[0] === location.href.split("#")[0]) location.reload();
  }

  /** The server has it. */
  private async forget(): Promise<void> {
    window.clearTimeout(this.timer);
    this.tried = false;
    this.initial = read(this.form);
    await this.kept?.remove("drafts", this.id).catch(() => undefined);
    await this.kept?.removeAll("uploads", await pageId("")).catch(() => undefined);
  }

  /** The form with its errors, or a page that says why not: what is typed stays in the draft. */
  private replacePage(text: string): void {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const main = document.getElementById("main");
    const content = fresh.getElementById("main");
    if (!main || !content) {
      this.over();
      return;
    }
    this.tried = false;
    document.title = fresh.title;
    main.replaceChildren(...[...content.childNodes].map((node) => document.adoptNode(node)));
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: main } }));
    window.scrollTo(0, 0);
    if (!main.querySelector(".govuk-error-summary")) main.focus();
  }

  private waitingFor(words: string): void {
    const stop = make("button", { type: "button", class: "govuk-button sc-button--quiet" }, say(WORDS.stop));
    stop.addEventListener("click", () => this.stopper?.abort());
    this.show(words, stop);
  }

  private show(words: string, ...more: Node[]): void {
    if (this.status.firstElementChild?.textContent === words) return;
    this.status.replaceChildren(make("p", {}, words), ...more);
    this.line.replaceChildren();
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resume) => {
      const finish = (): void => {
        window.clearTimeout(timer);
        window.removeEventListener("online", finish);
        resume();
      };
      const timer = window.setTimeout(finish, milliseconds);
      window.addEventListener("online", finish);
      this.stopper?.signal.addEventListener("abort", finish, { once: true });
      // Stopped while an answer was waited for: there is nothing to wait for any more.
      if (this.stopper?.signal.aborted) finish();
    });
  }
}

/** After a form that was sent in the plain way: any page but the same form with errors means that the server has it. */
async function forgetSent(kept: Store | null): Promise<void> {
  const id = sessionStorage.getItem(SENT_FLAG);
  if (!id) return;
  sessionStorage.removeItem(SENT_FLAG);
  if (!document.querySelector("form[data-keep] .govuk-error-message")) await kept?.remove("drafts", id);
}

export async function startKeeping(): Promise<void> {
  const kept = await store();
  await forgetSent(kept);
  island("form[data-keep]", (element) => {
    if (!(element instanceof HTMLFormElement)) return;
    void pageId(element.dataset.keep ?? "").then((id) => new KeptForm(element, kept, id).restore());
  });
}
