/** Words that scripts show, in the language of the page. Everything that the server can say, the server says. */

type Entry = { readonly zh: string; readonly en: string };

const chinese = document.documentElement.lang.toLowerCase().startsWith("zh");

/** The phrase in the page's language, with `{name}` replaced. */
export function say(entry: Entry, values: Readonly<Record<string, string | number>> = {}): string {
  const text = chinese ? entry.zh : entry.en;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export const isChinese = chinese;
