package pcidevice

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// managed reports whether the device has power management.
func managed(ctx context.Context, s subject) (bool, error) {
	_, found, err := s.Capability(ctx, pci.CapabilityPowerManagement)
	return found, err
}

// powerSpace returns the registers of power management.
func powerSpace(ctx context.Context, s subject) (reg.Space, error) {
	offset, _, err := s.Capability(ctx, pci.CapabilityPowerManagement)
	return s.ConfigAt(offset), err
}

// power checks the registers of power management: what is read-only, which states can be entered, and the bits of PME# (PCI Bus Power Management
// Interface 1.2, sections 3.2.3 "PMC" and 3.2.4 "PMCSR").
func power(ctx context.Context, s subject) error {
	at, err := powerSpace(ctx, s)
	if err != nil {
		return err
	}
	var f findings
	can, err := pci.PowerCapabilities.Read(ctx, at)
	if err != nil {
		return err
	}
	if v := can & pci.PowerVersion; v < 1 || v > 3 {
		f.addf("the version of power management is %d, want 1 to 3", v)
	}
	f.add(sticks(ctx, at, "Power Management Capabilities", pci.PowerCapabilities, ^can, can))
	before, err := pci.PowerControl.Read(ctx, at)
	if err != nil {
		return err
	}
	if on := before & (pci.PowerState | pci.PowerPMEEnable | pci.PowerPMEStatus); on != 0 {
		f.addf("Power Management Control/Status has %#x set after power-on, want D0 and no PME#", uint16(on))
	}
	for _, row := range []struct {
		name string
		set  pci.PowerBits
		can  bool
	}{
		{"state D1", pci.PowerStateD1, can&pci.PowerD1 != 0},
		{"state D2", pci.PowerStateD2, can&pci.PowerD2 != 0},
		{"state D0", pci.PowerStateD0, true},
		{"PME_En", pci.PowerPMEEnable, true},
	} {
		if row.set == pci.PowerPMEEnable && can&pci.PowerPME == 0 {
			continue // it may be there without a state to signal from
		}
		want := before
		if row.can {
			want |= row.set
		}
		f.add(sticks(ctx, at, row.name, pci.PowerControl, before|row.set, want))
		f.add(pci.PowerControl.Write(ctx, at, before))
	}
	const constant = pci.PowerNoSoftReset | pci.PowerPMEStatus // one clears PME_Status
	f.add(sticks(ctx, at, "No_Soft_Reset and PME_Status", pci.PowerControl, before^constant, before))
	return f.err()
}

// asleep has a configured device go to D3hot: it answers in configuration space alone
// (PCI Bus Power Management Interface 1.2, section 5.4.1 "Software Accessible D3
// (D3hot)").
func asleep(ctx context.Context, s subject) error {
	var f findings
	if _, err := configure(ctx, s); err != nil {
		return err
	}
	at, err := powerSpace(ctx, s)
	if err != nil {
		return err
	}
	control, err := pci.PowerControl.Read(ctx, at)
	if err != nil {
		return err
	}
	want := control | pci.PowerStateD3
	f.add(sticks(ctx, at, "state D3hot", pci.PowerControl, want, want))
	f.add(s.Bus().Machine().Pass(ctx, pci.PowerDelay))
	f.add(landmarks(ctx, s, 0))
	f.add(s.systemReset(ctx))
	return f.err()
}

// wakes has a configured device go to D3hot and back to D0: it has its configuration
// afterwards if No_Soft_Reset says so, and that of a reset otherwise (PCI Bus Power
// Management Interface 1.2, section 3.2.4 "PMCSR").
func wakes(ctx context.Context, s subject) error {
	before, err := configure(ctx, s)
	if err != nil {
		return err
	}
	at, err := powerSpace(ctx, s)
	if err != nil {
		return err
	}
	control, err := pci.PowerControl.Read(ctx, at)
	if err != nil {
		return err
	}
	for _, state := range []pci.PowerBits{pci.PowerStateD3, pci.PowerStateD0} {
		if err := pci.PowerControl.Write(ctx, at, control|state); err != nil {
			return err
		}
		if err := s.Bus().Machine().Pass(ctx, pci.PowerDelay); err != nil {
			return err
		}
	}
	var f findings
	f.add(awake(ctx, s, before, control&pci.PowerNoSoftReset != 0))
	f.add(s.systemReset(ctx))
	return f.err()
}

// awake checks what a device has of its configuration after D3hot.
func awake(ctx context.Context, s subject, before []setting, keeps bool) error {
	var f findings
	after, err := configuration(ctx, s)
	if err != nil {
		return err
	}
	for i, v := range after {
		want, when := v.want, "without No_Soft_Reset"
		if keeps {
			want, when = before[i].is, "with No_Soft_Reset"
		}
		if v.is != want {
			f.addf("%s is %#x after D3hot %s, want %#x", v.name, v.is, when, want)
		}
	}
	if !keeps {
		return f.err()
	}
	if err := landmarks(ctx, s, pci.CommandIO|pci.CommandMemory); err != nil {
		f.add(fmt.Errorf("after D3hot: %w", err))
	}
	return f.err()
}

// landmarks checks which of the device's landmarks are to be seen at the addresses of
// its mapped BARs. It does not touch configuration space.
func landmarks(ctx context.Context, s subject, on pci.CommandBits) error {
	var f findings
	for _, l := range s.Model().Landmarks {
		region, err := s.Mapped(l.BAR, s.orderOf(l))
		if err != nil {
			return err
		}
		f.add(landmark(ctx, region, l, on))
	}
	return f.err()
}
