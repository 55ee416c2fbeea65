package virtio

import "github.com/qgraph/qgraph/libqos/bus/virtio"

// group is the violations of one category.
type group struct {
	name       string
	violations []violation
}

// violations returns all violations of the rules for chains, by category.
func violations() []group {
	return []group{
		{"chains", chains()},
		{"indices", indices()},
		{"addresses", addresses()},
		{"indirect tables", indirectTables()},
		{"flags", contradictions()},
		{"requests", requests()},
	}
}

// chains are those of the links between descriptors.
func chains() []violation {
	return []violation{
		{name: "loop of one descriptor", rule: "2.7.5.2", only: splitOnly, do: func(a *attack) {
			ds := a.good()
			ds[0].Flags, ds[0].Link = ds[0].Flags|virtio.DescriptorNext, 0
			a.offer(ds, 0)
		}},
		{name: "loop of two descriptors", rule: "2.7.5.2", only: splitOnly, do: func(a *attack) {
			d := a.pieces()[0]
			d.Flags |= virtio.DescriptorNext
			one, two := d, d
			one.Link = 1
			a.offer([]virtio.Descriptor{one, two}, 0)
		}},
		{name: "chain of all descriptors and no end", rule: "2.7.4.2, 2.8.6", do: func(a *attack) {
			d := a.pieces()[0]
			d.Flags |= virtio.DescriptorNext
			var ds []virtio.Descriptor
			for i := range a.queue.Size() {
				d.Link = (i + 1) % a.queue.Size()
				ds = append(ds, d)
			}
			a.offer(ds, 0)
		}},
		{name: "next just beyond the table", rule: "2.7.5", only: splitOnly, do: func(a *attack) { a.next(a.queue.Size()) }},
		{name: "next far beyond the table", rule: "2.7.5", only: splitOnly, do: func(a *attack) { a.next(0xffff) }},
		{name: "one chain twice", rule: "2.7.13", only: splitOnly, do: func(a *attack) { a.offer(a.good(), 0, 0) }},
		{name: "list that goes on in descriptors that are not available", rule: "2.8.21", only: packedOnly, do: func(a *attack) {
			ds := a.good()
			ds[len(ds)-1].Flags |= virtio.DescriptorNext
			a.offer(ds)
		}},
	}
}

// next links the first descriptor to one that does not exist.
func (a *attack) next(to uint16) {
	a.Helper()
	ds := a.good()
	ds[0].Flags, ds[0].Link = ds[0].Flags|virtio.DescriptorNext, to
	a.offer(ds, 0)
}

// indices are those of the available ring and of buffer IDs.
func indices() []violation {
	return []violation{
		{name: "head just beyond the table", rule: "2.7.6", only: splitOnly, do: func(a *attack) { a.offer(a.good(), a.queue.Size()) }},
		{name: "head far beyond the table", rule: "2.7.6", only: splitOnly, do: func(a *attack) { a.offer(a.good(), 0xffff) }},
		{name: "idx one more than the size of the queue ahead", rule: "2.7.13.3", only: splitOnly, do: func(a *attack) { a.ahead(a.queue.Size() + 1) }},
		{name: "idx half of all ahead", rule: "2.7.13.3", only: splitOnly, do: func(a *attack) { a.ahead(0x8000) }},
		{name: "idx backwards", rule: "2.7.6.1", only: splitOnly, do: func(a *attack) { a.ahead(0xffff) }},
		{name: "buffer ID beyond the ring", rule: "2.8.13", only: packedOnly, do: func(a *attack) {
			ds := a.good()
			for i := range ds {
				ds[i].Link = 0xffff
			}
			a.offer(ds)
		}},
		{name: "event index without sense", rule: "2.7.7.1, 2.8.10", on: virtio.FeaturesOf(virtio.FeatureEventIdx), do: func(a *attack) {
			a.Must(a.raw.SetEvent(a.Context(), 0x0003_7fff))
			a.offer(a.good(), 0)
		}},
	}
}

