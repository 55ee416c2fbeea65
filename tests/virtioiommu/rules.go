package virtioiommu

import (
	"bytes"
	"encoding/binary"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// answer hands the device a request with room for an answer, and returns that and the number
// of bytes that the device says it has written.
func (r *rig) answer(request []byte, room int) (written []byte, used uint32) {
	r.Helper()
	written, used, err := r.iommu.Requests.Exchange(r.Context(), request, room)
	r.Must(err)
	return written, used
}

// tail is the size of the end of an answer: the status and three reserved bytes.
const tail = 4

// unknownType sends a request of a type that the specification does not have. The device leaves
// the buffer alone (section 5.13.6.2 "Device Requirements: Device operations").
func unknownType(r *rig) {
	written, used := r.answer([]byte{0x77, 0, 0, 0}, tail)
	r.Step("no answer", func() {
		if used != 0 || !bytes.Equal(written, bytes.Repeat([]byte{virtio.Unwritten}, tail)) {
			r.Errorf("%v: unknown request: the device wrote %x, and reports %d bytes, want none", r.iommu.Device, written, used)
		}
	})
}

// reserved sets reserved bytes of requests, and looks at those of answers (sections 5.13.6.2
// to 5.13.6.7, "Device Requirements").
func reserved(r *rig) {
	const domain = 5
	endpoint := r.endpoints(1)[0]
	attach := virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: domain, Endpoint: endpoint})
	detach := virtioiommu.DetachRequest(domain, endpoint)
	with := func(request []byte, at int) []byte {
		p := bytes.Clone(request)
		p[at] = 0xa5
		return p
	}
	expect := func(name string, request []byte) (got virtioiommu.Status) {
		r.Helper()
		written, used := r.answer(request, tail)
		if used != tail || !bytes.Equal(written[1:], make([]byte, tail-1)) {
			r.Errorf("%v: %s: the answer is % x in %d bytes, want a status and zeros in %d", r.iommu.Device, name, written, used, tail)
		}
		return virtioiommu.Status(written[0])
	}
	refused := expect("ATTACH with a reserved byte", with(attach, len(attach)-1))
	r.Step("refusal of ATTACH", func() {
		if refused != virtioiommu.Invalid {
			r.Errorf("%v: ATTACH with a reserved byte: status = %v, want %v", r.iommu.Device, refused, virtioiommu.Invalid)
		}
	})
	expect("DETACH after that", detach) // of a device that has attached the endpoint
	for _, s := range []struct {
		name    string
		request []byte
	}{
		{"ATTACH with a reserved byte of the head", with(attach, 1)},
		{"DETACH with a reserved byte", with(detach, len(detach)-1)},
	} {
		if got := expect(s.name, s.request); got != virtioiommu.OK {
			r.Errorf("%v: %s: status = %v, want %v", r.iommu.Device, s.name, got, virtioiommu.OK)
		}
	}
}

// probes sends PROBE with reserved bytes, which is answered as one without (section 5.13.6.7.2
// "Device Requirements: PROBE request").
func probes(r *rig) {
	endpoint := r.endpoints(1)[0]
	_, list, err := r.iommu.Probe(r.Context(), endpoint, probeSize)
	r.Must(err)
	request := binary.LittleEndian.AppendUint32([]byte{byte(virtioiommu.TypeProbe), 0, 0, 0}, endpoint)
	request = append(request, bytes.Repeat([]byte{0x5a}, 64)...)
	written, used := r.answer(request, probeSize+tail)
	if want := append(list, byte(virtioiommu.OK), 0, 0, 0); !bytes.Equal(written, want) || used != probeSize+tail {
		r.Errorf("%v: PROBE with reserved bytes: got % x in %d bytes, want % x", r.iommu.Device, written, used, want)
	}
}

// shortProbe sends PROBE with too little room for the list (section 5.13.6.7.2 "Device
// Requirements: PROBE request").
func shortProbe(r *rig) {
	request := binary.LittleEndian.AppendUint32([]byte{byte(virtioiommu.TypeProbe), 0, 0, 0}, r.endpoints(1)[0])
	request = append(request, make([]byte, 64)...)
	const room = probeSize / 2
	written, _ := r.answer(request, room+tail)
	got := virtioiommu.Status(written[room])
	if reserved := written[room+1:]; !bytes.Equal(reserved, make([]byte, len(reserved))) {
		r.Errorf("%v: PROBE with room for %d bytes: got % x behind the status, want zeros", r.iommu.Device, room, reserved)
	}
	r.Step("refusal", func() {
		if got != virtioiommu.Invalid || !bytes.Equal(written[:room], bytes.Repeat([]byte{virtio.Unwritten}, room)) {
			r.Errorf("%v: PROBE with room for %d bytes: status = %v, first byte %#x, want %v and no property", r.iommu.Device, room, got, written[0], virtioiommu.Invalid)
		}
	})
}

// unaligned maps ranges that do not begin or end with a page (section 5.13.6.5.2 "Device
// Requirements: MAP request").
func unaligned(r *rig) {
	const domain = 5
	endpoint := r.endpoints(1)[0]
	r.run([]step{{"ATTACH", virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: domain, Endpoint: endpoint}), virtioiommu.OK, 0}})
	mappings := []virtioiommu.Mapping{
		{Start: 0x100000800, End: 0x10000ffff}, {Start: 0x100000000, End: 0x10000f7fe}, {Start: 0x100000000, End: 0x10000ffff, Physical: 0x800},
	}
	answers := make([]virtioiommu.Status, len(mappings))
	for i, m := range mappings {
		m.Domain, m.Flags = domain, virtioiommu.Read
		var err error
		answers[i], err = r.iommu.Map(r.Context(), m)
		r.Must(err)
		_, err = r.iommu.Unmap(r.Context(), domain, 0, 1<<64-1)
		r.Must(err)
	}
	r.run([]step{{"DETACH", virtioiommu.DetachRequest(domain, endpoint), virtioiommu.OK, 0}})
	r.Step("refusal", func() {
		for i, m := range mappings {
			if answers[i] != virtioiommu.OutOfRange {
				r.Errorf("%v: MAP of %#x to %#x at %#x: status = %v, want %v", r.iommu.Device, m.Start, m.End, m.Physical, answers[i], virtioiommu.OutOfRange)
			}
		}
	})
}
