// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/go-uuid"
	"github.com/hashicorp/vault/sdk/framework"
	"github.com/hashicorp/vault/sdk/logical"
)

// alias is a name under which a way to sign on knows somebody: here an e-mail address.
type alias struct {
	id    string
	name  string
	mount *mount
	made  time.Time
}

// entity is somebody, whichever way they sign on.
type entity struct {
	id      string
	made    time.Time
	aliases []alias
}

// identities is the engine mounted at identity/, as far as it is asked here.
type identities struct {
	*framework.Backend
	lock       sync.Mutex
	entities   []*entity
	byAccessor func(accessor string) *mount
}

func newID() string {
	id, err := uuid.GenerateUUID()
	if err != nil {
		panic(err) // no randomness
	}
	return id
}

func newIdentities(byAccessor func(string) *mount) *identities {
	i := &identities{byAccessor: byAccessor}
	i.Backend = &framework.Backend{
		BackendType: logical.TypeLogical,
		Paths: []*framework.Path{
			{
				Pattern: "entity/id/" + framework.GenericNameRegex("id"),
				Fields:  map[string]*framework.FieldSchema{"id": {Type: framework.TypeString}},
				Operations: map[logical.Operation]framework.OperationHandler{
					logical.ReadOperation: &framework.PathOperation{Callback: i.readEntity},
				},
			},
			{
				Pattern: "entity-alias/?",
				Fields: map[string]*framework.FieldSchema{
					"name":           {Type: framework.TypeString},
					"canonical_id":   {Type: framework.TypeString},
					"mount_accessor": {Type: framework.TypeString},
				},
				Operations: map[logical.Operation]framework.OperationHandler{
					logical.UpdateOperation: &framework.PathOperation{Callback: i.writeAlias},
				},
			},
		},
	}
	return i
}

func (i *identities) byID(id string) *entity {
	for _, e := range i.entities {
		if e.id == id {
			return e
		}
	}
	return nil
}

func (i *identities) byAlias(m *mount, name string) *entity {
	for _, e := range i.entities {
		for _, a := range e.aliases {
			if a.mount == m && a.name == name {
				return e
			}
		}
	}
	return nil
}

func newAlias(m *mount, name string) alias {
	return alias{id: newID(), name: name, mount: m, made: time.Now()}
}

// signedOn finds who has this alias, who exists from their first sign-on.
func (i *identities) signedOn(m *mount, name string) string {
	i.lock.Lock()
	defer i.lock.Unlock()
	e := i.byAlias(m, name)
	if e == nil {
		e = &entity{id: newID(), made: time.Now(), aliases: []alias{newAlias(m, name)}}
		i.entities = append(i.entities, e)
	}
	return e.id
}

func (i *identities) readEntity(_ context.Context, _ *logical.Request, d *framework.FieldData) (*logical.Response, error) {
	i.lock.Lock()
	defer i.lock.Unlock()
	e := i.byID(d.Get("id").(string))
	if e == nil {
		return nil, nil
	}
	aliases := make([]any, len(e.aliases))
	for n, a := range e.aliases {
		aliases[n] = map[string]any{
			"id":               a.id,
			"canonical_id":     e.id,
			"name":             a.name,
			"mount_accessor":   a.mount.accessor,
			"mount_path":       a.mount.prefix,
			"mount_type":       a.mount.kind,
			"metadata":         nil,
			"custom_metadata":  nil,
			"creation_time":    a.made.UTC().Format(time.RFC3339Nano),
			"last_update_time": a.made.UTC().Format(time.RFC3339Nano),
			"local":            false,
		}
	}
	return &logical.Response{Data: map[string]any{
		"id":               e.id,
		"name":             "entity_" + e.id[:8],
		"aliases":          aliases,
		"policies":         []string{},
		"metadata":         nil,
		"disabled":         false,
		"namespace_id":     "root",
		"group_ids":        []string{},
		"direct_group_ids": []string{},
		"creation_time":    e.made.UTC().Format(time.RFC3339Nano),
		"last_update_time": e.made.UTC().Format(time.RFC3339Nano),
	}}, nil
}

// writeAlias is for administrators: one more e-mail address for somebody, by another way to sign on. OpenBao has at most one
// for an entity and a mount.
func (i *identities) writeAlias(_ context.Context, _ *logical.Request, d *framework.FieldData) (*logical.Response, error) {
	i.lock.Lock()
	defer i.lock.Unlock()
	name := d.Get("name").(string)
	if name == "" {
		return logical.ErrorResponse("'name' must be provided"), nil
	}
	m := i.byAccessor(d.Get("mount_accessor").(string))
	if m == nil {
		return logical.ErrorResponse("invalid mount accessor"), nil
	}
	e := i.byID(d.Get("canonical_id").(string))
	if e == nil {
		return logical.ErrorResponse("invalid canonical ID"), nil
	}
	if other := i.byAlias(m, name); other != nil && other != e {
		return logical.ErrorResponse("the alias belongs to another entity"), nil
	}
	for _, a := range e.aliases {
		if a.mount == m {
			return logical.ErrorResponse("Alias already exists for requested entity and mount accessor"), nil
		}
	}
	added := newAlias(m, name)
	e.aliases = append(e.aliases, added)
	return &logical.Response{Data: map[string]any{"id": added.id, "canonical_id": e.id}}, nil
}