// ahead makes more available than there is.
func (a *attack) ahead(idx uint16) {
	a.Helper()
	a.Must(a.raw.Put(a.Context(), a.good()...))
	a.Must(a.raw.Offer(a.Context(), idx, 0))
}

// Addresses without memory behind them on each machine.
const (
	nowhere = 0x7fff_ffff_f000
	theEnd  = 1<<64 - 16
)

// addresses are those of buffers that are not in RAM, or not alone there.
func addresses() []violation {
	at := func(addr uint64, size uint32) func(*attack) {
		return func(a *attack) {
			ds := a.good()
			last := &ds[len(ds)-1]
			last.Addr, last.Size = addr, size
			a.offer(ds, 0)
		}
	}
	return []violation{
		{name: "outside of RAM", rule: "2.7.4.1", do: at(nowhere, 64)},
		{name: "wraps around the end of all addresses", rule: "2.7.4.1", do: at(theEnd, 64)},
		{name: "4 GiB long", rule: "2.7.4.1", do: func(a *attack) { at(a.out(0), 1<<32-1)(a) }},
		{name: "2 GiB long", rule: "2.7.4.1", do: func(a *attack) { at(a.out(0), 1<<31)(a) }},
		{name: "address 0", rule: "2.7.4.1", do: func(a *attack) {
			ds := a.good()
			if last := &ds[len(ds)-1]; last.Flags&virtio.DescriptorWrite == 0 { // the test does not own what lies there
				last.Addr = 0
			} else {
				last.Addr = nowhere
			}
			a.offer(ds, 0)
		}},
		{name: "length 0", rule: "2.7.4.2", do: func(a *attack) {
			ds := a.good()
			ds[0].Size = 0
			a.offer(ds, 0)
		}},
		{name: "buffer to write that is the queue's doorbell", rule: "2.7.4.1", do: func(a *attack) { a.atDoorbell(virtio.DescriptorWrite) }},
		{name: "buffer to read that is the queue's doorbell", rule: "2.7.4.1", do: func(a *attack) { a.atDoorbell(0) }},
		{name: "buffer to write that is the device's registers", rule: "2.7.4.1", do: func(a *attack) { a.atRegisters(virtio.DescriptorWrite) }},
		{name: "buffer to read that is the device's registers", rule: "2.7.4.1", do: func(a *attack) { a.atRegisters(0) }},
		{name: "buffer to write that is the table of vectors", rule: "2.7.4.1", do: func(a *attack) { a.atVector(virtio.DescriptorWrite) }},
		{name: "buffer to read that is the table of vectors", rule: "2.7.4.1", do: func(a *attack) { a.atVector(0) }},
		{name: "buffer to read that is the ring", rule: "2.7.4.2", do: func(a *attack) {
			ds := a.good()
			if ds[0].Flags&virtio.DescriptorWrite == 0 {
				ds[0].Addr = a.queue.Areas().Descriptor
			}
			a.offer(ds, 0)
		}},
	}
}

// atDoorbell has the buffer that the device writes, or reads, in the device's own registers:
// the device, at work, notifies itself.
func (a *attack) atDoorbell(direction virtio.DescriptorFlags) {
	a.Helper()
	addr, ok, err := virtio.DoorbellAddress(a.Context(), a.dev.Transport(), a.queue.Index())
	a.Must(err)
	a.at(addr, ok, direction)
}

// atRegisters has it in the first register: of PCI, device_feature_select, which any value
// suits; of MMIO, MagicValue.
func (a *attack) atRegisters(direction virtio.DescriptorFlags) {
	a.Helper()
	addr, ok := virtio.RegistersAddress(a.dev.Transport())
	a.at(addr, ok, direction)
}

// atVector has it in the control of the first vector of MSI-X, of which any value suits.
func (a *attack) atVector(direction virtio.DescriptorFlags) {
	a.Helper()
	const control = 12
	addr, ok := virtio.VectorAddress(a.dev.Transport(), 0)
	a.at(addr+control, ok, direction)
}

