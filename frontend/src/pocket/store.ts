/**
 * What a page keeps on this phone until the server has it: encrypted with a key that scripts can use and nobody can read out,
 * for one person, for a week. Signing out throws the key away, and with it everything.
 */

const DATABASE = "pocket";
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const SHELVES = ["drafts", "uploads"] as const;

export type Shelf = (typeof SHELVES)[number];

interface Sealed {
  id: string;
  at: number;
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
  fileIv?: Uint8Array<ArrayBuffer>;
  file?: ArrayBuffer;
}

interface KeyRow {
  id: "key";
  person: string;
  key: CryptoKey;
}

export interface Found {
  id: string;
  at: number;
  value: unknown;
}

/** One request of IndexedDB as a promise. */
function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    for (const name of ["keys", ...SHELVES]) request.result.createObjectStore(name, { keyPath: "id" });
  };
  return answer(request);
}

async function clear(database: IDBDatabase): Promise<void> {
  const change = database.transaction(["keys", ...SHELVES], "readwrite");
  await Promise.all(["keys", ...SHELVES].map((name) => answer(change.objectStore(name).clear())));
}

let forgotten = false;

/** Everything of everybody on this phone is worthless after this, and this page writes no more. */
export async function forgetEverything(): Promise<void> {
  forgotten = true;
  if (!("indexedDB" in window)) return;
  const database = await openDatabase();
  await clear(database);
  database.close();
}

export class Store {
  private constructor(
    private readonly database: IDBDatabase,
    private readonly key: CryptoKey,
  ) {}

  /** The store of the person whose page this is; what another person left is thrown away. Null where nothing may or can be kept. */
  static async open(): Promise<Store | null> {
    const person = document.body.dataset.person ?? "";
    if (!person || !("indexedDB" in window) || !window.crypto?.subtle) return null;
    try {
      const database = await openDatabase();
      database.onversionchange = () => database.close();
      const read = database.transaction("keys").objectStore("keys");
      const row = (await answer(read.get("key"))) as KeyRow | undefined;
      if (row && row.person === person) {
        const store = new Store(database, row.key);
        await store.forgetOld();
        return store;
      }
      await clear(database);
      const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      // Another tab may have been faster: the first key stays.
      const change = database.transaction("keys", "readwrite").objectStore("keys");
      const other = (await answer(change.get("key"))) as KeyRow | undefined;
      if (!other) await answer(change.put({ id: "key", person, key } satisfies KeyRow));
      return new Store(database, other?.key ?? key);
    } catch {
      return null; // A private window, a full phone: pages work, and nothing is kept.
    }
  }

  async put(shelf: Shelf, id: string, value: unknown, file?: Blob): Promise<void> {
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const row: Sealed = { id, at: Date.now(), ...(await this.seal(plain)) };
    if (file) {
      const whole = await this.seal(await file.arrayBuffer());
      row.file = whole.sealed;
      row.fileIv = whole.iv;
    }
    // A page that is being left saves once more; after signing out that would be too late.
    if (!forgotten) await answer(this.database.transaction(shelf, "readwrite").objectStore(shelf).put(row));
  }

  /** Other words about a file that is kept already. */
  async change(shelf: Shelf, id: string, value: unknown, withFile: boolean): Promise<void> {
    const fresh = await this.seal(new TextEncoder().encode(JSON.stringify(value)));
    const rows = this.database.transaction(shelf, "readwrite").objectStore(shelf);
    const row = (await answer(rows.get(id))) as Sealed | undefined;
    if (!row) return;
    const changed: Sealed = { ...row, ...fresh };
    if (!withFile) {
      delete changed.file;
      delete changed.fileIv;
    }
    await answer(rows.put(changed));
  }

  async get(shelf: Shelf, id: string): Promise<Found | null> {
    const row = (await answer(this.database.transaction(shelf).objectStore(shelf).get(id))) as Sealed | undefined;
    return row ? this.opened(row) : null;
  }

  /** Everything whose id begins so. */
  async all(shelf: Shelf, prefix: string): Promise<Found[]> {
    const rows = (await answer(this.database.transaction(shelf).objectStore(shelf).getAll())) as Sealed[];
    const found = await Promise.all(rows.filter((row) => row.id.startsWith(prefix)).map((row) => this.opened(row)));
    return found.filter((row): row is Found => row !== null).sort((one, other) => one.at - other.at);
  }

  async file(shelf: Shelf, id: string): Promise<ArrayBuffer | null> {
    const row = (await answer(this.database.transaction(shelf).objectStore(shelf).get(id))) as Sealed | undefined;
    if (!row?.file || !row.fileIv) return null;
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: row.fileIv }, this.key, row.file).catch(() => null);
  }

  async remove(shelf: Shelf, id: string): Promise<void> {
    await answer(this.database.transaction(shelf, "readwrite").objectStore(shelf).delete(id));
  }

  async removeAll(shelf: Shelf, prefix: string): Promise<void> {
    const keys = (await answer(this.database.transaction(shelf).objectStore(shelf).getAllKeys())) as string[];
    for (const id of keys) if (id.startsWith(prefix)) await this.remove(shelf, id);
  }

  private async seal(plain: BufferSource): Promise<{ iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, plain) };
  }

  private async opened(row: Sealed): Promise<Found | null> {
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, this.key, row.sealed);
      return { id: row.id, at: row.at, value: JSON.parse(new TextDecoder().decode(plain)) as unknown };
    } catch {
      return null; // Sealed with a key that was thrown away.
    }
  }

  private async forgetOld(): Promise<void> {
    for (const shelf of SHELVES) {
      const rows = this.database.transaction(shelf, "readwrite").objectStore(shelf);
      await new Promise<void>((resolve, reject) => {
        const walk = rows.openCursor();
        walk.onerror = () => reject(walk.error ?? new Error("IndexedDB"));
        walk.onsuccess = () => {
          const cursor = walk.result;
          if (!cursor) return resolve();
          if ((cursor.value as Sealed).at < Date.now() - WEEK_MS) cursor.delete();
          cursor.continue();
        };
      });
    }
  }
}

let opening: Promise<Store | null> | undefined;

/** The page's one store. */
export function store(): Promise<Store | null> {
  opening ??= Store.open();
  return opening;
}

/** The id of something on this page: the address says which case, so only its hash is written down. */
export async function pageId(name: string): Promise<string> {
  return `${await hex(new TextEncoder().encode(location.pathname))}:${name}`;
}

/** SHA-256 in hexadecimal. */
export async function hex(content: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
