package ssi_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// port answers each byte with its complement.
type port struct {
	trace string
	sent  []byte // and not received yet
	fails error
}

func (p *port) Setup(context.Context) error { p.trace += "setup "; return nil }

func (p *port) Select(_ context.Context, selected bool) error {
	p.trace += fmt.Sprintf("%t ", selected)
	return nil
}

func (p *port) Depth() int { return 3 }

func (p *port) Send(_ context.Context, b byte) error {
	p.sent = append(p.sent, b)
	return nil
}

func (p *port) Receive(_ context.Context, b []byte) error {
	p.trace += fmt.Sprintf("%x ", p.sent)
	for i := range b {
		b[i] = ^p.sent[i]
	}
	p.sent = nil
	return p.fails
}

func (p *port) Machine() *guest.Machine { return nil }

func TestByBytes(t *testing.T) {
	p := &port{}
	bus := ssi.ByBytes(p)
	write, read := []byte{0x9f, 0x01}, make([]byte, 2)
	if err := bus.Transfer(t.Context(), write, read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]byte{0xff, 0xff}, read); diff != "" {
		t.Errorf("received (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]byte{0x9f, 0x01}, write); diff != "" {
		t.Errorf("the bytes to send were changed (-want +got):\n%s", diff)
	}
	p.fails = errors.New("no clock")
	if err := bus.Transfer(t.Context(), []byte{6}, nil); !errors.Is(err, p.fails) {
		t.Errorf("Transfer = %v, want %v", err, p.fails)
	}
	if err := bus.Transfer(t.Context(), nil, nil); !errors.Is(err, ssi.ErrEmpty) {
		t.Errorf("empty transfer: %v, want %v", err, ssi.ErrEmpty)
	}
	const want = "setup true 9f0100 00 false true 06 false "
	if diff := cmp.Diff(want, p.trace); diff != "" {
		t.Errorf("use of the controller (-want +got):\n%s", diff)
	}
}
