// SPDX-License-Identifier: MPL-2.0
// Printed by emscripten/declarations.c from the tables of src/flow/crossing.c: do not edit.

/** MessagePack extension 2: 32 lower-case hexadecimal digits. Times (extension 1) are `Date`s. */
export type Uuid = string;
export type HumanHandle = [email: string, label: string];
/** Somebody whose name may not be known yet. */
export type Person = [email: string, label: string | null];
export type Status = 'ok' | Refusal;
export type Refusal =
  | 'state'
  | 'argument'
  | 'cancelled'
  | 'not-known-yet'
  | 'timestamp-loop'
  | 'truncated'
  | 'malformed'
  | 'type'
  | 'missing-field'
  | 'duplicate-field'
  | 'value'
  | 'unknown-variant'
  | 'too-large'
  | 'too-deep'
  | 'envelope-version'
  | 'compression'
  | 'utf8'
  | 'address-empty'
  | 'address-scheme'
  | 'address-not-redirect'
  | 'address-host'
  | 'address-organization'
  | 'address-action'
  | 'address-truncated'
  | 'address-payload'
  | 'address-repeated'
  | 'device-file'
  | 'device-file-kind'
  | 'recovery-file'
  | 'recovery-key'
  | 'authority-key'
  | 'decrypt'
  | 'signature'
  | 'zero-key'
  | 'commitment'
  | 'algorithm'
  | 'stretch-weak'
  | 'stretch-excessive'
  | 'certificate'
  | 'mismatch'
  | 'certificate-order'
  | 'certificate-pair'
  | 'certificate-root'
  | 'certificate-redacted'
  | 'author-unknown'
  | 'author-revoked'
  | 'author-profile'
  | 'author-self'
  | 'author-other'
  | 'member-unknown'
  | 'member-revoked'
  | 'identifier-taken'
  | 'no-change'
  | 'rollback'
  | 'fork'
  | 'not-ourselves'
  | 'http-unauthenticated'
  | 'http-forbidden'
  | 'http-organization-not-found'
  | 'http-not-acceptable'
  | 'http-invitation-gone'
  | 'http-too-large'
  | 'http-bad-content'
  | 'http-version'
  | 'http-organization-expired'
  | 'http-revoked'
  | 'http-frozen'
  | 'http-terms'
  | 'http-web-forbidden'
  | 'http-clock'
  | 'http-server'
  | 'http-unexpected'
  | 'reply-malformed'
  | 'reply-unknown'
  | 'ballpark'
  | 'author-not-allowed'
  | 'invalid-certificate'
  | 'already-bootstrapped'
  | 'bootstrap-token'
  | 'invitation-not-found'
  | 'invitation-used'
  | 'invitation-cancelled'
  | 'greeter-not-found'
  | 'greeter-revoked'
  | 'greeter-not-allowed'
  | 'attempt-lost'
  | 'step-refused'
  | 'already-enrolled'
  | 'users-limit'
  | 'already-exists'
  | 'no-administrator'
  | 'invitation-kind'
  | 'enrolled-without-device'
  | 'not-created'
  | 'user-not-found'
  | 'user-revoked'
  | 'device-unconfirmed'
  | 'one-time-code'
  | 'throttled'
  | 'reset-link'
  | 'sign-on-disabled'
  | 'sign-on-config'
  | 'sign-on-unreachable'
  | 'sign-on-provider'
  | 'sign-on-state'
  | 'sign-on-code'
  | 'sign-on-timeout'
  | 'sign-on-account'
  | 'sign-on-expired'
  | 'sign-on-key'
  | 'sign-on-answer'
  | 'sign-on-emails'
  | 'sign-on-denied'
  | 'request-waiting'
  | 'request-not-found'
  | 'request-decided'
  | 'request-undecided'
  | 'request-kind'
  | 'request-email'
  | 'request-file'
  | 'request-payload'
  | 'memory'
  | 'random'
  | 'offline'
  | 'store-quota'
  | 'store-denied'
  | 'store-conflict'
  | 'store-missing'
  | 'store-mismatch'
  | 'store-aside'
  | 'store-taken'
  | 'stretch'
  | 'peer-cancelled'
  | 'peer-payload'
  | 'peer-refused';

