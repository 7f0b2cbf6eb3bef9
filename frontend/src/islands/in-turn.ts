/**
 * A clip for a hearing at different times: recorded here with camera and microphone, looked at, and brought in piece by piece from
 * where it stopped. Without these the page's own field for a file stays as it is, and the clip goes with the form.
 */
import { announce, csrfToken, island, make } from "../shared/page";
import { patiently } from "../shared/patience";
import { say } from "../shared/words";

const PATIENCE_MS = 60_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 20_000;
const MOST_ERRORS = 8;
const BITS_PER_SECOND = 900_000;
const MEGABYTE = 1024 * 1024;
// MP4 plays on every phone; browsers that cannot make it make WebM.
const KINDS = ["video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/webm;codecs=vp8,opus", "video/webm", "video/mp4"];

const WORDS = {
  open: { zh: "打开摄像头录像", en: "Open the camera and record" },
  begin: { zh: "开始录像", en: "Start recording" },
  stop: { zh: "结束录像", en: "Stop recording" },
  again: { zh: "重新录像", en: "Record again" },
  running: { zh: "正在录像 {time}", en: "Recording, {time}" },
  sending: { zh: "正在上传 {percent}%", en: "Uploading, {percent}%" },
  waiting: { zh: "网络断开，恢复后自动继续（已传 {percent}%）", en: "No network; it will go on by itself ({percent}% sent)" },
  done: { zh: "录像已上传（{size} MB）。提交后法庭和对方即可观看。", en: "Uploaded ({size} MB). The court and the other side see it once you hand in." },
  refused: { zh: "没有传成：{why}", en: "It was not taken: {why}" },
  large: { zh: "录像太大，请缩短后重录。", en: "The recording is too large. Record a shorter one." },
  noCamera: {
    zh: "没有打开摄像头。可以在浏览器中允许使用，或者在下面选择视频文件，或者说明原因。",
    en: "The camera could not be opened. Allow it in the browser, choose a video file below, or say why you cannot.",
  },
  busy: { zh: "录像还在上传，请等它传完。", en: "The recording is still on its way. Please wait for it." },
  preview: { zh: "您的录像", en: "Your recording" },
} as const;

interface Told {
  id: string;
  state: string;
  offset: number;
  chunk: number;
  pieces: string;
  finish: string;
}

/** The server has looked at it and refuses: the same again would change nothing. */
class Refused extends Error {}

class Answered extends Error {}

async function post(url: string, body: BodyInit, headers: Record<string, string>): Promise<{ status: number; told: Record<string, unknown> }> {
  const [response, text] = await patiently(PATIENCE_MS, undefined, async (signal): Promise<[Response, string]> => {
    const got = await fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken(), ...headers },
      signal,
    });
    return [got, got.type === "opaqueredirect" ? "" : await got.text()];
  });
  if (response.type === "opaqueredirect") throw new Refused("sign-in");
  let told: Record<string, unknown> = {};
  try {
    told = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A page instead of JSON: the number says enough.
  }
  if (response.ok || (response.status === 409 && typeof told.offset === "number")) return { status: response.status, told };
  const why = typeof told.message === "string" ? told.message : String(response.status);
  // Damaged on its way: the same again may arrive whole.
  if (response.status >= 500 || response.status === 408 || response.status === 429 || told.field === "sha256") throw new Answered(why);
  throw new Refused(why);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resume) => {
    const finish = (): void => {
      window.clearTimeout(timer);
      window.removeEventListener("online", finish);
      resume();
    };
    const timer = window.setTimeout(finish, milliseconds);
    window.addEventListener("online", finish);
  });
}

async function insist<T>(work: () => Promise<T>, waiting: () => void): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await work();
    } catch (problem) {
      if (problem instanceof Refused || (problem instanceof Answered && failures >= MOST_ERRORS)) throw problem;
      waiting();
      await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures));
    }
  }
}

