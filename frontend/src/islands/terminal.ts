import { csrfToken, island, make } from "../shared/page";
import { say } from "../shared/words";

const COUNTDOWN_SECONDS = 20;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
/** The characters a public code is made of: no 0/O, 1/I/L, U/V. */
const CODE = Array.from("23456789ABCDEFGHJKMNPQRSTVWXYZ");
const RESIDENT_ID = [...DIGITS, "0", "X"];

const WORDS = {
  keyboard: { zh: "屏幕键盘", en: "On-screen keyboard" },
  erase: { zh: "删除", en: "Delete" },
  clear: { zh: "清空", en: "Clear" },
  still: { zh: "您还在吗？", en: "Are you still there?" },
  wipe: {
    zh: "为保护您的信息，倒计时结束后屏幕将清除。",
    en: "To protect you, this screen will be wiped when the time is up.",
  },
  stay: { zh: "我还在", en: "I am still here" },
  leave: { zh: "现在清除", en: "Wipe now" },
} as const;

function keysFor(kind: string): string[] {
  if (kind === "code") return CODE;
  if (kind === "resident_id") return RESIDENT_ID;
  return [...DIGITS, "0"];
}

/** A keyboard beneath a text box (`data-keys="code|digits|resident_id"`, or its kind on a terminal), for a screen without one. */
const KINDS = ["phone", "otp", "code", "resident_id"].map((kind) => `.sc-terminal input[data-kind="${kind}"]`).join(", ");
island(`input[data-keys], ${KINDS}`, (element) => {
  const box = element as HTMLInputElement;
  const kind = box.dataset.keys ?? box.dataset.kind ?? "digits";
  // The system's own keyboard would cover half of the screen.
  box.inputMode = "none";
  const keyboard = make("div", {
    class: `sc-keys${kind === "code" ? " sc-keys--code" : ""}`,
    role: "group",
    "aria-label": say(WORDS.keyboard),
  });
  const key = (label: string, press: () => void): void => {
    const button = make("button", { type: "button", class: `sc-keys__key${label.length > 1 ? " sc-keys__key--word" : ""}` }, label);
    button.addEventListener("click", () => {
      press();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
    keyboard.append(button);
  };
  for (const character of keysFor(kind)) {
    key(character, () => {
      if (box.maxLength < 0 || box.value.length < box.maxLength) box.value += character;
    });
  }
  key(say(WORDS.erase), () => (box.value = box.value.slice(0, -1)));
  if (kind !== "resident_id") key(say(WORDS.clear), () => (box.value = ""));
  const named = box.dataset.keysPlace;
  const place = (named ? document.querySelector(named) : null) ?? box.closest(".govuk-form-group");
  if (place === null) box.after(keyboard);
  else place.append(keyboard);
});

/** Nobody there: a countdown, then the screen is wiped for the next person. */
class IdleWatch {
  private last = Date.now();
  private told = Date.now();
  private left = 0;
  private wiping = false;
  private readonly seconds = make("span", { class: "sc-idle__seconds", "aria-live": "off" });
  private readonly dialog: HTMLDialogElement;

  constructor(
    private readonly after: number,
    private readonly url: string,
  ) {
    const stay = make("button", { type: "button", class: "govuk-button" }, say(WORDS.stay));
    const leave = make("button", { type: "button", class: "govuk-button govuk-button--secondary" }, say(WORDS.leave));
    const heading = make("h2", { class: "govuk-heading-l", id: "idle-title" }, say(WORDS.still));
    this.dialog = make("dialog", { class: "sc-idle", "aria-labelledby": "idle-title" }, heading, make("p", {}, say(WORDS.wipe)), this.seconds, make("div", { class: "sc-actions" }, stay, leave));
    document.body.append(this.dialog);
    stay.addEventListener("click", () => this.touched());
    leave.addEventListener("click", () => this.wipe());
    this.dialog.addEventListener("cancel", () => this.touched());
    for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"] as const) {
      document.addEventListener(kind, () => this.dialog.open || this.touched(), { passive: true });
    }
    window.setInterval(() => this.tick(), 1000);
  }

  private touched(): void {
    this.last = Date.now();
    if (this.dialog.open) this.dialog.close();
  }

  private tick(): void {
    // A conversation is not idleness, nor is waiting for it: in the room the watch rests.
    if (document.querySelector('#room:is([data-stage="waiting"], [data-stage="call"])')) {
      this.touched();
      this.tellAlive();
      return;
    }
    const idle = (Date.now() - this.last) / 1000;
    this.left = Math.ceil(this.after + COUNTDOWN_SECONDS - idle);
    if (this.left <= 0) this.wipe();
    else if (idle >= this.after) {
      this.seconds.textContent = String(this.left);
      if (!this.dialog.open) this.dialog.showModal();
    }
  }

  /** The server, too, signs out whoever has gone; someone who talks sends it nothing else. */
  private tellAlive(): void {
    const url = document.body.dataset.aliveUrl;
    if (!url || Date.now() - this.told < 60_000) return;
    this.told = Date.now();
    void fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
  }

  /** By a form post: the server ends the session and the answer replaces what is on the screen. */
  private wipe(): void {
    if (this.wiping) return;
    this.wiping = true;
    const form = make("form", { method: "post", action: this.url, "data-no-guard": "" });
    form.append(make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: csrfToken() }));
    document.body.append(form);
    form.submit();
    window.setTimeout(() => {
      this.wiping = false;
    }, 10_000);
  }
}

const watched = document.querySelector<HTMLElement>("[data-idle-seconds]");
if (watched) {
  new IdleWatch(Number(watched.dataset.idleSeconds) || 90, watched.dataset.idleUrl ?? "/terminal/wipe/");
}

// A stranger's page is never shown again from the browser's memory.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

/** A public page of the screen does not stay for the next person: nothing touched and nothing playing, it goes back (`data-return-url`). */
island("[data-return-url]", (element) => {
  const { returnUrl = "/terminal/", returnSeconds } = element.dataset;
  const after = (Number(returnSeconds) || 120) * 1000;
  let last = Date.now();
  const isPlaying = (): boolean => [...document.querySelectorAll("video")].some((video) => !video.paused && !video.ended && video.readyState > 2);
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"] as const) {
    document.addEventListener(kind, () => (last = Date.now()), { passive: true });
  }
  window.setInterval(() => {
    if (isPlaying()) last = Date.now();
    else if (Date.now() - last > after) location.assign(returnUrl);
  }, 1000);
});
