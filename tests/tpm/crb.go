package tpm

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// crbRegisters checks the registers of the CRB interface: those of the locality, and the control area (PTP 1.04, "CRB
// Interface").
func crbRegisters(t *run.T, c *tpm.CRB) {
	m := attach(t)
	m.Establish(true) // QEMU asks once, when the register is read first
	t.Step("initial values", func() { crbInitial(t, c) })
	t.Step("read-only", func() { crbReadOnly(t, c) })
	t.Step("locality", func() { crbLocality(t, c) })
	t.Step("idle", func() { crbIdle(t, c) })
	t.Step("start without the locality", func() {
		t.Must(c.Open(t.Context()))
		tpm.LocControl.WriteT(t, c.Regs, tpm.RelinquishAccess)
		startsNot(t, c, m)
	})
	t.Step("start in Idle", func() {
		t.Must(c.Request(t.Context()))
		t.Must(c.GoIdle(t.Context()))
		startsNot(t, c, m)
	})
	t.Step("whole buffer", func() {
		t.Must(c.Open(t.Context()))
		executes(t, c, m, message(getRandom, tpm.CRBBufferSize, 1), message(0, tpm.CRBBufferSize, 2))
	})
	t.Step("start twice", func() {
		t.Must(c.Open(t.Context()))
		command, response := message(getRandom, 12, 4), message(0, 13, 5)
		t.Must(c.Send(t.Context(), command))
		taken(t, m, 0, command)
		tpm.CRBStart.WriteT(t, c.Regs, tpm.Start)
		t.Must(t.QEMU().Sync(t.Context()))
		t.Must(m.Respond(response))
		got, err := c.Receive(t.Context())
		t.Must(err)
		same.Bytes(t, "the response", got, response)
		if n := m.Waiting(); n != 0 {
			t.Errorf("the module got the command %d times, want once", n+1)
		}
	})
	t.Step("cancel", func() {
		t.Must(c.Open(t.Context()))
		before := len(m.Requests(swtpm.Cancel))
		t.Must(c.Cancel(t.Context()))
		t.Must(t.QEMU().Sync(t.Context()))
		if n := len(m.Requests(swtpm.Cancel)); n != before {
			t.Errorf("without a command, the module got %d requests to cancel, want 0", n-before)
		}
		tpm.CRBCancel.WriteT(t, c.Regs, 0)
		executes(t, c, m, message(getRandom, 12, 2), message(0, 12, 3))
	})
	t.Step("resetEstablishmentBit", func() {
		t.Must(c.Open(t.Context()))
		before := len(m.Requests(swtpm.ResetEstablished))
		tpm.LocControl.WriteT(t, c.Regs, tpm.ResetEstablishedBit)
		t.Must(t.QEMU().Sync(t.Context()))
		if n := len(m.Requests(swtpm.ResetEstablished)) - before; n != 0 {
			t.Errorf("locality 0 has reset the flag %d times, want 0: only localities 3 and 4 may", n)
		}
	})
}

// crbInitial checks the registers after power on.
func crbInitial(t *run.T, c *tpm.CRB) {
	t.Helper()
	const known = tpm.InterfaceType | tpm.InterfaceVersionField | tpm.FiveLocalities | tpm.HasFIFO | tpm.HasCRB | tpm.Selector | tpm.SelectorLocked
	reg.ExpectT(t, c.Regs, "TPM_LOC_STATE", tpm.LocState, tpm.LocStateValid)
	reg.ExpectT(t, c.Regs, "TPM_LOC_CTRL", tpm.LocControl, 0)
	reg.ExpectT(t, c.Regs, "TPM_LOC_STS", tpm.LocStatus, 0)
	reg.ExpectBitsT(t, c.Regs, "TPM_CRB_INTF_ID", tpm.CRBID, known, tpm.IsCRB|tpm.CRBVersion|tpm.HasCRB|tpm.SelectsCRB)
	reg.ExpectBitsT(t, c.Regs, "TPM_CRB_INTF_ID, VID", tpm.CRBVendor, 0xffff, identity&0xffff)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_REQ", tpm.CRBRequest, 0)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_STS", tpm.CRBStatus, tpm.Idle)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_CANCEL", tpm.CRBCancel, 0)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_START", tpm.CRBStart, 0)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_CMD_SIZE", tpm.CommandSize, tpm.CRBBufferSize)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_CMD_LADDR", tpm.CommandLow, tpm.CRBBase+tpm.CRBBuffer)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_CMD_HADDR", tpm.CommandHigh, 0)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_RSP_SIZE", tpm.ResponseSize, tpm.CRBBufferSize)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_RSP_ADDR", tpm.ResponseLow, tpm.CRBBase+tpm.CRBBuffer)
	reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_RSP_ADDR, high half", tpm.ResponseHigh, 0)
}

