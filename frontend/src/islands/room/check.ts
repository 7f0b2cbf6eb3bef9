/** The device check: preview, level, test sound, network; each with a sentence that says what to do. */
import type { Got } from "./devices";
import { acquire, DEFAULT_VIDEO, hasDevices, inApp, isOldBrowser, listen, playTones } from "./devices";
import type { Measured, Verdict } from "./linetest";
import { measure, report, verdict } from "./linetest";
import type { VideoLimits } from "./protocol";
import { element, find, say } from "./words";

type Mark = "wait" | "good" | "off" | "caution" | "bad";

/** What the network is measured with. */
export interface Line {
  ping: string;
  sample: string;
  iceServers(): Promise<RTCIceServer[]>;
}

// A person who looks for the browser's question needs a while; then they go in with what there is.
const PATIENCE_MS = 20_000;

export class DeviceCheck {
  private asking: Promise<void> = Promise.resolve();
  audio: MediaStreamTrack | null = null;
  video: MediaStreamTrack | null = null;
  wantsMic = true;
  wantsCamera = true;
  private micId = "";
  private cameraId = "";
  private stopMeter: (() => void) | null = null;
  private loudest = 0;
  private round = 0;
  private found: { measured: Measured; result: Verdict | "none" } | null = null;
  private got: Got | null = null;
  private readonly video_: HTMLVideoElement;

  constructor(
    private readonly root: ParentNode,
    private readonly line: Line,
    private readonly changed: () => void = () => undefined,
    private readonly limits: VideoLimits = DEFAULT_VIDEO,
  ) {
    this.video_ = find<HTMLVideoElement>("[data-preview-video]", root);
    find("[data-tone]", root).addEventListener("click", () => void this.tone());
    find("[data-try-again]", root).addEventListener("click", () => void this.start());
    find("[data-check-mic]", root).addEventListener("click", () => void this.toggle("mic"));
    find("[data-check-camera]", root).addEventListener("click", () => void this.toggle("camera"));
    find("[data-copy-link]", root).addEventListener("click", () => {
      void navigator.clipboard?.writeText(location.href).then(() => this.notice(say("copied")));
    });
    find("[data-copy-report]", root).addEventListener("click", (event) => {
      const text = find("[data-report-text]", root).textContent ?? "";
      const button = event.currentTarget as HTMLElement;
      void navigator.clipboard?.writeText(text).then(() => (button.textContent = say("report_copied")));
    });
    for (const select of root.querySelectorAll<HTMLSelectElement>("[data-devices]")) {
      select.addEventListener("change", () => {
        if (select.dataset.devices === "audioinput") this.micId = select.value;
        else this.cameraId = select.value;
        void this.start();
      });
    }
  }

  /** Once the devices that were asked for have answered, or there has been time enough for it. */
  async settled(): Promise<void> {
    await Promise.race([this.asking, new Promise((resolve) => window.setTimeout(resolve, PATIENCE_MS))]);
  }

  start(): Promise<void> {
    this.asking = this.ask();
    return this.asking;
  }

  private async ask(): Promise<void> {
    this.stop();
    this.warn();
    this.show("speaker", "wait", say("speaker_start"));
    this.show("network", "wait", say("network_checking"));
    this.show("camera", "wait", say("camera_asking"));
    this.show("mic", "wait", say("camera_asking"));
    void this.measure();
    this.got = await acquire(
      { camera: this.wantsCamera, mic: this.wantsMic, cameraId: this.cameraId, micId: this.micId },
      this.limits,
    );
    this.audio = this.got.audio;
    this.video = this.got.video;
    if (this.audio) this.meter(this.audio);
    this.describe();
    await this.listDevices();
  }

  /** Let go of meter and devices; the call takes its own. */
  stop(): void {
    this.stopMeter?.();
    this.stopMeter = null;
    this.audio?.stop();
    this.video?.stop();
    this.audio = this.video = null;
  }

  /** Give the tracks to the call. */
  release(): { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } {
    const tracks = { audio: this.audio, video: this.video };
    this.stopMeter?.();
    this.stopMeter = null;
    this.audio = this.video = null;
    this.video_.srcObject = null;
    return tracks;
  }

  private warn(): void {
    const app = inApp();
    if (app && (isOldBrowser() || !hasDevices())) this.notice(say("in_app_no_video", { app }), true);
    else if (isOldBrowser()) this.notice(say("old_browser"));
    else if (!window.isSecureContext) this.notice(say("insecure"));
    else if (app) this.notice(say("in_app", { app }), true);
    else if (!hasDevices()) this.notice(say("old_browser"));
  }

  private notice(text: string, copy = false): void {
    const box = find("[data-notice]", this.root);
    find("[data-notice-text]", box).textContent = text;
    find("[data-copy-link]", box).hidden = !copy;
    box.hidden = false;
  }

  private show(item: string, mark: Mark, text: string): void {
    const row = find(`[data-item="${item}"]`, this.root);
    row.dataset.state = mark;
    const line = find("[data-text]", row);
    if (line.textContent !== text) line.textContent = text;
  }