async function hashOf(content: Blob): Promise<string> {
  if (!window.crypto?.subtle) return "";
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await content.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Gives the clip's identifier once it is kept. */
async function bringIn(url: string, key: string, film: Blob, sent: (share: number) => void, waiting: () => void): Promise<string> {
  const said = JSON.stringify({ key, size: film.size });
  const begun = await insist(() => post(url, said, { "Content-Type": "application/json" }), waiting);
  const told = begun.told as unknown as Told;
  let offset = told.offset;
  while (offset < film.size) {
    sent(offset / film.size);
    const part = film.slice(offset, offset + told.chunk);
    const digest = await hashOf(part);
    const at = offset;
    const answer = await insist(
      () => post(`${told.pieces}${at}/`, part, { "Content-Type": "application/octet-stream", "X-Piece-SHA256": digest }),
      waiting,
    );
    offset = Number(answer.told.offset);
  }
  const whole = await hashOf(film);
  await insist(() => post(told.finish, "", { "X-Clip-SHA256": whole }), waiting);
  return told.id;
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

function clock(seconds: number): string {
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}

function start(root: HTMLElement): void {
  const field = root.querySelector<HTMLInputElement>('input[type="hidden"][name="clip"]');
  const file = root.querySelector<HTMLInputElement>('input[type="file"]');
  const camera = root.querySelector<HTMLElement>("[data-camera]");
  const form = root.closest("form");
  const url = root.dataset.announce ?? "";
  const kind = typeof MediaRecorder === "undefined" ? "" : (KINDS.find((each) => MediaRecorder.isTypeSupported(each)) ?? "");
  if (!field || !file || !camera || !form || !url) return;
  const status = make("p", { class: "govuk-body", role: "status" });
  const button = make("button", { type: "button", class: "govuk-button govuk-button--secondary" }, say(WORDS.open));
  const video = make("video", { class: "sc-turn-clip", playsinline: "", hidden: "", "aria-label": say(WORDS.preview) });
  camera.append(video, status, button);
  camera.hidden = false;
  let stream: MediaStream | undefined;
  let recorder: MediaRecorder | undefined;
  let sending = false;
  let shown = "";

  const tell = (words: string, aloud = true): void => {
    status.textContent = words;
    if (aloud) announce(words);
  };
  const release = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
  };
  const send = async (film: Blob): Promise<void> => {
    const limit = Number(root.dataset.limit);
    if (limit && film.size > limit) return tell(say(WORDS.large));
    const key = newKey();
    let percent = 0;
    sending = true;
    try {
      field.value = await bringIn(
        url,
        key,
        film,
        (share) => {
          percent = Math.floor(share * 100);
          tell(say(WORDS.sending, { percent }), false);
        },
        () => tell(say(WORDS.waiting, { percent }), false),
      );
      file.value = "";
      tell(say(WORDS.done, { size: (film.size / MEGABYTE).toFixed(1) }));
    } catch (problem) {
      tell(say(WORDS.refused, { why: problem instanceof Error ? problem.message : "" }));
    } finally {
      sending = false;
      button.disabled = false;
    }
  };
  const show = (film: Blob): void => {
    if (shown) URL.revokeObjectURL(shown);
    shown = URL.createObjectURL(film);
    video.srcObject = null;
    video.muted = false;
    video.controls = true;
    video.src = shown;
    video.hidden = false;
  };
  const record = (): void => {
    if (!stream) return;
    const parts: Blob[] = [];
    const begun = Date.now();
    const made = new MediaRecorder(stream, { mimeType: kind, videoBitsPerSecond: BITS_PER_SECOND });
    recorder = made;
    const timer = window.setInterval(() => tell(say(WORDS.running, { time: clock(Math.floor((Date.now() - begun) / 1000)) }), false), 1000);
    made.addEventListener("dataavailable", (event) => {
      if (event.data.size) parts.push(event.data);
    });
    made.addEventListener("stop", () => {
      window.clearInterval(timer);
      recorder = undefined;
      release();
      const film = new Blob(parts, { type: kind });
      button.textContent = say(WORDS.again);
      button.disabled = true;
      show(film);
      void send(film);
    });
    made.start(1000);
    button.textContent = say(WORDS.stop);
    announce(say(WORDS.running, { time: "00:00" }));
  };
  const open = async (): Promise<void> => {
    button.disabled = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" } });
    } catch {
      tell(say(WORDS.noCamera));
      button.disabled = false;
      return;
    }
    field.value = "";
    video.controls = false;
    video.removeAttribute("src");
    video.srcObject = stream;
    video.muted = true;
    video.hidden = false;
    void video.play().catch(() => undefined);
    button.textContent = say(WORDS.begin);
    button.disabled = false;
  };

  if (kind && typeof navigator.mediaDevices?.getUserMedia === "function") {
    button.addEventListener("click", () => {
      if (recorder) recorder.stop();
      else if (stream) record();
      else void open();
    });
  } else {
    button.remove();
  }
  // A file from the phone comes in piece by piece, too.
  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    field.value = "";
    button.disabled = true;
    show(chosen);
    void send(chosen);
  });
  form.addEventListener("submit", (event) => {
    if (!sending && !recorder) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(say(WORDS.busy));
  });
  window.addEventListener("pagehide", release);
}

island('[data-island="in-turn-clip"]', start);
