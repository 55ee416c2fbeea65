package virtiocrypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiocrypto"
)

// Inputs of the example vectors (NIST SP 800-38A, appendix F).
const (
	plaintext = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" +
		"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
	vector  = "000102030405060708090a0b0c0d0e0f"
	counter = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
	key128  = "2b7e151628aed2a6abf7158809cf4f3c"
	key192  = "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"
	key256  = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
)

// example is one of those vectors.
type example struct {
	section, key, iv, ciphertext string
	cipher                       virtiocrypto.Cipher
}

// examples are the vectors of AES (NIST SP 800-38A, appendix F).
func examples() []example {
	return []example{
		{"F.1.1", key128, "", "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4", virtiocrypto.AESECB},
		{"F.1.3", key192, "", "bd334f1d6e45f25ff712a214571fa5cc974104846d0ad3ad7734ecb3ecee4eefef7afd2270e2e60adce0ba2face6444e9a4b41ba738d6c72fb16691603c18e0e", virtiocrypto.AESECB},
		{"F.1.5", key256, "", "f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870b6ed21b99ca6f4f9f153e7b1beafed1d23304b7a39f9f3ff067d8d8f9e24ecc7", virtiocrypto.AESECB},
		{"F.2.1", key128, vector, "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b273bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7", virtiocrypto.AESCBC},
		{"F.2.3", key192, vector, "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd", virtiocrypto.AESCBC},
		{"F.2.5", key256, vector, "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b", virtiocrypto.AESCBC},
		{"F.5.1", key128, counter, "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee", virtiocrypto.AESCTR},
		{"F.5.3", key192, counter, "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e941e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050", virtiocrypto.AESCTR},
		{"F.5.5", key256, counter, "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c52b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6", virtiocrypto.AESCTR},
	}
}

// ciphers encrypts and decrypts, and tries requests that the device must refuse.
func ciphers(t *run.T, hw *virtio.Hardware) {
	t.Step("transports", func() {
		for _, transport := range hw.TransportsT(t) {
			t.Step(transport.String(), func() {
				with(t, hw, transport, func(r *rig) { r.example(examples()[3]) })
			})
		}
	})
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"configuration", config},
		{"AES-CBC", func(r *rig) { r.examples(virtiocrypto.AESCBC) }},
		{"AES-ECB", func(r *rig) { r.examples(virtiocrypto.AESECB) }},
		{"AES-CTR", func(r *rig) { r.examples(virtiocrypto.AESCTR) }},
		{"long text", long},
		{"longest text", longest},
		{"modes", others},
		{"several requests", several},
		{"sessions", sessions},
		{"offered ciphers", masks},
		{"other ciphers", refused},
		{"keys", keys},
		{"texts that do not fit the cipher", misfits},
		{"CBC without a vector", unstarted},
		{"unknown sessions", unknown},
		{"ciphers with a hash", chains},
		{"texts with a hash", chained},
		{"unknown directions", directions},
		{"result of another size", cramped},
		{"other services", authenticators},
		{"services that are not offered", unoffered},
	} {
		t.Step(s.name, func() { with(t, hw, last(t, hw), s.check) })
	}
	t.Step("RSA", func() {
		offered := false
		with(t, hw, last(t, hw), func(r *rig) {
			if offered = virtiocrypto.ConfigServices.ReadT(r, r.Config())>>virtiocrypto.AKCipherService&1 != 0; offered {
				asymmetric(r)
			}
		})
		if !offered {
			t.Skip("the device does not offer AKCIPHER")
		}
	})
}

// What QEMU's back end "builtin" takes, in bytes (QEMU 11.1): two keys of AES-256, which XTS has.
const (
	longestKey    = 64
	longestSecret = 512
)

// config reads the fields that say what the device can do (section 5.9.5.1 "Device
// Requirements: Device configuration layout").
func config(r *rig) {
	space := r.Config()
	if got := virtiocrypto.ConfigStatus.ReadT(r, space); got != virtiocrypto.Ready {
		r.Errorf("%v: status = %v, want %v", r.Device, got, virtiocrypto.Ready)
	}
	if got := virtiocrypto.ConfigMaxDataQueues.ReadT(r, space); got != 1 {
		r.Errorf("%v: max_dataqueues = %d, want 1, as the back end has", r.Device, got)
	}
	if got := virtiocrypto.ConfigServices.ReadT(r, space); got&1 == 0 || got>>6 != 0 {
		r.Errorf("%v: crypto_services = %#x, want CIPHER and no undefined ones", r.Device, got)
	}
	for _, f := range []struct {
		name      string
		got, want uint32
	}{
		{"cipher_algo_h", virtiocrypto.ConfigCiphersHigh.ReadT(r, space), 0},
		{"mac_algo_h", virtiocrypto.ConfigMACsHigh.ReadT(r, space), 0},
		{"aead_algo", virtiocrypto.ConfigAEADs.ReadT(r, space), 0},
		{"max_cipher_key_len", virtiocrypto.ConfigMaxCipherKey.ReadT(r, space), longestKey},
		{"max_auth_key_len", virtiocrypto.ConfigMaxAuthenticKey.ReadT(r, space), longestSecret},
	} {
		if f.got != f.want {
			r.Errorf("%v: %s = %#x, want %#x", r.Device, f.name, f.got, f.want)
		}
	}
	if got := virtiocrypto.ConfigMaxSize.ReadT(r, space); got < 64 {
		r.Errorf("%v: max_size = %d, want at least 64", r.Device, got)
	}
}

