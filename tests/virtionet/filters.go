package virtionet

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// Addresses other than the device's.
func stranger() ethernet.MAC       { return ethernet.MAC{0x02, 0, 0, 0, 0, 0x77} }
func group() ethernet.MAC          { return ethernet.MAC{0x01, 0, 0x5e, 0, 0, 0x42} }
func anotherGroup() ethernet.MAC   { return ethernet.MAC{0x01, 0, 0x5e, 0, 0, 0x43} }
func anotherAddress() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0, 0, 0, 0x99} }

// filter sends a frame to each address. The wanted frames must arrive, in order,
// and the others must not; one to the device's own address marks the end.
func (r *rig) filter(when string, own ethernet.MAC, sent map[ethernet.MAC]bool) {
	r.Helper()
	frames := []ethernet.Frame{}
	var want []bool
	for _, mac := range []ethernet.MAC{virtionet.MAC(), stranger(), anotherAddress(), group(), anotherGroup(), ethernet.Broadcast()} {
		if received, ok := sent[mac]; ok {
			frames = append(frames, ethernet.Frame{Dst: mac, Src: station(), Type: ethernet.Experimental})
			want = append(want, received)
		}
	}
	frames = append(frames, ethernet.Frame{Dst: own, Src: station(), Type: ethernet.Experimental})
	r.sift(when, frames, append(want, true))
}

// sift sends frames, and checks that exactly the wanted ones arrive, in buffers that the longest one
// fills.
func (r *rig) sift(when string, frames []ethernet.Frame, want []bool) {
	r.Helper()
	room := 0
	for i := range frames {
		frames[i].Payload = append(frames[i].Payload, ethernet.Pattern(50, byte(i))...)
		room = max(room, len(frames[i].Bytes()))
	}
	r.Must(r.nic.Post(r.Context(), len(frames), room))
	for _, f := range frames {
		r.send(f.Bytes())
	}
	for i, f := range frames {
		if !want[i] {
			continue
		}
		p, err := r.nic.Receive(r.Context())
		r.Must(err)
		got, err := ethernet.Parse(p.Frame)
		r.Must(err)
		if string(got.Payload) != string(f.Payload) {
			r.Fatalf("%s: %s: received a frame to %v, want one to %v", r.what, when, got.Dst, f.Dst)
		}
	}
}

// promiscuous switches the filter off and on (section 5.1.6.5.1 "Packet Receive
// Filtering"). QEMU's device starts promiscuous.
func promiscuous(r *rig) {
	r.need(virtionet.FeatureCtrlRx)
	own := virtionet.MAC()
	everybody := map[ethernet.MAC]bool{own: true, stranger(): true, group(): true, ethernet.Broadcast(): true}
	r.filter("at first", own, everybody)
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
	r.filter("not promiscuous", own, map[ethernet.MAC]bool{own: true, stranger(): false, group(): false, ethernet.Broadcast(): true})
	r.Must(r.nic.Set(r.Context(), virtionet.RXAllMulticast, true))
	r.filter("all multicast", own, map[ethernet.MAC]bool{own: true, stranger(): false, group(): true, ethernet.Broadcast(): true})
	r.Must(r.nic.Set(r.Context(), virtionet.RXAllMulticast, false))
	r.filter("not all multicast", own, map[ethernet.MAC]bool{own: true, stranger(): false, group(): false, ethernet.Broadcast(): true})
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, true))
	r.filter("promiscuous", own, everybody)
}

// macTable sets the other accepted addresses (section 5.1.6.5.2 "Setting MAC
// Address Filtering").
func macTable(r *rig) {
	r.need(virtionet.FeatureCtrlRx)
	own := virtionet.MAC()
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
	r.Must(r.nic.SetMACTable(r.Context(), []ethernet.MAC{anotherAddress()}, []ethernet.MAC{group()}))
	r.filter("with a table", own, map[ethernet.MAC]bool{
		own: true, stranger(): false, anotherAddress(): true, group(): true, anotherGroup(): false, ethernet.Broadcast(): true,
	})
	r.Must(r.nic.SetMACTable(r.Context(), nil, []ethernet.MAC{anotherGroup()}))
	r.filter("with another table", own, map[ethernet.MAC]bool{
		own: true, anotherAddress(): false, group(): false, anotherGroup(): true, ethernet.Broadcast(): true,
	})
}

