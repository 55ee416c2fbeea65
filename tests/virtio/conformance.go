package virtio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiorng"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-tests/nop", virtio.Interface, nop)
	graph.Test(g, "virtio-tests/conformance", virtio.Interface, conformance, graph.Known(deviations()...), graph.Allows(graph.Complaint{
		Kind: graph.WarningMessage, Text: "9p: degraded performance: a reasonable high msize should be chosen", Why: "The sample request asks for small messages.",
	}))
	graph.Test(g, "virtio-queue-tests/rings", virtio.QueuesInterface, rings, graph.Known(ringDeviations()...),
		graph.Since("10.0", "packed rings that are smaller than the device allows"))
	held := graph.Since("10.0", "virtio devices that do not hang for a driver that keeps no rule")
	complaints := graph.Allows(
		graph.Complaint{Kind: graph.ErrorMessage, Text: noRules, Why: "The driver of the test keeps no rule."},
		graph.Complaint{Kind: graph.WarningMessage, Text: "Blocked re-entrant IO on MemoryRegion", Why: "The driver of the test has the device notify itself."},
	)
	graph.Test(g, "virtio-queue-tests/hostile", virtio.QueuesInterface, hostile, graph.Known(hostileDeviations()...), complaints, held)
	graph.Test(g, "virtio-queue-tests/hostile-requests", virtio.QueuesInterface, requestsCut, graph.Known(cutDeviations()...), complaints, held,
		graph.SlowBeside("x86_64/pc", "riscv64/virt"))
	graph.Test(g, "virtio-queue-tests/hostile-reset", virtio.QueuesInterface, resetAtOnce, complaints, held, graph.SlowBeside("x86_64/pc", "aarch64/virt"))
	graph.Test(g, "virtio-queue-tests/hostile-unplug", virtiorng.PCIDriver, unplugAtOnce, complaints, held, graph.Requires(pci.Hotplug))
	for _, m := range []struct {
		name           string
		packed         bool
		category, rule string
	}{
		{"virtio-queue-tests/hostile-migrate", false, "chains", "loop of two descriptors"},
		{"virtio-queue-tests/hostile-migrate-index", false, "indices", "idx half of all ahead"},
		{"virtio-queue-tests/hostile-migrate-packed", true, "indirect tables", "at the end of all addresses"},
	} {
		graph.Pair(g, m.name, virtiorng.Interface, moved(m.packed, m.category, m.rule), complaints, held, graph.SlowBeside("x86_64/pc", "aarch64/virt"))
	}
	graph.Test(g, "virtio-queue-tests/hostile-registers", virtio.QueuesInterface, registers, complaints, held)
	graph.Test(g, "virtio-queue-tests/transport", virtio.QueuesInterface, transports, graph.Known(transportDeviations()...), complaints, held)
	graph.Test(g, "virtio-queue-tests/in-order", virtio.QueuesInterface, inOrder, graph.DeviceProps(graph.P("in_order", "on")),
		graph.Since("10.0", "virtio devices that use buffers in order"))
}

// noRules is QEMU's complaints about drivers that keep no rule.
const noRules = "Looped descriptor|bogus descriptor|zero sized buffers|Invalid size for indirect|Cannot map|Incorrect order for descriptors|" +
	"Desc next is|Guest says index|Guest moved used index|Virtqueue size exceeded|wrong size for virtio-scsi|missing headers|" +
	"inconsistent with Host index|VirtFS request|VirtFS reply|outhdr too short|pcm info|virtio"

// nop checks that the device is there by each of its transports, and does not use it.
func nop(t *run.T, hw *virtio.Hardware) {
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() { t.Must(identity(t.Context(), hw, transport)) })
	}
}

