// SPDX-License-Identifier: MPL-2.0
// What the core tells about a journey, as the screens read it.

/**
 * @typedef {[string, string]} HumanHandle e-mail, name
 * @typedef {{ store: string, key: string }} DevicePlace
 * @typedef {{ result: 'device', device: number, device_id: string, user_id: string, organization: string, host: string,
 *   server_url: string, human_handle: HumanHandle, device_label: string, profile: string, place: DevicePlace }} DeviceResult
 * @typedef {{ place: DevicePlace, status: string, kind: string, device_id: string, organization: string, host: string,
 *   human_handle: HumanHandle, device_label: string, created_on: Date }} DeviceLine
 * @typedef {{ key: string, kind: string, organization: string, host: string, human_handle: HumanHandle | null, created_on: Date }} JourneyLine
 * @typedef {{ invitation: string, link: string | null, email: string, created_on: Date, created_by: HumanHandle | null, status: string,
 *   unfinished: boolean }} InvitationLine
 * @typedef {{ status: string, http_status?: number, server_time?: Date | null, client_time?: Date | null, wait_until?: Date | null,
 *   person?: HumanHandle | null, nothing_lost?: boolean }} Failure
 */

/** @param {HumanHandle | null | undefined} handle */
export function nameOf(handle) {
  return handle ? handle[1] || handle[0] : '';
}

/**
 * Enumerations cross by their wire names ("INVALID_SAS_CODE") or in lower case with dashes: here always the latter.
 * @param {string | undefined | null} name
 */
export function plain(name) {
  return (name ?? '').toLowerCase().replaceAll('_', '-');
}
