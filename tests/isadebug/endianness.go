package isadebug

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/isadebug"
)

// endianness checks that the bytes of a port of several have the order of the ISA bus: the lowest
// port has the lowest byte, whatever the order of the processor is (IEEE P996, 16-bit transfers; PCI
// Local Bus Specification 3.0, section 3.2.2.1 "I/O Space Decoding"). A host bridge of a machine with
// the other order swaps them for it.
func endianness(t *run.T, d *isadebug.TestDevice) {
	long := reg.Reg[uint32](0)
	word := func(port int) reg.Reg[uint16] { return reg.Reg[uint16](port) }
	single := func(port int) reg.Reg[uint8] { return reg.Reg[uint8](port) }
	bytes := func(want ...uint8) {
		t.Helper()
		for port, v := range want {
			reg.ExpectT(t, d.Latch, "a byte", single(port), v)
		}
	}
	t.Step("endianness", func() {
		long.WriteT(t, d.Latch, 0x8765_4321)
		reg.ExpectT(t, d.Latch, "a long", long, 0x8765_4321)
		reg.ExpectT(t, d.Latch, "the low word of a long", word(0), 0x4321)
		reg.ExpectT(t, d.Latch, "the high word of a long", word(2), 0x8765)
		bytes(0x21, 0x43, 0x65, 0x87)
	})
	t.Step("split", func() {
		long.WriteT(t, d.Latch, 0x8765_4321)
		word(2).WriteT(t, d.Latch, 0x8866)
		reg.ExpectT(t, d.Latch, "a long with another high word", long, 0x8866_4321)
		word(0).WriteT(t, d.Latch, 0x4422)
		reg.ExpectT(t, d.Latch, "a long with another low word", long, 0x8866_4422)
		bytes(0x22, 0x44, 0x66, 0x88)
	})
	t.Step("combine", func() {
		want := uint32(0x8866_4422)
		long.WriteT(t, d.Latch, want)
		for port := range isadebug.LatchSize {
			v := uint8(0x19 * (port + 3))
			single(port).WriteT(t, d.Latch, v)
			want = want&^(0xff<<(8*port)) | uint32(v)<<(8*port)
			reg.ExpectT(t, d.Latch, "a long with another byte", long, want)
			reg.ExpectT(t, d.Latch, "a word with another byte", word(port&^1), uint16(want>>(8*(port&^1))))
		}
	})
}
