package ide

import "github.com/qgraph/qgraph/libqos/device/storage/ata"

// settings checks commands that change settings, which the identity then shows, and the power mode.
func settings(r *rig) {
	identity := func() ata.Identity {
		r.Helper()
		id, err := r.Primary.Identify(r.Context(), ata.IdentifyDevice, 0)
		r.Must(err)
		return id
	}
	r.Step("write cache", func() {
		for _, s := range []struct {
			feature uint16
			want    uint16
		}{{ata.DisableWriteCache, 0}, {ata.EnableWriteCache, ata.WriteCache}, {ata.DisableWriteCache, 0}} {
			r.does("SET FEATURES", ata.Task{Command: ata.SetFeatures, Features: s.feature})
			if id := identity(); id[ata.WordEnabled]&ata.WriteCache != s.want {
				r.Errorf("after SET FEATURES %#02x: word 85 = %#04x, want bit 5 %#04x", s.feature, id[ata.WordEnabled], s.want)
			}
		}
	})
	r.Step("transfer mode", func() {
		const multiword, ultra, modeShift = 0x20, 0x40, 8
		for mode := range uint16(3) {
			r.does("SET FEATURES", ata.Task{Command: ata.SetFeatures, Features: ata.SetTransferMode, Count: multiword | mode})
			if id := identity(); id[ata.WordMultiwordDMA]>>modeShift != 1<<mode || id[ata.WordUltraDMA]>>modeShift != 0 {
				r.Errorf("multiword DMA mode %d: word 63 = %#04x, word 88 = %#04x", mode, id[ata.WordMultiwordDMA], id[ata.WordUltraDMA])
			}
		}
		for mode := range uint16(6) {
			r.does("SET FEATURES", ata.Task{Command: ata.SetFeatures, Features: ata.SetTransferMode, Count: ultra | mode})
			if id := identity(); id[ata.WordUltraDMA]>>modeShift != 1<<mode || id[ata.WordMultiwordDMA]>>modeShift != 0 {
				r.Errorf("Ultra DMA mode %d: word 63 = %#04x, word 88 = %#04x", mode, id[ata.WordMultiwordDMA], id[ata.WordUltraDMA])
			}
		}
		r.aborts("a transfer mode that there is not", ata.Task{Command: ata.SetFeatures, Features: ata.SetTransferMode, Count: 0xf8}, ata.Aborted)
	})
	r.Step("unknown feature", func() {
		r.aborts("SET FEATURES", ata.Task{Command: ata.SetFeatures, Features: 0xfe}, ata.Aborted)
	})
	r.Step("geometry", func() { geometry(r, identity) })
	r.Step("power mode", func() { power(r) })
	r.Step("SMART", func() { smart(r) })
	r.Step("unknown commands", func() {
		const reserved, vendor = 0x0f, 0xfc
		for _, c := range []uint8{ata.NOP, reserved, vendor, ata.Packet, ata.DeviceReset} {
			r.aborts("an unknown command", ata.Task{Command: c}, ata.Aborted)
		}
	})
}

// geometry checks INITIALIZE DEVICE PARAMETERS: the current geometry changes, and sectors are found
// by it (ATA/ATAPI-6, section 8.16; section 6.2 for the number of a sector).
func geometry(r *rig, identity func() ata.Identity) {
	const heads, sectors = 5, 17
	r.does("INITIALIZE DEVICE PARAMETERS", ata.Task{Command: ata.InitializeParameters, Count: sectors, Device: heads - 1})
	r.Step("identity", func() {
		id := identity()
		if h, s := id[ata.WordCurrent+1], id[ata.WordCurrent+2]; h != heads || s != sectors {
			r.Errorf("current geometry: %d heads, %d sectors, want %d and %d", h, s, heads, sectors)
		}
	})
	const cylinder, head, sector = 9, 3, 11
	at := uint64((cylinder*heads+head)*sectors + sector - 1)
	r.disk.Data(at, 1)
	r.Must(r.disk.Fill())
	r.reads("by cylinder, head and sector", ata.AtCHS(ata.ReadSectors, cylinder, head, sector, 1), r.disk, at, 1, ata.SectorSize)
	r.does("INITIALIZE DEVICE PARAMETERS", ata.Task{Command: ata.InitializeParameters, Count: 63, Device: 15})
}

// power checks the power mode: a disk that does not stand by is active or idle.
func power(r *rig) {
	for _, s := range []struct {
		what    string
		command uint8
	}{{"IDLE IMMEDIATE", ata.IdleImmediate}, {"IDLE", ata.Idle}} {
		r.does(s.what, ata.Task{Command: s.command})
		if got := r.does("CHECK POWER MODE", ata.Task{Command: ata.CheckPowerMode}); got.Count != ata.ActiveOrIdle && got.Count != 0x80 {
			r.Errorf("after %s: power mode %#02x, want %#02x or 0x80", s.what, got.Count, ata.ActiveOrIdle)
		}
	}
	for _, s := range []struct {
		what    string
		command uint8
	}{{"STANDBY IMMEDIATE", ata.StandbyImmediate}, {"STANDBY", ata.Standby}} {
		r.does(s.what, ata.Task{Command: s.command})
	}
}

// smart checks that SMART is refused without its key and when it is disabled, and that a disk
// without an exceeded threshold leaves the key as it is (ATA8-ACS, section 7.55 "SMART").
func smart(r *rig) {
	task := func(feature uint16, key uint64) ata.Task {
		return ata.Task{Command: ata.SMART, Features: feature, LBA: key}
	}
	r.does("SMART ENABLE OPERATIONS", task(ata.SMARTEnable, ata.SMARTKey))
	got := r.does("SMART RETURN STATUS", task(ata.SMARTStatus, ata.SMARTKey))
	const key = 0xffff00
	if got.LBA&key != ata.SMARTHealthy {
		r.Errorf("SMART RETURN STATUS: LBA %#06x, want %#06x", got.LBA&key, ata.SMARTHealthy)
	}
	data, err := r.Primary.ReadPIO(r.Context(), task(ata.SMARTReadData, ata.SMARTKey), ata.SectorSize, ata.SectorSize)
	r.Must(err)
	var sum uint8
	for _, b := range data {
		sum += b
	}
	if sum != 0 {
		r.Errorf("SMART READ DATA: the sum of all bytes is %#02x, want 0", sum)
	}
	r.aborts("SMART without its key", task(ata.SMARTEnable, 0), ata.Aborted)
	r.does("SMART DISABLE OPERATIONS", task(ata.SMARTDisable, ata.SMARTKey))
	r.aborts("SMART RETURN STATUS when it is disabled", task(ata.SMARTStatus, ata.SMARTKey), ata.Aborted)
	r.does("SMART ENABLE OPERATIONS", task(ata.SMARTEnable, ata.SMARTKey))
}
