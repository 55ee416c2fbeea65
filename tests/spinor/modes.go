package spinor

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// wideAddresses reaches the bytes above 16 MiB, by each way that the model has.
func wideAddresses(t *run.T, f *spinor.Flash) {
	ctx := t.Context()
	unlock(t, f)
	const low = 0x0000_4000
	high := uint32(f.Size) - narrow + low // the same in its lower 3 bytes
	t.Must(f.Program(ctx, low, []byte{0x12}))
	if f.Has(spinor.WideCommands) {
		t.Step("commands", func() {
			t.Must(f.WriteEnable(ctx))
			t.Must(f.Send(ctx, spinor.PageProgram4, append(spinor.Address4(high), 0x34)...))
			answers(t, f, "Read Data with 4-Byte Address", []byte{0x34}, spinor.ReadData4, spinor.Address4(high)...)
			expect(t, f, "16 MiB below", low, 0x12)
			t.Must(f.WriteEnable(ctx))
			t.Must(f.Send(ctx, spinor.BlockErase4, spinor.Address4(high)...))
			answers(t, f, "after a block erase with 4-Byte Address", []byte{0xff}, spinor.ReadData4, spinor.Address4(high)...)
			expect(t, f, "16 MiB below", low, 0x12)
		})
	}
	if f.Has(spinor.WideMode) {
		t.Step("mode", func() {
			t.Must(f.Wide(ctx, true))
			t.Must(f.Program(ctx, high+1, []byte{0x56}))
			expect(t, f, "in the mode of 4 bytes", high+1, 0x56)
			expect(t, f, "16 MiB below", low+1, 0xff)
			t.Must(f.Wide(ctx, false))
			expect(t, f, "in the mode of 3 bytes", low, 0x12, 0xff)
		})
	}
	if f.Has(spinor.UpperAddress) {
		t.Step("extended address register", func() { upperAddress(t, f, low, high) })
	}
}

// upperAddress has the register give the fourth byte of an address.
func upperAddress(t *run.T, f *spinor.Flash, low, high uint32) {
	ctx := t.Context()
	set := func(v byte) {
		t.Must(f.WriteEnable(ctx))
		t.Must(f.Send(ctx, spinor.WriteExtendedAddress, v))
		answers(t, f, "extended address register", []byte{v}, spinor.ReadExtendedAddress)
	}
	set(byte(high >> 24))
	t.Must(f.Program(ctx, low+2, []byte{0x78}))
	expect(t, f, "with the register", low+2, 0x78)
	set(0)
	expect(t, f, "with zero in the register", low+2, 0xff)
	expect(t, f, "with zero in the register", low, 0x12)
}

// softReset resets the chip by its commands: the latch and the mode of 4 bytes are gone,
// and what is programmed remains. One of the two commands alone does nothing.
func softReset(t *run.T, f *spinor.Flash) {
	ctx := t.Context()
	unlock(t, f)
	const at = 0x5000
	t.Must(f.Program(ctx, at, []byte{0x9a}))
	t.Must(f.WriteEnable(ctx))
	t.Must(f.Send(ctx, spinor.Reset))
	status(t, f, "after Reset without Enable Reset", spinor.Latch, spinor.Latch)
	if f.Has(spinor.WideMode) {
		t.Must(f.Wide(ctx, true))
		t.Must(f.WriteEnable(ctx))
	}
	t.Must(f.Restart(ctx))
	status(t, f, "after a reset", spinor.Busy|spinor.Latch, 0)
	expect(t, f, "after a reset", at, 0x9a)
}

// sleep checks that a chip in deep power-down knows the command that wakes it, and no
// other.
func sleep(t *run.T, f *spinor.Flash) {
	ctx := t.Context()
	unlock(t, f)
	t.Must(f.Send(ctx, spinor.PowerDown))
	t.Step("asleep", func() {
		t.Must(f.WriteEnable(ctx))
		t.Must(f.Send(ctx, spinor.ReleasePowerDown))
		status(t, f, "after Write Enable in deep power-down", spinor.Latch, 0)
	})
	t.Must(f.Send(ctx, spinor.ReleasePowerDown))
	t.Must(f.WriteEnable(ctx))
	status(t, f, "after Write Enable, awake", spinor.Latch, spinor.Latch)
	t.Must(f.Send(ctx, spinor.WriteDisable))
}

// machineReset resets the machine: what is programmed remains, the latch does not.
func machineReset(t *run.T, f *spinor.Flash) {
	ctx := t.Context()
	unlock(t, f)
	const at = 0x6000
	t.Must(f.Program(ctx, at, []byte{0xbc}))
	t.Must(f.WriteEnable(ctx))
	t.Must(t.QEMU().SystemReset(ctx))
	t.Must(f.AfterReset(ctx))
	status(t, f, "after a reset of the machine", spinor.Busy|spinor.Latch, 0)
	expect(t, f, "after a reset of the machine", at, 0xbc)
}
