package virtiocrypto

import (
	"bytes"
	"encoding/hex"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiocrypto"
)

// rig is a started device.
type rig struct {
	*run.T
	*virtiocrypto.Accelerator
}

// with runs check with the device opened by one of its transports.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, check func(*rig)) {
	t.Helper()
	a, err := virtiocrypto.Open(t.Context(), hw, transport)
	t.Must(err)
	check(&rig{t, a})
	t.Must(a.Close(t.Context()))
}

// last returns the device's last transport.
func last(t *run.T, hw *virtio.Hardware) virtio.Transport {
	t.Helper()
	transports := hw.TransportsT(t)
	return transports[len(transports)-1]
}

// unhex returns the bytes of hexadecimal digits.
func unhex(r *rig, s string) []byte {
	r.Helper()
	p, err := hex.DecodeString(s)
	r.Must(err)
	return p
}

// session creates a session of a cipher and returns its number.
func (r *rig) session(s virtiocrypto.CipherSession) uint64 {
	r.Helper()
	id, status, err := r.CreateCipher(r.Context(), s)
	r.Must(err)
	if status != virtiocrypto.OK {
		r.Fatalf("%v: session of %v with a key of %d bytes: status = %v, want OK", r.Device, s.Cipher, len(s.Key), status)
	}
	return id
}

// destroy destroys a session of a service.
func (r *rig) destroy(s virtiocrypto.Service, id uint64, want virtiocrypto.Status) {
	r.Helper()
	got, err := r.Destroy(r.Context(), s, id)
	r.Must(err)
	if got != want {
		r.Errorf("%v: destroy session %d: status = %v, want %v", r.Device, id, got, want)
	}
}

// gives runs an operation in a session and compares its result.
func (r *rig) gives(what string, o virtiocrypto.Operation, id uint64, t virtiocrypto.Text, want []byte) {
	r.Helper()
	got, status, err := r.Cipher(r.Context(), o, id, t)
	r.Must(err)
	if status != virtiocrypto.OK {
		r.Errorf("%v: %s: status = %v, want OK", r.Device, what, status)
		return
	}
	if !bytes.Equal(got, want) {
		r.Errorf("%v: %s: result = %x, want %x", r.Device, what, got, want)
	}
}
