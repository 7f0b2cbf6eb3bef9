import { announce, island, make } from "../shared/page";
import { say } from "../shared/words";

interface Point {
  x: number;
  y: number;
  t: number;
}

/** Strokes are sent in a box of this width, whatever the screen; the pad's proportions are kept. */
const BOX_WIDTH = 600;
const MIN_STROKES = 2;
const MIN_LENGTH = 90;
const MAX_POINTS = 4000;
const MIN_STEP = 0.8;
const INK = "#1b1f24";

const WORDS = {
  hint: { zh: "请用手指、触控笔或鼠标在此签名", en: "Sign here with a finger, a pen or a mouse" },
  pad: { zh: "签名区", en: "Signature area" },
  undo: { zh: "撤销一笔", en: "Undo one stroke" },
  clear: { zh: "重新签", en: "Start again" },
  short: { zh: "签名太短，请写下完整姓名。", en: "That is too short. Please write your full name." },
  empty: { zh: "请先签名。", en: "Please sign first." },
  ready: { zh: "已签写，可以提交。", en: "Signed; you can send it." },
  cleared: { zh: "已清除。", en: "Cleared." },
  other: {
    zh: "无法用手指或鼠标签名？请告诉调解员，可到共享法庭站点当面签署。",
    en: "You cannot use a finger or a mouse? Tell the mediator: you can sign in person at a shared court.",
  },
} as const;

/** Length of all strokes together, in the box's units. */
export function lengthOf(strokes: readonly (readonly Point[])[]): number {
  let length = 0;
  for (const stroke of strokes) {
    for (let at = 1; at < stroke.length; at += 1) {
      const [from, to] = [stroke[at - 1], stroke[at]];
      if (from && to) length += Math.hypot(to.x - from.x, to.y - from.y);
    }
  }
  return length;
}

/** Whether this can be somebody's name: at least two strokes, or one long one as in running hand, and not a dot. */
export function isEnough(strokes: readonly (readonly Point[])[]): boolean {
  const length = lengthOf(strokes);
  return length >= MIN_LENGTH && (strokes.length >= MIN_STROKES || length >= 4 * MIN_LENGTH);
}

class SignaturePad {
  private readonly strokes: Point[][] = [];
  private current: Point[] | null = null;
  private pointer: number | null = null;
  private began = 0;
  private readonly canvas = make("canvas", { role: "img", "aria-label": say(WORDS.pad) });
  private readonly field: HTMLInputElement;
  private readonly state = make("p", { class: "sc-signature__state", role: "status" });
  private readonly undoButton = make("button", { type: "button", class: "govuk-button govuk-button--secondary" }, say(WORDS.undo));
  private readonly clearButton = make("button", { type: "button", class: "govuk-button govuk-button--secondary" }, say(WORDS.clear));

  constructor(private readonly root: HTMLElement) {
    const name = root.dataset.name ?? "strokes";
    const existing = root.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    this.field = existing ?? make("input", { type: "hidden", name });
    const pad = make("div", { class: "sc-signature__pad" }, this.canvas, make("p", { class: "sc-signature__hint", "aria-hidden": "true" }, say(WORDS.hint)));
    const tools = make("div", { class: "sc-signature__tools" }, this.undoButton, this.clearButton);
    const other = make("p", { class: "govuk-hint" }, say(WORDS.other));
    root.replaceChildren(pad, tools, this.state, other, this.field);
    this.undoButton.addEventListener("click", () => this.undo());
    this.clearButton.addEventListener("click", () => this.clear());
    this.listen();
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    this.root.closest("form")?.addEventListener("submit", (event) => this.check(event), { capture: true });
    this.changed();
  }