// conformance checks, by each transport, the properties that all virtio devices
// share. It uses the device's function for the buffer IDs alone.
func conformance(t *run.T, hw *virtio.Hardware) {
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() {
			for _, c := range []struct {
				name string
				run  func(context.Context, *virtio.Hardware, virtio.Transport) error
			}{
				{"status", status},
				{"offered features", offered},
				{"unknown features", unknown},
				{"queues", queues},
				{"started queues", running},
			} {
				t.Step(c.name, func() { t.Must(c.run(t.Context(), hw, transport)) })
			}
			if registers, ok := transport.(virtiopci.ReadBack); ok {
				t.Step("places of queues", func() { t.Must(placed(t.Context(), hw, registers)) })
				if registers.Messages() != nil { // as it has been enabled
					t.Step("vectors", func() { t.Must(mapped(t.Context(), hw, registers)) })
				}
			}
		})
	}
	t.Step("features that the specification does not have", func() { undefined(t, hw) })
	t.Step("features that are not offered", func() { refusal(t, hw) })
	t.Step("features from 128 on", func() { beyond(t, hw) })
	t.Step("buffer ID of a packed list", func() {
		if s := hw.Model.Sample; len(s.Out)+int(s.In) < 2 {
			t.Skip("the device has no request of two bytes")
		}
		lastID(t, hw, hw.PackedT(t))
	})
}

// lastID makes the sample request, of more than a byte, by a list of descriptors with several
// buffer IDs: that of the last one counts (section 2.8.6 "Next Flag: Descriptor Chaining").
func lastID(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	with(t, hw, transport, func(r *rig) {
		raw := r.queue.Raw()
		var ds []virtio.Descriptor
		for _, d := range r.descriptors() { // each in two pieces: the list has at least two
			d.Flags |= virtio.DescriptorNext | virtio.DescriptorAvail
			one, two := d, d
			one.Size = d.Size / 2
			two.Addr, two.Size = d.Addr+uint64(one.Size), d.Size-one.Size
			if one.Size > 0 {
				ds = append(ds, one)
			}
			ds = append(ds, two)
		}
		for i := range ds {
			ds[i].Link = uint16(i + 1)
		}
		const last = 3
		ds[len(ds)-1].Link = last
		ds[len(ds)-1].Flags &^= virtio.DescriptorNext
		t.Must(raw.Put(t.Context(), ds...))
		t.Must(transport.Notify(t.Context(), r.queue.Index()))
		t.Must(r.dev.Machine().Await(t.Context(), "a used list", raw.Used))
		got, err := raw.UsedID(t.Context())
		t.Must(err)
		if got != last {
			t.Errorf("%v: the device uses the list with the buffer ID %d, want that of its last descriptor, %d", r.queue, got, last)
		}
	})
}

// needed are the features without which the device may refuse a driver.
func needed(hw *virtio.Hardware) virtio.Features { return virtio.FeaturesOf(hw.Model.Sample.Needs...) }

// identity compares the transport's identification of the device with the
// driver's declaration.
func identity(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) error {
	got, err := t.Identity(ctx)
	if err != nil {
		return err
	}
	if want := (virtio.Identity{Type: hw.Model.Type, Vendor: hw.Vendor}); got != want {
		return fmt.Errorf("device is a %v of vendor %#x, want a %v of vendor %#x", got.Type, got.Vendor, want.Type, want.Vendor)
	}
	return nil
}

// status checks that each step of the handshake is visible (section 2.1 "Device
// Status Field"), and that a reset undoes it.
func status(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) error {
	dev, err := hw.Open(ctx, t)
	if err != nil {
		return err
	}
	expect := func(when string, want virtio.Status) error {
		got, err := dev.Status(ctx)
		if err == nil && got != want {
			err = fmt.Errorf("status %s = %v, want %v", when, got, want)
		}
		return err
	}
	want := virtio.StatusAcknowledge | virtio.StatusDriver
	errs := []error{expect("at first", want)}
	errs = append(errs, dev.Negotiate(ctx, needed(hw)))
	if !t.Legacy() {
		want |= virtio.StatusFeaturesOK
	}
	errs = append(errs, expect("after the features", want), dev.Start(ctx))
	want |= virtio.StatusDriverOK
	errs = append(errs, expect("after the start", want), dev.AddStatus(ctx, virtio.StatusFailed))
	want |= virtio.StatusFailed
	errs = append(errs, expect("after it was given up", want), dev.Close(ctx), expect("after a reset", 0))
	return errors.Join(errs...)
}

