/** The room by keyboard: single letters that act, and the list of them. */
import { find } from "./words";

const MEMORY = "room-keys";

export class Shortcuts {
  private readonly dialog: HTMLDialogElement;
  private readonly tick: HTMLInputElement;
  private readonly press: (event: KeyboardEvent) => void;

  constructor(root: HTMLElement, acts: Readonly<Record<string, () => void>>) {
    this.dialog = find<HTMLDialogElement>("[data-help]", root);
    this.tick = find<HTMLInputElement>("[data-keys-on]", this.dialog);
    this.tick.checked = this.remembered();
    this.tick.addEventListener("change", () => this.remember());
    find("[data-help-open]", root).addEventListener("click", () => this.help());
    find("[data-help-close]", this.dialog).addEventListener("click", () => this.dialog.close());
    this.press = (event) => {
      const key = event.key.toLowerCase();
      if (root.dataset.stage !== "call") return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || this.isWriting(event)) return;
      if (!this.tick.checked || this.dialog.open) return;
      const act = key === "?" || key === "？" ? () => this.help() : acts[key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", this.press);
  }

  private help(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** Letters that go into a field are text, also while an input method composes Chinese. */
  private isWriting(event: KeyboardEvent): boolean {
    const target = event.target instanceof HTMLElement ? event.target : null;
    return event.isComposing || target?.closest("input, textarea, select, [contenteditable]") !== null;
  }

  private remembered(): boolean {
    try {
      return localStorage.getItem(MEMORY) !== "off";
    } catch {
      return true;
    }
  }

  private remember(): void {
    try {
      localStorage.setItem(MEMORY, this.tick.checked ? "on" : "off");
    } catch {
      // Without storage the choice holds until the page is left.
    }
  }

  close(): void {
    document.removeEventListener("keydown", this.press);
    if (this.dialog.open) this.dialog.close();
  }
}
