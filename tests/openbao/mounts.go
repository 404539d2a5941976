// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	jwtauth "github.com/hashicorp/vault-plugin-auth-jwt"
	kv "github.com/hashicorp/vault-plugin-secrets-kv"
	"github.com/hashicorp/vault/sdk/logical"
)

// mount is an engine and the path that it answers under.
type mount struct {
	prefix   string // ends with a slash
	kind     string
	accessor string
	backend  logical.Backend
	storage  logical.Storage
}

type mounts []*mount

func (m *mounts) add(ctx context.Context, path, kind string, logger hclog.Logger, factory logical.Factory) (*mount, error) {
	added := &mount{
		prefix:   strings.Trim(path, "/") + "/",
		kind:     kind,
		accessor: kind + "_" + newID()[:8],
		storage:  &logical.InmemStorage{},
	}
	for _, other := range *m {
		if strings.HasPrefix(added.prefix, other.prefix) || strings.HasPrefix(other.prefix, added.prefix) {
			return nil, fmt.Errorf("%s and %s are in each other's way", added.prefix, other.prefix)
		}
	}
	var err error
	added.backend, err = factory(ctx, &logical.BackendConfig{
		StorageView: added.storage,
		Logger:      logger.Named(added.prefix),
		System: &logical.StaticSystemView{
			DefaultLeaseTTLVal: 32 * 24 * time.Hour,
			MaxLeaseTTLVal:     32 * 24 * time.Hour,
		},
		BackendUUID: newID(),
		Config:      map[string]string{"version": "2"}, // of the key/value store
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", added.prefix, err)
	}
	*m = append(*m, added)
	return added, nil
}

func (m mounts) of(path string) *mount {
	for _, one := range m {
		if strings.HasPrefix(path, one.prefix) {
			return one
		}
	}
	return nil
}

func (m mounts) byAccessor(accessor string) *mount {
	for _, one := range m {
		if one.accessor == accessor {
			return one
		}
	}
	return nil
}

// ask is a request of the server to an engine of its own.
func (m *mount) ask(ctx context.Context, operation logical.Operation, path string, data map[string]any) error {
	resp, err := m.backend.HandleRequest(ctx, &logical.Request{
		ID: newID(), Operation: operation, Path: path, Data: data, Storage: m.storage, MountPoint: m.prefix,
	})
	if err == nil {
		err = resp.Error()
	}
	if err != nil {
		return fmt.Errorf("%s%s: %w", m.prefix, path, err)
	}
	return nil
}

func (m *mounts) addAuth(ctx context.Context, auth AuthMount, ttlSeconds int, logger hclog.Logger) error {
	if !strings.HasPrefix(auth.MountPath, "auth/") {
		return fmt.Errorf("%q does not begin with auth/", auth.MountPath)
	}
	added, err := m.add(ctx, auth.MountPath, "oidc", logger, jwtauth.Factory)
	if err != nil {
		return err
	}
	// The plugin looks for the provider at once
	err = added.ask(ctx, logical.UpdateOperation, "config", map[string]any{
		"oidc_discovery_url": auth.DiscoveryURL,
		"oidc_client_id":     auth.ClientID,
		"oidc_client_secret": auth.ClientSecret,
		"default_role":       "default",
	})
	if err != nil {
		return err
	}
	userClaim := auth.UserClaim
	if userClaim == "" {
		userClaim = "email"
	}
	return added.ask(ctx, logical.CreateOperation, "role/default", map[string]any{
		"role_type":             "oidc",
		"user_claim":            userClaim,
		"oidc_scopes":           []string{"email", "profile"},
		"allowed_redirect_uris": auth.AllowedRedirectURIs,
		"token_ttl":             ttlSeconds,
		"token_policies":        []string{policyName},
	})
}

func mountAll(ctx context.Context, config *Config, logger hclog.Logger) (mounts, *identities, error) {
	var all mounts
	identity := newIdentities(func(accessor string) *mount { return all.byAccessor(accessor) })
	engines := []struct {
		path, kind string
		factory    logical.Factory
	}{
		{config.SecretMount, "kv", kv.Factory},
		{config.TransitMount, "transit", transitFactory},
		{"identity", "identity", func(ctx context.Context, c *logical.BackendConfig) (logical.Backend, error) {
			return identity, identity.Setup(ctx, c)
		}},
	}
	for _, engine := range engines {
		if _, err := all.add(ctx, engine.path, engine.kind, logger, engine.factory); err != nil {
			return nil, nil, err
		}
	}
	for _, auth := range config.Auths {
		if err := all.addAuth(ctx, auth, config.TokenTTLSeconds, logger); err != nil {
			return nil, nil, err
		}
	}
	return all, identity, nil
}
