package nvme

import (
	"context"
	"errors"
	"fmt"
)

// ErrBase means that the controller rejected a Controller Base Address.
var ErrBase = errors.New("invalid controller base address")

// OpenCMB enables the Controller Memory Buffer and lets commands refer to it by
// addresses from base; 0 selects the address of the BAR (section 4.7 "Controller
// Memory Buffer").
func (d *Device) OpenCMB(ctx context.Context, base uint64) (*Arena, error) {
	a, err := d.openCMB(ctx, base)
	if err != nil {
		return nil, fmt.Errorf("nvme: controller memory buffer: %w", err)
	}
	return a, nil
}

func (d *Device) openCMB(ctx context.Context, base uint64) (*Arena, error) {
	if err := CMBMSC.Write(ctx, d.Regs, MemoryCRE); err != nil {
		return nil, err
	}
	location, err := CMBLOC.Read(ctx, d.Regs)
	if err != nil {
		return nil, err
	}
	size, err := CMBSZ.Read(ctx, d.Regs)
	if err != nil {
		return nil, err
	}
	region, err := d.PCI.Map(ctx, int(location&LocationBIR))
	if err != nil {
		return nil, err
	}
	offset := uint64(location&LocationOFST>>12) * size.unit()
	if base == 0 {
		base = region.Base() + offset
	}
	// Two halves, the upper one first: the lower one enables the memory at the whole
	// address (section 3.1 "Register Definition" allows halves).
	space := MemoryCRE | MemoryCMSE | MemorySpace(base)
	err = errors.Join(
		Half(CMBMSC, true).Write(ctx, d.Regs, uint32(space>>32)),
		Half(CMBMSC, false).Write(ctx, d.Regs, uint32(space)),
	)
	if err != nil {
		return nil, err
	}
	status, err := CMBSTS.Read(ctx, d.Regs)
	if err != nil {
		return nil, err
	}
	if status&BufferStatusCBAI != 0 {
		return nil, fmt.Errorf("%#x: %w", base, ErrBase)
	}
	return newArena(d.Machine, region, offset, size.Bytes(), base)
}

// OpenPMR enables the Persistent Memory Region, waits until it is ready, and lets
// commands refer to it by addresses from base; 0 selects the address of the BAR in
// memory (section 4.8 "Persistent Memory Region").
func (d *Device) OpenPMR(ctx context.Context, base uint64) (*Arena, error) {
	a, err := d.openPMR(ctx, base)
	if err != nil {
		return nil, fmt.Errorf("nvme: persistent memory region: %w", err)
	}
	return a, nil
}

func (d *Device) openPMR(ctx context.Context, base uint64) (*Arena, error) {
	caps, err := PMRCAP.Read(ctx, d.Regs)
	if err != nil {
		return nil, err
	}
	region, err := d.PCI.Map(ctx, caps.BAR())
	if err != nil {
		return nil, err
	}
	if base == 0 {
		base, _ = region.Address()
	}
	space := MemoryCMSE | MemorySpace(base)
	err = errors.Join(
		d.SetPMR(ctx, true),
		PMRMSCU.Write(ctx, d.Regs, uint32(space>>32)),
		PMRMSCL.Write(ctx, d.Regs, uint32(space)),
	)
	if err != nil {
		return nil, err
	}
	status, err := PMRSTS.Read(ctx, d.Regs)
	if err != nil {
		return nil, err
	}
	if status&PMRStatusCBAI != 0 {
		return nil, fmt.Errorf("%#x: %w", base, ErrBase)
	}
	return newArena(d.Machine, region, 0, region.Size(), base)
}

// SetPMR enables or disables the Persistent Memory Region and waits until PMRSTS
// confirms it.
func (d *Device) SetPMR(ctx context.Context, on bool) error {
	control, what := uint32(0), "PMRSTS.NRDY to be set"
	if on {
		control, what = PMRControlEN, "PMRSTS.NRDY to clear"
	}
	if err := PMRCTL.Write(ctx, d.Regs, control); err != nil {
		return err
	}
	return d.Machine.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		s, err := PMRSTS.Read(ctx, d.Regs)
		return (s&PMRStatusNRDY == 0) == on, err
	})
}