export type Profile = 'ADMIN' | 'STANDARD' | 'OUTSIDER';

export type CancelReason = 'MANUALLY_CANCELLED' | 'INVALID_NONCE_HASH' | 'INVALID_SAS_CODE' | 'UNDECIPHERABLE_PAYLOAD' | 'UNDESERIALIZABLE_PAYLOAD' | 'INCONSISTENT_PAYLOAD' | 'AUTOMATICALLY_CANCELLED';

export type InvitationType = 'user' | 'device' | 'shamir-recovery';

export type InvitationStatus = 'PENDING' | 'FINISHED' | 'CANCELLED';

export type EmailSent = 'SUCCESS' | 'SERVER_UNAVAILABLE' | 'RECIPIENT_REFUSED';

export type DeviceFileKind = 'password' | 'keyring' | 'recovery' | 'pki' | 'account_vault' | 'openbao' | 'web_passkey';

export type DevicePurpose = 'STANDARD' | 'SHAMIR_RECOVERY' | 'PASSPHRASE_RECOVERY' | 'REGISTRATION';

export type CommonKind = 'user' | 'device' | 'user-update' | 'revoked-user';

export type JourneyKind = 'claim' | 'greet' | 'bootstrap' | 'claim-device' | 'greet-device';

export type FilePart = 'format' | 'head' | 'protection' | 'layer' | 'contents';

export type Verdict = 'fine' | 'method' | 'totp';

export type RequestStatus = 'submitted' | 'rejected' | 'cancelled' | 'accepted';

export type IdentityKind = 'smart-card' | 'sign-on' | 'unknown';

export type AddressKind = 'server' | 'organization' | 'bootstrap' | 'claim-user' | 'claim-device' | 'claim-shamir' | 'async-enrollment' | 'totp-reset' | 'workspace-path' | 'pki-enrollment';

export type Store = 'devices' | 'journeys' | 'data' | 'enrollments' | 'official';

export type Party = 'parsec' | 'openbao';

export type StoreVerb = 'get' | 'put' | 'delete' | 'list';

export type TransportFailure = 'unreachable' | 'timeout' | 'oversized';

export type StoreFailure = 'quota' | 'denied' | 'conflict';

export type DevicePlace = {
  store: Store;
  key: string;
};

export type StretchParameters = {
  memlimit_kb: number;
  opslimit: number;
  parallelism: number;
  salt: Uint8Array;
};

export type StoreOperation = {
  verb: StoreVerb;
  store: Store;
  key: string | null;
  value: Uint8Array | null;
};

export type StoreRecord = {
  key: string;
  value: Uint8Array;
};

export type StoreOutcome = {
  records: Array<StoreRecord>;
};

export type TermsLink = {
  locale: string;
  url: string;
};

export type PasskeyLine = {
  credential_id: Uint8Array;
  rp_id: string;
  salt: Uint8Array;
  label: string;
  created_on: Date;
};

export type ProviderLine = {
  id: string;
};

export type SignOnReturn = {
  provider: string;
  state: string;
  client_nonce: string;
  returned_state: string;
  code: string;
};

export type PolicyLine = {
  kind: DeviceFileKind;
  allowed: boolean;
  needs_totp: boolean;
};

export type DeviceLine = {
  place: DevicePlace;
  status: Status;
  aside: boolean;
  kind: DeviceFileKind | null;
  device_id: Uuid | null;
  organization: string | null;
  host: string | null;
  human_handle: HumanHandle | null;
  device_label: string | null;
  created_on: Date | null;
  user_id: Uuid | null;
  has_totp: boolean;
  passkeys: Array<PasskeyLine>;
  provider: string | null;
};

export type JourneyLine = {
  key: string;
  kind: JourneyKind;
  organization: string;
  host: string;
  human_handle: HumanHandle;
  created_on: Date;
};

