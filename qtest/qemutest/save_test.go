//go:build qemu

package qemutest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// TestSave saves a machine twice, with a mark in its memory, and loads the state in another QEMU.
func TestSave(t *testing.T) {
	const mark = 0x5157_4552
	first, second := pc(t, "-m", "4"), pc(t, "-m", "4", "-incoming", "defer")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := first.Write(ctx, qtest.Width32, ram, mark); err != nil {
		t.Fatal(err)
	}
	var state, again bytes.Buffer
	for _, to := range []*bytes.Buffer{&state, &again} {
		if err := first.Save(ctx, to); err != nil {
			t.Fatal(err)
		}
	}
	if state.Len() != again.Len() || !strings.HasPrefix(state.String(), "QEVM") {
		t.Errorf("Save() wrote %d bytes and then %d, want the same, from %q on", state.Len(), again.Len(), "QEVM")
	}
	if err := second.Load(ctx, &state); err != nil {
		t.Fatal(err)
	}
	if v, err := second.Read(ctx, qtest.Width32, ram); err != nil || v != mark {
		t.Errorf("the memory after Load() has %#x, %v, want %#x", v, err, mark)
	}
	if v, err := first.Read(ctx, qtest.Width32, ram); err != nil || v != mark {
		t.Errorf("the memory after Save() has %#x, %v, want %#x", v, err, mark)
	}
	stop(t, first)
	stop(t, second)
}

func TestLoadRefused(t *testing.T) {
	q := pc(t, "-incoming", "defer")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := q.Load(ctx, strings.NewReader("not a state"))
	if err == nil || !strings.Contains(err.Error(), "Not a migration stream") {
		t.Errorf("Load(garbage) = %v, want QEMU's reason", err)
	}
}

var errFull = errors.New("the disk is full")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errFull }

func TestSaveToBrokenWriter(t *testing.T) {
	q := pc(t, "-m", "4")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := q.Save(ctx, brokenWriter{}); !errors.Is(err, errFull) || ctx.Err() != nil {
		t.Errorf("Save() = %v, want %v, soon", err, errFull)
	}
}
