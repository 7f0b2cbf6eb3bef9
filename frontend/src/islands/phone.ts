import { csrfToken, island } from "../shared/page";
import { say } from "../shared/words";

const WORDS = {
  on: { zh: "本机已开启通知。", en: "This device is told." },
  off: { zh: "本机尚未开启通知。", en: "This device is not told yet." },
  denied: { zh: "浏览器已禁止本网站的通知。请在浏览器的网站设置中允许后再试。", en: "The browser blocks notifications of this site. Allow them in its site settings." },
  none: { zh: "这个浏览器不支持通知。", en: "This browser has no notifications." },
  addFirst: { zh: "请先把网站添加到主屏幕，再从主屏幕打开。", en: "Put the site on the home screen first and open it from there." },
  failed: { zh: "没有成功开启：推送服务没有回应。", en: "That did not work: the push service did not answer." },
} as const;

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

const agent = navigator.userAgent;
const isApple = /iPhone|iPad|iPod/.test(agent) || (agent.includes("Macintosh") && navigator.maxTouchPoints > 1);
const isInApp = /MicroMessenger|QQ\/|DingTalk|AlipayClient|Weibo|aweme/i.test(agent);
const isInstalled = (): boolean =>
  window.matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;

function part(root: HTMLElement, kind: string, name: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-${kind}="${name}"]`);
}

island('[data-island="install"]', (root) => {
  const show = (name: string, shown: boolean): void => {
    const found = part(root, "install", name);
    if (found) found.hidden = !shown;
  };
  if (isInstalled()) {
    show("installed", true);
    show("ways", false);
    return;
  }
  // Only the way that fits this browser; where it cannot be told, all of them.
  const fitting = isInApp ? "in-app" : isApple ? "ios" : /Android|HarmonyOS/.test(agent) ? "android" : "";
  if (fitting) for (const name of ["in-app", "ios", "android"]) show(name, name === fitting);
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    show("button", true);
    const button = part(root, "install", "button");
    if (button) button.onclick = () => void (event as InstallPrompt).prompt().then(() => show("button", false));
  });
});

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** What to call this device in the list. */
function deviceName(): string {
  const browser = /Edg|HuaweiBrowser|MiuiBrowser|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? "";
  const system = /iPhone|iPad|Android|HarmonyOS|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "";
  return [browser.replace("Edg", "Edge"), system.replace("Macintosh", "Mac")].filter(Boolean).join(" · ");
}

class Push {
  private readonly words: HTMLElement | null;
  private readonly button: HTMLElement | null;

  constructor(private readonly root: HTMLElement) {
    this.words = part(root, "push", "words");
    this.button = part(root, "push", "on");
  }

  async start(): Promise<void> {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
      this.say(isApple && !isInstalled() ? say(WORDS.addFirst) : say(WORDS.none), false);
      return;
    }
    if (Notification.permission === "denied") {
      this.say(say(WORDS.denied), false);
      return;
    }
    const registration = await navigator.serviceWorker.ready;
    const there = await registration.pushManager.getSubscription();
    if (there && Notification.permission === "granted") {
      // The server may have lost or ended it, and another person may sign in here: told again, it is the same.
      this.say((await this.tell(there)) ?? say(WORDS.on), false);
      return;
    }
    this.say(say(WORDS.off), true);
    this.button?.addEventListener("click", () => void this.switchOn(registration));
  }

  private async switchOn(registration: ServiceWorkerRegistration): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") {
      this.say(say(WORDS.denied), false);
      return;
    }
    try {
      const made = await registration.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: bytes(this.root.dataset.key ?? ""),
      });
      const refusal = await this.tell(made);
      if (refusal === null) location.reload();
      else this.say(refusal, true);
    } catch {
      this.say(say(WORDS.failed), true);
    }
  }

  /** Null when the server knows it now, else why not. */
  private async tell(subscription: PushSubscription): Promise<string | null> {
    const response = await fetch(this.root.dataset.url ?? "", {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ ...subscription.toJSON(), device: deviceName() }),
    }).catch(() => null);
    if (response?.ok) return null;
    const answer = (await response?.json().catch(() => ({}))) as { message?: string } | undefined;
    return answer?.message ?? say(WORDS.failed);
  }

  private say(words: string, canSwitchOn: boolean): void {
    if (this.words) this.words.textContent = words;
    if (this.button) this.button.hidden = !canSwitchOn;
  }
}

island('[data-island="push"]', (root) => void new Push(root).start());
