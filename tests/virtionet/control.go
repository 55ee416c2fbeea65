package virtionet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// Values of the device's properties.
const (
	mtu   = 1400
	speed = 10000 // in Mbit/s
)

// configured lets the device offer features that it has on request only.
func configured() graph.TestOption {
	return graph.DeviceProps(graph.P("mq", "on"), graph.P("rss", "on"), graph.P("host_mtu", strconv.Itoa(mtu)), graph.P("speed", strconv.Itoa(speed)), graph.P("duplex", "full"))
}

// controlQueue tries each command of the control queue, with frames that must and that must
// not arrive, and reads configuration space.
func controlQueue(t *run.T, hw *virtio.Hardware) {
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	for _, row := range []struct {
		name     string
		features []virtio.Feature
		check    func(*rig)
	}{
		{"configuration space", []virtio.Feature{virtionet.FeatureMQ, virtionet.FeatureMTU, virtionet.FeatureSpeedDuplex, virtionet.FeatureRSS}, configuration},
		{"frames above the MTU", []virtio.Feature{virtionet.FeatureMTU}, tooLong},
		{"promiscuous mode", []virtio.Feature{virtionet.FeatureCtrlRx}, promiscuous},
		{"table of addresses", []virtio.Feature{virtionet.FeatureCtrlRx}, macTable},
		{"full table of addresses", []virtio.Feature{virtionet.FeatureCtrlRx}, fullTable},
		{"other receive filters", []virtio.Feature{virtionet.FeatureCtrlRx, virtionet.FeatureCtrlRxExtra}, extraFilters},
		{"setting the address", []virtio.Feature{virtionet.FeatureCtrlRx, virtionet.FeatureCtrlMACAddr, virtionet.FeatureMAC}, setMAC},
		{"VLAN filter", []virtio.Feature{virtionet.FeatureCtrlRx, virtionet.FeatureCtrlVLAN}, vlans},
		{"no VLAN filter", []virtio.Feature{virtionet.FeatureCtrlRx}, allVLANs},
		{"pairs of queues", []virtio.Feature{virtionet.FeatureMQ}, onePair},
		{"receive-side scaling", []virtio.Feature{virtionet.FeatureMQ, virtionet.FeatureRSS}, scaled},
		{"no guest offloads", []virtio.Feature{virtionet.FeatureCtrlGuestOffloads}, noOffloads},
		{"guest offloads that were not accepted", []virtio.Feature{virtionet.FeatureCtrlGuestOffloads}, guestOffloads},
		{"commands in pieces", []virtio.Feature{virtionet.FeatureCtrlRx, virtionet.FeatureCtrlMACAddr, virtionet.FeatureMAC, virtio.FeatureAnyLayout}, inPieces},
		{"commands that are refused", nil, refused},
	} {
		t.Step(row.name, func() { each(t, hw, peer, control(row.features...), row.check) })
	}
	modern := func(check func(*rig), features ...virtio.Feature) func() {
		return func() { with(t, hw, hw.ModernT(t), peer, control(features...), check) }
	}
	t.Step("headers without a request", modern(headers))
	t.Step("fields that do not change", modern(unchanging, virtionet.FeatureMTU, virtionet.FeatureSpeedDuplex, virtionet.FeatureStatus))
	t.Step("address written to configuration space", func() { legacyAddress(t, hw, peer) })
	t.Step("filters after a reset", func() { forgotten(t, hw, peer) })
}

// configuration reads the fields that belong to the accepted features (section 5.1.4
// "Device configuration layout").
func configuration(r *rig) {
	r.need(virtionet.FeatureMQ, virtionet.FeatureMTU)
	config := r.nic.Config()
	reg.ExpectT(r, config, "max_virtqueue_pairs", virtionet.ConfigMaxQueuePairs, 1)
	reg.ExpectT(r, config, "mtu", virtionet.ConfigMTU, mtu)
	if r.nic.Transport().Legacy() {
		return // the other features have bits that it lacks
	}
	r.need(virtionet.FeatureSpeedDuplex, virtionet.FeatureRSS)
	reg.ExpectT(r, config, "speed", virtionet.ConfigSpeed, speed)
	reg.ExpectT(r, config, "duplex", virtionet.ConfigDuplex, virtionet.FullDuplex)
	if got := virtionet.ConfigRSSKeySize.ReadT(r, config); got < leastKey {
		r.Errorf("%s: rss_max_key_size = %d, want %d or more", r.what, got, leastKey)
	}
	if got := virtionet.ConfigRSSTableSize.ReadT(r, config); got < leastTable {
		r.Errorf("%s: rss_max_indirection_table_length = %d, want %d or more", r.what, got, leastTable)
	}
	if got := virtionet.ConfigHashTypes.ReadT(r, config); got&allHashTypes == 0 || got&^allHashTypes != 0 {
		r.Errorf("%s: supported_hash_types = %#x, want some of %#x", r.what, got, allHashTypes)
	}
}