// extraFilters tries the filters of CTRL_RX_EXTRA. Each that suppresses something does so
// though another lets everything in.
func extraFilters(r *rig) {
	r.need(virtionet.FeatureCtrlRx, virtionet.FeatureCtrlRxExtra)
	own := virtionet.MAC()
	set := func(filter virtionet.Command, on bool) { r.Must(r.nic.Set(r.Context(), filter, on)) }
	set(virtionet.RXPromiscuous, false)
	set(virtionet.RXAllUnicast, true)
	r.filter("all unicast", own, map[ethernet.MAC]bool{own: true, stranger(): true, group(): false, ethernet.Broadcast(): true})
	set(virtionet.RXNoUnicast, true)
	r.filter("all unicast, and none", ethernet.Broadcast(), map[ethernet.MAC]bool{own: false, stranger(): false, group(): false})
	set(virtionet.RXAllUnicast, false)
	r.Must(r.nic.SetMACTable(r.Context(), []ethernet.MAC{stranger()}, []ethernet.MAC{group()}))
	r.filter("no unicast", ethernet.Broadcast(), map[ethernet.MAC]bool{own: false, stranger(): false, group(): true})
	set(virtionet.RXNoUnicast, false)
	r.filter("unicast again", own, map[ethernet.MAC]bool{own: true, stranger(): true, anotherAddress(): false})
	r.Must(r.nic.SetMACTable(r.Context(), nil, []ethernet.MAC{group()}))
	set(virtionet.RXNoMulticast, true)
	r.filter("no multicast", own, map[ethernet.MAC]bool{own: true, stranger(): false, group(): false, ethernet.Broadcast(): true})
	set(virtionet.RXAllMulticast, true)
	r.filter("all multicast, and none", own, map[ethernet.MAC]bool{group(): false, anotherGroup(): false, ethernet.Broadcast(): true})
	set(virtionet.RXNoMulticast, false)
	set(virtionet.RXNoBroadcast, true)
	r.filter("no broadcast, all multicast", own, map[ethernet.MAC]bool{own: true, anotherGroup(): true, ethernet.Broadcast(): false})
	set(virtionet.RXAllMulticast, false)
	r.filter("no broadcast", own, map[ethernet.MAC]bool{own: true, group(): true, anotherGroup(): false, ethernet.Broadcast(): false})
	for _, filter := range []virtionet.Command{virtionet.RXNoUnicast, virtionet.RXNoMulticast, virtionet.RXPromiscuous} {
		set(filter, true)
	}
	r.filter("promiscuous, and nothing else", own, map[ethernet.MAC]bool{own: true, stranger(): true, anotherGroup(): true, ethernet.Broadcast(): true})
	set(virtionet.RXNoBroadcast, false)
}

// fullTable sets more addresses than one: the first and the last of each list are received.
// Of a long table the device may let in others, too (section 5.1.6.5.2 "Setting MAC Address
// Filtering").
func fullTable(r *rig) {
	r.need(virtionet.FeatureCtrlRx)
	own := virtionet.MAC()
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
	for _, count := range []int{20, 64, 200} {
		unicast, multicast := make([]ethernet.MAC, count), make([]ethernet.MAC, count)
		for i := range count {
			unicast[i], multicast[i] = ethernet.MAC{0x52, 0, 0, 0, 1, byte(i)}, ethernet.MAC{0x33, 0x33, 0, 0, 1, byte(i)}
		}
		r.Must(r.nic.SetMACTable(r.Context(), unicast, multicast))
		r.filterIn(fmt.Sprintf("two lists of %d addresses", count), own, []ethernet.MAC{
			unicast[0], unicast[count-1], multicast[0], multicast[count-1], ethernet.Broadcast(),
		}, true)
		if count == 20 {
			r.filterIn("lists of 20 addresses", own, []ethernet.MAC{
				{0x52, 0, 0, 0, 1, 20}, {0x33, 0x33, 0, 0, 1, 20}, {0x52, 0, 0, 0, 0, 19}, {0x33, 0x33, 0, 0, 0, 19},
			}, false)
		}
	}
	r.Must(r.nic.SetMACTable(r.Context(), nil, nil))
	r.filter("with an empty table", own, map[ethernet.MAC]bool{stranger(): false, group(): false})
}

// filterIn is filter for addresses that are all received, or all not.
func (r *rig) filterIn(when string, own ethernet.MAC, addresses []ethernet.MAC, received bool) {
	r.Helper()
	var frames []ethernet.Frame
	var want []bool
	for _, dst := range append(addresses, own) {
		frames = append(frames, ethernet.Frame{Dst: dst, Src: station(), Type: ethernet.Experimental})
		want = append(want, received || dst == own)
	}
	r.sift(when, frames, want)
}

// legacyAddress writes the address of a legacy device to configuration space, which its
// driver may do without CTRL_MAC_ADDR (section 5.1.4.3 "Legacy Interface: Device
// configuration layout").
func legacyAddress(t *run.T, hw *virtio.Hardware, peer peer) {
	with(t, hw, hw.LegacyT(t), peer, control(virtionet.FeatureCtrlRx, virtionet.FeatureMAC), func(r *rig) {
		r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
		for _, mac := range []ethernet.MAC{anotherAddress(), virtionet.MAC()} {
			for i, b := range mac {
				reg.Reg[uint8](virtionet.ConfigMAC+uint64(i)).WriteT(r, r.nic.Config(), b)
			}
			got, err := r.nic.MAC(r.Context())
			r.Must(err)
			if got != mac {
				r.Errorf("%s: mac = %v, want %v as written", r.what, got, mac)
			}
			r.filter("as written to configuration space", mac, map[ethernet.MAC]bool{
				virtionet.MAC(): mac == virtionet.MAC(), anotherAddress(): mac == anotherAddress(), stranger(): false,
			})
		}
	})
}

