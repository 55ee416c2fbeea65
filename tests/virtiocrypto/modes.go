package virtiocrypto

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des" //nolint:gosec // a cipher that the device has
	"encoding/binary"
	"time"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiocrypto"
)

// mode is a cipher with a key, by another implementation.
type mode struct {
	name       string
	cipher     virtiocrypto.Cipher
	key, iv    []byte
	encryption func(dst, src []byte)
}

// ecb encrypts block by block (NIST SP 800-38A, section 6.1).
func ecb(b cipher.Block) func(dst, src []byte) {
	return func(dst, src []byte) {
		for i := 0; i < len(src); i += b.BlockSize() {
			b.Encrypt(dst[i:], src[i:])
		}
	}
}

// xts encrypts a data unit of whole blocks (NIST SP 800-38E; IEEE Std 1619, section 5.3
// "XTS-AES encryption procedure"). The key has a half for the text and one for the tweak.
func xts(r *rig, key, tweak []byte) func(dst, src []byte) {
	r.Helper()
	text, err := aes.NewCipher(key[:len(key)/2])
	r.Must(err)
	of, err := aes.NewCipher(key[len(key)/2:])
	r.Must(err)
	return func(dst, src []byte) {
		t := make([]byte, aes.BlockSize)
		of.Encrypt(t, tweak)
		block := make([]byte, aes.BlockSize)
		for i := 0; i < len(src); i += aes.BlockSize {
			xor(block, src[i:], t)
			text.Encrypt(block, block)
			xor(dst[i:], block, t)
			carry := byte(0)
			for j := range t {
				t[j], carry = t[j]<<1|carry, t[j]>>7
			}
			t[0] ^= 0x87 * carry
		}
	}
}

func xor(dst, a, b []byte) {
	for i := range aes.BlockSize {
		dst[i] = a[i] ^ b[i]
	}
}

// modes are ciphers with keys for which this test has no published vectors.
func modes(r *rig) []mode {
	r.Helper()
	key, iv := pattern(64), bytes.Repeat([]byte{0xff}, aes.BlockSize)
	triple, err := des.NewTripleDESCipher(key[:24]) //nolint:gosec // the same
	r.Must(err)
	block, err := aes.NewCipher(key[:32])
	r.Must(err)
	return []mode{
		{"AES-256 ECB", virtiocrypto.AESECB, key[:32], nil, ecb(block)},
		{"AES-256 CBC", virtiocrypto.AESCBC, key[:32], iv, cipher.NewCBCEncrypter(block, iv).CryptBlocks},
		{"AES-256 CTR with a counter that begins anew", virtiocrypto.AESCTR, key[:32], iv, cipher.NewCTR(block, iv).XORKeyStream},
		{"3DES ECB", virtiocrypto.TripleECB, key[:24], nil, ecb(triple)},
		{"3DES CBC", virtiocrypto.TripleCBC, key[:24], iv[:8], cipher.NewCBCEncrypter(triple, iv[:8]).CryptBlocks},
		{"3DES CTR", virtiocrypto.TripleCTR, key[:24], iv[:8], cipher.NewCTR(triple, iv[:8]).XORKeyStream},
		{"AES-128 XTS", virtiocrypto.AESXTS, key[:32], iv, xts(r, key[:32], iv)},
		{"AES-256 XTS", virtiocrypto.AESXTS, key, iv, xts(r, key, iv)},
	}
}