  private describe(): void {
    const got = this.got;
    const camera = find("[data-check-camera]", this.root);
    const mic = find("[data-check-mic]", this.root);
    if (!this.wantsCamera) this.show("camera", "off", say("camera_off"));
    else if (this.video) this.show("camera", "good", say("camera_ok"));
    else this.show("camera", got?.videoTrouble === "none" ? "caution" : "bad", say(`camera_${got?.videoTrouble ?? "none"}`));
    if (!this.wantsMic) this.show("mic", "off", say("mic_off"));
    else if (this.audio) this.show("mic", this.loudest > 25 ? "good" : "wait", say(this.loudest > 25 ? "mic_heard" : "mic_ok"));
    else this.show("mic", "bad", say(got?.audioTrouble === "refused" ? "mic_refused" : "mic_none"));
    camera.setAttribute("aria-pressed", String(this.video !== null));
    find("[data-label]", camera).textContent = say(this.video ? "camera_on_button" : "camera_off_button");
    mic.setAttribute("aria-pressed", String(this.audio !== null));
    find("[data-label]", mic).textContent = say(this.audio ? "mic_on_button" : "mic_off_button");
    this.video_.srcObject = this.video ? new MediaStream([this.video]) : null;
    if (this.video) void this.video_.play().catch(() => undefined);
    find("[data-preview-empty]", this.root).hidden = this.video !== null;
    find("[data-try-again]", this.root).hidden = !(
      (this.wantsCamera && !this.video) ||
      (this.wantsMic && !this.audio)
    );
    this.writeReport();
    this.changed();
  }

  private meter(track: MediaStreamTrack): void {
    const meter = find<HTMLMeterElement>("[data-meter]", this.root);
    this.loudest = 0;
    this.stopMeter = listen(track, (level) => {
      meter.value = level;
      const was = this.loudest;
      this.loudest = Math.max(this.loudest, level);
      if (was <= 25 && this.loudest > 25) this.show("mic", "good", say("mic_heard"));
    });
  }

  private async toggle(which: "mic" | "camera"): Promise<void> {
    if (which === "mic") {
      if (this.audio) {
        this.wantsMic = false;
        this.stopMeter?.();
        this.audio.stop();
        this.audio = null;
        find<HTMLMeterElement>("[data-meter]", this.root).value = 0;
      } else {
        this.wantsMic = true;
        const got = await acquire({ camera: false, mic: true, micId: this.micId }, this.limits);
        this.audio = got.audio;
        this.got = { ...(this.got ?? got), audioTrouble: got.audioTrouble };
        if (this.audio) this.meter(this.audio);
      }
    } else if (this.video) {
      this.wantsCamera = false;
      this.video.stop();
      this.video = null;
    } else {
      this.wantsCamera = true;
      const got = await acquire({ camera: true, mic: false, cameraId: this.cameraId }, this.limits);
      this.video = got.video;
      this.got = { ...(this.got ?? got), videoTrouble: got.videoTrouble };
    }
    this.describe();
  }

  private async tone(): Promise<void> {
    this.show("speaker", "wait", say("speaker_playing"));
    try {
      await playTones();
      this.show("speaker", "good", say("speaker_done"));
    } catch {
      this.show("speaker", "caution", say("speaker_done"));
    }
  }

  private async measure(): Promise<void> {
    const round = (this.round += 1);
    const servers = await this.line.iceServers();
    const found = await measure(this.line.ping, this.line.sample, servers);
    // Somebody has begun anew meanwhile.
    if (round !== this.round) return;
    const result = found.rtt_ms === null ? null : verdict(found);
    const noPath = found.paths.length === 0 || (found.needsRelay && !found.paths.some((path) => path.startsWith("relay")));
    if (result === null) this.show("network", "bad", say("network_none"));
    else this.show("network", result === "good" ? "good" : result === "fair" ? "caution" : "bad", say(`verdict_${result}`));
    const advice = find("[data-verdict-advice]", this.root);
    advice.textContent = noPath ? say("network_no_path") : result && result !== "good" ? say(`advice_${result}`) : "";
    advice.hidden = !advice.textContent;
    this.found = { measured: found, result: result ?? "none" };
    this.writeReport();
  }

  private writeReport(): void {
    if (!this.found) return;
    find("[data-report-text]", this.root).textContent = report(this.found.measured, this.found.result, {
      camera: this.video ? "works" : (this.got?.videoTrouble ?? "off"),
      microphone: this.audio ? "works" : (this.got?.audioTrouble ?? "off"),
      app: inApp() ?? "browser",
      "secure page": String(window.isSecureContext),
    });
    find("[data-report]", this.root).hidden = false;
  }

  private async listDevices(): Promise<void> {
    if (!hasDevices()) return;
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    for (const select of this.root.querySelectorAll<HTMLSelectElement>("[data-devices]")) {
      const mine = devices.filter((device) => device.kind === select.dataset.devices && device.deviceId);
      const current = (select.dataset.devices === "audioinput" ? this.audio : this.video)?.getSettings().deviceId ?? "";
      select.replaceChildren(
        ...mine.map((device, index) => {
          const option = element("option", { value: device.deviceId });
          option.textContent = device.label || say("device_number", { number: index + 1 });
          option.selected = device.deviceId === current;
          return option;
        }),
      );
      if (select.parentElement) select.parentElement.hidden = mine.length < 2;
    }
  }
}