// at has the first four bytes that the device writes, or reads, at an address, if there is
// such a place.
func (a *attack) at(addr uint64, ok bool, direction virtio.DescriptorFlags) {
	a.Helper()
	ds := a.good()
	for i := range ds {
		if ok && ds[i].Flags&virtio.DescriptorWrite == direction {
			ds[i].Addr, ds[i].Size = addr, min(ds[i].Size, 4)
		}
	}
	a.offer(ds, 0)
}

// indirectTables are those of tables of descriptors.
func indirectTables() []violation {
	on := virtio.FeaturesOf(virtio.FeatureIndirectDesc)
	with := func(size func(n uint32) uint32, offset uint64, flags virtio.DescriptorFlags) func(*attack) {
		return func(a *attack) { a.indirect(a.good(), size, offset, flags) }
	}
	whole := func(n uint32) uint32 { return n }
	return []violation{
		{name: "feature not negotiated", rule: "2.7.5.3.1", do: with(whole, 0, 0)},
		{name: "length 0", rule: "2.7.5.3.1", on: on, do: with(func(uint32) uint32 { return 0 }, 0, 0)},
		{name: "length that is no multiple of a descriptor", rule: "2.7.5.3.1", on: on, do: with(func(n uint32) uint32 { return n - 1 }, 0, 0)},
		{name: "length of 4 GiB", rule: "2.7.5.3.1", on: on, do: with(func(uint32) uint32 { return 0xffff_fff0 }, 0, 0)},
		{name: "together with NEXT", rule: "2.7.5.3.1", on: on, do: with(whole, 0, virtio.DescriptorNext)},
		{name: "together with WRITE", rule: "2.7.5.3.1", on: on, do: with(whole, 0, virtio.DescriptorWrite)},
		{name: "unaligned", rule: "2.7.5.3", on: on, do: with(whole, 3, 0)},
		{name: "outside of RAM", rule: "2.7.5.3", on: on, do: func(a *attack) {
			a.offer([]virtio.Descriptor{{Addr: nowhere, Size: 32, Flags: virtio.DescriptorIndirect}}, 0)
		}},
		{name: "at the end of all addresses", rule: "2.7.5.3", on: on, do: func(a *attack) {
			a.offer([]virtio.Descriptor{{Addr: theEnd, Size: 64, Flags: virtio.DescriptorIndirect}}, 0)
		}},
		{name: "nested", rule: "2.7.5.3.1", on: on, do: func(a *attack) {
			a.indirect([]virtio.Descriptor{{Addr: a.in(256), Size: 32, Flags: virtio.DescriptorIndirect}}, whole, 0, 0)
		}},
		{name: "that is itself", rule: "2.7.5.3.1", on: on, do: func(a *attack) {
			a.offer([]virtio.Descriptor{{Addr: a.queue.Areas().Descriptor, Size: 16, Flags: virtio.DescriptorIndirect}}, 0)
		}},
		{name: "loop in the table", rule: "2.7.5.3.1", on: on, only: splitOnly, do: func(a *attack) {
			ds := a.good()
			ds[0].Flags, ds[0].Link = ds[0].Flags|virtio.DescriptorNext, 0
			a.indirect(ds, whole, 0, 0)
		}},
		{name: "next beyond the table", rule: "2.7.5.3.1", on: on, only: splitOnly, do: func(a *attack) {
			ds := a.good()
			ds[0].Flags, ds[0].Link = ds[0].Flags|virtio.DescriptorNext, 100
			a.indirect(ds, whole, 0, 0)
		}},
		{name: "chain that goes on after the table", rule: "2.7.5.3.1", on: on, do: func(a *attack) {
			a.Must(a.dev.Machine().WriteMemory(a.Context(), a.in(512), a.raw.Bytes(a.good()...)))
			size := uint32(len(a.raw.Bytes(a.good()...)))
			ds := append([]virtio.Descriptor{{Addr: a.in(512), Size: size, Flags: virtio.DescriptorIndirect | virtio.DescriptorNext, Link: 1}}, a.pieces()...)
			a.offer(ds, 0)
		}},
	}
}

