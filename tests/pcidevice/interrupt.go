package pcidevice

import (
	"context"

	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// interruptPin compares the pin with the declared one, and finds the interrupt
// line behind it (PCI Local Bus 3.0, section 6.2.4 "Miscellaneous Registers").
func interruptPin(ctx context.Context, s subject) error {
	var f findings
	pin, err := pci.InterruptPin.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	differ(&f, "interrupt pin", pin, s.Model().Pin)
	if pin == pci.NoPin {
		return f.err()
	}
	line, err := s.INTx(ctx)
	if err != nil {
		return err
	}
	status, err := pci.Status.Read(ctx, s.Config())
	if err != nil {
		return err
	}
	if status&pci.StatusInterrupt != 0 && !line.Raised() {
		f.addf("Status is %v, and the interrupt line is not raised", status)
	}
	return f.err()
}
