package virtiomem

import (
	"bytes"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiomem"
)

// rig is a started device.
type rig struct {
	*run.T
	*virtiomem.Device
	hw   *virtio.Hardware
	addr uint64 // of the memory
}

// blocks plugs blocks and unplugs them, as the host wants and otherwise.
func blocks(t *run.T, hw *virtio.Hardware) {
	transports := hw.TransportsT(t)
	last := transports[len(transports)-1]
	for _, transport := range transports {
		t.Step(transport.String(), func() { with(t, hw, transport, one) })
	}
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"configuration", config},
		{"requested size", requested},
		{"blocks", several},
		{"memory", memory},
		{"requests that cannot be", refused},
		{"state", state},
		{"padding", padded},
		{"notification of plugged blocks", untold},
		{"every block", every},
		{"sizes that cannot be wanted", unwanted},
		{"reset", func(r *rig) { reset(r, last) }},
		{"unplug all", all},
	} {
		t.Step(s.name, func() { with(t, hw, last, s.check) })
	}
}

// with runs check with the device opened by one of its transports and all blocks unplugged
// before and after it.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, check func(*rig)) {
	t.Helper()
	d, err := virtiomem.Open(t.Context(), hw, transport)
	t.Must(err)
	r := &rig{T: t, Device: d, hw: hw}
	r.addr = virtiomem.ConfigAddr.ReadT(r, r.Config())
	r.want(0)
	check(r)
	r.does(virtiomem.Request{Type: virtiomem.UnplugAll}, virtiomem.Acknowledged)
	r.want(0)
	t.Must(r.Close(t.Context()))
}

// want has the host want that many bytes.
func (r *rig) want(size uint64) {
	r.Helper()
	r.Must(qom.Plugged(r.Machine().Monitor, r.hw.Name).SetInt(r.Context(), "requested-size", int64(size)))
}

// block is the address of a block.
func (r *rig) block(n int) uint64 { return r.addr + uint64(n)*virtiomem.BlockSize }

// does hands the device a request and compares the response.
func (r *rig) does(q virtiomem.Request, want virtiomem.Response) {
	r.Helper()
	got, _, err := r.Do(r.Context(), q)
	r.Must(err)
	if got != want {
		r.Errorf("%v: request %+v: response = %v, want %v", r.Device, q, got, want)
	}
}

// plug plugs blocks.
func (r *rig) plug(first int, n uint16) {
	r.Helper()
	r.does(virtiomem.Request{Type: virtiomem.Plug, Addr: r.block(first), Blocks: n}, virtiomem.Acknowledged)
}

// unplug unplugs blocks.
func (r *rig) unplug(first int, n uint16) {
	r.Helper()
	r.does(virtiomem.Request{Type: virtiomem.Unplug, Addr: r.block(first), Blocks: n}, virtiomem.Acknowledged)
}

// plugged compares the size of the plugged memory, as the guest and the host see it, with
// a number of blocks.
func (r *rig) plugged(n uint64) {
	r.Helper()
	if got := virtiomem.ConfigPluggedSize.ReadT(r, r.Config()); got != n*virtiomem.BlockSize {
		r.Errorf("%v: plugged_size = %#x, want %d blocks of %#x", r.Device, got, n, virtiomem.BlockSize)
	}
	got, err := qom.Plugged(r.Machine().Monitor, r.hw.Name).Int(r.Context(), "size")
	r.Must(err)
	if uint64(got) != n*virtiomem.BlockSize {
		r.Errorf("%v: the host sees %#x plugged bytes, want %d blocks of %#x", r.Device, got, n, virtiomem.BlockSize)
	}
}

// one plugs a block and unplugs it.
func one(r *rig) {
	r.want(virtiomem.BlockSize)
	r.Must(r.WaitConfigChange(r.Context()))
	r.plug(0, 1)
	r.plugged(1)
	r.unplug(0, 1)
	r.plugged(0)
}

// Features between those of memory devices (virtio 1.4, section "Memory Device", "Feature bits")
// and those of all devices.
const (
	undefined   = 3
	ofTransport = 24
)

