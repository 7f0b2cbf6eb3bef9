/**
 * Recordings made without a network, in this browser until the server has them: every piece encrypted with a key that scripts can
 * use and nobody can read out. Unlike what a person types (`pocket/store.ts`) they are the court's, and outlive signing out.
 */

const DATABASE = "offline-recordings";

/** One recording. `link` is the hash chain after its last kept piece, and so its final hash when it broke off there. */
export interface Row {
  key: string;
  hearing: string;
  mime: string;
  started_ms: number;
  ended_ms: number;
  count: number;
  bytes: number;
  link: string;
  /** Nobody has ended it: it is running, or the page or the device died. */
  open: boolean;
  /** Somebody has asked for it to be brought in. */
  sending: boolean;
  /** The server keeps it. */
  done: boolean;
}

interface Piece {
  recording: string;
  number: number;
  sha256: string;
  size: number;
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

export interface Declared {
  number: number;
  sha256: string;
  size: number;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

function finished(change: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onerror = change.onabort = () => reject(change.error ?? new Error("IndexedDB"));
  });
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    const database = request.result;
    database.createObjectStore("keys", { keyPath: "id" });
    database.createObjectStore("recordings", { keyPath: "key" });
    database.createObjectStore("pieces", { keyPath: ["recording", "number"] });
  };
  return answer(request);
}

const range = (key: string): IDBKeyRange => IDBKeyRange.bound([key, 0], [key, Infinity]);

export class Store {
  private constructor(
    private readonly database: IDBDatabase,
    private readonly secret: CryptoKey,
  ) {}

  static async open(): Promise<Store> {
    const database = await opened();
    const known = (await answer(database.transaction("keys").objectStore("keys").get("key"))) as { key: CryptoKey } | undefined;
    if (known) return new Store(database, known.key);
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Another page may have been faster: the first key stays.
    const keys = database.transaction("keys", "readwrite").objectStore("keys");
    const first = (await answer(keys.get("key"))) as { key: CryptoKey } | undefined;
    if (!first) await answer(keys.put({ id: "key", key }));
    return new Store(database, first?.key ?? key);
  }

  /** The recordings of a hearing, oldest first. */
  async of(hearing: string): Promise<Row[]> {
    const rows = (await answer(this.database.transaction("recordings").objectStore("recordings").getAll())) as Row[];
    return rows.filter((row) => row.hearing === hearing).sort((one, other) => one.started_ms - other.started_ms);
  }

  async save(row: Row): Promise<void> {
    const change = this.database.transaction("recordings", "readwrite", { durability: "strict" });
    change.objectStore("recordings").put(row);
    await finished(change);
  }

  /** The piece and what the recording is with it, both or neither, on the disk before this returns. */
  async add(row: Row, content: ArrayBuffer, sha256: string): Promise<void> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.secret, content);
    const piece: Piece = { recording: row.key, number: row.count - 1, sha256, size: content.byteLength, iv, sealed };
    const change = this.database.transaction(["recordings", "pieces"], "readwrite", { durability: "strict" });
    change.objectStore("pieces").put(piece);
    change.objectStore("recordings").put(row);
    await finished(change);
  }

  /** What every piece is, in their order, without their contents in memory at once. */
  async declared(key: string): Promise<Declared[]> {
    const pieces = this.database.transaction("pieces").objectStore("pieces");
    const found: Declared[] = [];
    await new Promise<void>((resolve, reject) => {
      const walk = pieces.openCursor(range(key));
      walk.onerror = () => reject(walk.error ?? new Error("IndexedDB"));
      walk.onsuccess = () => {
        const cursor = walk.result;
        if (!cursor) return resolve();
        const { number, sha256, size } = cursor.value as Piece;
        found.push({ number, sha256, size });
        cursor.continue();
      };
    });
    return found;
  }

  async content(key: string, number: number): Promise<ArrayBuffer> {
    const piece = (await answer(this.database.transaction("pieces").objectStore("pieces").get([key, number]))) as Piece;
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: piece.iv }, this.secret, piece.sealed);
  }

  /** The server has it: the contents go, the row with its hash stays. */
  async emptied(row: Row): Promise<void> {
    const change = this.database.transaction(["recordings", "pieces"], "readwrite");
    change.objectStore("pieces").delete(range(row.key));
    change.objectStore("recordings").put(row);
    await finished(change);
  }
}
