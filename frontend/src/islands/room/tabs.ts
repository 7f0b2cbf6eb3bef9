/** What stands beside the pictures, or in their place on a phone: the panel of the matter, or the chat. */
import type { Chat } from "./chat";
import { find, say } from "./words";

type Tab = "video" | "panel" | "chat";
const WIDE_PX = 900;

export class Tabs {
  private tab: Tab = "video";

  constructor(
    private readonly root: HTMLElement,
    private readonly chat: Chat,
  ) {
    for (const button of root.querySelectorAll<HTMLElement>("[data-tab-button]")) {
      button.addEventListener("click", () => this.open(button.dataset.tabButton as Tab));
    }
  }

  openFirst(): void {
    this.open(this.root.hasAttribute("data-has-panel") && window.innerWidth > WIDE_PX ? "panel" : "video");
  }

  private open(tab: Tab): void {
    this.tab = tab;
    find("[data-view=call]", this.root).dataset.tab = tab;
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-tab-button]")) {
      if (button.dataset.tabButton === tab) {
        button.setAttribute("aria-current", "true");
        button.removeAttribute("data-new");
      } else button.removeAttribute("aria-current");
    }
    for (const part of this.root.querySelectorAll<HTMLElement>("[data-part]")) part.hidden = part.dataset.part !== tab;
    // Beside the pictures there is room for the panel whenever the chat is not open.
    const panel = this.root.querySelector<HTMLElement>("[data-part=panel]");
    if (panel) panel.hidden = tab === "chat";
    find("[data-chat]", this.root).setAttribute("aria-expanded", String(tab === "chat"));
    this.chat.opened(tab === "chat");
    if (tab === "chat") find("#chat-text", this.root).focus({ preventScroll: true });
  }

  unread(count: number): void {
    for (const label of this.root.querySelectorAll("[data-chat-label]")) {
      label.textContent = count ? say("chat_unread", { count }) : say("chat_button");
    }
    find("[data-chat]", this.root).toggleAttribute("data-new", count > 0);
  }

  toggleChat(): void {
    if (this.tab !== "chat") this.open("chat");
    else this.openFirst();
  }

  openPanel(): void {
    const panel = this.root.querySelector<HTMLElement>("[data-part=panel]");
    if (!panel) return;
    this.open("panel");
    panel.focus();
  }

  panelChanged(kind: string, body: unknown): void {
    document.body.dispatchEvent(new CustomEvent("sc:panel", { bubbles: true, detail: { kind, body } }));
    const tab = this.root.querySelector('[data-tab-button="panel"]');
    if (this.tab !== "panel" && kind !== "reconnected") tab?.setAttribute("data-new", "");
  }
}
