// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/vault/sdk/framework"
	"github.com/hashicorp/vault/sdk/helper/errutil"
	"github.com/hashicorp/vault/sdk/helper/keysutil"
	"github.com/hashicorp/vault/sdk/logical"
)

// transit is the engine that signs. OpenBao's own is no module that could be mounted; both are a thin layer on keysutil.
type transit struct {
	*framework.Backend
	keys *keysutil.LockManager
}

func transitFactory(ctx context.Context, config *logical.BackendConfig) (logical.Backend, error) {
	keys, err := keysutil.NewLockManager(true, 0)
	if err != nil {
		return nil, err
	}
	t := &transit{keys: keys}
	path := func(verb string, callback framework.OperationFunc, fields ...string) *framework.Path {
		schema := map[string]*framework.FieldSchema{}
		for _, field := range append(fields, "name") {
			schema[field] = &framework.FieldSchema{Type: framework.TypeString}
		}
		return &framework.Path{
			Pattern: verb + "/" + framework.GenericNameRegex("name"),
			Fields:  schema,
			Operations: map[logical.Operation]framework.OperationHandler{
				logical.UpdateOperation: &framework.PathOperation{Callback: callback},
			},
		}
	}
	t.Backend = &framework.Backend{
		BackendType: logical.TypeLogical,
		Paths: []*framework.Path{
			path("keys", t.create, "type"),
			path("sign", t.sign, "input"),
			path("verify", t.verify, "input", "signature"),
		},
	}
	return t, t.Setup(ctx, config)
}

func (t *transit) key(ctx context.Context, req *logical.Request, d *framework.FieldData, create bool) (*keysutil.Policy, bool, error) {
	return t.keys.GetPolicy(ctx, keysutil.PolicyRequest{
		Storage: req.Storage,
		Name:    d.Get("name").(string),
		KeyType: keysutil.KeyType_ED25519,
		Upsert:  create,
	}, t.GetRandomReader())
}

func (t *transit) create(ctx context.Context, req *logical.Request, d *framework.FieldData) (*logical.Response, error) {
	if kind := d.Get("type").(string); kind != "ed25519" {
		return logical.ErrorResponse("unknown key type %v", kind), logical.ErrInvalidRequest
	}
	key, made, err := t.key(ctx, req, d, true)
	if err != nil {
		return nil, err
	}
	key.Lock(false)
	defer key.Unlock()
	versions := map[string]any{}
	for version, entry := range key.Keys {
		versions[version] = map[string]any{
			"name":          "ed25519",
			"public_key":    entry.FormattedPublicKey,
			"creation_time": entry.CreationTime.Format(time.RFC3339Nano),
		}
	}
	resp := &logical.Response{Data: map[string]any{
		"name":             key.Name,
		"type":             key.Type.String(),
		"latest_version":   key.LatestVersion,
		"supports_signing": true,
		"exportable":       key.Exportable,
		"keys":             versions,
	}}
	if !made {
		resp.AddWarning(fmt.Sprintf("key %s already existed", key.Name))
	}
	return resp, nil
}

// existing is a key to use with the input, locked for reading; or a refusal.
func (t *transit) existing(ctx context.Context, req *logical.Request, d *framework.FieldData, missing string) (
	*keysutil.Policy, []byte, *logical.Response, error,
) {
	key, _, err := t.key(ctx, req, d, false)
	if err != nil {
		return nil, nil, nil, err
	}
	if key == nil {
		return nil, nil, logical.ErrorResponse(missing), logical.ErrInvalidRequest
	}
	input, err := base64.StdEncoding.DecodeString(d.Get("input").(string))
	if err != nil {
		return nil, nil, logical.ErrorResponse("unable to decode input as base64: %s", err), logical.ErrInvalidRequest
	}
	key.Lock(false)
	return key, input, nil, nil
}

func (t *transit) sign(ctx context.Context, req *logical.Request, d *framework.FieldData) (*logical.Response, error) {
	key, input, refusal, err := t.existing(ctx, req, d, "signing key not found")
	if refusal != nil || err != nil {
		return refusal, err
	}
	defer key.Unlock()
	signed, err := key.SignWithOptions(0, nil, input, &keysutil.SigningOptions{Marshaling: keysutil.MarshalingTypeASN1})
	if err != nil {
		return nil, err
	}
	return &logical.Response{Data: map[string]any{
		"signature":   signed.Signature,
		"key_version": key.LatestVersion,
	}}, nil
}

func (t *transit) verify(ctx context.Context, req *logical.Request, d *framework.FieldData) (*logical.Response, error) {
	signature, given := d.GetOk("signature")
	if !given {
		return logical.ErrorResponse("neither a 'signature' nor an 'hmac' were given to verify"), logical.ErrInvalidRequest
	}
	key, input, refusal, err := t.existing(ctx, req, d, "signature verification key not found")
	if refusal != nil || err != nil {
		return refusal, err
	}
	defer key.Unlock()
	valid, err := key.VerifySignatureWithOptions(nil, input, signature.(string),
		&keysutil.SigningOptions{Marshaling: keysutil.MarshalingTypeASN1})
	if malformed := (errutil.UserError{}); errors.As(err, &malformed) {
		return logical.ErrorResponse(err.Error()), logical.ErrInvalidRequest
	}
	if err != nil {
		return nil, err
	}
	return &logical.Response{Data: map[string]any{"valid": valid}}, nil
}
