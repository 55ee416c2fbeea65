package ufs

import (
	"fmt"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/tests/suite/scsisuite"
)

// initialise checks the steps of a driver before the first transfer: link startup and
// other UIC commands, interrupts, NOP OUT, initialisation of the device, and a check
// of every logical unit.
func initialise(t *run.T, d *ufs.Device) {
	t.Step("link startup", func() { linkStartup(t, d) })
	t.Step("UIC commands", func() { uicCommands(t, d) })
	t.Step("interrupt line", func() { interruptLine(t, d) })
	withList(t, d, func(l *ufs.List) {
		for range 3 {
			t.Must(ufs.Ping(t.Context(), l))
		}
		t.Step("initialisation of the device", func() { initDevice(t, d, l) })
		scsisuite.Ready(t, unit(d, l, 0))
		t.Step("no sense data", func() { scsisuite.NoSense(t, unit(d, l, 0)) })
		t.Step("well-known units", func() { wellKnownUnits(t, d, l, []uint64{0}) })
		t.Step("units that are not there", func() { absentUnits(t, d, l) })
		t.Step("task management", func() { taskManagement(t, d, l) })
	})
}

// linkStartup checks that the device is present once the link is started, again
// after each reset (UFSHCI, section 7.1.1 "Host Controller Initialization").
func linkStartup(t *run.T, d *ufs.Device) {
	ctx := t.Context()
	for range 2 {
		t.Must(d.Enable(ctx))
		values(t, d, "enabled", is("HCS", ufs.HCS, ufs.StatusUCRDY))
		ufs.UICCMD.WriteT(t, d.Regs, ufs.DMELinkStartup)
		t.Must(d.WaitInterrupt(ctx, ufs.InterruptUCCS))
		values(t, d, "after link startup",
			is("HCS", ufs.HCS, ufs.StatusUCRDY|ufs.StatusDP|ufs.StatusListReady),
			is("UCMDARG2", ufs.UCMDARG2, 0),
			is("IS", ufs.IS, 0))
		t.Must(d.Disable(ctx))
		values(t, d, "disabled", is("HCS", ufs.HCS, 0))
	}
}

// uicCommands checks the outcome of each UIC command, with its own interrupt, if any
// (UFSHCI, section 5.6.1 "Offset 90h: UICCMD – UIC Command").
func uicCommands(t *run.T, d *ufs.Device) {
	const powerMode = 0x1571 << 16 // PA_PWRMode (MIPI UniPro 1.8, section 5.8)
	linked(t, d, func() {
		for _, row := range []struct {
			name string
			op   ufs.Opcode
			arg  uint32
			want ufs.GenericErrorCode
			is   ufs.Interrupts
		}{
			{"DME_GET", ufs.DMEGet, powerMode, ufs.UICSuccess, 0},
			{"DME_SET of PA_PWRMode", ufs.DMESet, powerMode, ufs.UICSuccess, ufs.InterruptUPMS},
			{"DME_PEER_GET", ufs.DMEPeerGet, powerMode, ufs.UICSuccess, 0},
			{"DME_PEER_SET", ufs.DMEPeerSet, powerMode, ufs.UICSuccess, 0},
			{"DME_HIBERNATE_ENTER", ufs.DMEHibernateIn, 0, ufs.UICSuccess, ufs.InterruptUHES},
			{"DME_HIBERNATE_EXIT", ufs.DMEHibernateOut, 0, ufs.UICSuccess, ufs.InterruptUHXS},
			{"none", 0, 0, ufs.UICFailure, 0},
			{"a reserved one", 0x1f, 0, ufs.UICFailure, 0},
		} {
			code, err := d.UIC(t.Context(), row.op, row.arg, 0, 0)
			t.Must(err)
			if code != row.want {
				t.Errorf("UIC command %s: result code %#x, want %#x", row.name, uint8(code), uint8(row.want))
			}
			values(t, d, "after UIC command "+row.name, is("IS", ufs.IS, row.is))
			if row.is != 0 {
				const powerLocal = 1 // PWR_LOCAL
				if got := ufs.HCS.ReadT(t, d.Regs) & ufs.StatusUPMCRS >> 8; got != powerLocal {
					t.Errorf("after UIC command %s: HCS.UPMCRS = %d, want %d", row.name, got, powerLocal)
				}
			}
			ufs.IS.WriteT(t, d.Regs, row.is)
			values(t, d, "after IS was written", is("IS", ufs.IS, 0))
		}
	})
}

