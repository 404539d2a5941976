// SPDX-License-Identifier: MPL-2.0

/** Runs in a page: everything that its origin keeps, as text in which bytes are hex. Must stay self-contained: it is sent as source. */
export const kept = () => {
  /** @param {any} value @returns {string} */
  const flat = (value) => {
    if (value instanceof ArrayBuffer) return flat(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) {
      return Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), (b) =>
        b.toString(16).padStart(2, '0'),
      ).join('');
    }
    if (Array.isArray(value)) return value.map(flat).join(' ');
    if (value && typeof value === 'object')
      return Object.entries(value)
        .map(([k, v]) => `${k} ${flat(v)}`)
        .join(' ');
    return String(value);
  };
  /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return (async () => {
    const parts = [
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      document.cookie,
    ];
    for (const { name } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(/** @type {string} */ (name)));
      for (const store of db.objectStoreNames) {
        const objects = db.transaction(store).objectStore(store);
        parts.push(flat(await done(objects.getAllKeys())), flat(await done(objects.getAll())));
      }
      db.close();
    }
    for (const key of await caches.keys()) {
      parts.push(...(await (await caches.open(key)).keys()).map((request) => request.url));
    }
    return parts.join('\n');
  })();
};
