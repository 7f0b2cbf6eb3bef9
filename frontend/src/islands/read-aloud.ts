import { island } from "../shared/page";
import { isChinese, say } from "../shared/words";

/** Browsers stop long utterances: a sentence or two at a time. */
const PIECE = 160;

const WORDS = {
  stop: { zh: "停止朗读", en: "Stop reading" },
} as const;

/** The text of an element in pieces that end where a sentence or a clause ends. */
export function pieces(text: string): string[] {
  const sentences = text.replace(/\s+/g, " ").match(/[^。！？；.!?;]+[。！？；.!?;]?/g) ?? [];
  const found: string[] = [];
  for (const sentence of sentences) {
    const last = found[found.length - 1];
    if (last !== undefined && last.length + sentence.length <= PIECE) found[found.length - 1] = last + sentence;
    else found.push(sentence);
  }
  return found.map((piece) => piece.trim()).filter(Boolean);
}

function voiceFor(language: string): SpeechSynthesisVoice | undefined {
  const wanted = language.slice(0, 2).toLowerCase();
  return speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(wanted));
}

island("[data-read-aloud]", (button) => {
  if (!("speechSynthesis" in window)) {
    button.hidden = true;
    return;
  }
  const start = button.textContent ?? "";
  let reading = false;

  const stop = (): void => {
    reading = false;
    speechSynthesis.cancel();
    button.textContent = start;
    button.setAttribute("aria-pressed", "false");
  };

  const read = (source: HTMLElement): void => {
    const language = source.closest<HTMLElement>("[lang]")?.lang || (isChinese ? "zh-CN" : "en");
    const queue = pieces(source.innerText);
    reading = true;
    button.textContent = say(WORDS.stop);
    button.setAttribute("aria-pressed", "true");
    const next = (): void => {
      const piece = queue.shift();
      if (!reading || piece === undefined) return stop();
      const utterance = new SpeechSynthesisUtterance(piece);
      utterance.lang = language.toLowerCase().startsWith("zh") ? "zh-CN" : language;
      utterance.voice = voiceFor(language) ?? null;
      utterance.rate = 0.95;
      utterance.onend = next;
      utterance.onerror = stop;
      speechSynthesis.speak(utterance);
    };
    next();
  };

  button.addEventListener("click", () => {
    if (reading) return stop();
    const source = document.querySelector<HTMLElement>(button.dataset.readAloud || "main");
    if (source) read(source);
  });
  window.addEventListener("pagehide", stop);
});