// interruptLine checks that the line is raised while a bit is set in both IS and IE,
// and that writing ones clears bits of IS, and zeros do not (UFSHCI, sections 5.3.1 and
// 5.3.2).
func interruptLine(t *run.T, d *ufs.Device) {
	ctx := t.Context()
	line, err := d.PCI.INTx(ctx)
	t.Must(err)
	level := func(what string, want bool) {
		t.Helper()
		quiet(t, d)
		line.ExpectT(t, what, want)
	}
	t.Must(d.Enable(ctx))
	level("enabled", false)
	ufs.IE.WriteT(t, d.Regs, allInterrupts&^ufs.InterruptUCCS)
	ufs.UICCMD.WriteT(t, d.Regs, ufs.DMELinkStartup)
	level("IS.UCCS without IE.UCCE", false)
	values(t, d, "after link startup", is("IS", ufs.IS, ufs.InterruptUCCS))
	ufs.IS.WriteT(t, d.Regs, ^ufs.InterruptUCCS)
	values(t, d, "zero written to IS.UCCS", is("IS", ufs.IS, ufs.InterruptUCCS))
	ufs.IS.WriteT(t, d.Regs, ufs.InterruptUCCS)
	values(t, d, "one written to IS.UCCS", is("IS", ufs.IS, 0))

	ufs.IE.WriteT(t, d.Regs, ufs.InterruptUCCS)
	for range 2 {
		ufs.UICCMD.WriteT(t, d.Regs, ufs.DMEGet)
		t.Must(line.Wait(ctx, true))
		level("IS.UCCS with IE.UCCE", true)
		ufs.IS.WriteT(t, d.Regs, ufs.InterruptUTRCS)
		level("another bit cleared", true)
		ufs.IS.WriteT(t, d.Regs, ufs.InterruptUCCS)
		level("acknowledged", false)
	}
	ufs.IE.WriteT(t, d.Regs, 0)
	t.Must(d.Disable(ctx))
}

// initDevice sets fDeviceInit and waits until the device has cleared it (UFS, section
// 14.2 "Flags").
func initDevice(t *run.T, d *ufs.Device, tr ufs.Transport) {
	t.Helper()
	m := ufs.Manager{Transport: tr}
	_, err := m.SetFlag(t.Context(), ufs.FlagDeviceInit)
	t.Must(err)
	for range 100 {
		busy, err := m.ReadFlag(t.Context(), ufs.FlagDeviceInit)
		t.Must(err)
		if !busy {
			return
		}
		quiet(t, d)
	}
	t.Fatal("fDeviceInit is still set, want it cleared by the device")
}

// wellKnownUnits checks INQUIRY of the well known logical units, and that REPORT LUNS
// lists the others (UFS, section 10.8.5 "Well Known Logical Unit Defined in UFS").
func wellKnownUnits(t *run.T, d *ufs.Device, tr ufs.Transport, luns []uint64) {
	t.Helper()
	ctx := t.Context()
	for _, lun := range []uint8{ufs.ReportLUNsUnit, ufs.DeviceUnit, ufs.BootUnit, ufs.RPMBUnit} {
		u := unit(d, tr, lun)
		id, err := scsi.Identify(ctx, u)
		t.Must(err)
		if id.Type() != scsi.WellKnown || id.Qualifier() != 0 || id.Version() != 6 || id.Format() != 2 || id.Vendor() != "QEMU" {
			t.Errorf("INQUIRY of well known logical unit %#02x: got % x", lun, id)
		}
		scsisuite.NoSense(t, u)
	}
	got, err := scsi.LUNs(ctx, unit(d, tr, ufs.ReportLUNsUnit), 0)
	t.Must(err)
	for i, lun := range luns {
		luns[i] = lun << 48 // the format of the list (SAM-5, section 4.7 "Logical unit number (LUN)")
	}
	if diff := cmp.Diff(luns, got); diff != "" {
		t.Errorf("REPORT LUNS (-want +got):\n%s", diff)
	}
}

// absentUnits checks that commands to absent logical units are not executed, and that
// the controller continues.
func absentUnits(t *run.T, d *ufs.Device, tr ufs.Transport) {
	for _, lun := range []uint8{5, 31, 0x7f, 0x80, 0xff} {
		done, err := tr.Do(t.Context(), ufs.Request{UPIU: ufs.CommandTo(lun, scsi.TestUnitReady())})
		t.Must(err)
		what := fmt.Sprintf("TEST UNIT READY to logical unit %#02x", lun)
		if done.Err() == nil && done.UPIU.Response() == ufs.TargetSuccess && done.UPIU.Status() == scsi.Good {
			t.Errorf("%s succeeded, want an error", what)
		}
	}
	t.Must(ufs.Ping(t.Context(), tr))
}

// taskManagement submits task management functions. The controller sets IS.UTMRCS and
// reports that there is no such task (UFSHCI, section 6.2.1 "UTP Task Management Request
// Descriptor").
func taskManagement(t *run.T, d *ufs.Device, tr ufs.Transport) {
	ctx := t.Context()
	tasks, err := d.OpenTasks(ctx)
	t.Must(err)
	for slot := range tasks.Slots() {
		t.Must(tasks.Submit(ctx, slot, ufs.QueryTask, 0, 17))
		quiet(t, d)
		ocs, response, err := tasks.Result(ctx, slot)
		t.Must(err)
		done := ufs.IS.ReadT(t, d.Regs)&ufs.InterruptUTMRCS != 0
		ufs.IS.WriteT(t, d.Regs, ufs.InterruptUTMRCS)
		if !done || ocs != ufs.OCSSuccess || response != ufs.TaskComplete {
			t.Errorf("QUERY TASK in slot %d: IS.UTMRCS %t, %v, service response %#02x; want IS.UTMRCS true, %v, %#02x",
				slot, done, ocs, uint8(response), ufs.OCSSuccess, uint8(ufs.TaskComplete))
		}
	}
	t.Must(tasks.Close(ctx))
	t.Must(ufs.Ping(ctx, tr))
}
