package virtiocrypto

// AKCipher is an algorithm of [AKCipherService] (virtio 1.3, section 5.9.4.5 "AKCIPHER
// services").
type AKCipher uint32

// The algorithms.
const (
	RSA   AKCipher = 1
	ECDSA AKCipher = 2
)

// KeyType says which half of a pair a key is.
type KeyType uint32

// The types.
const (
	Public  KeyType = 1 // VIRTIO_CRYPTO_AKCIPHER_KEY_TYPE_PUBLIC
	Private KeyType = 2 // VIRTIO_CRYPTO_AKCIPHER_KEY_TYPE_PRIVATE
)

// RSAPadding is the padding_algo field of a session.
type RSAPadding uint32

// The paddings.
const (
	Raw   RSAPadding = 0 // VIRTIO_CRYPTO_RSA_RAW_PADDING
	PKCS1 RSAPadding = 1 // VIRTIO_CRYPTO_RSA_PKCS1_PADDING
)

// RSASHA256 is the hash_algo VIRTIO_CRYPTO_RSA_SHA256.
const RSASHA256 = 6

// RSARequest returns the request that creates a session with an RSA key in the DER
// encoding of PKCS #1 (virtio 1.3, section 5.9.7.2.1 "Session operation", "AKCIPHER
// session").
func RSARequest(t KeyType, padding RSAPadding, hash uint32, der []byte) []byte {
	fixed := words(uint32(RSA), uint32(t), uint32(len(der)), uint32(padding), hash)
	return controlRequest(opcode(AKCipherService, CreateAKCipher), uint32(RSA), fixed, der)
}
