# SPDX-License-Identifier: MPL-2.0
# What OpenBao lets a person do who signed on: the policy "parsec" of the role "default". The stand-in for the tests obeys
# this file, and a real OpenBao takes it as it is (README.md, "A real OpenBao").

# The keys of one's devices, for oneself.
path "secret/data/{{identity.entity.id}}/*" {
  capabilities = ["create", "update", "read", "delete"]
}

# Signing as oneself. That nobody else can is what tells an administrator who asks to join.
path "transit/keys/entity-{{identity.entity.id}}" {
  capabilities = ["update"]
}
path "transit/sign/entity-{{identity.entity.id}}" {
  capabilities = ["update"]
}

# Checking who signed, and the e-mail addresses that they have proven.
path "transit/verify/entity-*" {
  capabilities = ["update"]
}
path "identity/entity/id/*" {
  capabilities = ["read"]
}
