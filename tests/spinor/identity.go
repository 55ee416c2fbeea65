package spinor

import (
	"bytes"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// identification reads the identity, twice: the second command begins at its first byte
// again. A chip whose data sheet has no such command is left out.
func identification(t *run.T, f *spinor.Flash) {
	if len(f.ID) == 0 {
		return
	}
	answers(t, f, "identity", f.ID, spinor.ReadIdentification)
	answers(t, f, "manufacturer", f.ID[:1], spinor.ReadIdentification)
	answers(t, f, "identity again", f.ID, spinor.ReadIdentification)
}

// powerUp checks that the chip is idle, and whether its blocks are protected.
func powerUp(t *run.T, f *spinor.Flash) {
	status(t, f, "after power-up", spinor.Busy|spinor.Latch|spinor.StatusWriteDisabled, 0)
	if !f.Has(spinor.Rewrites) {
		expect(t, f, "as it left the factory", 0, erased(16)...)
	}
	if f.Protect == 0 {
		return
	}
	t.Step("protection", func() {
		want := spinor.Status(0)
		if f.Has(spinor.ProtectedAtStart) {
			want = f.Protect
		}
		status(t, f, "protection after power-up", f.Protect, want)
	})
}

// Places in the tables of parameters (JESD216, section 6.2 "SFDP Header" and 6.4 "JEDEC
// Basic Flash Parameter Table").
const (
	headerSize      = 16
	firstParameter  = 8  // of the header: the header of the first table
	tableLength     = 11 // number of its double words
	tablePointer    = 12 // 3 bytes: where it is
	basicSize       = 36 // of the 9 double words of the first edition
	densityAt       = 4
	sectorCommandAt = 1
	firstEraseAt    = 28
)

// parameters reads the tables of JESD216 and compares them with the row of the model.
func parameters(t *run.T, f *spinor.Flash) {
	header := make([]byte, headerSize)
	t.Must(f.Ask(t.Context(), header, spinor.ReadSFDP, 0, 0, 0, 0))
	if want := []byte("SFDP"); !bytes.Equal(header[:4], want) {
		t.Fatalf("signature = % x, want % x", header[:4], want)
	}
	if id := header[firstParameter]; id != 0 {
		t.Errorf("the first table has the identifier %#02x, want 0x00, that of the basic table", id)
	}
	if n := header[tableLength]; n < basicSize/4 {
		t.Fatalf("the basic table has %d double words, want 9 at least", n)
	}
	at := header[tablePointer:][:3]
	table := make([]byte, basicSize)
	t.Must(f.Ask(t.Context(), table, spinor.ReadSFDP, at[2], at[1], at[0], 0))
	basic(t, f, table)
}

// basic checks the basic table: the density, and the commands that erase.
func basic(t *run.T, f *spinor.Flash, table []byte) {
	if got, want := density(binary.LittleEndian.Uint32(table[densityAt:])), f.Size; got != want {
		t.Errorf("density in bytes = %#x, want %#x", got, want)
	}
	if got := table[sectorCommandAt]; f.Has(spinor.Sectors) && got != byte(spinor.SectorErase) {
		t.Errorf("the command that erases 4 KiB = %#02x, want %#02x", got, byte(spinor.SectorErase))
	}
	blocks := map[byte]int64{} // sizes by commands
	for i := firstEraseAt; i < basicSize; i += 2 {
		if exponent := table[i]; exponent != 0 {
			blocks[table[i+1]] = 1 << exponent
		}
	}
	for _, e := range erasers(f) {
		if got := blocks[byte(e.command)]; got != e.size {
			t.Errorf("command %#02x erases %#x bytes, want %#x: the table has %v", uint8(e.command), got, e.size, blocks)
		}
	}
}

// density is the number of bytes of a chip, by the second double word of its table: the
// number of bits less one, or the logarithm of it with bit 31 set.
func density(v uint32) int64 {
	if v>>31 != 0 {
		return 1 << (v&^(1<<31) - 3)
	}
	return (int64(v) + 1) / 8
}