// crbReadOnly checks that the registers that describe the interface cannot be written.
func crbReadOnly(t *run.T, c *tpm.CRB) {
	t.Helper()
	reg.IgnoresT(t, c.Regs, "TPM_LOC_STATE", tpm.LocState)
	reg.IgnoresT(t, c.Regs, "TPM_LOC_STS", tpm.LocStatus)
	reg.IgnoresT(t, c.Regs, "TPM_CRB_CTRL_STS", tpm.CRBStatus)
	reg.IgnoresT(t, c.Regs, "TPM_CRB_CTRL_CMD_SIZE", tpm.CommandSize)
	reg.IgnoresT(t, c.Regs, "TPM_CRB_CTRL_CMD_LADDR", tpm.CommandLow)
	reg.IgnoresT(t, c.Regs, "TPM_CRB_CTRL_RSP_SIZE", tpm.ResponseSize)
	reg.IgnoresT(t, c.Regs, "TPM_CRB_CTRL_RSP_ADDR", tpm.ResponseLow)
}

// crbLocality checks how the locality is requested and relinquished.
func crbLocality(t *run.T, c *tpm.CRB) {
	t.Helper()
	for range 2 {
		t.Must(c.Request(t.Context()))
		reg.ExpectT(t, c.Regs, "TPM_LOC_STATE, in use", tpm.LocState, tpm.LocStateValid|tpm.LocAssigned)
		reg.ExpectT(t, c.Regs, "TPM_LOC_STS, in use", tpm.LocStatus, tpm.Granted)
		tpm.LocControl.WriteT(t, c.Regs, tpm.RelinquishAccess)
		reg.ExpectT(t, c.Regs, "TPM_LOC_STATE, relinquished", tpm.LocState, tpm.LocStateValid)
		reg.ExpectT(t, c.Regs, "TPM_LOC_STS, relinquished", tpm.LocStatus, 0)
	}
}

// crbIdle checks the ways to and from the state Idle.
func crbIdle(t *run.T, c *tpm.CRB) {
	t.Helper()
	t.Must(c.Request(t.Context()))
	for range 2 {
		t.Must(c.Ready(t.Context()))
		reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_STS, ready", tpm.CRBStatus, 0)
		t.Must(c.GoIdle(t.Context()))
		reg.ExpectT(t, c.Regs, "TPM_CRB_CTRL_STS, idle", tpm.CRBStatus, tpm.Idle)
	}
}

// startsNot checks that Start has no effect.
func startsNot(t *run.T, c *tpm.CRB, m *swtpm.Module) {
	t.Helper()
	command := message(getRandom, 12, 1)
	t.Must(c.Send(t.Context(), command))
	busy, err := c.Busy(t.Context())
	t.Must(err)
	if busy {
		t.Error("TPM_CRB_CTRL_START has Start set, want the write ignored")
		taken(t, m, 0, command)
		t.Must(m.Respond(message(canceled, 10, 0)))
		_, err := c.Receive(t.Context())
		t.Must(err)
	}
	t.Must(c.Open(t.Context()))
	executes(t, c, m, message(getRandom, 12, 2), message(0, 12, 3)) // the first command that the module gets
}

// chunks checks commands and responses that are longer than the buffer (PTP 1.07, sections 6.4.2.2, 6.5.3.9 and 6.5.3.10).
func chunks(t *run.T, c *tpm.CRB) {
	m := attach(t)
	opened := func() {
		t.Helper()
		t.Must(c.Open(t.Context()))
	}
	t.Step("not established", func() {
		reg.ExpectBitsT(t, c.Regs, "TPM_LOC_STATE", tpm.LocState, tpm.CRBNotEstablished, tpm.CRBNotEstablished)
	})
	t.Step("capability", func() { reg.ExpectBitsT(t, c.Regs, "TPM_CRB_INTF_ID", tpm.CRBID, tpm.Chunks, tpm.Chunks) })
	for _, size := range []int{tpm.CRBBufferSize - 1, tpm.CRBBufferSize, tpm.CRBBufferSize + 1, swtpm.BufferSize} {
		t.Step(fmt.Sprintf("%d bytes", size), func() {
			opened()
			executes(t, c, m, message(getRandom, size, 1), message(0, size, 2))
		})
	}
	t.Step("again", func() {
		opened()
		command, response := message(getRandom, swtpm.BufferSize, 3), message(0, swtpm.BufferSize, 4)
		executes(t, c, m, command, response)
		t.Must(c.Retry(t.Context()))
		got, err := c.Receive(t.Context())
		t.Must(err)
		same.Bytes(t, "the response after crbRspRetry", got, response)
	})
	t.Step("begun anew", func() {
		opened()
		t.Must(c.Fill(t.Context(), message(getRandom, swtpm.BufferSize, 3)[:tpm.CRBBufferSize]))
		t.Must(c.Next(t.Context()))
		t.Must(c.GoIdle(t.Context()))
		t.Must(c.Ready(t.Context()))
		executes(t, c, m, message(getRandom, 12, 2), message(0, 12, 3))
	})
}