// offered checks that the device offers its mandatory features, none without another one that
// it needs (section 2.2.2 "Device Requirements: Feature Bits"), and accepts all offered ones.
func offered(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) error {
	dev, err := hw.Open(ctx, t)
	if err != nil {
		return err
	}
	features, err := dev.Offered(ctx)
	if err != nil {
		return err
	}
	want := virtio.FeaturesOf(hw.Model.Features...).With(virtio.FeatureIndirectDesc, virtio.FeatureEventIdx) // by default
	if !t.Legacy() {
		want = want.With(virtio.FeatureVersion1)
	} else if slices.ContainsFunc(hw.Transports, func(t virtio.Transport) bool { return !t.Legacy() }) { // a transitional device
		want = want.With(virtio.FeatureAnyLayout) // section 6.3 "Legacy Interface: Reserved Feature Bits"
	}
	var errs []error
	if missing := want.Minus(features); missing != (virtio.Features{}) {
		errs = append(errs, fmt.Errorf("features %s are not offered", missing.Format(hw.Model.Names)))
	}
	if alone := features.Alone(hw.Model.Names); alone != (virtio.Features{}) {
		errs = append(errs, fmt.Errorf("features %s are offered without those that they need", alone.Format(hw.Model.Names)))
	}
	if t.Legacy() && features.Has(virtio.FeatureVersion1) {
		errs = append(errs, errors.New("a legacy interface offers VERSION_1"))
	}
	features = features.Without(virtio.FeatureUnused)
	errs = append(errs, dev.Accept(ctx, features), dev.Start(ctx), taken(ctx, dev, features), dev.Close(ctx))
	return errors.Join(errs...)
}

// taken checks that the device reports these as the driver's features, if it
// reports any.
func taken(ctx context.Context, dev *virtio.Device, want virtio.Features) error {
	got, known, err := dev.Transport().DriverFeatures(ctx)
	if err != nil || !known || got == want {
		return err
	}
	names := dev.Hardware().Model.Names
	return fmt.Errorf("driver's features = %s, want %s", got.Format(names), want.Format(names))
}

// unknown accepts features that the device does not offer, which the device must not
// agree to (section 2.2.2 "Device Requirements: Feature Bits"). A legacy device drops
// them. Step "features that are not offered" checks the answer of a modern one.
// Afterwards either works.
func unknown(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) error {
	dev, err := hw.Open(ctx, t)
	if err != nil {
		return err
	}
	features, err := dev.Offered(ctx)
	if err != nil {
		return err
	}
	features = features.Without(virtio.FeatureUnused)
	if err := dev.Accept(ctx, features.Or(strange(features))); err != nil && !errors.Is(err, virtio.ErrFeatures) {
		return err
	}
	if t.Legacy() {
		if err := taken(ctx, dev, features); err != nil {
			return err
		}
	}
	if dev, err = hw.Open(ctx, t); err != nil {
		return err
	}
	return errors.Join(dev.Negotiate(ctx, needed(hw)), dev.Close(ctx))
}

// strange returns two features that are not among those: one of the device's type, and
// one for future extensions (section 2.2 "Feature Bits").
func strange(offered virtio.Features) virtio.Features {
	for f := range virtio.Feature(24) {
		if !offered.Has(f) {
			return virtio.FeaturesOf(f, 49)
		}
	}
	return virtio.FeaturesOf(49)
}

// refusal accepts features that a modern device does not offer. It must not keep
// FEATURES_OK.
func refusal(t *run.T, hw *virtio.Hardware) {
	ctx := t.Context()
	dev, err := hw.Open(ctx, hw.ModernT(t))
	t.Must(err)
	features, err := dev.Offered(ctx)
	t.Must(err)
	features = features.Without(virtio.FeatureUnused)
	if err := dev.Accept(ctx, features.Or(strange(features))); !errors.Is(err, virtio.ErrFeatures) {
		t.Errorf("features that are not offered: got error %v, want %v", err, virtio.ErrFeatures)
	}
	t.Must(dev.Close(ctx))
}