// examples runs the vectors of one cipher.
func (r *rig) examples(c virtiocrypto.Cipher) {
	r.Helper()
	for _, e := range examples() {
		if e.cipher == c {
			r.example(e)
		}
	}
}

// example encrypts the plaintext of a vector and decrypts it again, block for block in
// one request.
func (r *rig) example(e example) {
	r.Helper()
	plain, secret := unhex(r, plaintext), unhex(r, e.ciphertext)
	s := virtiocrypto.CipherSession{Cipher: e.cipher, Direction: virtiocrypto.Encrypt, Key: unhex(r, e.key)}
	out := r.session(s)
	r.gives(e.section+": encryption", virtiocrypto.EncryptData, out, virtiocrypto.Text{IV: unhex(r, e.iv), Source: plain, Room: len(plain)}, secret)
	s.Direction = virtiocrypto.Decrypt
	in := r.session(s)
	r.gives(e.section+": decryption", virtiocrypto.DecryptData, in, virtiocrypto.Text{IV: unhex(r, e.iv), Source: secret, Room: len(plain)}, plain)
	r.destroy(virtiocrypto.CipherService, out, virtiocrypto.OK)
	r.destroy(virtiocrypto.CipherService, in, virtiocrypto.OK)
}

// long encrypts more than a page. It finds a device that loses the vector, or a block,
// between two buffers.
func long(r *rig) {
	text := make([]byte, 9000/aes.BlockSize*aes.BlockSize)
	for i := range text {
		text[i] = byte(i*7 + i>>8)
	}
	want := make([]byte, len(text))
	block, err := aes.NewCipher(unhex(r, key256))
	r.Must(err)
	cipher.NewCBCEncrypter(block, unhex(r, vector)).CryptBlocks(want, text)
	id := r.session(virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: virtiocrypto.Encrypt, Key: unhex(r, key256)})
	t := virtiocrypto.Text{IV: unhex(r, vector), Source: text, Room: len(text)}
	r.gives("text of several pages", virtiocrypto.EncryptData, id, t, want)
	r.gives("the same text again", virtiocrypto.EncryptData, id, t, want)
}

// longest encrypts a text with which a request is as long as max_size allows (section 5.9.5.1
// "Device Requirements: Device configuration layout").
func longest(r *rig) {
	most := int(virtiocrypto.ConfigMaxSize.ReadT(r, r.Config()))
	if most > 4<<20 {
		r.Logf("%v: no text is as long as max_size, %d", r.Device, most) // Debian's QEMU 7.2
		return
	}
	text := make([]byte, (most-aes.BlockSize)/2/aes.BlockSize*aes.BlockSize) // and as much for the result
	for i := range text {
		text[i] = byte(i*7 + i>>8)
	}
	want := make([]byte, len(text))
	block, err := aes.NewCipher(unhex(r, key256))
	r.Must(err)
	cipher.NewCBCEncrypter(block, unhex(r, vector)).CryptBlocks(want, text)
	id := r.session(virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: virtiocrypto.Encrypt, Key: unhex(r, key256)})
	got, status, err := r.Cipher(r.Context(), virtiocrypto.EncryptData, id, virtiocrypto.Text{IV: unhex(r, vector), Source: text, Room: len(text)})
	r.Must(err)
	if status != virtiocrypto.OK {
		r.Errorf("%v: text of %d bytes with max_size = %d: status = %v, want OK", r.Device, len(text), most, status)
	} else if !bytes.Equal(got, want) {
		r.Errorf("%v: text of %d bytes: the result is wrong", r.Device, len(text))
	}
}

