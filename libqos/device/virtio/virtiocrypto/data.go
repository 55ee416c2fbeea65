package virtiocrypto

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Operations of the data queue (virtio 1.3, section 5.9.7.3 "Data Virtqueue").
const (
	EncryptData Operation = 0
	DecryptData Operation = 1
	Sign        Operation = 2 // of [AKCipherService]
	Verify      Operation = 3 // of [AKCipherService]
)

// Sizes, in bytes, of requests of the data queue.
const (
	dataHeader = 24
	dataFixed  = 48 // VIRTIO_CRYPTO_DATAQ_OP_SPEC_HDR_LEGACY
	opTypeAt   = 40 // VIRTIO_CRYPTO_SYM_DATA_REQ_HDR_SIZE: op_type in the fixed fields
)

// dataRequest returns a request as laid out in memory: header and the fixed fields, padded
// to their size.
func dataRequest(s Service, o Operation, session uint64, fixed []byte) []byte {
	p := make([]byte, dataHeader+dataFixed)
	binary.LittleEndian.PutUint32(p, opcode(s, o))
	binary.LittleEndian.PutUint64(p[8:], session)
	copy(p[dataHeader:], fixed)
	return p
}

// Text is what a cipher works on.
type Text struct {
	IV     []byte // or the counter
	Source []byte
	Room   int // bytes for the result
}

// CipherData returns a request that encrypts or decrypts in a session, as laid out in memory
// (virtio 1.3, section 5.9.7.6 "Symmetric algorithms Operation").
func CipherData(o Operation, session uint64, t Text) []byte {
	fixed := make([]byte, dataFixed)
	copy(fixed, words(uint32(len(t.IV)), uint32(len(t.Source)), uint32(t.Room), 0))
	copy(fixed[opTypeAt:], words(opTypeCipher, 0))
	return append(append(dataRequest(CipherService, o, session, fixed), t.IV...), t.Source...)
}

// Cipher encrypts or decrypts in a session, and returns the result. The error wraps
// [virtio.ErrDevice] if the device reports other bytes than those as written.
func (a *Accelerator) Cipher(ctx context.Context, o Operation, session uint64, t Text) ([]byte, Status, error) {
	result, status, written, err := a.do(ctx, CipherData(o, session, t), t.Room)
	if err == nil && int(written) != t.Room+1 {
		err = fmt.Errorf("virtiocrypto: request: %w: got %d bytes written, want %d", virtio.ErrDevice, written, t.Room+1)
	}
	return result, status, err
}

// Asymmetric works with the key of a session and returns the result. A Verify has the
// signature and then the signed data as its source, and no result; signed is the size of
// the latter (virtio 1.3, section 5.9.7.8 "AKCIPHER Service Operation").
func (a *Accelerator) Asymmetric(ctx context.Context, o Operation, session uint64, source []byte, signed, room int) ([]byte, Status, error) {
	size := words(uint32(len(source)-signed), uint32(room+signed))
	return a.Do(ctx, append(dataRequest(AKCipherService, o, session, size), source...), room)
}

// Do hands the device a request of the data queue. It returns the room bytes of the result
// and the status behind them.
func (a *Accelerator) Do(ctx context.Context, request []byte, room int) ([]byte, Status, error) {
	result, status, _, err := a.do(ctx, request, room)
	return result, status, err
}

// do is Do that returns the number of bytes that the device reports as written, too.
func (a *Accelerator) do(ctx context.Context, request []byte, room int) ([]byte, Status, uint32, error) {
	reply, written, err := a.Data.Exchange(ctx, request, room+1)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("virtiocrypto: request: %w", err)
	}
	return reply[:room], Status(reply[room]), written, nil
}