// headers sends frames with flags that the specification does not have, and with fields that only
// some flag gives a meaning. They arrive as they are (section 5.1.6.2.2 "Device Requirements:
// Packet Transmission").
func headers(r *rig) {
	const unknown virtionet.HeaderFlags = 0xf0
	frame := frameFrom(virtionet.MAC(), 128, 5)
	for _, h := range []virtionet.Header{
		{Flags: unknown}, {ChecksumStart: ethernet.HeaderSize, ChecksumField: 16}, {ChecksumStart: 0xffff, ChecksumField: 0xffff},
		{Flags: unknown, HeaderLength: 0xffff, SegmentSize: 1, ChecksumStart: 20, ChecksumField: 2, Buffers: 7},
	} {
		r.Must(r.nic.TransmitWith(r.Context(), h, frame))
		got, err := r.peer.Receive(r.Context())
		r.Must(err)
		r.compare(fmt.Sprintf("transmitted with %+v", h), frame, got)
	}
}

// unchanging reads mtu, speed and duplex over frames, and a link that was down (section 5.1.4.1
// "Device Requirements: Device configuration layout").
func unchanging(r *rig) {
	r.need(virtionet.FeatureMTU, virtionet.FeatureSpeedDuplex, virtionet.FeatureStatus)
	fields := func(when string) {
		r.Helper()
		config := r.nic.Config()
		reg.ExpectT(r, config, "mtu "+when, virtionet.ConfigMTU, mtu)
		reg.ExpectT(r, config, "speed "+when, virtionet.ConfigSpeed, speed)
		reg.ExpectT(r, config, "duplex "+when, virtionet.ConfigDuplex, virtionet.FullDuplex)
	}
	fields("at first")
	frames(r)
	fields("after frames")
	for _, up := range []bool{false, true} {
		r.setLink(up)
		r.Must(r.nic.WaitConfigChange(r.Context()))
	}
	fields("after the link was down")
}

// What a device with RSS has at least (section 5.1.4.1 "Device Requirements: Device
// configuration layout"), and the types of hash that the specification knows.
const (
	leastKey     = 40  // bytes
	leastTable   = 128 // entries
	allHashTypes = 0x1ff
)

// tooLong receives a frame of the longest size, and not one that is longer by a byte.
func tooLong(r *rig) {
	r.need(virtionet.FeatureMTU)
	r.Must(r.nic.Post(r.Context(), 3, ethernet.MaxSize))
	longest := frameTo(virtionet.MAC(), ethernet.HeaderSize+mtu, 1)
	r.send(longest)
	r.receive(longest)
	r.send(frameTo(virtionet.MAC(), ethernet.HeaderSize+mtu+1, 2))
	behind := frameTo(virtionet.MAC(), 64, 3)
	r.send(behind)
	r.receive(behind)
}

// onePair sets the number of pairs of queues of a device that has one.
func onePair(r *rig) {
	r.need(virtionet.FeatureMQ)
	r.Must(r.nic.SetPairs(r.Context(), 1))
	for _, count := range []int{0, 2, 0x8000} {
		if err := r.nic.SetPairs(r.Context(), count); !errors.Is(err, virtionet.ErrRefused) {
			r.Errorf("%s: %d pairs: got %v, want a refusal", r.what, count, err)
		}
	}
	frames(r)
}

// scaled has the device choose among its only receive queue, by tables of the shortest and
// of the longest length.
func scaled(r *rig) {
	if r.nic.Transport().Legacy() {
		return // RSS has a bit that it lacks
	}
	r.need(virtionet.FeatureRSS)
	rss := virtionet.RSS{
		HashTypes: virtionet.ConfigHashTypes.ReadT(r, r.nic.Config()), MaxTX: 1, Key: ethernet.Pattern(leastKey, 1),
	}
	for _, size := range []uint16{1, 2, leastTable, virtionet.ConfigRSSTableSize.ReadT(r, r.nic.Config())} {
		rss.Table = make([]uint16, size)
		r.Must(r.nic.Execute(r.Context(), virtionet.MQRSSConfig, rss.Bytes()))
		frames(r)
	}
	for _, cut := range []int{1, leastKey, leastKey + 1} {
		data := rss.Bytes()
		if err := r.nic.Execute(r.Context(), virtionet.MQRSSConfig, data[:len(data)-cut]); !errors.Is(err, virtionet.ErrRefused) {
			r.Errorf("%s: configuration without its last %d bytes: got %v, want a refusal", r.what, cut, err)
		}
	}
	r.Must(r.nic.SetPairs(r.Context(), 1))
	frames(r)
}

