// SPDX-License-Identifier: MPL-2.0

/**
 * @typedef {object} State what a page shows
 * @property {string} flow
 * @property {string} step
 * @property {string} heading
 * @property {string} code that is to be read out
 * @property {string[]} choices codes to choose from
 * @property {string} text
 * @property {string} title
 *
 * @typedef {object} Request
 * @property {'state' | 'press' | 'has' | 'fill' | 'code' | 'choose' | 'file'} op
 * @property {string} [name]
 * @property {string} [value] text of a field, content of a file in base64, or the selector of what is looked for
 */

/**
 * What runs inside the page, in every browser: finds things as a person does, by visible text and label. Must stay self-contained:
 * it is sent as source.
 * @param {Request} request
 * @returns {State | boolean} whether it could be done
 */
export function agent({ op, name = '', value = '' }) {
  const text = (/** @type {Element} */ e) => (e.textContent ?? '').replace(/\s+/g, ' ').trim();
  const visible = (/** @type {Element} */ e) =>
    e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  /** @param {Element} e */
  const nameOf = (e) => {
    const labelledBy = e.getAttribute('aria-labelledby');
    if (labelledBy)
      return labelledBy
        .split(' ')
        .map((id) => text(/** @type {Element} */ (document.getElementById(id))))
        .join(' ');
    const label = e.getAttribute('aria-label');
    if (label) return label;
    const labels = /** @type {HTMLInputElement} */ (e).labels;
    if (labels?.length) return [...labels].map(text).join(' ');
    return text(e);
  };
  const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
  /** @param {string} selector */
  const find = (selector) => {
    const all = [...top.querySelectorAll(selector)].filter((e) => visible(e) || e.matches('input'));
    return (
      all.find((e) => nameOf(e) === name) ??
      all.find((e) => nameOf(e).startsWith(name)) ??
      all.find((e) => nameOf(e).includes(name)) ??
      null
    );
  };
  switch (op) {
    case 'state': {
      const step = document.querySelector('[data-flow]');
      return {
        flow: step?.getAttribute('data-flow') ?? '',
        step: step?.getAttribute('data-step') ?? '',
        heading: [...document.querySelectorAll('h1')].filter(visible).map(text).join(' | '),
        code:
          document
            .querySelector('.code-shown:not(.small)[data-code], .code-shown[data-code]')
            ?.getAttribute('data-code') ?? '',
        choices: [...document.querySelectorAll('input[type=radio]')]
          .map((e) => e.closest('[data-code]')?.getAttribute('data-code') ?? '')
          .filter(Boolean),
        text: document.body.innerText.replace(/\s+/g, ' '),
        title: document.title,
      };
    }
    case 'press': {
      const target = /** @type {HTMLElement | null} */ (find('button, a[href], summary'));
      target?.click();
      return target !== null;
    }
    case 'has':
      return find(value || 'button, a[href], summary, input, select, textarea') !== null;
    case 'fill': {
      const field = /** @type {HTMLInputElement | null} */ (find('input, textarea'));
      if (!field) return false;
      field.focus();
      field.value = value;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
      return true;
    }
    case 'code': {
      const field = /** @type {HTMLInputElement | null} */ (
        top.querySelector(`[data-code="${name}"] input[type=radio]`)
      );
      field?.click();
      return field?.checked ?? false;
    }
    case 'choose': {
      const field = /** @type {HTMLInputElement | null} */ (
        find('input[type=radio], input[type=checkbox]')
      );
      // A page that has just appeared takes no click yet.
      if (field && !field.checked) field.click();
      return field?.checked ?? false;
    }
    case 'file': {
      const field = /** @type {HTMLInputElement | null} */ (top.querySelector('input[type=file]'));
      if (!field) return false;
      const bytes = Uint8Array.from(atob(value), (c) => c.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name));
      field.files = transfer.files;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      return true;
    }
  }
  throw new Error(`no such operation ${op}`);
}
