// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/vault/sdk/logical"
)

const (
	tokenHeader  = "X-Vault-Token"
	maxBodyBytes = 1 << 20
)

var (
	// OpenBao's own lists.
	corsMethods = []string{"DELETE", "GET", "OPTIONS", "POST", "PUT", "LIST"}
	corsHeaders = []string{
		"Content-Type", "X-Requested-With", "X-Vault-AWS-IAM-Server-ID", "X-Vault-MFA", "X-Vault-No-Request-Forwarding",
		"X-Vault-Wrap-Format", "X-Vault-Wrap-TTL", "X-Vault-Policy-Override", "Authorization", tokenHeader,
	}
	operations = map[string]logical.Operation{
		http.MethodGet:    logical.ReadOperation,
		http.MethodPost:   logical.UpdateOperation,
		http.MethodPut:    logical.UpdateOperation,
		http.MethodDelete: logical.DeleteOperation,
	}
)

// Server carries requests to the engines as OpenBao's core does: who may do what is decided here, what it does there.
type Server struct {
	config   *Config
	mounts   mounts
	identity *identities
	tokens   *tokens
	policy   *policy
}

// NewServer mounts everything that the configuration names.
func NewServer(ctx context.Context, config *Config, logger hclog.Logger) (*Server, error) {
	rules, err := readPolicy(config)
	if err != nil {
		return nil, err
	}
	all, identity, err := mountAll(ctx, config, logger)
	if err != nil {
		return nil, err
	}
	return &Server{config: config, mounts: all, identity: identity, tokens: newTokens(config.RootToken), policy: rules}, nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if !s.passCORS(w, r) {
		return
	}
	// Decoded: %2F is as good as a slash
	path, ours := strings.CutPrefix(r.URL.Path, "/v1/")
	switch {
	case !ours:
		logical.RespondError(w, http.StatusNotFound, nil)
	case path == "sys/health":
		respond(w, map[string]any{"initialized": true, "sealed": false, "standby": false})
	default:
		s.serve(w, r, path)
	}
}

// passCORS answers preflights, and whoever comes from a page that is none of the allowed.
func (s *Server) passCORS(w http.ResponseWriter, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if len(s.config.AllowedOrigins) == 0 || origin == "" {
		return true
	}
	if !slices.Contains(s.config.AllowedOrigins, "*") && !slices.Contains(s.config.AllowedOrigins, origin) {
		logical.RespondError(w, http.StatusForbidden, errors.New("origin not allowed"))
		return false
	}
	preflight := r.Method == http.MethodOptions
	if preflight && !slices.Contains(corsMethods, r.Header.Get("Access-Control-Request-Method")) {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return false
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Vary", "Origin")
	if preflight {
		w.Header().Set("Access-Control-Allow-Methods", strings.Join(corsMethods, ","))
		w.Header().Set("Access-Control-Allow-Headers", strings.Join(corsHeaders, ","))
		w.Header().Set("Access-Control-Max-Age", "300")
	}
	return !preflight
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, path string) {
	operation, known := operations[r.Method]
	if !known {
		logical.RespondError(w, http.StatusMethodNotAllowed, nil)
		return
	}
	holder, valid := s.tokens.find(r.Header.Get(tokenHeader))
	if path == "sys/auth" && operation == logical.ReadOperation && holder.root {
		respond(w, map[string]any{"data": s.authMounts()})
		return
	}
	m := s.mounts.of(path)
	if m == nil {
		if valid {
			logical.RespondError(w, http.StatusNotFound, errors.New("no handler for route \""+path+"\". route entry not found."))
		} else {
			logical.RespondError(w, http.StatusForbidden, logical.ErrPermissionDenied)
		}
		return
	}
	data, err := readData(r)
	if err != nil {
		logical.RespondError(w, http.StatusBadRequest, err)
		return
	}
	req := &logical.Request{
		ID:         newID(),
		Operation:  operation,
		Path:       strings.TrimPrefix(path, m.prefix),
		Data:       data,
		Storage:    m.storage,
		MountPoint: m.prefix,
		EntityID:   holder.entityID,
	}
	resp, err := s.carry(r.Context(), m, req, holder, valid)
	if status, refusal := logical.RespondErrorCommon(req, resp, err); refusal != nil || status != 0 {
		logical.RespondError(w, status, refusal)
		return
	}
	respondLogical(w, req, resp)
}

// carry takes a request to its engine if whoever asks may ask it.
func (s *Server) carry(ctx context.Context, m *mount, req *logical.Request, holder token, valid bool) (*logical.Response, error) {
	special := m.backend.SpecialPaths()
	open := special != nil && slices.Contains(special.Unauthenticated, req.Path)
	if !open && !valid {
		return nil, logical.ErrPermissionDenied
	}
	// To write what is not there yet is another thing to be allowed than to write over it
	if req.Operation == logical.UpdateOperation {
		checked, exists, err := m.backend.HandleExistenceCheck(ctx, req)
		if err != nil {
			return nil, err
		}
		if checked && !exists {
			req.Operation = logical.CreateOperation
		}
	}
	if !open && !holder.root && !s.policy.allows(holder.entityID, m.prefix+req.Path, req.Operation) {
		return nil, logical.ErrPermissionDenied
	}
	resp, err := m.backend.HandleRequest(ctx, req)
	if err == nil && resp != nil && resp.Auth != nil {
		s.signOn(m, resp.Auth)
	}
	return resp, err
}

// signOn turns what the plugin knows of a person into a token for the entity that they are.
func (s *Server) signOn(m *mount, auth *logical.Auth) {
	auth.EntityID = s.identity.signedOn(m, auth.Alias.Name)
	auth.ClientToken = s.tokens.issue(auth.EntityID, auth.TTL)
	auth.Accessor = newID()
	auth.TokenPolicies = append([]string{"default"}, auth.Policies...)
	auth.Policies = auth.TokenPolicies
	auth.TokenType = logical.TokenTypeService
	auth.Orphan = true
}

func (s *Server) authMounts() map[string]any {
	found := map[string]any{}
	for _, m := range s.mounts {
		if name, isAuth := strings.CutPrefix(m.prefix, "auth/"); isAuth {
			found[name] = map[string]any{"accessor": m.accessor, "type": m.kind}
		}
	}
	return found
}

func readData(r *http.Request) (map[string]any, error) {
	data := map[string]any{}
	if r.Method == http.MethodGet || r.Method == http.MethodDelete {
		for name, values := range r.URL.Query() {
			data[name] = values[0]
		}
		return data, nil
	}
	decoder := json.NewDecoder(io.LimitReader(r.Body, maxBodyBytes))
	decoder.UseNumber()
	if err := decoder.Decode(&data); err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.New("error parsing JSON")
	}
	return data, nil
}

func respond(w http.ResponseWriter, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		logical.RespondError(w, http.StatusInternalServerError, err)
		return
	}
	logical.RespondWithBody(w, http.StatusOK, string(text)+"\n")
}

func respondLogical(w http.ResponseWriter, req *logical.Request, resp *logical.Response) {
	if resp == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	// An engine that answers in its own words, such as of a secret that was deleted
	if status, raw := resp.Data[logical.HTTPStatusCode].(int); raw {
		body, _ := resp.Data[logical.HTTPRawBody].(string)
		logical.RespondWithBody(w, status, body)
		return
	}
	envelope := logical.LogicalResponseToHTTPResponse(resp)
	envelope.RequestID = req.ID
	respond(w, envelope)
}