// noOffloads turns all offloads of received frames off (section 5.1.6.5.8 "Offloads State
// Configuration").
func noOffloads(r *rig) {
	r.need(virtionet.FeatureCtrlGuestOffloads)
	if err := r.nic.SetGuestOffloads(r.Context(), 0); err != nil {
		r.Errorf("%s: no offloads: %v", r.what, err)
	}
}

// guestOffloads tries to turn offloads on that the driver has not accepted.
func guestOffloads(r *rig) {
	r.need(virtionet.FeatureCtrlGuestOffloads)
	for _, offload := range []virtio.Feature{
		virtionet.FeatureGuestCsum, virtionet.FeatureGuestTSO4, virtionet.FeatureGuestTSO6, virtionet.FeatureGuestECN,
		virtionet.FeatureGuestUFO, virtionet.FeatureGuestUSO4, virtionet.FeatureGuestUSO6,
	} {
		if err := r.nic.SetGuestOffloads(r.Context(), 1<<offload); !errors.Is(err, virtionet.ErrRefused) {
			r.Errorf("%s: offload %d that was not accepted: got %v, want a refusal", r.what, offload, err)
		}
	}
	frames(r)
}

// inPieces sends commands in descriptors of a byte and of other sizes. A device assumes
// nothing about them (section 2.7.4.1 "Device Requirements: Message Framing").
func inPieces(r *rig) {
	r.need(virtionet.FeatureCtrlRx, virtionet.FeatureCtrlMACAddr)
	own := virtionet.MAC()
	for _, size := range []int{1, 3, 5} {
		r.Must(r.nic.ExecuteCut(r.Context(), virtionet.RXPromiscuous, []byte{0}, size))
		r.Must(r.nic.ExecuteCut(r.Context(), virtionet.MACTableSet, r.nic.MACTable([]ethernet.MAC{stranger()}, []ethernet.MAC{group()}), size))
		r.filter("a table in pieces", own, map[ethernet.MAC]bool{stranger(): true, anotherAddress(): false, group(): true, anotherGroup(): false})
		mac := anotherAddress()
		r.Must(r.nic.ExecuteCut(r.Context(), virtionet.MACAddressSet, mac[:], size))
		r.filter("an address in pieces", mac, map[ethernet.MAC]bool{own: false})
		r.Must(r.nic.ExecuteCut(r.Context(), virtionet.MACAddressSet, own[:], size))
		r.Must(r.nic.ExecuteCut(r.Context(), virtionet.MACTableSet, r.nic.MACTable(nil, nil), size))
		r.filter("an empty table in pieces", own, map[ethernet.MAC]bool{stranger(): false, group(): false})
	}
}

// number returns the two bytes of a number in a command's data.
func (r *rig) number(v uint16) []byte {
	return r.nic.Order().(binary.AppendByteOrder).AppendUint16(nil, v)
}

// refused checks that the device refuses unknown commands and commands without
// their data, and continues.
func refused(r *rig) {
	r.need(virtionet.FeatureCtrlVQ)
	for _, tc := range []struct {
		command virtionet.Command
		data    []byte
	}{
		{0xfe00, []byte{1}},                     // no such class
		{0x00fe, []byte{1}},                     // no such command of the class RX
		{virtionet.RXPromiscuous, nil},          // on or off?
		{virtionet.MACTableSet, []byte{1, 0}},   // half a number
		{virtionet.VLANAdd, []byte{0x00}},       // half an id
		{virtionet.MACAddressSet, []byte{2, 0}}, // a third of an address
		{virtionet.VLANAdd, r.number(4096)},     // no such VLAN
		{virtionet.VLANDelete, r.number(4096)},
		{virtionet.MACTableSet, r.nic.MACTable([]ethernet.MAC{stranger()}, nil)[:11]}, // without multicasts
	} {
		if err := r.nic.Execute(r.Context(), tc.command, tc.data); !errors.Is(err, virtionet.ErrRefused) {
			r.Errorf("%s: command %#04x with data %v: got %v, want a refusal", r.what, uint16(tc.command), tc.data, err)
		}
	}
	r.transmit(frameFrom(virtionet.MAC(), 64, 0))
}
