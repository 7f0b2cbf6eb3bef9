import htmx from "htmx.org";
import { banner } from "../shared/live-banner";
import { csrfToken } from "../shared/page";
import { say } from "../shared/words";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

/** The message of a refusal, when the server sent one as JSON. */
function refusal(request: XMLHttpRequest): string {
  try {
    const answer: unknown = JSON.parse(request.responseText);
    if (answer && typeof answer === "object" && "message" in answer) return String(answer.message);
  } catch {
    // Not ours: the general words below.
  }
  return say({
    zh: "没有成功，什么都没有改变。请重新加载页面后再试。",
    en: "That did not work and nothing was changed. Reload the page and try again.",
  });
}

/** Fragments over the wire; what the server refuses is said on the page. */
export function startHtmx(onFragment: (fragment: Element) => void): void {
  window.htmx = htmx;
  document.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<{ verb: string; headers: Record<string, string> }>).detail;
    if (detail.verb !== "get" && !detail.headers["X-CSRFToken"]) detail.headers["X-CSRFToken"] = csrfToken();
  });
  // A form answered with its errors (422) is shown like any other fragment.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean; isError: boolean }>).detail;
    const isPage = (detail.xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/html");
    if (detail.xhr.status === 422 && isPage) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    banner(refusal((event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr));
  });
  document.addEventListener("htmx:sendError", () => {
    banner(say({ zh: "网络断开了。恢复后请再试一次。", en: "The network is down. Try again when it is back." }));
  });
  document.addEventListener("htmx:load", (event) => {
    const fragment = (event as CustomEvent<{ elt: unknown }>).detail.elt;
    if (fragment instanceof Element && fragment !== document.body) onFragment(fragment);
  });
}