// indirect makes a table available, of which size tells the length.
func (a *attack) indirect(ds []virtio.Descriptor, size func(uint32) uint32, offset uint64, flags virtio.DescriptorFlags) {
	a.Helper()
	p := a.raw.Bytes(ds...)
	at := a.in(512) + offset
	a.Must(a.dev.Machine().WriteMemory(a.Context(), at, p))
	a.offer([]virtio.Descriptor{{Addr: at, Size: size(uint32(len(p))), Flags: virtio.DescriptorIndirect | flags}}, 0)
}

// contradictions are flags that make no sense together.
func contradictions() []violation {
	return []violation{
		{name: "buffer to read behind one to write", rule: "2.7.4.2", do: func(a *attack) {
			a.offer(a.chained([]virtio.Descriptor{
				{Addr: a.out(0), Size: 16, Flags: virtio.DescriptorWrite}, {Addr: a.in(0), Size: 16},
			}), 0)
		}},
		{name: "reserved flags", rule: "2.7.5", do: func(a *attack) {
			ds := a.good()
			for i := range ds {
				ds[i].Flags |= 0x7f78
			}
			a.offer(ds, 0)
		}},
		{name: "wrap counter of the other lap", rule: "2.8.1", only: packedOnly, do: func(a *attack) {
			a.quiet = true
			a.Must(a.raw.Put(a.Context(), virtio.Descriptor{Addr: a.out(0), Size: 16, Flags: virtio.DescriptorUsed}))
		}},
		{name: "wrap counter of the other lap in the rest of a list", rule: "2.8.6", only: packedOnly, do: func(a *attack) {
			d := virtio.Descriptor{Addr: a.out(0), Size: 16, Flags: virtio.DescriptorWrite | virtio.DescriptorNext | virtio.DescriptorAvail}
			last := virtio.Descriptor{Addr: a.out(16), Size: 16, Flags: virtio.DescriptorWrite | virtio.DescriptorUsed}
			a.Must(a.raw.Put(a.Context(), d, last))
		}},
	}
}

// requests are sample requests whose buffers do not suit the device.
func requests() []violation {
	return []violation{
		{name: "split at each byte", rule: "2.7.4.1", do: func(a *attack) { // allowed
			var ds []virtio.Descriptor
			for _, d := range a.pieces() {
				for i := range min(d.Size, 16) {
					piece := virtio.Descriptor{Addr: d.Addr + uint64(i), Size: 1, Flags: d.Flags}
					if i == 15 {
						piece.Size = d.Size - i
					}
					ds = append(ds, piece)
				}
			}
			ds = a.chained(ds)
			if len(ds) > int(a.queue.Size()) {
				ds = a.good()
			}
			a.offer(ds, 0)
		}},
		{name: "in the wrong direction", rule: "2.7.4.2", do: func(a *attack) {
			ds := a.good()
			for i := range ds {
				ds[i].Flags ^= virtio.DescriptorWrite
				ds[i].Addr = a.out(256 * i)
			}
			a.offer(ds, 0)
		}},
		{name: "one byte to read", rule: "2.7.4", do: func(a *attack) { a.offer([]virtio.Descriptor{{Addr: a.in(0), Size: 1}}, 0) }},
		{name: "one byte to write", rule: "2.7.4", do: func(a *attack) {
			a.offer([]virtio.Descriptor{{Addr: a.out(0), Size: 1, Flags: virtio.DescriptorWrite}}, 0)
		}},
		{name: "one byte too short", rule: "2.7.4", do: func(a *attack) {
			ds := a.good()
			if ds[0].Size > 1 {
				ds[0].Size--
			}
			a.offer(ds, 0)
		}},
		{name: "one byte too long", rule: "2.7.4", do: func(a *attack) {
			ds := a.good()
			ds[0].Size++
			a.offer(ds, 0)
		}},
	}
}
