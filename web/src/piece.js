// SPDX-License-Identifier: MPL-2.0
import { updateWhenLocaleChanges } from '@lit/localize';
import { LitElement } from 'lit';

/**
 * An element of ours. It renders into the page's own tree: labels, ids, headings and the one style sheet work everywhere, for assistive
 * technology, password managers and tests alike.
 */
export class Piece extends LitElement {
  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }

  createRenderRoot() {
    return this;
  }
}
