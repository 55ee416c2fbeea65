package tpm

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
)

// TPM_DID_VID and TPM_RID of QEMU's model: the specification leaves them to the vendor, here 1014h, IBM.
const (
	identity = 0x0001_1014
	revision = 1
)

// fifoRegisters checks the registers of each locality after power on.
func fifoRegisters(t *run.T, f *tpm.FIFO) {
	t.Step("initial values", func() {
		for l := range tpm.Localities {
			atRest(t, f, l)
		}
	})
	t.Step("identity", func() {
		for l := range tpm.Localities {
			reg.ExpectT(t, f.At(l), "TPM_DID_VID", tpm.Identity, identity)
			reg.ExpectT(t, f.At(l), "TPM_RID", tpm.Revision, revision)
			reg.IgnoresT(t, f.At(l), "TPM_DID_VID", tpm.Identity)
			reg.IgnoresT(t, f.At(l), "TPM_RID", tpm.Revision)
		}
	})
	t.Step("capabilities", func() { fifoCapabilities(t, f.At(0)) })
	t.Step("interface", func() {
		reg.ExpectBitsT(t, f.At(0), "TPM_INTERFACE_ID", tpm.InterfaceID,
			tpm.InterfaceType|tpm.InterfaceVersionField|tpm.FiveLocalities|tpm.HasFIFO|tpm.HasCRB|tpm.Selector|tpm.SelectorLocked, tpm.FiveLocalities|tpm.HasFIFO)
	})
	t.Step("lock of the selector", func() {
		tpm.InterfaceID.WriteT(t, f.At(0), tpm.SelectorLocked)
		reg.ExpectBitsT(t, f.At(0), "TPM_INTERFACE_ID once it is locked", tpm.InterfaceID, tpm.SelectorLocked, tpm.SelectorLocked)
		tpm.InterfaceID.WriteT(t, f.At(0), 0)
		reg.ExpectBitsT(t, f.At(0), "TPM_INTERFACE_ID after a write without the lock", tpm.InterfaceID, tpm.SelectorLocked, tpm.SelectorLocked)
	})
	t.Step("family", func() {
		t.Must(f.Open(t.Context()))
		reg.ExpectBitsT(t, f.At(0), "tpmFamily", tpm.Status, tpm.Family, tpm.FamilyTPM2)
	})
	t.Step("write-only and reserved bits", func() {
		t.Must(f.Open(t.Context()))
		tpm.Status.WriteT(t, f.At(0), tpm.CommandCancel)
		reg.ExpectBitsT(t, f.At(0), "TPM_STS", tpm.Status, 1|tpm.ResponseRetry|tpm.Go|tpm.CommandCancel|tpm.ResetEstablishment, 0)
		const bit6 = 1 << 6
		reg.ExpectBitsT(t, f.At(0), "TPM_ACCESS", tpm.Access, bit6|tpm.Seize, 0)
	})
	t.Step("bytes of registers", func() { bytesOfRegisters(t, f) })
}

// atRest checks the registers of a locality that nobody uses.
func atRest(t *run.T, f *tpm.FIFO, locality int) {
	t.Helper()
	regs := f.At(locality)
	reg.ExpectT(t, regs, "TPM_ACCESS", tpm.Access, tpm.AccessValid|tpm.NotEstablished)
	reg.ExpectT(t, regs, "TPM_INT_ENABLE", tpm.InterruptEnable, tpm.LowLevel)
	reg.ExpectT(t, regs, "TPM_INT_STATUS", tpm.InterruptStatus, 0)
	// No locality is active: a read of the others gives FFh (PTP 1.04, "Locality Usage per Register").
	reg.ExpectT(t, regs, "TPM_STS", tpm.Status, ^tpm.State(0))
	reg.ExpectT(t, regs, "TPM_DATA_FIFO", tpm.DataFIFO, 0xff)
}

// fifoCapabilities checks TPM_INTF_CAPABILITY: interrupts for data, for a change of the locality and at a low level are
// mandatory.
func fifoCapabilities(t *run.T, regs reg.Space) {
	t.Helper()
	reg.ExpectBitsT(t, regs, "TPM_INTF_CAPABILITY", tpm.InterfaceCapability,
		tpm.HasData|tpm.HasLocality|tpm.HasLow|tpm.InterfaceVersion, tpm.HasData|tpm.HasLocality|tpm.HasLow|tpm.Version13)
	reg.IgnoresT(t, regs, "TPM_INTF_CAPABILITY", tpm.InterfaceCapability)
}

// bytesOfRegisters checks that a register can be read by bytes, as from a bus that has no more. The burst count may be
// another one then.
func bytesOfRegisters(t *run.T, f *tpm.FIFO) {
	t.Must(f.Open(t.Context()))
	byBytes := func(r reg.Reg[uint32]) (v uint32) {
		for i := range 4 {
			v |= uint32(reg.Reg[uint8](int(r)+i).ReadT(t, f.At(0))) << (8 * i)
		}
		return v
	}
	for _, r := range []reg.Reg[uint32]{tpm.Identity, reg.Reg[uint32](tpm.InterfaceCapability)} {
		if got, want := byBytes(r), r.ReadT(t, f.At(0)); got != want {
			t.Errorf("the register at %#x by bytes = %#x, want %#x", uint64(r), got, want)
		}
	}
	got, want := tpm.State(byBytes(reg.Reg[uint32](tpm.Status))), tpm.Status.ReadT(t, f.At(0))
	if got&^tpm.Bursts != want&^tpm.Bursts || got.Burst() < 1 || got.Burst() > want.Burst() {
		t.Errorf("TPM_STS by bytes = %v, want %v, or a lower burstCount", got, want)
	}
}