export type RequestLine = {
  key: string;
  status: Status;
  organization: string | null;
  host: string | null;
  server_url: string | null;
  human_handle: HumanHandle | null;
  device_label: string | null;
  provider: string | null;
  submitted_on: Date;
};

export type RequestedLine = {
  enrollment_id: Uuid;
  submitted_on: Date;
  status: Status;
  identity: IdentityKind;
  human_handle: HumanHandle | null;
  device_label: string | null;
};

export type InvitationLine = {
  invitation: Uuid;
  type: InvitationType;
  link: string | null;
  email: string | null;
  created_on: Date;
  created_by: HumanHandle | null;
  status: InvitationStatus;
  unfinished: boolean;
};

export type PersonLine = {
  user_id: Uuid;
  human_handle: HumanHandle | null;
  profile: Profile;
  created_on: Date;
  created_by: HumanHandle | null;
  self: boolean;
  revoked_on: Date | null;
  revoked_by: HumanHandle | null;
};

export type MemberDeviceLine = {
  device_id: Uuid;
  user_id: Uuid;
  device_label: string | null;
  purpose: DevicePurpose;
  created_on: Date;
  self: boolean;
  news: boolean;
};

export type Question =
  | { question: 'invitation'; organization: string; host: string; new_device: boolean; email: string; invited: HumanHandle | null; inviter: HumanHandle | null; service_label: string | null; administrators: Array<HumanHandle> }
  | { question: 'code'; peer: Person; choices: Array<string> }
  | { question: 'details'; email: string; peer: Person; rejected: Status }
  | { question: 'identity'; host: string; organization: string | null; rejected: Status }
  | { question: 'protection'; organization: string; email: string; passkey: boolean; sign_on: boolean; rejected: Status }
  | { question: 'new-passkey'; organization: string; human_handle: HumanHandle; user_handle: Uint8Array; salt: Uint8Array; existing: Array<Uint8Array>; rejected: Status }
  | { question: 'password'; organization: string; host: string; human_handle: HumanHandle; device_label: string | null; refused: number }
  | { question: 'passkey'; organization: string; host: string; human_handle: HumanHandle; device_label: string | null; passkeys: Array<PasskeyLine>; refused: number }
  | { question: 'sign-on'; organization: string; host: string; openbao_host: string; providers: Array<ProviderLine>; preferred: string | null; human_handle: HumanHandle | null; signed_on_as: Array<string>; rejected: Status }
  | { question: 'signing-on'; organization: string; provider: string; auth_url: string; state: string; client_nonce: string }
  | { question: 'one-time-code'; organization: string; host: string; human_handle: HumanHandle; rejected: Status; refused: number; wait_until: Date | null }
  | { question: 'totp-secret'; organization: string; host: string; rejected: Status }
  | { question: 'recovery-file'; organization: string; name: string; key_name: string; file: Uint8Array; rejected: Status }
  | { question: 'recovery-key'; organization: string; host: string; human_handle: HumanHandle; created_on: Date; rejected: Status; refused: number }
  | { question: 'approval'; requested: HumanHandle; device_label: string; invited_email: string; email_matches: boolean; rejected: Status }
  | { question: 'new-device'; device_label: string }
  | { question: 'request'; organization: string; host: string; provider: string; emails: Array<string>; rejected: Status; submitted_on: Date | null }
  | { question: 'requested'; human_handle: HumanHandle; device_label: string; submitted_on: Date; emails: Array<string>; rejected: Status }
  | { question: 'accepted'; organization: string; host: string; requested: HumanHandle; human_handle: HumanHandle; differs: boolean; profile: Profile; device_label: string; accepted_by: Array<string> }
  | { question: 'terms'; organization: string; updated_on: Date; links: Array<TermsLink>; changed: boolean }
  | { question: 'elsewhere'; organization: string; device_label: string }
  | { question: 'stopped'; peer: Person | null; by_me: boolean; reason: CancelReason; status: Status; count: number }
  | { question: 'trouble'; status: Refusal; nothing_lost: boolean };

