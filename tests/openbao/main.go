// SPDX-License-Identifier: MPL-2.0

// A stand-in for an OpenBao server: what a Parsec client asks of one, answered by the code that OpenBao was forked from.
// The OIDC login and the key/value store are HashiCorp's published plugins, signatures are made by the library under its
// transit engine; what is written here is what carries them, as little of OpenBao's core as there can be: routing, tokens,
// one policy, entities. Everything lives in memory.
//
//	openbao --config FILE|JSON [--listen HOST:PORT]
//
// Prints {"url", "port", "root_token"} as one line when it answers, and stops when standard input ends.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"
)

// AuthMount is one way to sign on.
type AuthMount struct {
	MountPath           string   `json:"mount_path"` // such as auth/pro_connect
	DiscoveryURL        string   `json:"oidc_discovery_url"`
	ClientID            string   `json:"client_id"`
	ClientSecret        string   `json:"client_secret"`
	AllowedRedirectURIs []string `json:"allowed_redirect_uris"`
	UserClaim           string   `json:"user_claim"`
}

// Config is what --config gives; unknown names are refused, so that a typing error is not a default.
type Config struct {
	SecretMount     string      `json:"secret_mount"`
	TransitMount    string      `json:"transit_mount"`
	Auths           []AuthMount `json:"auths"`
	TokenTTLSeconds int         `json:"token_ttl_seconds"`
	AllowedOrigins  []string    `json:"allowed_origins"`
	RootToken       string      `json:"root_token"`
}

func readConfig(argument string) (*Config, error) {
	text := argument
	if !strings.HasPrefix(strings.TrimSpace(argument), "{") {
		read, err := os.ReadFile(argument)
		if err != nil {
			return nil, err
		}
		text = string(read)
	}
	config := &Config{SecretMount: "secret", TransitMount: "transit", TokenTTLSeconds: 60}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(config); err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	if config.RootToken == "" {
		config.RootToken = newTokenID()
	}
	return config, nil
}

func run() error {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	configured := flag.String("config", "{}", "a file, or the JSON itself")
	flag.Parse()
	config, err := readConfig(*configured)
	if err != nil {
		return err
	}
	logger := hclog.New(&hclog.LoggerOptions{Name: "openbao", Level: hclog.Warn, Output: os.Stderr})
	server, err := NewServer(context.Background(), config, logger)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		ended <- (&http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second}).Serve(listener)
	}()
	ready, err := json.Marshal(map[string]any{
		"url":        "http://" + listener.Addr().String(),
		"port":       listener.Addr().(*net.TCPAddr).Port,
		"root_token": config.RootToken,
	})
	if err != nil {
		return err
	}
	fmt.Println(string(ready))

	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, syscall.SIGTERM, syscall.SIGINT)
	// Whoever started this and is gone, killed perhaps, closes it at least
	inputEnded := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(inputEnded)
	}()
	select {
	case err = <-ended:
		return err
	case <-stopped:
	case <-inputEnded:
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "openbao:", err)
		os.Exit(1)
	}
}
