// SPDX-License-Identifier: MPL-2.0

/**
 * What a browser keeps of ours, as it lies in IndexedDB.
 * @param {{ page: import('playwright-core').Page }} person on a page of ours
 * @param {'devices' | 'journeys' | 'data'} store
 * @returns {Promise<{ key: string, base64: string }[]>}
 */
export function stored({ page }, store) {
  return page.evaluate(async (name) => {
    /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found = [];
    for (const database of await indexedDB.databases()) {
      const db = await done(indexedDB.open(/** @type {string} */ (database.name)));
      if (db.objectStoreNames.contains(name)) {
        const records = db.transaction(name).objectStore(name);
        const [keys, values] = await Promise.all([
          done(records.getAllKeys()),
          done(records.getAll()),
        ]);
        for (const [i, key] of keys.entries())
          found.push({ key: String(key), base64: btoa(String.fromCharCode(...values[i])) });
      }
      db.close();
    }
    return found;
  }, store);
}

/**
 * Puts records there, as they are.
 * @param {{ page: import('playwright-core').Page }} person on a page of ours
 * @param {'devices' | 'journeys'} store
 * @param {Record<string, string>} records in base64
 */
export function leave({ page }, store, records) {
  return page.evaluate(
    ([name, all]) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('parsec-web');
        opening.onerror = reject;
        opening.onsuccess = () => {
          const tx = opening.result.transaction(name, 'readwrite');
          for (const [key, base64] of Object.entries(all))
            tx.objectStore(name).put(
              Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)),
              key,
            );
          tx.oncomplete = () => {
            opening.result.close();
            resolve(undefined);
          };
        };
      }),
    /** @type {const} */ ([store, records]),
  );
}