// forgotten sets filters, resets the device, and finds them empty (section 5.1.6.5.2
// "Setting MAC Address Filtering" and section 5.1.6.5.3 "VLAN Filtering").
func forgotten(t *run.T, hw *virtio.Hardware, peer peer) {
	features := control(virtionet.FeatureCtrlRx, virtionet.FeatureCtrlRxExtra, virtionet.FeatureCtrlVLAN, virtionet.FeatureCtrlMACAddr, virtionet.FeatureMAC)
	for _, transport := range hw.TransportsT(t) {
		with(t, hw, transport, peer, features, func(r *rig) {
			r.Must(r.nic.SetMACTable(r.Context(), []ethernet.MAC{stranger()}, []ethernet.MAC{group()}))
			r.Must(r.nic.SetVLAN(r.Context(), virtionet.VLANAdd, 5))
			for _, filter := range []virtionet.Command{virtionet.RXAllMulticast, virtionet.RXAllUnicast, virtionet.RXNoBroadcast} {
				r.Must(r.nic.Set(r.Context(), filter, true))
			}
		})
		with(t, hw, transport, peer, features, func(r *rig) {
			r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
			own := virtionet.MAC()
			r.filter("after a reset", own, map[ethernet.MAC]bool{stranger(): false, group(): false, ethernet.Broadcast(): true})
			plain := ethernet.Frame{Dst: own, Src: station(), Type: ethernet.Experimental}
			r.sift("after a reset", []ethernet.Frame{plain.Tagged(5), plain}, []bool{false, true})
		})
	}
}

// setMAC gives the device another address. Configuration space must show it.
func setMAC(r *rig) {
	r.need(virtionet.FeatureCtrlRx, virtionet.FeatureCtrlMACAddr)
	mac := anotherAddress()
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
	r.Must(r.nic.SetMAC(r.Context(), mac))
	got, err := r.nic.MAC(r.Context())
	r.Must(err)
	if got != mac {
		r.Errorf("%s: mac after it was set = %v, want %v", r.what, got, mac)
	}
	r.filter("another address", mac, map[ethernet.MAC]bool{virtionet.MAC(): false, mac: true})
	r.Must(r.nic.SetMAC(r.Context(), virtionet.MAC()))
	r.filter("the first address again", virtionet.MAC(), map[ethernet.MAC]bool{virtionet.MAC(): true, mac: false})
}

// vlans adds and removes VLANs (section 5.1.6.5.3 "VLAN Filtering"). The priority of a tag
// does not matter.
func vlans(r *rig) {
	r.need(virtionet.FeatureCtrlRx, virtionet.FeatureCtrlVLAN)
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
	pass := func(when string, in ...uint16) {
		r.Helper()
		var frames []ethernet.Frame
		var want []bool
		untagged := ethernet.Frame{Dst: virtionet.MAC(), Src: station(), Type: ethernet.Experimental}
		for _, id := range []uint16{1, 30, 31, 32, 33, 2047, 2048, 4094, 4095} {
			frame := untagged.Tagged(id)
			prior := untagged.Tagged(id)
			prior.Payload[0] |= 0xf0 // priority 7, drop eligible
			frames = append(frames, frame, prior)
			want = append(want, slices.Contains(in, id), slices.Contains(in, id))
		}
		r.sift(when, append(frames, untagged), append(want, true))
	}
	pass("at first")
	for _, id := range []uint16{1, 32, 2047, 4095} {
		r.Must(r.nic.SetVLAN(r.Context(), virtionet.VLANAdd, id))
	}
	pass("VLANs 1, 32, 2047, 4095", 1, 32, 2047, 4095)
	for _, id := range []uint16{32, 4095} {
		r.Must(r.nic.SetVLAN(r.Context(), virtionet.VLANDelete, id))
	}
	pass("VLANs 1, 2047", 1, 2047)
	r.Must(r.nic.SetVLAN(r.Context(), virtionet.VLANAdd, 31))
	pass("VLANs 1, 31, 2047", 1, 31, 2047)
}

// allVLANs receives frames of each VLAN from a device without the filter.
func allVLANs(r *rig) {
	r.need(virtionet.FeatureCtrlRx)
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
	plain := ethernet.Frame{Dst: virtionet.MAC(), Src: station(), Type: ethernet.Experimental}
	r.sift("without CTRL_VLAN", []ethernet.Frame{plain.Tagged(1), plain.Tagged(32), plain.Tagged(4095), plain}, []bool{true, true, true, true})
}
