package virtioinput

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's input devices from the specification.
func deviations() []graph.Deviation {
	in := func(step string) (places []graph.Place) {
		for _, k := range kinds() {
			places = append(places, graph.Place{Test: k.Name + "-tests/events", Step: step})
		}
		return places
	}
	return []graph.Deviation{
		graph.Deviates("virtio-input-name-terminator", graph.Deviation{
			In:     in("terminator of the name"),
			Does:   "The name of the device ends with a NUL, which counts in size.",
			Says:   "Strings do not include a NUL terminator.",
			Clause: graph.NewClause("virtio 1.3, section 5.8.4 \"Device configuration layout\""),
		}),
		graph.Deviates("virtio-input-status-length", graph.Deviation{
			In:     in("status"),
			Does:   "The used length of a status buffer is its size, though the device cannot write to it.",
			Says:   "The used length is the number of bytes written to the device-writable part.",
			Clause: graph.NewClause("virtio 1.3, section 2.7.8 \"The Virtqueue Used Ring\""),
		}),
	}
}

// assertion is what a lamp does to a device that has none.
func assertion() graph.Deviation {
	return graph.Deviates("virtio-input-lamp-assertion", graph.Deviation{
		QEMU: []graph.VersionRange{{Since: "11.1"}},
		In:   []graph.Place{{Test: "virtio-mouse-tests/lamp"}, {Test: "virtio-tablet-tests/lamp"}, {Test: "virtio-multitouch-tests/lamp"}},
		Ends: graph.Crashes,
		Does: "A status event of a lamp fails an assertion in a device that is no keyboard.",
		Says: "Status feedback is sent from the driver to the device, which uses the buffer.",
		Reproducer: `
			# QEMU was killed by SIGABRT
			# qemu_input_handler_set_leds_mask: Assertion
			cat << 'EOF' | qemu-system-x86_64 -M microvm -device virtio-mouse-device -accel qtest -display none -qtest stdio
			writel 0xfeb02e30 0x1
			writel 0xfeb02e28 0x1000
			writel 0xfeb02e38 0x10
			writel 0xfeb02e40 0x102
			writel 0xfeb02e70 0x7
			write 0x101108 0x1 0x11
			write 0x102000 0x9 0x081110000000000008
			writew 0x102102 0x1
			writel 0xfeb02e50 0x1
			EOF`,
		Clause: graph.NewClause("virtio 1.3, section 5.8.6 \"Device Operation\""),
	})
}
