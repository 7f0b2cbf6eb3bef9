/** What is said over the pictures: a line for a moment, how the network is, and that there is no media server. */
import type { LineState } from "./mesh";
import type { Trouble } from "./protocol";
import { announce, find, say } from "./words";

export class Notices {
  private readonly banner_: HTMLElement;
  private readonly line_: HTMLElement;
  private readonly media_: HTMLElement;
  private readonly callIn: string;
  private trouble: Trouble = "";
  private poor = "";

  constructor(root: HTMLElement, number: string | undefined) {
    this.banner_ = find("[data-banner]", root);
    this.line_ = find("[data-weak-line]", root);
    this.media_ = find("[data-media-trouble]", root);
    this.callIn = number ? ` ${say("call_in", { number })}` : "";
  }

  /** One line, for a while or until the next one. */
  banner(text: string, forMs = 0): void {
    const box = this.banner_;
    box.textContent = text;
    box.hidden = !text;
    if (forMs) {
      window.setTimeout(() => {
        if (box.textContent === text) this.banner("");
      }, forMs);
    }
  }

  say(text: string): void {
    this.banner(text, 9000);
    announce(text);
  }

  /** The line carries no picture in one direction or both; said until it does again. */
  line({ soundOnly, hearsOnly }: Pick<LineState, "soundOnly" | "hearsOnly">): void {
    const poor = [soundOnly ? say("sound_only") : "", hearsOnly ? say("hears_only") : ""].filter(Boolean).join(" ");
    if (poor === this.poor) return;
    const better = this.poor.length > poor.length;
    this.poor = poor;
    this.line_.textContent = poor ? poor + this.callIn : "";
    this.line_.hidden = !poor;
    announce(poor || say("picture_again"));
    if (better && !poor) this.banner(say("picture_again"), 6000);
  }

  /** There is no place on a media server, or none can be reached; said until one has called. */
  media(trouble: Trouble): void {
    if (trouble === this.trouble) return;
    const before = this.trouble;
    this.trouble = trouble;
    this.media_.hidden = !trouble;
    this.media_.textContent = trouble ? say(`media_${trouble}`) + this.callIn : "";
    if (trouble) announce(say(`media_${trouble}`));
    else if (before) this.say(say("media_back"));
  }
}
