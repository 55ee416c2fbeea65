package ipmi

import (
	"bytes"
	"context"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/ipmi"
)

// asked are a request and the data of its response, with each byte that has a meaning on the wire.
var asked, told = ipmi.Message{NetFn: ipmi.App, Command: 0x5a, Data: []byte{1, 0xa0, 0xa1, 0xaa, 0xb0, 0}}, []byte{0xaa, 0xa0, 2, 0xa1, 0xba}

// external checks an interface whose BMC is behind a wire: what it tells of itself, requests and
// responses, and what the BMC does with the machine (OpenIPMI, lanserv/README.vm, "The VM Interface").
func external(t *run.T, b ipmi.BMC) {
	x, err := ipmi.Connect(t.Context(), t.Env)
	t.Must(err)
	t.Step("connect", func() { connected(t, x) })
	t.Step("base", func() {
		last := -1
		for range 3 {
			number := begins(t, b, x)
			if int(number) == last {
				t.Errorf("two requests have the number %d", number)
			}
			last = int(number)
			t.Must(x.Respond(t.Context(), number, asked, 0, told...))
			ends(t, b, told)
		}
	})
	t.Step("completion code", func() {
		t.Must(x.Respond(t.Context(), begins(t, b, x), asked, ipmi.InvalidCommand))
		if _, err := b.End(t.Context(), asked); err == nil || err.Error() != ipmi.InvalidCommand.Error() {
			t.Errorf("response with a completion code: %v, want %v", err, ipmi.InvalidCommand)
		}
	})
	t.Step("other messages", func() {
		number := begins(t, b, x)
		t.Must(x.Respond(t.Context(), number+1, asked, 0, 1))
		t.Must(x.Damaged(t.Context(), number, asked))
		t.Must(x.Respond(t.Context(), number, asked, 0, told...))
		ends(t, b, told)
	})
	t.Step("attention", func() {
		for range 2 {
			attention(t, b, x, ipmi.SetAttention, true)
			attention(t, b, x, ipmi.ClearAttention, false)
		}
	})
	t.Step("reset", func() {
		events := t.QEMU().QMP().Subscribe("RESET")
		defer events.Close()
		t.Must(x.Do(t.Context(), ipmi.ResetMachine))
		_, err := events.WaitEvent(t.Context(), "RESET", nil)
		t.Must(err)
	})
}

// connected checks the commands that an interface sends first: one of them tells what it can.
func connected(t *run.T, x *ipmi.External) {
	const mostCommands = 3
	const all = ipmi.CanPowerOff | ipmi.CanReset | ipmi.CanInterrupt | ipmi.CanNMI | ipmi.CanAttention
	for range mostCommands {
		f, err := x.Next(t.Context())
		t.Must(err)
		if !f.IsCommand {
			t.Fatalf("first of all comes the message % x, want a command", f.Bytes)
		}
		if f.Bytes[0] != uint8(ipmi.Capabilities) {
			continue
		}
		if len(f.Bytes) != 2 || f.Bytes[1]&all != all {
			t.Errorf("capabilities % x, want a byte with the bits %#02x", f.Bytes, all)
		}
		return
	}
	t.Errorf("%d commands, none with the capabilities", mostCommands)
}

// begins sends a request and checks it on the wire, and returns its number.
func begins(t *run.T, b ipmi.BMC, x *ipmi.External) uint8 {
	t.Helper()
	t.Must(b.Begin(t.Context(), asked))
	for {
		f, err := x.Next(t.Context())
		t.Must(err)
		if f.IsCommand {
			continue // of the interface about itself
		}
		want := slices.Concat([]byte{f.Bytes[0], uint8(ipmi.App) << 2, asked.Command}, asked.Data)
		if !bytes.Equal(f.Bytes, want) {
			t.Errorf("request % x, want % x", f.Bytes, want)
		}
		return f.Bytes[0]
	}
}

// ends checks the data of the response.
func ends(t *run.T, b ipmi.BMC, want []byte) {
	t.Helper()
	got, err := b.End(t.Context(), asked)
	t.Must(err)
	if !bytes.Equal(got, want) {
		t.Errorf("response % x, want % x", got, want)
	}
}

// attention has the BMC change SMS_ATN, and waits for it.
func attention(t *run.T, b ipmi.BMC, x *ipmi.External, c ipmi.WireCommand, want bool) {
	t.Helper()
	t.Must(x.Do(t.Context(), c))
	t.Must(b.Machine().Await(t.Context(), "attention", func(ctx context.Context) (bool, error) {
		got, err := b.Attended(ctx)
		return got == want, err
	}))
}
