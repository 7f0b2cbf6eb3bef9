// GOV.UK Frontend ships no types; these are the few names we use.
declare module "govuk-frontend" {
  type Component = new (root: Element, config?: Record<string, unknown>) => unknown;
  export const Button: Component;
  export const CharacterCount: Component;
  export const Checkboxes: Component;
  export const ErrorSummary: Component;
  export const NotificationBanner: Component;
  export const Radios: Component;
  export const SkipLink: Component;
  export function createAll(component: Component, config?: Record<string, unknown>, scope?: Element | Document): unknown[];
}
