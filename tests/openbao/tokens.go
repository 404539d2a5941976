// SPDX-License-Identifier: MPL-2.0

package main

import (
	"crypto/rand"
	"sync"
	"time"
)

// token is what a sign-on gives for a while. The root token is one too, without entity and without end.
type token struct {
	root     bool
	entityID string
	expires  time.Time
}

type tokens struct {
	lock sync.Mutex
	byID map[string]token
}

func newTokens(root string) *tokens {
	return &tokens{byID: map[string]token{root: {root: true}}}
}

func newTokenID() string {
	return "s." + rand.Text()
}

func (t *tokens) issue(entityID string, lifetime time.Duration) string {
	id := newTokenID()
	t.lock.Lock()
	defer t.lock.Unlock()
	t.byID[id] = token{entityID: entityID, expires: time.Now().Add(lifetime)}
	return id
}

// find has nothing to say of a token that is unknown or too old, which are the same to whoever presents it.
func (t *tokens) find(id string) (token, bool) {
	t.lock.Lock()
	defer t.lock.Unlock()
	found, known := t.byID[id]
	if known && !found.root && time.Now().After(found.expires) {
		delete(t.byID, id)
		return token{}, false
	}
	return found, known
}
