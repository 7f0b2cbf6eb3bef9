import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  Radios,
  SkipLink,
} from "govuk-frontend";
import { startCopy, startPrint } from "./buttons";
import { startDeadlines } from "./deadlines";
import { startFollowUps } from "./follow-ups";
import { startGuards } from "./guards";
import { startHtmx } from "./htmx";
import { startLargeType } from "./large-type";
import { startPocket } from "./pocket";

function startComponents(scope: Element | Document): void {
  createAll(Button, { preventDoubleClick: true }, scope);
  createAll(Checkboxes, {}, scope);
  createAll(CharacterCount, {}, scope);
  createAll(ErrorSummary, {}, scope);
  createAll(NotificationBanner, {}, scope);
  createAll(Radios, {}, scope);
  if (scope === document) createAll(SkipLink, {}, document);
}

/** Everything that improves a page which already works without it. */
export function startShell(): void {
  startComponents(document);
  startLargeType();
  startCopy();
  startPrint();
  startDeadlines();
  startFollowUps();
  startGuards();
  startPocket();
  startHtmx((fragment) => startComponents(fragment));
}
