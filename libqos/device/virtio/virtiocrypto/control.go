package virtiocrypto

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Accelerator is a crypto device with a driver that has started it. Its requests have the
// format of devices without [FeatureRevision1].
type Accelerator struct {
	*virtio.Device
	Data    *virtio.Queue
	Control *virtio.Queue
}

// Open opens the device and starts it with one data queue.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) (*Accelerator, error) {
	dev, queues, err := hw.StartSmall(ctx, t, virtio.Features{}, 16, DataQueue, ControlQueue)
	if err != nil {
		return nil, err
	}
	return &Accelerator{Device: dev, Data: queues[0], Control: queues[1]}, nil
}

// Operation is the low byte of an opcode.
type Operation uint32

// Operations of the control queue (virtio 1.3, section 5.9.7.2 "Control Virtqueue").
const (
	Create          Operation = 2
	Destroy         Operation = 3
	CreateAKCipher  Operation = 4 // of [AKCipherService]
	DestroyAKCipher Operation = 5 // of [AKCipherService]
)

// opcode returns VIRTIO_CRYPTO_OPCODE.
func opcode(s Service, o Operation) uint32 { return uint32(s)<<8 | uint32(o) }

// Direction is the op field of a session of a cipher.
type Direction uint32

// The directions.
const (
	Encrypt Direction = 1 // VIRTIO_CRYPTO_OP_ENCRYPT
	Decrypt Direction = 2 // VIRTIO_CRYPTO_OP_DECRYPT
)

// Sizes, in bytes, of requests of the control queue.
const (
	controlHeader = 16
	controlFixed  = 56 // VIRTIO_CRYPTO_CTRLQ_OP_SPEC_HDR_LEGACY
	createdSize   = 16 // struct virtio_crypto_create_session_input
)

// controlRequest returns a request as laid out in memory: header, the fixed fields padded
// to their size, and the key.
func controlRequest(opcode, algorithm uint32, fixed, key []byte) []byte {
	p := make([]byte, controlHeader+controlFixed)
	binary.LittleEndian.PutUint32(p, opcode)
	binary.LittleEndian.PutUint32(p[4:], algorithm)
	copy(p[controlHeader:], fixed)
	return append(p, key...)
}

// words returns le32 fields as laid out in memory.
func words(values ...uint32) []byte {
	var p []byte
	for _, v := range values {
		p = binary.LittleEndian.AppendUint32(p, v)
	}
	return p
}

// CipherSession describes a session of a cipher.
type CipherSession struct {
	Cipher    Cipher
	Direction Direction
	Key       []byte
	KeySize   uint32 // key_len, if it is not the size of Key
}

// opTypeCipher is VIRTIO_CRYPTO_SYM_OP_CIPHER: a cipher without a hash.
const opTypeCipher = 1

// CipherRequest returns the request that creates a session (virtio 1.3, section 5.9.7.2.1
// "Session operation", "Symmetric algorithms session").
func CipherRequest(s CipherSession) []byte {
	size := s.KeySize
	if size == 0 {
		size = uint32(len(s.Key))
	}
	fixed := make([]byte, controlFixed)
	copy(fixed, words(uint32(s.Cipher), size, uint32(s.Direction), 0))
	copy(fixed[48:], words(opTypeCipher, 0))
	return controlRequest(opcode(CipherService, Create), uint32(s.Cipher), fixed, s.Key)
}

// CreateCipher creates a session. The number of the session is valid with [OK].
func (a *Accelerator) CreateCipher(ctx context.Context, s CipherSession) (uint64, Status, error) {
	return a.Create(ctx, CipherRequest(s))
}

// Create hands the device a request that creates a session. The error wraps
// [virtio.ErrDevice] if the device reports less than its response as written, or if its
// padding is not 0.
func (a *Accelerator) Create(ctx context.Context, request []byte) (uint64, Status, error) {
	reply, written, err := a.Control.Exchange(ctx, request, createdSize)
	if err != nil {
		return 0, 0, fmt.Errorf("virtiocrypto: create a session: %w", err)
	}
	if padding := binary.LittleEndian.Uint32(reply[12:]); written != createdSize || padding != 0 {
		return 0, 0, fmt.Errorf("virtiocrypto: create a session: %w: got %d bytes and padding %#x, want %d and 0", virtio.ErrDevice, written, padding, createdSize)
	}
	return binary.LittleEndian.Uint64(reply), Status(binary.LittleEndian.Uint32(reply[8:])), nil
}

// Destroy destroys a session of a service (virtio 1.3, section 5.9.7.2.1 "Session
// operation").
func (a *Accelerator) Destroy(ctx context.Context, s Service, session uint64) (Status, error) {
	op := Destroy
	if s == AKCipherService {
		op = DestroyAKCipher
	}
	request := controlRequest(opcode(s, op), 0, binary.LittleEndian.AppendUint64(nil, session), nil)
	reply, written, err := a.Control.Exchange(ctx, request, 1)
	if err == nil && written != 1 {
		err = fmt.Errorf("%w: got %d bytes written, want 1", virtio.ErrDevice, written)
	}
	if err != nil {
		return 0, fmt.Errorf("virtiocrypto: destroy session %d: %w", session, err)
	}
	return Status(reply[0]), nil
}

// HashRequest returns the request that creates a session of a service with an algorithm and
// a result of size bytes, without a key (virtio 1.3, section 5.9.7.2.1 "Session
// operation", "HASH session").
func HashRequest(s Service, algorithm, size uint32) []byte {
	return controlRequest(opcode(s, Create), algorithm, words(algorithm, size), nil)
}