// sessions has several sessions at a time. Each keeps its own key until it is destroyed.
func sessions(r *rig) {
	plain := unhex(r, plaintext)
	ids := map[uint64]example{}
	for _, e := range examples() {
		if e.cipher != virtiocrypto.AESCBC {
			continue
		}
		id := r.session(virtiocrypto.CipherSession{Cipher: e.cipher, Direction: virtiocrypto.Encrypt, Key: unhex(r, e.key)})
		if other, ok := ids[id]; ok {
			r.Errorf("%v: the session of %s has number %d, that of %s", r.Device, e.section, id, other.section)
		}
		ids[id] = e
	}
	for id, e := range ids {
		r.gives(e.section, virtiocrypto.EncryptData, id, virtiocrypto.Text{IV: unhex(r, e.iv), Source: plain, Room: len(plain)}, unhex(r, e.ciphertext))
	}
	for id := range ids {
		r.destroy(virtiocrypto.CipherService, id, virtiocrypto.OK)
	}
}

// offered are the ciphers of which the device has the bit.
func (r *rig) offered() uint32 {
	r.Helper()
	return virtiocrypto.ConfigCiphersLow.ReadT(r, r.Config())
}

// create creates a session of a cipher that the device may not know, and destroys it.
func (r *rig) create(c virtiocrypto.Cipher) virtiocrypto.Status {
	r.Helper()
	sizes := map[virtiocrypto.Cipher]int{virtiocrypto.TripleECB: 24, virtiocrypto.TripleCBC: 24, virtiocrypto.TripleCTR: 24, virtiocrypto.AESXTS: 32}
	size := 16
	if n, ok := sizes[c]; ok {
		size = n
	}
	id, status, err := r.CreateCipher(r.Context(), virtiocrypto.CipherSession{Cipher: c, Direction: virtiocrypto.Encrypt, Key: pattern(size)})
	r.Must(err)
	if status == virtiocrypto.OK {
		r.destroy(virtiocrypto.CipherService, id, virtiocrypto.OK)
	}
	return status
}

// masks compares the ciphers that the device has with those that it says it has (section
// 5.9.5.1 "Device Requirements: Device configuration layout").
func masks(r *rig) {
	offered := r.offered()
	if offered>>(virtiocrypto.ZUCEEA3+1) != 0 || offered&1 != 0 {
		r.Errorf("%v: cipher_algo_l = %#x has undefined bits", r.Device, offered)
	}
	taken := map[virtiocrypto.Cipher]bool{}
	for c := virtiocrypto.ARC4; c <= virtiocrypto.ZUCEEA3; c++ {
		if taken[c] = r.create(c) == virtiocrypto.OK; offered>>c&1 != 0 && !taken[c] {
			r.Errorf("%v: the device takes no session of %v with cipher_algo_l = %#x", r.Device, c, offered)
		}
	}
	r.Step("no others", func() {
		for c := virtiocrypto.ARC4; c <= virtiocrypto.ZUCEEA3; c++ {
			if taken[c] && offered>>c&1 == 0 {
				r.Errorf("%v: the device takes a session of %v with cipher_algo_l = %#x", r.Device, c, offered)
			}
		}
	})
}

// refused creates sessions of ciphers that the device does not have, some of them
// undefined (section 5.9.7.2.1 "Session operation").
func refused(r *rig) {
	absent := []virtiocrypto.Cipher{virtiocrypto.NoCipher, virtiocrypto.KasumiF8, virtiocrypto.ZUCEEA3 + 1, 1 << 31}
	got := make([]virtiocrypto.Status, len(absent))
	for i, c := range absent {
		if got[i] = r.create(c); got[i] != virtiocrypto.Unsupported && got[i] != virtiocrypto.Failed {
			r.Errorf("%v: session of %v: status = %v, want a refusal", r.Device, c, got[i])
		}
	}
	r.Step("reason", func() {
		for i, c := range absent {
			if got[i] != virtiocrypto.Unsupported {
				r.Errorf("%v: session of %v: status = %v, want %v", r.Device, c, got[i], virtiocrypto.Unsupported)
			}
		}
	})
}

// pattern returns n bytes, each different.
func pattern(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*11 + 3)
	}
	return p
}

// keys creates sessions with keys of sizes that AES does not have.
func keys(r *rig) {
	longest := int(virtiocrypto.ConfigMaxCipherKey.ReadT(r, r.Config()))
	for _, n := range []int{1, 15, 17, 31, 33, longest, longest + 1} {
		_, status, err := r.CreateCipher(r.Context(), virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: virtiocrypto.Encrypt, Key: pattern(n)})
		r.Must(err)
		if status != virtiocrypto.Failed && status != virtiocrypto.Unsupported {
			r.Errorf("%v: key of %d bytes: status = %v, want ERR or NOTSUPP", r.Device, n, status)
		}
	}
	r.example(examples()[3])
}

