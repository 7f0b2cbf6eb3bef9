import { announce, island, make } from "../shared/page";
import { say } from "../shared/words";

interface Detector {
  detect(source: CanvasImageSource): Promise<readonly { rawValue: string }[]>;
}
type DetectorClass = {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
};

const EVERY_MS = 250;
const WORDS = {
  scan: { zh: "用摄像头扫码", en: "Scan with the camera" },
  stop: { zh: "停止扫码", en: "Stop scanning" },
  aim: { zh: "请把二维码对准摄像头。", en: "Hold the square code in front of the camera." },
  refused: {
    zh: "无法使用摄像头。请在上面输入解纷码。",
    en: "The camera cannot be used. Enter the code above instead.",
  },
  found: { zh: "已读取。", en: "Read." },
  foreign: { zh: "这不是解纷码，请换一个。", en: "That is not a dispute code. Try another one." },
} as const;

/** The dispute code in what was scanned: a link of this site, or the bare code. */
export function codeIn(scanned: string): string | null {
  const bare = scanned.trim().toUpperCase().replace(/[\s-]/g, "");
  if (/^[2-9A-HJKMNP-TW-Z]{9}$/.test(bare)) return bare;
  try {
    const address = new URL(scanned);
    return /\/d\/([0-9A-Za-z-]{9,11})\/?/.exec(address.pathname)?.[1]?.toUpperCase() ?? null;
  } catch {
    return null;
  }
}

async function detector(): Promise<Detector | null> {
  const found = (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!found || !navigator.mediaDevices?.getUserMedia) return null;
  const formats = await found.getSupportedFormats().catch((): string[] => []);
  return formats.includes("qr_code") ? new found({ formats: ["qr_code"] }) : null;
}

class Scanner {
  private stream: MediaStream | null = null;
  private timer = 0;
  private readonly button = make("button", { type: "button", class: "govuk-button govuk-button--secondary" }, say(WORDS.scan));
  private readonly state = make("p", { class: "govuk-hint", role: "status" });
  private readonly video = make("video", { playsinline: "", muted: "" });
  private readonly frame = make("div", { class: "sc-preview sc-preview--scan", hidden: "" }, this.video);

  constructor(
    private readonly root: HTMLElement,
    private readonly reader: Detector,
  ) {
    this.video.muted = true;
    root.replaceChildren(this.button, this.state, this.frame);
    this.button.addEventListener("click", () => void (this.stream ? this.stop() : this.start()));
    window.addEventListener("pagehide", () => this.stop());
  }

  private async start(): Promise<void> {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      this.video.srcObject = this.stream;
      await this.video.play();
    } catch {
      this.stop();
      this.state.textContent = say(WORDS.refused);
      return;
    }
    this.frame.hidden = false;
    this.button.textContent = say(WORDS.stop);
    this.state.textContent = say(WORDS.aim);
    this.timer = window.setInterval(() => void this.look(), EVERY_MS);
  }

  private stop(): void {
    window.clearInterval(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.frame.hidden = true;
    this.button.textContent = say(WORDS.scan);
  }

  private async look(): Promise<void> {
    const [found] = await this.reader.detect(this.video).catch(() => []);
    if (!found || !this.stream) return;
    const code = codeIn(found.rawValue);
    if (!code) {
      this.state.textContent = say(WORDS.foreign);
      return;
    }
    this.stop();
    this.state.textContent = say(WORDS.found);
    announce(say(WORDS.found));
    const target = document.querySelector<HTMLInputElement>(this.root.dataset.target ?? "");
    if (!target) return;
    target.value = code;
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.form?.requestSubmit();
  }
}

island('[data-island="qr-scan"]', (element) => {
  void detector().then((reader) => {
    if (reader) new Scanner(element, reader);
  });
});
