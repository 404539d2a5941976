// SPDX-License-Identifier: MPL-2.0

/**
 * Ends what was used, last first, however the work ends.
 * @template T
 * @param {(use: <R extends { stop?: () => unknown, leave?: () => unknown }>(resource: R | Promise<R>) => Promise<R>) => Promise<T>} work
 */
export async function withAll(work) {
  /** @type {{ stop?: () => unknown, leave?: () => unknown }[]} */
  const used = [];
  try {
    return await work(async (resource) => {
      const ready = await resource;
      used.push(ready);
      return ready;
    });
  } finally {
    for (const resource of used.reverse())
      await (resource.leave ? resource.leave() : resource.stop?.());
  }
}