// misfits encrypts with vectors and texts of sizes that CBC does not have (NIST SP 800-38A,
// section 6.2). The session goes on to work.
func misfits(r *rig) {
	id := r.session(virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: virtiocrypto.Encrypt, Key: unhex(r, key128)})
	plain, iv := unhex(r, plaintext), unhex(r, vector)
	for _, s := range []misfit{
		{"vector of 8 bytes", virtiocrypto.Text{IV: iv[:8], Source: plain, Room: len(plain)}},
		{"text of 17 bytes", virtiocrypto.Text{IV: iv, Source: plain[:17], Room: 17}},
	} {
		r.misfits(id, s)
	}
	r.gives("afterwards", virtiocrypto.EncryptData, id, virtiocrypto.Text{IV: iv, Source: plain, Room: len(plain)}, unhex(r, examples()[3].ciphertext))
}

// misfit is a text that a cipher cannot take.
type misfit struct {
	name string
	text virtiocrypto.Text
}

func (r *rig) misfits(id uint64, m misfit) {
	r.Helper()
	result, status, err := r.Cipher(r.Context(), virtiocrypto.EncryptData, id, m.text)
	r.Must(err)
	if status != virtiocrypto.Failed {
		r.Errorf("%v: %s: status = %v with result %x, want %v", r.Device, m.name, status, result, virtiocrypto.Failed)
	}
}

// unstarted encrypts without a vector, which CBC cannot begin without (section 5.9.7.6
// "Symmetric algorithms Operation": the length of the IV "must be the same as the block
// length of the cipher").
func unstarted(r *rig) {
	id := r.session(virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: virtiocrypto.Encrypt, Key: unhex(r, key128)})
	plain := unhex(r, plaintext)
	r.misfits(id, misfit{"no vector", virtiocrypto.Text{Source: plain, Room: len(plain)}})
}

// unknown uses sessions that do not exist, or no longer.
func unknown(r *rig) {
	id := r.session(virtiocrypto.CipherSession{Cipher: virtiocrypto.AESCBC, Direction: virtiocrypto.Encrypt, Key: unhex(r, key128)})
	r.destroy(virtiocrypto.CipherService, id, virtiocrypto.OK)
	for _, session := range []uint64{id, id + 1, 255, 256, 1 << 32, 1<<64 - 1} {
		text := virtiocrypto.Text{IV: unhex(r, vector), Source: unhex(r, plaintext), Room: 64}
		_, status, err := r.Cipher(r.Context(), virtiocrypto.EncryptData, session, text)
		r.Must(err)
		if status != virtiocrypto.InvalidSession {
			r.Errorf("%v: encryption in session %#x, which does not exist: status = %v, want %v", r.Device, session, status, virtiocrypto.InvalidSession)
		}
		r.destroy(virtiocrypto.CipherService, session, virtiocrypto.Failed)
	}
}

// authenticators compares the services of hashes and authentication with the algorithms of
// each: the device has a mask for each service that it offers, and takes sessions of the
// algorithms in it (section 5.9.5.1 "Device Requirements: Device configuration layout").
func authenticators(r *rig) {
	offered := virtiocrypto.ConfigServices.ReadT(r, r.Config())
	for _, s := range []struct {
		name    string
		service virtiocrypto.Service
		mask    reg.Reg[uint32]
	}{
		{"HASH", virtiocrypto.HashService, virtiocrypto.ConfigHashes},
		{"MAC", virtiocrypto.MACService, virtiocrypto.ConfigMACsLow},
		{"AEAD", virtiocrypto.AEADService, virtiocrypto.ConfigAEADs},
	} {
		mask := s.mask.ReadT(r, r.Config())
		if (mask != 0) != (offered>>s.service&1 != 0) {
			r.Errorf("%v: %s has algorithms %#x with crypto_services = %#x", r.Device, s.name, mask, offered)
		}
		for a := uint32(1); mask>>a != 0; a++ {
			if mask>>a&1 == 0 {
				continue
			}
			id, status, err := r.Create(r.Context(), virtiocrypto.HashRequest(s.service, a, 20))
			r.Must(err)
			if status != virtiocrypto.OK {
				r.Errorf("%v: session of %s algorithm %d: status = %v, want OK with mask %#x", r.Device, s.name, a, status, mask)
				continue
			}
			r.destroy(s.service, id, virtiocrypto.OK)
		}
	}
}

// unoffered creates a session of a service that the device does not offer.
func unoffered(r *rig) {
	if offered := virtiocrypto.ConfigServices.ReadT(r, r.Config()); offered>>virtiocrypto.AEADService&1 != 0 {
		r.Fatalf("%v: crypto_services = %#x, want no AEAD, which the back end does not have", r.Device, offered)
	}
	_, status, err := r.Create(r.Context(), virtiocrypto.HashRequest(virtiocrypto.AEADService, 1, 16))
	r.Must(err)
	if status != virtiocrypto.Unsupported {
		r.Errorf("%v: session of AEAD: status = %v, want %v", r.Device, status, virtiocrypto.Unsupported)
	}
}
