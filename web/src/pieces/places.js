// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { icon } from './icon.js';

/**
 * Where one can go inside an open organization.
 * @param {import('../journeys.js').DeviceResult} device
 * @param {'organization' | 'devices' | 'security' | 'people'} current
 */
export function places(device, current) {
  const base = `#/device/${device.device_id}`;
  return html`<nav class="places" aria-label=${msg('In this organization', { id: 'places.label' })}>
    <ul>
      <li>
        <a href=${base} aria-current=${current === 'organization' ? 'page' : nothing}>${icon('person')}${msg('You and this device', { id: 'places.me' })}</a>
      </li>
      <li>
        <a href="${base}/devices" aria-current=${current === 'devices' ? 'page' : nothing}>${icon('device')}${msg('My devices', { id: 'devices.title' })}</a>
      </li>
      <li>
        <a href="${base}/security" aria-current=${current === 'security' ? 'page' : nothing}>${icon('shield')}${msg('Security', { id: 'security.title' })}</a>
      </li>
      <li>
        <a href="${base}/people" aria-current=${current === 'people' ? 'page' : nothing}>${icon('people')}${msg('People', { id: 'places.people' })}</a>
      </li>
    </ul>
  </nav>`;
}
