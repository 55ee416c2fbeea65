package bazel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Spawns holds the cache key of each action that was run or looked up, by the
// purpose of the action.
type Spawns map[string]string

// spawn holds the used fields of an entry in the execution log.
type spawn struct {
	Mnemonic string   `json:"mnemonic"`
	Label    string   `json:"targetLabel"`
	Outputs  []string `json:"listedOutputs"`
	Digest   struct {
		Hash string `json:"hash"`
	} `json:"digest"`
}

// readSpawns reads an execution log to its end.
func readSpawns(r io.Reader) (Spawns, error) {
	spawns := Spawns{}
	decoder := json.NewDecoder(r)
	for {
		var s spawn
		err := decoder.Decode(&s)
		if errors.Is(err, io.EOF) {
			return spawns, nil
		}
		if err != nil {
			return nil, fmt.Errorf("bazel: read execution log: %w", err)
		}
		if s.Digest.Hash == "" {
			return nil, fmt.Errorf("bazel: execution log: %s of %s has no digest: is there no cache?", s.Mnemonic, s.Label)
		}
		// Two actions of one target may differ in their outputs alone.
		key := s.Mnemonic + " of " + s.Label
		if len(s.Outputs) > 0 {
			key += " for " + slices.Min(s.Outputs)
		}
		spawns[key] = s.Digest.Hash
	}
}

// Spawns runs tests as Test does, and returns the keys of all actions as well.
func (b Bazel) Spawns(ctx context.Context, flags []string, targets ...string) (*Outcome, Spawns, error) {
	scratch, err := os.MkdirTemp("", "farm-spawns-")
	if err != nil {
		return nil, nil, fmt.Errorf("bazel: %w", err)
	}
	defer os.RemoveAll(scratch)
	name := filepath.Join(scratch, "log.json")
	o, err := b.Test(ctx, append(slices.Clone(flags), "--execution_log_json_file="+name), targets...)
	if err != nil {
		return nil, nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("bazel: %w", err)
	}
	defer f.Close()
	spawns, err := readSpawns(f)
	return o, spawns, err
}

// Differ returns the actions that have another key in other, or none, sorted.
func (s Spawns) Differ(other Spawns) []string {
	all := maps.Clone(s)
	maps.Copy(all, other)
	var names []string
	for name := range all {
		if s[name] != other[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
