/**
 * The service worker. It keeps static files and the two pages for when there is no network, and nothing else: no page of a person, no answer of the
 * server's data, no form is ever written to the phone by it. The server puts the list and its version in front of this file.
 */

interface Shell {
  version: string;
  files: string[];
  offline: string;
  /** A bare page that goes on recording a hearing, and the addresses (a pattern) in whose place it is shown. */
  recorder: string;
  recorders: string;
}

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Pushed extends Waiting {
  readonly data: { json(): unknown } | null;
}

interface Clicked extends Waiting {
  readonly notification: Notification;
}

interface Window_ {
  readonly url: string;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}

interface Worker_ {
  readonly SHELL: Shell;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: object): Promise<Window_[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener<T extends Event>(name: string, listener: (event: T) => void): void;
}

interface Message {
  title: string;
  text: string;
  url: string;
  id: string;
  receipt: string;
}

const worker = self as unknown as Worker_;
const { version, files, offline, recorder, recorders } = worker.SHELL;
const CACHE = `shell-${version}`;
const STATIC = "/static/";

worker.addEventListener<Waiting>("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) =>
      // Without cookies: what is kept is what a stranger sees.
      cache.addAll([...files, offline, recorder].map((url) => new Request(url, { credentials: "omit", cache: "reload" }))),
    ),
  );
});

worker.addEventListener<Waiting>("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("shell-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener<MessageEvent>("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
});

worker.addEventListener<Fetching>("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    const instead = new RegExp(recorders).test(url.pathname) ? recorder : offline;
    event.respondWith(
      fetch(request).catch(async () => (await caches.match(instead, { cacheName: CACHE })) ?? Response.error()),
    );
  } else if (request.method === "GET" && url.pathname.startsWith(STATIC)) {
    event.respondWith(
      caches.match(url.pathname, { cacheName: CACHE }).then((found) => found ?? fetch(request)),
    );
  }
});

worker.addEventListener<Pushed>("push", (event) => {
  const message = event.data?.json() as Message | undefined;
  if (!message) return;
  const { title, text, url, id, receipt } = message;
  const shown = worker.registration.showNotification(title, {
    body: text,
    tag: id, // sent twice because an answer was lost, it is shown once
    icon: "/static/icons/icon-192.png",
    badge: "/static/icons/badge.png",
    data: { url },
  });
  const said = fetch("/notices/phone/push/received/", {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ id, receipt }),
  }).catch(() => undefined);
  event.waitUntil(Promise.all([shown, said]));
});

worker.addEventListener<Clicked>("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data as { url: string };
  const target = new URL(url, location.origin);
  if (target.origin !== location.origin) return;
  event.waitUntil(worker.clients.openWindow(target.href));
});
