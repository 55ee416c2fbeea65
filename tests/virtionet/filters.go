package virtionet

import (
	"errors"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
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

// sift sends frames, and checks that exactly the wanted ones arrive.
func (r *rig) sift(when string, frames []ethernet.Frame, want []bool) {
	r.Helper()
	r.Must(r.nic.Post(r.Context(), len(frames), ethernet.MaxSize))
	for i := range frames {
		frames[i].Payload = append(frames[i].Payload, ethernet.Pattern(50, byte(i))...)
		r.send(frames[i].Bytes())
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

// extraFilters tries the filters of CTRL_RX_EXTRA.
func extraFilters(r *rig) {
	r.need(virtionet.FeatureCtrlRx, virtionet.FeatureCtrlRxExtra)
	own := virtionet.MAC()
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
	r.Must(r.nic.Set(r.Context(), virtionet.RXAllUnicast, true))
	r.filter("all unicast", own, map[ethernet.MAC]bool{own: true, stranger(): true, group(): false, ethernet.Broadcast(): true})
	r.Must(r.nic.Set(r.Context(), virtionet.RXAllUnicast, false))
	r.Must(r.nic.SetMACTable(r.Context(), nil, []ethernet.MAC{group()}))
	r.Must(r.nic.Set(r.Context(), virtionet.RXNoMulticast, true))
	r.filter("no multicast", own, map[ethernet.MAC]bool{own: true, stranger(): false, group(): false, ethernet.Broadcast(): true})
	r.Must(r.nic.Set(r.Context(), virtionet.RXNoMulticast, false))
	r.Must(r.nic.Set(r.Context(), virtionet.RXNoBroadcast, true))
	r.filter("no broadcast", own, map[ethernet.MAC]bool{own: true, group(): true, ethernet.Broadcast(): false})
	r.Must(r.nic.Set(r.Context(), virtionet.RXNoBroadcast, false))
	r.filter("with broadcast", own, map[ethernet.MAC]bool{own: true, group(): true, ethernet.Broadcast(): true})
}

// setMAC gives the device another address. Configuration space must show it, and
// a reset must restore the old one.
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

// vlans adds and removes VLANs (section 5.1.6.5.3 "VLAN Filtering").
func vlans(r *rig) {
	r.need(virtionet.FeatureCtrlRx, virtionet.FeatureCtrlVLAN)
	r.Must(r.nic.Set(r.Context(), virtionet.RXPromiscuous, false))
	pass := func(when string, want map[uint16]bool) {
		r.Helper()
		var frames []ethernet.Frame
		var wanted []bool
		untagged := ethernet.Frame{Dst: virtionet.MAC(), Src: station(), Type: ethernet.Experimental}
		for _, id := range []uint16{1, 31, 32, 4095} {
			frames = append(frames, untagged.Tagged(id))
			wanted = append(wanted, want[id])
		}
		r.sift(when, append(frames, untagged), append(wanted, true))
	}
	pass("at first", nil)
	for _, id := range []uint16{1, 32, 4095} {
		r.Must(r.nic.SetVLAN(r.Context(), virtionet.VLANAdd, id))
	}
	pass("VLANs 1, 32, 4095", map[uint16]bool{1: true, 32: true, 4095: true})
	r.Must(r.nic.SetVLAN(r.Context(), virtionet.VLANDelete, 32))
	pass("VLANs 1, 4095", map[uint16]bool{1: true, 4095: true})
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
	} {
		if err := r.nic.Execute(r.Context(), tc.command, tc.data); !errors.Is(err, virtionet.ErrRefused) {
			r.Errorf("%s: command %#04x with data %v: got %v, want a refusal", r.what, uint16(tc.command), tc.data, err)
		}
	}
	r.transmit(frameFrom(virtionet.MAC(), 64, 0))
}
