package virtiocrypto

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"math/big"

	"github.com/qgraph/qgraph/libqos/device/virtio/virtiocrypto"
)

// The primes of a key of 1024 bits that was made for this test.
const (
	prime1 = "e025c01bf55b31224876851daddbcf06a1482376d571c9c89d207d137ba739e3ba487bc4b4cb4594b6450ffc0f9060a10f7fc0d18ef78696681fdb533da5c409"
	prime2 = "f569ac5af24ff233a35a0befc94bd7ce7b16e3c1a0a2067918bc527d0ea434a18b9b731fd29ab4daf25a08001c46f7824cdebcdc9690ff111d40d6223654f63f"
)

// key returns the key of those primes, with the exponent 65537.
func key(r *rig) *rsa.PrivateKey {
	r.Helper()
	p, _ := new(big.Int).SetString(prime1, 16)
	q, _ := new(big.Int).SetString(prime2, 16)
	one := big.NewInt(1)
	k := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537},
		Primes:    []*big.Int{p, q},
	}
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	k.D = new(big.Int).ModInverse(big.NewInt(int64(k.E)), phi)
	k.Precompute()
	r.Must(k.Validate())
	return k
}

// asymmetric has the device encrypt, decrypt, sign and verify with a key of RSA, against
// another implementation (section 5.9.7.8 "AKCIPHER Service Operation"; RFC 8017, sections
// 7.2 "RSAES-PKCS1-v1_5" and 8.2 "RSASSA-PKCS1-v1_5").
func asymmetric(r *rig) {
	if got := virtiocrypto.ConfigAKCiphers.ReadT(r, r.Config()); got>>virtiocrypto.RSA&1 == 0 {
		r.Errorf("%v: akcipher_algo = %#x, want RSA in it", r.Device, got)
	}
	k := key(r)
	public := r.keySession(virtiocrypto.Public, x509.MarshalPKCS1PublicKey(&k.PublicKey))
	private := r.keySession(virtiocrypto.Private, x509.MarshalPKCS1PrivateKey(k))
	message := []byte("a message of the guest")
	size := k.Size()

	secret := r.works("encryption", virtiocrypto.EncryptData, public, message, size)
	got, err := rsa.DecryptPKCS1v15(nil, k, secret) //nolint:staticcheck // the padding that the session has
	if err != nil || !bytes.Equal(got, message) {
		r.Errorf("%v: the encrypted message decrypts to %q, %v, want %q", r.Device, got, err, message)
	}
	secret, err = rsa.EncryptPKCS1v15(rand.Reader, &k.PublicKey, message) //nolint:staticcheck // the same
	r.Must(err)
	if got := r.works("decryption", virtiocrypto.DecryptData, private, secret, size)[:len(message)]; !bytes.Equal(got, message) {
		r.Errorf("%v: decryption = %q, want %q", r.Device, got, message)
	}

	digest := sha256.Sum256(message)
	want, err := rsa.SignPKCS1v15(nil, k, crypto.SHA256, digest[:])
	r.Must(err)
	if got := r.works("signature", virtiocrypto.Sign, private, digest[:], size); !bytes.Equal(got, want) {
		r.Errorf("%v: signature = %x, want %x", r.Device, got, want)
	}
	r.verified(public, want, digest[:], virtiocrypto.OK)
	digest[7] ^= 0x10
	r.verified(public, want, digest[:], virtiocrypto.KeyRejected)
	for _, id := range []uint64{public, private} {
		r.destroy(virtiocrypto.AKCipherService, id, virtiocrypto.OK)
	}
}

// keySession creates a session with a key and returns its number.
func (r *rig) keySession(t virtiocrypto.KeyType, der []byte) uint64 {
	r.Helper()
	id, status, err := r.Create(r.Context(), virtiocrypto.RSARequest(t, virtiocrypto.PKCS1, virtiocrypto.RSASHA256, der))
	r.Must(err)
	if status != virtiocrypto.OK {
		r.Fatalf("%v: session with an RSA key of type %d: status = %v, want OK", r.Device, t, status)
	}
	return id
}

// works runs an operation with a key and returns its result.
func (r *rig) works(what string, o virtiocrypto.Operation, id uint64, source []byte, room int) []byte {
	r.Helper()
	got, status, err := r.Asymmetric(r.Context(), o, id, source, 0, room)
	r.Must(err)
	if status != virtiocrypto.OK {
		r.Fatalf("%v: %s: status = %v, want OK", r.Device, what, status)
	}
	return got
}

// verified has the device verify the signature of a digest.
func (r *rig) verified(id uint64, signature, digest []byte, want virtiocrypto.Status) {
	r.Helper()
	source := append(bytes.Clone(signature), digest...)
	_, got, err := r.Asymmetric(r.Context(), virtiocrypto.Verify, id, source, len(digest), 0)
	r.Must(err)
	if got != want {
		r.Errorf("%v: verification: status = %v, want %v", r.Device, got, want)
	}
}
