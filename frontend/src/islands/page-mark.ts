/** A rectangle drawn on a page of evidence with mouse or finger: all look at the same mark a moment later. */
import { island } from "../shared/page";

const WHOLE = 1000; // thousandths of the page
const LEAST = 8; // less is a tap, which takes the mark away

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const within = (value: number): number => Math.round(Math.min(WHOLE, Math.max(0, value)));

/** The rectangle between two points; nothing where they are too close to have been meant as one. */
export function between(from: [number, number], to: [number, number]): Box {
  const left = Math.min(from[0], to[0]);
  const top = Math.min(from[1], to[1]);
  const width = Math.abs(from[0] - to[0]);
  const height = Math.abs(from[1] - to[1]);
  return width < LEAST || height < LEAST ? { left: 0, top: 0, width: 0, height: 0 } : { left, top, width, height };
}

island("[data-page-mark][data-may-mark]", (page) => {
  const mark = page.querySelector<SVGRectElement>("[data-mark]");
  const form = page.parentElement?.querySelector<HTMLFormElement>("[data-mark-form]");
  if (!mark || !form) return;
  let from: [number, number] | null = null;

  const at = (event: PointerEvent): [number, number] => {
    const box = page.getBoundingClientRect();
    return [within(((event.clientX - box.left) / box.width) * WHOLE), within(((event.clientY - box.top) / box.height) * WHOLE)];
  };
  const draw = (box: Box): void => {
    mark.setAttribute("x", String(box.left));
    mark.setAttribute("y", String(box.top));
    mark.setAttribute("width", String(box.width));
    mark.setAttribute("height", String(box.height));
  };

  page.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = at(event);
    page.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  page.addEventListener("pointermove", (event) => {
    if (from) draw(between(from, at(event)));
  });
  page.addEventListener("pointercancel", () => (from = null));
  page.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = between(from, at(event));
    from = null;
    draw(box);
    for (const [name, value] of Object.entries(box)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = String(value);
    }
    form.requestSubmit();
  });
});