export type Note =
  | { note: 'waiting'; people: Array<Person>; person_must_act: boolean }
  | { note: 'own-code'; code: string; peer: Person }
  | { note: 'network'; reachable: boolean; status: Status; retry_in_ms: number }
  | { note: 'silence'; silent: boolean; peer: Person | null }
  | { note: 'restarted'; by_me: boolean; reason: CancelReason; count: number }
  | { note: 'live'; online: boolean; status: Status; retry_in_ms: number }
  | { note: 'known'; complete: boolean; certificates: number; done: number; total: number }
  | { note: 'invitations'; count: number }
  | { note: 'request'; status: RequestStatus; submitted_on: Date; decided_on: Date | null }
  | { note: 'requests'; count: number };

export type Result =
  | { result: 'device'; device: number; device_id: Uuid; user_id: Uuid; organization: string; host: string; server_url: string; human_handle: HumanHandle; device_label: string; profile: Profile; place: DevicePlace }
  | { result: 'greeted'; user_id: Uuid; human_handle: HumanHandle; profile: Profile }
  | { result: 'added'; device_id: Uuid; device_label: string }
  | { result: 'invited'; invitation: Uuid; email_sent: EmailSent; link: string }
  | { result: 'invitations'; invitations: Array<InvitationLine> }
  | { result: 'home'; devices: Array<DeviceLine>; requests: Array<RequestLine>; journeys: Array<JourneyLine> }
  | { result: 'file'; name: string; data: Uint8Array }
  | { result: 'directory'; certificates: number; people: Array<PersonLine>; devices: Array<MemberDeviceLine>; next: number | null }
  | { result: 'imported'; device: DeviceLine }
  | { result: 'policy'; restricted: boolean; methods: Array<PolicyLine>; verdict: Verdict; providers: Array<ProviderLine>; answered: boolean }
  | { result: 'request'; request: RequestLine }
  | { result: 'requests'; requests: Array<RequestedLine>; link: string }
  | { result: 'recovered'; device: DeviceLine }
  | { result: 'nothing' };

export type Failure = {
  status: Refusal;
  http_status: number;
  server_time: Date | null;
  client_time: Date | null;
  wait_until: Date | null;
  person: Person | null;
  certificate: CommonKind | null;
  certificate_time: Date | null;
  file_kind: DeviceFileKind | null;
  file_part: FilePart | null;
  nothing_lost: boolean;
};

export type Effect =
  | { effect: 'request'; id: number; party: Party; method: string; url: string; headers: Array<{ name: string; value: string }>; body: Uint8Array | null; timeout_ms: number; max_response: number }
  | { effect: 'stream'; id: number; party: Party; method: string; url: string; headers: Array<{ name: string; value: string }>; body: Uint8Array | null; timeout_ms: number; max_response: number }
  | { effect: 'sleep'; id: number; ms: number }
  | { effect: 'store'; id: number; operations: Array<StoreOperation> }
  | { effect: 'stretch'; id: number; parameters: StretchParameters }
  | { effect: 'ask'; id: number; question: Question }
  | { effect: 'note'; note: Note }
  | { effect: 'withdraw'; id: number }
  | { effect: 'done'; result: Result }
  | { effect: 'failed'; failure: Failure };

export type Answer =
  | { answer: 'proceed' }
  | { answer: 'code'; code: string }
  | { answer: 'no-code' }
  | { answer: 'details'; name: string }
  | { answer: 'identity'; name: string; email: string; organization?: string | null; authority_key_pem?: string | null; replace?: boolean | null }
  | { answer: 'protection' }
  | { answer: 'new-passkey'; credential_id: Uint8Array; rp_id: string; label: string }
  | { answer: 'password' }
  | { answer: 'passkey'; credential_id: Uint8Array }
  | { answer: 'sign-on' }
  | { answer: 'provider'; provider: string; redirect_uri: string }
  | { answer: 'signed-on'; state: string }
  | { answer: 'recovery-file'; file: Uint8Array }
  | { answer: 'recovery-key' }
  | { answer: 'approve'; name: string; profile: Profile; mismatch_acknowledged?: boolean | null }
  | { answer: 'refuse' }
  | { answer: 'again' };