// config compares the fields that do not change, and those before anything is wanted
// (section 5.15.4.2 "Device Requirements: Device configuration layout").
func config(r *rig) {
	space := r.Config()
	want := map[string]uint64{"block_size": virtiomem.BlockSize, "region_size": virtiomem.RegionSize, "plugged_size": 0, "requested_size": 0}
	got := map[string]uint64{
		"block_size":     virtiomem.ConfigBlockSize.ReadT(r, space),
		"region_size":    virtiomem.ConfigRegionSize.ReadT(r, space),
		"plugged_size":   virtiomem.ConfigPluggedSize.ReadT(r, space),
		"requested_size": virtiomem.ConfigRequestedSize.ReadT(r, space),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Errorf("%v: configuration space mismatch (-want +got):\n%s", r.Device, diff)
	}
	offered, err := r.Transport().DeviceFeatures(r.Context())
	r.Must(err)
	for f := virtio.Feature(undefined); f < ofTransport; f++ {
		if offered.Has(f) {
			r.Errorf("%v: feature %d is offered, which the specification does not have", r.Device, f)
		}
	}
	if r.addr == 0 || r.addr%virtiomem.BlockSize != 0 {
		r.Errorf("%v: addr = %#x, want a multiple of %#x", r.Device, r.addr, virtiomem.BlockSize)
	}
	if got := virtiomem.ConfigUsableSize.ReadT(r, space); got%virtiomem.BlockSize != 0 {
		r.Errorf("%v: usable_region_size = %#x, want a multiple of %#x", r.Device, got, virtiomem.BlockSize)
	}
}

// requested changes the size that the host wants: the driver is told, and the usable
// region has room for it.
func requested(r *rig) {
	before := virtiomem.ConfigUsableSize.ReadT(r, r.Config())
	generation, err := r.Transport().ConfigGeneration(r.Context())
	r.Must(err)
	for _, size := range []uint64{virtiomem.BlockSize, virtiomem.RegionSize, 2 * virtiomem.BlockSize} {
		r.want(size)
		r.Must(r.WaitConfigChange(r.Context()))
		if got := virtiomem.ConfigRequestedSize.ReadT(r, r.Config()); got != size {
			r.Errorf("%v: requested_size = %#x, want %#x", r.Device, got, size)
		}
		usable := virtiomem.ConfigUsableSize.ReadT(r, r.Config())
		if usable < size || usable < before || usable > virtiomem.RegionSize {
			r.Errorf("%v: usable_region_size = %#x after %#x, want %#x to %#x, and no less than before", r.Device, usable, before, size, virtiomem.RegionSize)
		}
		before = usable
		now, err := r.Transport().ConfigGeneration(r.Context())
		r.Must(err)
		if now == generation {
			r.Errorf("%v: config_generation is %d as before requested_size changed", r.Device, now)
		}
		generation = now
	}
	r.plugged(0)
}

// several plugs blocks in several requests, up to the size that the host wants.
func several(r *rig) {
	r.want(4 * virtiomem.BlockSize)
	r.plug(0, 2)
	r.plugged(2)
	r.plug(3, 1)
	r.plugged(3)
	r.does(virtiomem.Request{Type: virtiomem.Plug, Addr: r.block(4), Blocks: 2}, virtiomem.Refused) // more than is wanted
	r.plugged(3)
	r.plug(2, 1)
	r.plugged(4)
	r.does(virtiomem.Request{Type: virtiomem.Plug, Addr: r.block(4), Blocks: 1}, virtiomem.Refused)
	r.want(virtiomem.BlockSize)
	r.plugged(4)
	r.unplug(1, 3)
	r.plugged(1)
}

// memory uses blocks as RAM. What is written stays while other blocks come and go.
func memory(r *rig) {
	r.want(3 * virtiomem.BlockSize)
	r.plug(0, 3)
	const size = 64
	for i := range 3 {
		at := r.block(i+1) - size // the last bytes of the block
		r.Must(r.Machine().WriteMemory(r.Context(), at, bytes.Repeat([]byte{byte(0x51 + i)}, size)))
	}
	r.unplug(1, 1)
	for _, i := range []int{0, 2} {
		got := make([]byte, size)
		r.Must(r.Machine().ReadMemory(r.Context(), r.block(i+1)-size, got))
		if !bytes.Equal(got, bytes.Repeat([]byte{byte(0x51 + i)}, size)) {
			r.Errorf("%v: block %d holds %x, want %#x %d times", r.Device, i, got, 0x51+i, size)
		}
	}
	r.plug(1, 1)
	at := r.block(1)
	r.Must(r.Machine().WriteMemory(r.Context(), at, bytes.Repeat([]byte{0x77}, size)))
	got := make([]byte, size)
	r.Must(r.Machine().ReadMemory(r.Context(), at, got))
	if !bytes.Equal(got, bytes.Repeat([]byte{0x77}, size)) {
		r.Errorf("%v: a block that was plugged again holds %x, want 0x77 %d times", r.Device, got, size)
	}
}

