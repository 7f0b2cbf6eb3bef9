/** What a person reads when the server refused what they asked for. */
import { say } from "./words";

/** What a person does by hand; what the page sends by itself is nothing they need to know of. */
const ASKED_FOR = ["moderate", "caucus", "hand", "react", "recording"];

/** Empty where nobody asked for anything, or where it is said elsewhere. */
export function refusalWords(code: string, ref = ""): string {
  if (!ASKED_FOR.includes(ref)) return "";
  return say(code === "rate_limited" ? "refused_too_fast" : `refused_${ref}`);
}