// others encrypts with the ciphers of which the device takes sessions, and compares the
// results with those of another implementation.
func others(r *rig) {
	text := make([]byte, 4128) // more than a page
	for i := range text {
		text[i] = byte(i*13 + i>>8)
	}
	taken := 0
	for _, m := range modes(r) {
		id, status, err := r.CreateCipher(r.Context(), virtiocrypto.CipherSession{Cipher: m.cipher, Direction: virtiocrypto.Encrypt, Key: m.key})
		r.Must(err)
		if status != virtiocrypto.OK {
			if m.cipher == virtiocrypto.AESCBC {
				r.Errorf("%v: session of %s: status = %v, want OK", r.Device, m.name, status)
			}
			continue
		}
		taken++
		want := make([]byte, len(text))
		m.encryption(want, text)
		r.gives(m.name, virtiocrypto.EncryptData, id, virtiocrypto.Text{IV: m.iv, Source: text, Room: len(text)}, want)
		r.destroy(virtiocrypto.CipherService, id, virtiocrypto.OK)
		id = r.session(virtiocrypto.CipherSession{Cipher: m.cipher, Direction: virtiocrypto.Decrypt, Key: m.key})
		r.gives(m.name+": decryption", virtiocrypto.DecryptData, id, virtiocrypto.Text{IV: m.iv, Source: want, Room: len(text)}, text)
		r.destroy(virtiocrypto.CipherService, id, virtiocrypto.OK)
	}
	r.Logf("%v takes %d of %d modes", r.Device, taken, len(modes(r)))
}

// several hands the device requests of several sessions with one notification: each has its
// own result.
func several(r *rig) {
	var requests [][]byte
	var want [][]byte
	for _, e := range examples() {
		if e.cipher != virtiocrypto.AESCBC {
			continue
		}
		id := r.session(virtiocrypto.CipherSession{Cipher: e.cipher, Direction: virtiocrypto.Encrypt, Key: unhex(r, e.key)})
		requests = append(requests, virtiocrypto.CipherData(virtiocrypto.EncryptData, id, virtiocrypto.Text{IV: unhex(r, e.iv), Source: unhex(r, plaintext), Room: len(plaintext) / 2}))
		want = append(want, append(unhex(r, e.ciphertext), byte(virtiocrypto.OK)))
	}
	m := r.Machine()
	var at, heads []uint64
	for i, q := range requests {
		addr, err := m.Alloc.Alloc(uint64(len(q)+len(want[i])), 8)
		r.Must(err)
		r.Must(m.WriteMemory(r.Context(), addr, q))
		head, err := r.Data.Add(virtio.Readable(addr, uint32(len(q))), virtio.Writable(addr+uint64(len(q)), uint32(len(want[i]))))
		r.Must(err)
		at, heads = append(at, addr), append(heads, uint64(head))
	}
	r.Must(r.Data.Kick(r.Context()))
	for i, head := range heads {
		used, err := r.Data.Wait(r.Context())
		r.Must(err)
		if uint64(used.Head) != head || used.Size != uint32(len(want[i])) {
			r.Errorf("%v: request %d: used chain %d with %d bytes, want chain %d with %d", r.Device, i, used.Head, used.Size, head, len(want[i]))
		}
		got := make([]byte, len(want[i]))
		r.Must(m.ReadMemory(r.Context(), at[i]+uint64(len(requests[i])), got))
		if !bytes.Equal(got, want[i]) {
			r.Errorf("%v: request %d: result and status %x, want %x", r.Device, i, got, want[i])
		}
		r.Must(m.Alloc.Free(at[i]))
	}
}

