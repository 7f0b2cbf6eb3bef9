/** A form about a place's network: the room's own line test fills the figures in, and the person judges. */
import { island } from "../shared/page";
import { say } from "../shared/words";
import { measure } from "./room/linetest";

const WORDS = {
  measuring: { zh: "正在测量……", en: "Measuring…" },
  found: { zh: "往返 {rtt} 毫秒，波动 {jitter} 毫秒，下载 {kbps} kbit/s。", en: "Round trip {rtt} ms, up to {jitter} ms more, download {kbps} kbit/s." },
  none: { zh: "没有网络，或服务器没有回答。", en: "There is no network, or the server did not answer." },
} as const;

island("[data-island=line-figures]", (form) => {
  const button = form.querySelector<HTMLButtonElement>("[data-measure]");
  const figures = form.querySelector<HTMLElement>("[data-figures]");
  const { ping, sample } = form.dataset;
  if (!button || !figures || !ping || !sample) return;
  button.hidden = false;
  const put = (name: string, value: number | null): void => {
    const field = form.querySelector<HTMLInputElement>(`input[name=${name}]`);
    if (field) field.value = value === null ? "" : String(Math.max(0, Math.round(value)));
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    figures.textContent = say(WORDS.measuring);
    void measure(ping, sample, []).then((found) => {
      button.disabled = false;
      put("rtt_ms", found.rtt_ms);
      put("jitter_ms", found.rtt_ms === null ? null : found.jitter_ms);
      put("loss_percent", found.loss === null ? null : found.loss * 100);
      put("kbps", found.kbps);
      figures.textContent =
        found.rtt_ms === null
          ? say(WORDS.none)
          : say(WORDS.found, { rtt: Math.round(found.rtt_ms), jitter: Math.round(found.jitter_ms), kbps: found.kbps ?? "–" });
    });
  });
});
