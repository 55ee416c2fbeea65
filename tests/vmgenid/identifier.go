package vmgenid

import (
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The files of the device, and where the identifier is in one of them (section "GUID Storage
// Format").
const (
	guidFile   = "etc/vmgenid_guid"
	guidOffset = 40
	guidSize   = 16
)

// load carries out the loader's script, and returns the address of the identifier.
func load(t *run.T, s *tableloader.Source) (*tableloader.Loaded, uint64) {
	t.Helper()
	l, err := tableloader.Run(t.Context(), s.Device)
	t.Must(err)
	t.Cleanup(func() { t.Must(l.Free()) })
	f, err := l.File(guidFile)
	t.Must(err)
	return l, f.Address + guidOffset
}

// identifier checks the identifier in the guest's memory, in the monitor and in the namespace. The
// wanted one is "" if QEMU makes it up.
func identifier(t *run.T, s *tableloader.Source, want string) {
	loaded, at := load(t, s)
	m := s.Device.Machine
	t.Step("query-monitor", func() {
		if got := monitor(t, m.Monitor); want != "" && got != want {
			t.Errorf("query-vm-generation-id = %s, want %s", got, want)
		}
	})
	t.Step("memory", func() {
		if at%8 != 0 {
			t.Errorf("the identifier is at %#x, want a multiple of 8", at)
		}
		if got, want := inMemory(t, m, at), monitor(t, m.Monitor); got != want {
			t.Errorf("the identifier in memory is %s, want %s", got, want)
		}
	})
	t.Step("namespace", func() { namespace(t, loaded, at) })
}

// monitor returns the identifier that the monitor reports.
func monitor(t *run.T, c *qmp.Client) string {
	t.Helper()
	info, err := qmp.Execute[struct {
		GUID string `json:"guid"`
	}](t.Context(), c, "query-vm-generation-id", qmp.NoArgs{})
	t.Must(err)
	return info.GUID
}

// inMemory returns the identifier in the guest's memory, where its first three fields are
// little-endian.
func inMemory(t *run.T, m *guest.Machine, at uint64) string {
	t.Helper()
	p := make([]byte, guidSize)
	t.Must(m.ReadMemory(t.Context(), at, p))
	binary.BigEndian.PutUint32(p, binary.LittleEndian.Uint32(p))
	binary.BigEndian.PutUint16(p[4:], binary.LittleEndian.Uint16(p[4:]))
	binary.BigEndian.PutUint16(p[6:], binary.LittleEndian.Uint16(p[6:]))
	text := hex.EncodeToString(p)
	return strings.Join([]string{text[:8], text[8:12], text[12:16], text[16:20], text[20:]}, "-")
}

// namespace checks the device in a table of its own.
func namespace(t *run.T, loaded *tableloader.Loaded, at uint64) {
	rsdp, err := loaded.File("etc/acpi/rsdp")
	t.Must(err)
	set, err := acpi.Find(loaded, rsdp.Address)
	t.Must(err)
	for _, table := range set.All("SSDT") {
		if _, name := table.OEM(); name != "VMGENID" {
			continue
		}
		space, err := aml.Parse(table.Body())
		t.Must(err)
		if v, ok := space.Root.Int("VGIA"); !ok || v+guidOffset != at {
			t.Errorf("VGIA = %#x, want %#x before the identifier at %#x", v, guidOffset, at)
		}
		devices := space.Devices("QEMUVGID")
		if len(devices) != 1 || devices[0].CompatibleID() != "VM_Gen_Counter" || devices[0].Child("ADDR") == nil {
			t.Errorf("devices QEMUVGID = %v, want one that is compatible with VM_Gen_Counter and has ADDR", devices)
		}
		if space.At(`\_GPE._E05`) == nil {
			t.Error(`there is no method \_GPE._E05, which says that the identifier has changed`)
		}
		return
	}
	t.Error("there is no SSDT with the OEM table ID VMGENID")
}

// migrate checks that the machine has another identifier after a move, where the guest put it.
func migrate(t *run.T, s *tableloader.Source, second run.Instance[*tableloader.Source]) {
	_, at := load(t, s)
	m := s.Device.Machine
	before := inMemory(t, m, at)
	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))
	after := inMemory(t, m, at)
	if want := monitor(t, m.Monitor); after != want || after == before {
		t.Errorf("the identifier after the move is %s, want %s, and another than before, %s", after, want, before)
	}
}