  private listen(): void {
    this.canvas.addEventListener("pointerdown", (event) => this.start(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const kind of ["pointerup", "pointercancel"] as const) {
      this.canvas.addEventListener(kind, (event) => this.end(event));
    }
    // Older Safari scrolls in spite of touch-action.
    this.canvas.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });
  }

  private start(event: PointerEvent): void {
    if (this.pointer !== null || (event.pointerType === "mouse" && event.button !== 0)) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    try {
      this.canvas.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that is already gone again: the stroke simply ends with its up event.
    }
    if (this.strokes.length === 0) this.began = event.timeStamp;
    this.current = [this.point(event)];
    this.strokes.push(this.current);
    this.root.classList.add("sc-signature--drawn");
    this.draw();
  }

  private move(event: PointerEvent): void {
    if (!this.current || event.pointerId !== this.pointer) return;
    event.preventDefault();
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const step of steps.length > 0 ? steps : [event]) {
      const point = this.point(step);
      const last = this.current[this.current.length - 1];
      if (last && Math.hypot(point.x - last.x, point.y - last.y) < MIN_STEP) continue;
      this.current.push(point);
    }
    this.draw();
  }

  private end(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.current = null;
    this.changed();
  }

  private scale(): number {
    return BOX_WIDTH / Math.max(1, this.canvas.clientWidth);
  }

  private point(event: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    const scale = this.scale();
    const round = (value: number): number => Math.round(value * 100) / 100;
    return {
      x: round((event.clientX - box.left) * scale),
      y: round((event.clientY - box.top) * scale),
      t: Math.max(0, Math.round(event.timeStamp - this.began)),
    };
  }

  /** As many pixels as the screen has; the strokes stay where they were on the paper. */
  private fit(): void {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width > 0 && (this.canvas.width !== width || this.canvas.height !== height)) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.draw();
  }

  private draw(): void {
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    const scale = ((window.devicePixelRatio || 1) / this.scale()) || 1;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = pen.fillStyle = INK;
    // As thick as a pen on every screen: two and a half pixels of the page.
    pen.lineWidth = 2.5 * this.scale();
    for (const stroke of this.strokes) drawStroke(pen, stroke);
  }

  private undo(): void {
    this.strokes.pop();
    this.changed();
  }

  private clear(): void {
    this.strokes.length = 0;
    this.changed();
    announce(say(WORDS.cleared));
  }

  private changed(): void {
    const drawn = this.strokes.length > 0;
    this.root.classList.toggle("sc-signature--drawn", drawn);
    this.undoButton.disabled = this.clearButton.disabled = !drawn;
    const enough = isEnough(this.strokes);
    this.field.value = enough ? JSON.stringify(thinned(this.strokes)) : "";
    this.state.textContent = enough ? say(WORDS.ready) : "";
    this.root.dataset.ready = String(enough);
    this.draw();
    this.root.dispatchEvent(new CustomEvent("sc:signature", { bubbles: true, detail: { ready: enough } }));
  }

  private check(event: Event): void {
    if (isEnough(this.strokes)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.state.textContent = say(this.strokes.length > 0 ? WORDS.short : WORDS.empty);
    this.canvas.scrollIntoView({ block: "center" });
  }
}

function drawStroke(pen: CanvasRenderingContext2D, stroke: readonly Point[]): void {
  const first = stroke[0];
  if (!first) return;
  pen.beginPath();
  if (stroke.length === 1) {
    pen.arc(first.x, first.y, pen.lineWidth / 2, 0, Math.PI * 2);
    pen.fill();
    return;
  }
  pen.moveTo(first.x, first.y);
  for (let at = 1; at < stroke.length - 1; at += 1) {
    const [here, next] = [stroke[at], stroke[at + 1]];
    if (here && next) pen.quadraticCurveTo(here.x, here.y, (here.x + next.x) / 2, (here.y + next.y) / 2);
  }
  const last = stroke[stroke.length - 1];
  if (last) pen.lineTo(last.x, last.y);
  pen.stroke();
}

/** Never more points than the server reads; every stroke keeps its ends. */
function thinned(strokes: readonly (readonly Point[])[]): Point[][] {
  const total = strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  const keepEvery = Math.max(1, Math.ceil(total / MAX_POINTS));
  return strokes.map((stroke) => stroke.filter((_point, at) => at % keepEvery === 0 || at === stroke.length - 1));
}

island('[data-island="signature-pad"]', (element) => {
  new SignaturePad(element);
});