// undefined checks that no transport offers a feature that the specification does not have, or
// not for devices of this type (section 2.2.2 "Device Requirements: Feature Bits").
func undefined(t *run.T, hw *virtio.Hardware) {
	for _, transport := range hw.TransportsT(t) {
		offered, err := transport.DeviceFeatures(t.Context())
		t.Must(err)
		if strange := offered.Undefined(hw.Model.Names); strange != (virtio.Features{}) {
			t.Errorf("%v offers features that the specification does not have: %v", transport, strange)
		}
	}
}

// beyond reads a word of features that the specification does not have (section 4.1.4.3.1
// "Device Requirements: Common configuration structure layout", device_feature, and
// section 4.2.2 "MMIO Device Register Layout", DeviceFeaturesSel).
func beyond(t *run.T, hw *virtio.Hardware) {
	got, err := hw.ModernT(t).FeatureWord(t.Context(), 4)
	t.Must(err)
	if got != 0 {
		t.Errorf("features from 128 on = %#x, want 0", got)
	}
}

// queues checks that each queue has the declared size, and that there are no
// others.
func queues(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) error {
	dev, err := hw.Open(ctx, t)
	if err != nil {
		return err
	}
	declared := len(hw.Model.Queues)
	indices := []int{declared, declared + 1, 2 * declared, 1023}
	for i := range declared {
		indices = append(indices, i)
	}
	slices.Sort(indices)
	var errs []error
	for _, i := range indices {
		size, err := t.QueueSize(ctx, uint16(i))
		if err != nil {
			return err
		}
		var want virtio.QueueModel
		if i < declared {
			want = hw.Model.Queues[i]
		}
		if size != want.Size {
			errs = append(errs, fmt.Errorf("queue %d %s has %d descriptors, want %d", i, want.Name, size, want.Size))
		}
	}
	return errors.Join(append(errs, dev.Close(ctx))...)
}

// running starts every queue, which only a reset may stop (section 2.4 "Device Reset"),
// without any work for the device.
func running(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) error {
	dev, started, err := start(ctx, hw, t)
	if err != nil {
		return err
	}
	enabled := func(when string, want bool) error {
		for _, q := range started {
			got, err := t.QueueEnabled(ctx, q.Index())
			if err != nil {
				return err
			}
			if got != want {
				return fmt.Errorf("%v: enabled %s: %v", q, when, got)
			}
		}
		return nil
	}
	return errors.Join(
		enabled("after it was started", true),
		idle(ctx, dev, started),
		dev.Close(ctx),
		enabled("after a reset", false),
	)
}

// idle notifies the device of empty queues: it must neither use anything nor
// fail.
func idle(ctx context.Context, dev *virtio.Device, started []*virtio.Queue) error {
	t := dev.Transport()
	generation, err := t.ConfigGeneration(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, q := range started {
		errs = append(errs, q.Notify(ctx))
	}
	// Interrupts are no error: spurious ones are allowed, and QEMU's consoles
	// send them.
	err = dev.Machine().Pass(ctx, time.Millisecond)
	errs = append(errs, err)
	for _, q := range started {
		_, found, err := q.Take(ctx)
		if err == nil && found {
			err = fmt.Errorf("%v has used a descriptor", q)
		}
		errs = append(errs, err)
	}
	s, err := dev.Status(ctx)
	if err == nil && s&(virtio.StatusNeedsReset|virtio.StatusFailed) != 0 {
		err = fmt.Errorf("status = %v, want neither NEEDS_RESET nor FAILED", s)
	}
	errs = append(errs, err)
	after, err := t.ConfigGeneration(ctx)
	if err == nil && after != generation {
		err = fmt.Errorf("configuration generation changed from %d to %d without a change", generation, after)
	}
	return errors.Join(append(errs, err)...)
}

// start opens the device and starts it with all of its queues, at their declared
// sizes.
func start(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) (*virtio.Device, []*virtio.Queue, error) {
	dev, err := hw.Open(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	if err := dev.Negotiate(ctx, needed(hw)); err != nil {
		return nil, nil, err
	}
	var started []*virtio.Queue
	for i, declared := range hw.Model.Queues {
		q, err := dev.QueueOf(ctx, uint16(i), declared.Size)
		if err != nil {
			return nil, nil, err
		}
		started = append(started, q)
	}
	return dev, started, dev.Start(ctx)
}
