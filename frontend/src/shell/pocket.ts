import { make } from "../shared/page";
import { say } from "../shared/words";

const WIPE_MS = 1500;

const WORDS = {
  update: { zh: "网站有新版本。", en: "There is a new version of the site." },
  reload: { zh: "重新加载", en: "Reload" },
} as const;

/** Off-line page and static files. Never on a shared screen, where nothing is kept at all. */
function startWorker(): void {
  if (!("serviceWorker" in navigator) || document.documentElement.classList.contains("sc-terminal")) return;
  let reloading = false;
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js").then(
      (registration) => {
        if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
        registration.addEventListener("updatefound", () => {
          const fresh = registration.installing;
          fresh?.addEventListener("statechange", () => {
            if (fresh.state === "installed" && navigator.serviceWorker.controller) offer(fresh);
          });
        });
      },
      () => undefined, // Pages work without it.
    );
  });

  function offer(fresh: ServiceWorker): void {
    if (document.querySelector(".sc-update")) return;
    const button = make("button", { type: "button", class: "govuk-button sc-button--quiet" }, say(WORDS.reload));
    button.addEventListener("click", () => {
      // Only now, and only here: a page is never taken away from under somebody's hands.
      navigator.serviceWorker.addEventListener("controllerchange", () => {
        if (!reloading) location.reload();
        reloading = true;
      });
      const saved: Promise<void>[] = [];
      document.dispatchEvent(new CustomEvent("sc:leaving", { detail: saved }));
      void Promise.allSettled(saved).then(() => fresh.postMessage("take over"));
    });
    document.body.prepend(make("div", { class: "sc-update", role: "status" }, make("p", {}, say(WORDS.update)), button));
  }
}

/** Signing out throws away the key of everything that pages kept here. */
function wipeAtSignOut(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    if (new URL(form.action || location.href, location.href).pathname !== "/sign-out/") return;
    event.preventDefault();
    const wiped = import("../pocket/store").then((module) => module.forgetEverything());
    const longEnough = new Promise((resolve) => window.setTimeout(resolve, WIPE_MS));
    void Promise.race([wiped.catch(() => undefined), longEnough]).then(() => HTMLFormElement.prototype.submit.call(form));
  });
}

export function startPocket(): void {
  startWorker();
  wipeAtSignOut();
  const hasForms = document.querySelector("form[data-keep]") !== null;
  if (hasForms || sessionStorage.getItem("pocket-sent")) void import("../pocket/keep").then((module) => module.startKeeping());
}
