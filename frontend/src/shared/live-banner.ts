import { make } from "./page";
import { say } from "./words";

/** A notice at the top of the page's content, read out at once; it takes the place of the last one. */
export function banner(message: string): void {
  const live = document.getElementById("sc-live");
  if (!live) return;
  live.classList.remove("govuk-visually-hidden");
  const title = make("p", { class: "govuk-notification-banner__title" }, say({ zh: "请注意", en: "Please note" }));
  live.replaceChildren(
    make(
      "div",
      { class: "govuk-notification-banner sc-banner--caution", role: "alert" },
      make("div", { class: "govuk-notification-banner__header" }, title),
      make(
        "div",
        { class: "govuk-notification-banner__content" },
        make("p", { class: "govuk-notification-banner__heading" }, message),
      ),
    ),
  );
  live.scrollIntoView({ block: "nearest" });
}
