package ahci

import (
	"fmt"
	"math/bits"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ahci"
)

// hostRegisters checks the generic host control (section 3.1).
func hostRegisters(r *rig) {
	capabilities := ahci.Capabilities.ReadT(r, r.Regs)
	implemented := ahci.Implemented.ReadT(r, r.Regs)
	r.Step("ports", func() {
		const slotShift = 8
		if n := int(capabilities&ahci.LastPort) + 1; bits.OnesCount32(implemented) > n {
			r.Errorf("PI = %#x: more ports than the %d that CAP has", implemented, n)
		}
		if n := int(capabilities&ahci.LastSlot>>slotShift) + 1; n != ahci.Slots {
			r.Errorf("CAP has %d command slots, want %d", n, ahci.Slots)
		}
		for _, n := range []int{ahci.DiskPort, ahci.DiscPort} {
			if implemented&(1<<n) == 0 {
				r.Errorf("PI = %#x: port %d has a device and is not implemented", implemented, n)
			}
		}
	})
	r.Step("version", func() {
		switch v := ahci.Version.ReadT(r, r.Regs); v {
		case 0x0_0905, 0x1_0000, 0x1_0100, 0x1_0200, 0x1_0300, 0x1_0301:
		default:
			r.Errorf("VS = %#x, want a version of the specification", v)
		}
	})
	r.Step("abilities", func() {
		if want := ahci.Queueing | ahci.Wide; capabilities&want != want {
			r.Errorf("CAP = %v, want %v", capabilities, want)
		}
	})
	r.Step("read-only", func() {
		reg.IgnoresT(r, r.Regs, "CAP", ahci.Capabilities)
		reg.IgnoresT(r, r.Regs, "PI", ahci.Implemented)
		reg.IgnoresT(r, r.Regs, "VS", ahci.Version)
	})
	r.Step("global host control", func() {
		reg.ExpectT(r, r.Regs, "after a reset", ahci.GlobalHost, ahci.AHCIEnable)
		ahci.GlobalHost.WriteT(r, r.Regs, ahci.AHCIEnable|ahci.InterruptEnable)
		reg.ExpectT(r, r.Regs, "interrupts on", ahci.GlobalHost, ahci.AHCIEnable|ahci.InterruptEnable)
		ahci.GlobalHost.WriteT(r, r.Regs, ahci.AHCIEnable)
		reg.ExpectT(r, r.Regs, "interrupts off", ahci.GlobalHost, ahci.AHCIEnable)
		if capabilities&ahci.AHCIOnly != 0 {
			ahci.GlobalHost.WriteT(r, r.Regs, 0)
			reg.ExpectBitsT(r, r.Regs, "of an adapter that has AHCI only", ahci.GlobalHost, ahci.AHCIEnable, ahci.AHCIEnable)
		}
	})
}

// portRegisters checks the registers of ports with and without a device (section 3.3).
func portRegisters(r *rig) {
	implemented := ahci.Implemented.ReadT(r, r.Regs)
	for n := range bits.Len32(implemented) {
		if implemented&(1<<n) == 0 {
			continue
		}
		p := r.PortRegisters(n)
		r.Step(fmt.Sprintf("port %d after a reset", n), func() {
			reg.ExpectBitsT(r, p, "PxCMD", ahci.PortCommand, ahci.Start|ahci.Receive|ahci.Receiving|ahci.ListRuns|ahci.ListIdle, 0)
			for name, at := range map[string]reg.Reg[uint32]{"PxCI": ahci.PortIssue, "PxSACT": ahci.PortActive, "PxSCTL": ahci.PortSATAControl} {
				reg.ExpectT(r, p, name, at, 0)
			}
			reg.ExpectT(r, p, "PxIE", ahci.PortEnable, 0)
			detection, taskFile := uint32(ahci.NoDevice), uint32(ahci.NoTaskFile)
			if n == ahci.DiskPort || n == ahci.DiscPort {
				detection = ahci.Established
			}
			reg.ExpectBitsT(r, p, "PxSSTS.DET", ahci.PortStatus, ahci.Detection, detection)
			if detection == ahci.NoDevice {
				reg.ExpectBitsT(r, p, "PxTFD", ahci.PortTaskFile, 0xff, taskFile)
			}
		})
	}
	for _, n := range []int{ahci.DiskPort, ahci.DiscPort} {
		r.Step(fmt.Sprintf("addresses of port %d", n), func() { addresses(r, n) })
	}
	r.Step("enables", func() {
		p := r.PortRegisters(ahci.DiskPort)
		for _, v := range []ahci.Event{ahci.RegisterFIS, ahci.TaskFileError | ahci.PIOSetup, ahci.DeviceBits | ahci.Processed, 0} {
			ahci.PortEnable.WriteT(r, p, v)
			reg.ExpectT(r, p, "PxIE", ahci.PortEnable, v)
			reg.ExpectT(r, r.PortRegisters(ahci.DiscPort), "PxIE of another port", ahci.PortEnable, 0)
		}
	})
	r.Step("signatures", func() {
		for n, want := range map[int]uint32{ahci.DiskPort: ahci.DiskSignature, ahci.DiscPort: ahci.PacketSignature} {
			r.port(n, func(p *ahci.Port) {
				reg.ExpectT(r, p.Regs, fmt.Sprintf("%v: PxSIG", p), ahci.PortSignature, want)
				reg.ExpectBitsT(r, p.Regs, fmt.Sprintf("%v: PxTFD", p), ahci.PortTaskFile, 0x89, 0)
				r.signature(fmt.Sprintf("%v, started", p), p, want)
			})
		}
	})
}

// addresses checks which bits of a port's addresses are kept: the list is aligned to 1 KiB, the
// received FISes to 256 bytes.
func addresses(r *rig, n int) {
	p := r.PortRegisters(n)
	const list, fis = 0x3ff, 0xff
	for _, v := range []uint32{0xffff_fc00, 0x1234_5400, 0xedcb_a800, 0} {
		reg.KeepsT(r, p, "PxCLB", ahci.PortList, v)
		reg.KeepsT(r, p, "PxFB", ahci.PortFIS, v>>2&^fis)
		reg.KeepsT(r, p, "PxCLBU", ahci.PortListUpper, v|v>>16)
		reg.KeepsT(r, p, "PxFBU", ahci.PortFISUpper, v|v>>16)
	}
	r.Step("bits below the alignment", func() {
		for _, v := range []uint32{0xffff_ffff, 0x1234_5678} {
			ahci.PortList.WriteT(r, p, v)
			reg.ExpectT(r, p, "PxCLB", ahci.PortList, v&^list)
			ahci.PortFIS.WriteT(r, p, v)
			reg.ExpectT(r, p, "PxFB", ahci.PortFIS, v&^fis)
		}
	})
	ahci.PortList.WriteT(r, p, 0)
	ahci.PortFIS.WriteT(r, p, 0)
}