// refused sends requests that the device must refuse (sections 5.15.6.1 "PLUG request" to
// 5.15.6.4 "STATE request"). Nothing changes.
func refused(r *rig) {
	r.want(4 * virtiomem.BlockSize)
	r.plug(1, 1)
	usable := virtiomem.ConfigUsableSize.ReadT(r, r.Config())
	for _, kind := range []virtiomem.RequestType{virtiomem.Plug, virtiomem.Unplug, virtiomem.GetState} {
		for _, q := range []virtiomem.Request{
			{Addr: r.block(2) + virtiomem.BlockSize/2, Blocks: 1},
			{Addr: r.block(2) + 1, Blocks: 1},
			{Addr: r.block(2), Blocks: 0},
			{Addr: r.addr - virtiomem.BlockSize, Blocks: 1},
			{Addr: r.addr - virtiomem.BlockSize, Blocks: 2},
			{Addr: r.addr + usable, Blocks: 1},
			{Addr: r.addr + usable - virtiomem.BlockSize, Blocks: 2},
			{Addr: r.addr, Blocks: 1<<16 - 1},
			{Addr: 0, Blocks: 1},
			{Addr: 1<<64 - virtiomem.BlockSize, Blocks: 2},
		} {
			q.Type = kind
			r.does(q, virtiomem.Failed)
		}
	}
	r.does(virtiomem.Request{Type: virtiomem.Plug, Addr: r.block(1), Blocks: 1}, virtiomem.Failed)   // plugged already
	r.does(virtiomem.Request{Type: virtiomem.Plug, Addr: r.block(0), Blocks: 2}, virtiomem.Failed)   // one of them
	r.does(virtiomem.Request{Type: virtiomem.Unplug, Addr: r.block(0), Blocks: 1}, virtiomem.Failed) // unplugged already
	r.does(virtiomem.Request{Type: virtiomem.Unplug, Addr: r.block(1), Blocks: 2}, virtiomem.Failed) // one of them
	r.plugged(1)
}

// state asks which blocks are plugged.
func state(r *rig) {
	r.want(4 * virtiomem.BlockSize)
	r.plug(1, 2)
	for _, s := range []struct {
		first int
		n     uint16
		want  virtiomem.State
	}{
		{0, 1, virtiomem.Unplugged},
		{1, 1, virtiomem.Plugged},
		{1, 2, virtiomem.Plugged},
		{0, 2, virtiomem.Mixed},
		{2, 2, virtiomem.Mixed},
		{0, 4, virtiomem.Mixed},
		{3, 1, virtiomem.Unplugged},
	} {
		response, got, err := r.Do(r.Context(), virtiomem.Request{Type: virtiomem.GetState, Addr: r.block(s.first), Blocks: s.n})
		r.Must(err)
		if response != virtiomem.Acknowledged || got != s.want {
			r.Errorf("%v: state of %d blocks from %d on = %v, %d, want ACK, %d", r.Device, s.n, s.first, response, got, s.want)
		}
	}
}

// padded sends requests whose padding is not 0, which the device must ignore (sections
// 5.15.6.3.2 "Device Requirements: PLUG request" to 5.15.6.6.2 "Device Requirements: STATE
// request").
func padded(r *rig) {
	const padding = 0xff
	r.want(2 * virtiomem.BlockSize)
	r.does(virtiomem.Request{Type: virtiomem.Plug, Addr: r.block(0), Blocks: 2, Padding: padding}, virtiomem.Acknowledged)
	r.plugged(2)
	r.does(virtiomem.Request{Type: virtiomem.Unplug, Addr: r.block(0), Blocks: 1, Padding: padding}, virtiomem.Acknowledged)
	r.plugged(1)
	for i, want := range []virtiomem.State{virtiomem.Unplugged, virtiomem.Plugged} {
		response, got, err := r.Do(r.Context(), virtiomem.Request{Type: virtiomem.GetState, Addr: r.block(i), Blocks: 1, Padding: padding})
		r.Must(err)
		if response != virtiomem.Acknowledged || got != want {
			r.Errorf("%v: state of block %d = %v, %d, want ACK, %d", r.Device, i, response, got, want)
		}
	}
	r.does(virtiomem.Request{Type: virtiomem.UnplugAll, Padding: padding}, virtiomem.Acknowledged)
	r.plugged(0)
}

