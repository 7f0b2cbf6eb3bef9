import { island } from "../shared/page";

/** Shows on the picture of the page the field that a person is at. Without scripts the numbers say it. */
island('[data-island="reading"]', (root) => {
  const boxes = root.querySelectorAll<SVGRectElement>("[data-box]");
  root.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-row]");
    if (!row) return;
    for (const box of boxes) {
      const here = box.dataset.box === row.dataset.row;
      box.classList.toggle("sc-reading__box--here", here);
      // Only where the picture stands beside the fields: on a phone it would carry the person away from the field.
      if (here && window.matchMedia("(min-width: 60rem)").matches) box.scrollIntoView({ block: "nearest" });
    }
  });
});
