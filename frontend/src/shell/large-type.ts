import { cookie } from "../shared/page";

const YEAR = 365 * 24 * 60 * 60;

/** Large type without a reload; the cookie keeps it for the next page, as the form does without scripts. */
export function startLargeType(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-large-type")) return;
    event.preventDefault();
    const root = document.documentElement;
    const large = root.classList.toggle("sc-large");
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `large_type=${large ? "1" : ""}; path=/; max-age=${large ? YEAR : 0}; SameSite=Lax${secure}`;
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-large-type] button")) {
      button.textContent = (large ? button.dataset.on : button.dataset.off) ?? "";
      button.value = large ? "0" : "1";
    }
  });

  // A page from the browser's memory may have been drawn before the switch.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.documentElement.classList.toggle("sc-large", cookie("large_type") === "1");
  });
}