// untold plugs blocks and unplugs them: plugged_size changes without a notification (section
// 5.15.4.2 "Device Requirements: Device configuration layout").
func untold(r *rig) {
	r.want(2 * virtiomem.BlockSize)
	r.Must(r.WaitConfigChange(r.Context()))
	r.plug(0, 2)
	r.unplug(1, 1)
	r.plugged(1)
	changed, err := r.Transport().ConfigInterrupt(r.Context())
	r.Must(err)
	if changed {
		r.Errorf("%v: a change of plugged_size is notified", r.Device)
	}
}

// every plugs some of all blocks, and asks for each of them. It finds a device that takes one
// block for another.
func every(r *rig) {
	const n = virtiomem.RegionSize / virtiomem.BlockSize
	r.want(virtiomem.RegionSize)
	on, count := [n]bool{}, uint64(0)
	for i := range n {
		if on[i] = i*i%7 == 1 || i == n-1; on[i] {
			r.plug(i, 1)
			count++
		}
	}
	r.plugged(count)
	for i := range n {
		want := virtiomem.Unplugged
		if on[i] {
			want = virtiomem.Plugged
		}
		response, got, err := r.Do(r.Context(), virtiomem.Request{Type: virtiomem.GetState, Addr: r.block(i), Blocks: 1})
		r.Must(err)
		if response != virtiomem.Acknowledged || got != want {
			r.Errorf("%v: state of block %d = %v, %d, want ACK, %d", r.Device, i, response, got, want)
		}
	}
}

// unwanted has the host want sizes that the device cannot have. Nothing changes.
func unwanted(r *rig) {
	r.want(2 * virtiomem.BlockSize)
	for _, size := range []int64{virtiomem.BlockSize / 2, virtiomem.RegionSize + virtiomem.BlockSize} {
		if err := qom.Plugged(r.Machine().Monitor, r.hw.Name).SetInt(r.Context(), "requested-size", size); err == nil {
			r.Errorf("%v: the host may want %#x bytes of blocks of %#x and a region of %#x", r.Device, size, virtiomem.BlockSize, virtiomem.RegionSize)
		}
	}
	if got := virtiomem.ConfigRequestedSize.ReadT(r, r.Config()); got != 2*virtiomem.BlockSize {
		r.Errorf("%v: requested_size = %#x, want %#x", r.Device, got, 2*virtiomem.BlockSize)
	}
}

// reset resets the device: plugged blocks stay, with what is in them (section 5.15.5.2
// "Device Requirements: Device Initialization").
func reset(r *rig, transport virtio.Transport) {
	r.want(2 * virtiomem.BlockSize)
	r.plug(1, 1)
	content := bytes.Repeat([]byte{0xc3}, 32)
	r.Must(r.Machine().WriteMemory(r.Context(), r.block(1), content))
	r.Must(r.Close(r.Context()))
	d, err := virtiomem.Open(r.Context(), r.hw, transport)
	r.Must(err)
	r.Device = d
	r.plugged(1)
	got := make([]byte, len(content))
	r.Must(r.Machine().ReadMemory(r.Context(), r.block(1), got))
	if !bytes.Equal(got, content) {
		r.Errorf("%v: a plugged block holds %x after a reset of the device, want %x", r.Device, got, content)
	}
}

// all unplugs all blocks, and none.
func all(r *rig) {
	r.want(virtiomem.RegionSize)
	r.plug(0, 3)
	r.plug(20, 1)
	r.plugged(4)
	for range 2 {
		r.does(virtiomem.Request{Type: virtiomem.UnplugAll, Addr: 1, Blocks: 7}, virtiomem.Acknowledged)
		r.plugged(0)
	}
	if usable := virtiomem.ConfigUsableSize.ReadT(r, r.Config()); usable < virtiomem.RegionSize {
		r.Errorf("%v: usable_region_size = %#x, want the requested size, %#x", r.Device, usable, virtiomem.RegionSize)
	}
	r.plug(0, 1)
	r.plugged(1)
}