// cramped encrypts with room for a result that is not as long as the text. The device says
// that it cannot (section 5.9.7.1 "Operation Status").
func cramped(r *rig) {
	id := r.session(virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: virtiocrypto.Encrypt, Key: unhex(r, key128)})
	const room = 48
	request := virtiocrypto.CipherData(virtiocrypto.EncryptData, id, virtiocrypto.Text{IV: unhex(r, vector), Source: unhex(r, plaintext), Room: room})
	addr, err := r.Machine().AllocZeroed(r.Context(), uint64(len(request)+room+1), 8)
	r.Must(err)
	r.Must(r.Machine().WriteMemory(r.Context(), addr, request))
	_, err = r.Data.Submit(r.Context(), virtio.Readable(addr, uint32(len(request))), virtio.Writable(addr+uint64(len(request)), room+1))
	r.Must(err)
	const patience = 2 * time.Second // a legacy interface cannot ask for a reset
	used, err := r.Machine().WaitUpTo(r.Context(), patience, "the request to be used", func(ctx context.Context) (bool, error) {
		status, err := r.Status(ctx)
		if err == nil && status&virtio.StatusNeedsReset != 0 {
			r.Errorf("%v: the device needs a reset after a request for %d bytes of a result of 64", r.Device, room)
			return true, nil
		}
		n, err := r.Data.CountUsed(ctx)
		return n > 0, err
	})
	r.Must(err)
	if !used {
		r.Errorf("%v: the device does not use a request for %d bytes of a result of 64", r.Device, room)
	}
	r.Must(r.Machine().Alloc.Free(addr))
}

// Fields of a request that creates a session of a cipher, in bytes from its beginning.
const opTypeAt = 16 + 48 // op_type

// chains creates sessions of operations that the device does not have: a cipher with a hash,
// and none of both (section 5.9.7.2.1 "Session operation").
func chains(r *rig) {
	for _, op := range []byte{0, 2, 3, 0xff} {
		request := virtiocrypto.CipherRequest(virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: virtiocrypto.Encrypt, Key: unhex(r, key128)})
		request[opTypeAt] = op
		_, status, err := r.Create(r.Context(), request)
		r.Must(err)
		if status != virtiocrypto.Unsupported {
			r.Errorf("%v: session with op_type %d: status = %v, want %v", r.Device, op, status, virtiocrypto.Unsupported)
		}
	}
}

// chained hands the device a text for a cipher and a hash in a session of a cipher alone. The
// fields of such a request are longer than those of a cipher (section 5.9.7.6 "Symmetric
// algorithms Operation", struct virtio_crypto_alg_chain_data_flf): the device must refuse it,
// and not take one for the other.
func chained(r *rig) {
	const fields, opType, chain, hash = 24, 24 + 40, 2, 20
	plain, iv := unhex(r, plaintext), unhex(r, vector)
	id := r.session(virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: virtiocrypto.Encrypt, Key: unhex(r, key128)})
	request := virtiocrypto.CipherData(virtiocrypto.EncryptData, id, virtiocrypto.Text{IV: iv, Source: plain, Room: len(plain)})
	le := binary.LittleEndian
	for i, v := range []int{len(iv), len(plain), len(plain), 0, len(plain), 0, len(plain), 0, hash} {
		le.PutUint32(request[fields+4*i:], uint32(v))
	}
	le.PutUint32(request[opType:], chain)
	_, status, err := r.Do(r.Context(), request, len(plain)+hash)
	r.Must(err)
	if status != virtiocrypto.Unsupported && status != virtiocrypto.Failed {
		r.Errorf("%v: text for a cipher and a hash: status = %v, want NOTSUPP or ERR", r.Device, status)
	}
	r.gives("afterwards", virtiocrypto.EncryptData, id, virtiocrypto.Text{IV: iv, Source: plain, Room: len(plain)}, unhex(r, examples()[3].ciphertext))
}

// directions creates sessions that neither encrypt nor decrypt.
func directions(r *rig) {
	undefined := []virtiocrypto.Direction{0, 3}
	got := make([]virtiocrypto.Status, len(undefined))
	for i, d := range undefined {
		id, status, err := r.CreateCipher(r.Context(), virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: d, Key: unhex(r, key128)})
		r.Must(err)
		if got[i] = status; status == virtiocrypto.OK {
			r.destroy(virtiocrypto.CipherService, id, virtiocrypto.OK)
		}
	}
	r.Step("refusal", func() {
		for i, d := range undefined {
			if got[i] == virtiocrypto.OK {
				r.Errorf("%v: session with op %d: status = OK, want an error", r.Device, d)
			}
		}
	})
}
