// SPDX-License-Identifier: MPL-2.0

package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl"
	"github.com/hashicorp/vault/sdk/logical"
)

//go:embed policy.hcl
var policyText string

const (
	policyName     = "parsec"
	entityTemplate = "{{identity.entity.id}}"
)

type rule struct {
	Path         string   `hcl:",key"`
	Capabilities []string `hcl:"capabilities"`
}

// policy is a list of what is allowed. OpenBao also knows denials, by which a longer path wins; there are none to weigh here.
type policy struct {
	Rules []rule `hcl:"path"`
}

func readPolicy(config *Config) (*policy, error) {
	read := &policy{}
	if err := hcl.Decode(read, policyText); err != nil {
		return nil, fmt.Errorf("policy.hcl: %w", err)
	}
	// The file has the usual names of the mounts
	for i := range read.Rules {
		first, rest, _ := strings.Cut(read.Rules[i].Path, "/")
		switch first {
		case "secret":
			first = config.SecretMount
		case "transit":
			first = config.TransitMount
		}
		read.Rules[i].Path = first + "/" + rest
	}
	return read, nil
}

func (p *policy) allows(entityID, path string, operation logical.Operation) bool {
	return slices.ContainsFunc(p.Rules, func(rule rule) bool {
		pattern := strings.ReplaceAll(rule.Path, entityTemplate, entityID)
		prefix, open := strings.CutSuffix(pattern, "*")
		matches := path == pattern || open && strings.HasPrefix(path, prefix)
		return matches && slices.Contains(rule.Capabilities, string(operation))
	})
}
