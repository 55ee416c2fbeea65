package ipmi

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/ipmi"
)

// app sends a request of the network function App, which must succeed.
func app(t *run.T, b ipmi.BMC, command uint8, data ...byte) []byte {
	t.Helper()
	return request(t, b, ipmi.App, command, data...)
}

func request(t *run.T, b ipmi.BMC, fn ipmi.NetFn, command uint8, data ...byte) []byte {
	t.Helper()
	got, err := b.Request(t.Context(), ipmi.Message{NetFn: fn, Command: command, Data: data})
	t.Must(err)
	return got
}

// refused checks that a request completes with a code.
func refused(t *run.T, b ipmi.BMC, m ipmi.Message, want ipmi.CompletionError) {
	t.Helper()
	got, err := b.Request(t.Context(), m)
	var code ipmi.CompletionError
	if !errors.As(err, &code) || code != want {
		t.Errorf("network function %#x, command %#x: response % x, %v, want %v", m.NetFn, m.Command, got, err, want)
	}
}

// identity are the fields of a device ID, of the numbers of [ipmi.Identity] (section 20.1 "Get
// Device ID Command"). The first is the default of QEMU 11.1's "-device ipmi-bmc-sim,help".
var identity = []struct {
	name  string
	at    int
	bytes []byte
}{
	{"device ID", 0, []byte{0x20}}, {"firmware", 2, []byte{3}}, {"IPMI version", 4, []byte{0x02}},
	{"manufacturer", 6, []byte{0x34, 0x12, 0x00}}, {"product", 9, []byte{0x78, 0x56}},
}

// deviceID checks the identity of the controller, and commands that it does not have.
func deviceID(t *run.T, b ipmi.BMC) {
	for range 3 { // an interface must be idle again after a response
		got := app(t, b, ipmi.GetDeviceID)
		const shortest = 11
		if len(got) < shortest {
			t.Fatalf("device ID % x, want at least %d bytes", got, shortest)
		}
		for _, f := range identity {
			if v := got[f.at : f.at+len(f.bytes)]; !bytes.Equal(v, f.bytes) {
				t.Errorf("%s = % x, want % x", f.name, v, f.bytes)
			}
		}
	}
	t.Step("GUID", func() {
		got := app(t, b, ipmi.GetDeviceGUID)
		const size = 16
		if len(got) != size || bytes.Equal(got, make([]byte, size)) {
			t.Errorf("GUID = % x, want %d bytes that are not all 0", got, size)
		}
	})
	t.Step("global enables", func() {
		for _, v := range []byte{0x03, 0x00, 0x01} {
			app(t, b, ipmi.SetGlobal, v)
			if got := app(t, b, ipmi.GetGlobal); len(got) != 1 || got[0] != v {
				t.Errorf("global enables = % x, want %#02x", got, v)
			}
		}
		app(t, b, ipmi.SetGlobal, 0)
	})
	t.Step("unknown commands", func() {
		const none = 0x7e
		for _, fn := range []ipmi.NetFn{ipmi.App, ipmi.Storage, ipmi.Chassis, 0x2c} {
			refused(t, b, ipmi.Message{NetFn: fn, Command: none}, ipmi.InvalidCommand)
		}
	})
}

// eventLog checks that records of the system event log are kept in their order, and that the log
// can be cleared (section 31 "SEL Commands").
func eventLog(t *run.T, b ipmi.BMC) {
	entries := func(want uint16) {
		t.Helper()
		const shortest = 14
		got := request(t, b, ipmi.Storage, ipmi.GetSELInfo)
		if len(got) < shortest {
			t.Fatalf("information of the log % x, want at least %d bytes", got, shortest)
		}
		if n := binary.LittleEndian.Uint16(got[1:]); n != want {
			t.Errorf("the log has %d entries, want %d", n, want)
		}
	}
	entries(0)
	const oem = 0xe0 // a type of record without a time
	var ids [][]byte
	for i := range byte(3) {
		record := []byte{0, 0, oem, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, i}
		ids = append(ids, request(t, b, ipmi.Storage, ipmi.AddSELEntry, record...))
		entries(uint16(i) + 1)
	}
	for i, id := range ids {
		got := request(t, b, ipmi.Storage, ipmi.GetSELEntry, 0, 0, id[0], id[1], 0, 0xff)
		const next, record = 2, 16
		if len(got) != next+record || !bytes.Equal(got[next:next+2], id) || got[next+2] != oem || got[len(got)-1] != byte(i) {
			t.Errorf("entry %d: % x, want the record %x that ends with %#02x, of type %#02x", i, got, id, i, oem)
		}
	}
	reservation := request(t, b, ipmi.Storage, ipmi.ReserveSEL)
	const erase = 0xaa
	request(t, b, ipmi.Storage, ipmi.ClearSEL, append(bytes.Clone(reservation), 'C', 'L', 'R', erase)...)
	entries(0)
}