export type Event =
  | { event: 'begin'; now: Date }
  | { event: 'response'; effect: number; now: Date; http_status: number; body: Uint8Array }
  | { event: 'transport-failure'; effect: number; now: Date; failure: TransportFailure }
  | { event: 'streamed'; effect: number; now: Date; bytes: Uint8Array }
  | { event: 'stream-closed'; effect: number; now: Date; http_status: number }
  | { event: 'fired'; effect: number; now: Date }
  | { event: 'stored'; effect: number; now: Date; outcomes: Array<StoreOutcome> }
  | { event: 'store-failure'; effect: number; now: Date; failure: StoreFailure }
  | { event: 'stretched'; effect: number; now: Date }
  | { event: 'stretch-failure'; effect: number; now: Date }
  | { event: 'answer'; effect: number; now: Date; answer: Answer }
  | { event: 'cancel'; now: Date }
  | { event: 'hurry'; now: Date };

export type Options =
  | { flow: 'bootstrap'; link?: string | null; server_url?: string | null; journey_key?: string | null; device_label?: string | null }
  | { flow: 'claim'; link?: string | null; journey_key?: string | null; device_label?: string | null }
  | { flow: 'greet'; device: number; link: string }
  | { flow: 'invite'; device: number } & (
    | { job: 'new'; email: string; send_email: boolean }
    | { job: 'list' }
    | { job: 'cancel'; link: string }
    | { job: 'new-device'; send_email: boolean })
  | { flow: 'unlock'; place: DevicePlace; sign_on?: SignOnReturn | null }
  | { flow: 'home'; forget?: string | null }
  | { flow: 'import'; file: Uint8Array; replace?: boolean | null }
  | { flow: 'export'; place: DevicePlace }
  | { flow: 'session'; device: number }
  | { flow: 'directory'; device: number; first?: number | null }
  | { flow: 'acknowledge'; device: number; until: Date }
  | { flow: 'member'; device: number; user_id: Uuid } & (
    | { job: 'profile'; profile: Profile }
    | { job: 'revoke' })
  | { flow: 'terms'; device: number }
  | { flow: 'change'; place: DevicePlace } & (
    | { job: 'method' }
    | { job: 'add-passkey' }
    | { job: 'remove-passkey'; credential_id: Uint8Array })
  | { flow: 'totp'; place: DevicePlace } & (
    | { job: 'add' }
    | { job: 'remove' })
  | { flow: 'totp-reset'; link: string }
  | { flow: 'policy'; server_url: string; judged?: DevicePlace | null }
  | { flow: 'recovery'; device: number }
  | { flow: 'recover'; file: Uint8Array; device_label?: string | null }
  | { flow: 'file'; place: DevicePlace } & (
    | { job: 'aside' }
    | { job: 'back' }
    | { job: 'remove' })
  | { flow: 'enroll'; link: string; device_label?: string | null; sign_on?: SignOnReturn | null }
  | { flow: 'follow'; key: string } & (
    | { job: 'watch' }
    | { job: 'withdraw' }
    | { job: 'forget' })
  | { flow: 'join'; key: string; sign_on?: SignOnReturn | null }
  | { flow: 'requests'; device: number } & (
    | { job: 'list' }
    | { job: 'reject'; enrollment_id: Uuid })
  | { flow: 'accept'; device: number; enrollment_id: Uuid; send_email: boolean };

export type AddressDescription = {
  status: 'ok';
  kind: AddressKind;
  host: string;
  server_url: string;
  organization: string | null;
  continue_url: string | null;
  desktop_url: string | null;
};

export type AddressRefusal = {
  status: Refusal;
  sentence: string;
};

export type RecoveryKeyDescription = {
  status: Status;
  symbols: number;
  total: number;
  foreign: boolean;
};
