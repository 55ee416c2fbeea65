package vmxnet3

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's vmxnet3 from what the header says.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("vmxnet3-pads-received-frames", graph.Deviation{
			In:     []graph.Place{{Test: "vmxnet3-tests/offload", Step: "checksums of received frames"}},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "A frame of fewer than 60 bytes is received with zeros behind it.",
			Says:   "A frame that the host gives a paravirtual device is received as it is.",
			Clause: graph.NewClause("VMware's driver interface, as FreeBSD's if_vmxreg.h has it: the length of a receive completion is that of the packet"),
		}),
		graph.Deviates("vmxnet3-completion-type", graph.Deviation{
			In:     []graph.Place{{Test: "vmxnet3-tests/transfers", Step: "type of a completion"}},
			Does:   "Receive completions have type 0.",
			Says:   "Send completions have type 0, receive completions type 3.",
			Clause: graph.NewClause("VMware's vmxnet3_defs.h for Linux, VMXNET3_CDTYPE_TXCOMP and VMXNET3_CDTYPE_RXCOMP"),
		}),
		graph.Deviates("vmxnet3-disable-all", graph.Deviation{
			In: []graph.Place{
				{Test: "vmxnet3-tests/interrupts", Step: "sent / all disabled"},
				{Test: "vmxnet3-tests/interrupts", Step: "received / all disabled"},
				{Test: "vmxnet3-tests/interrupts", Step: "link / all disabled"},
			},
			Does:   "The bit that disables all interrupts has no effect.",
			Says:   "It disables all interrupts, whatever the masks of the vectors.",
			Clause: graph.NewClause("FreeBSD's if_vmxreg.h, vmxnet3_driver_shared, ictrl: VMXNET3_ICTRL_DISABLE_ALL"),
		}),
	}
}
