package virtiocrypto

import "fmt"

// Service is a kind of operations (virtio 1.3, section 5.9.4 "Supported crypto services").
type Service uint32

// The services.
const (
	CipherService   Service = 0 // VIRTIO_CRYPTO_SERVICE_CIPHER
	HashService     Service = 1 // VIRTIO_CRYPTO_SERVICE_HASH
	MACService      Service = 2 // VIRTIO_CRYPTO_SERVICE_MAC
	AEADService     Service = 3 // VIRTIO_CRYPTO_SERVICE_AEAD
	AKCipherService Service = 4 // VIRTIO_CRYPTO_SERVICE_AKCIPHER
)

// Cipher is an algorithm of [CipherService] (virtio 1.3, section 5.9.4.1 "CIPHER
// services").
type Cipher uint32

// The ciphers.
const (
	NoCipher   Cipher = 0
	ARC4       Cipher = 1
	AESECB     Cipher = 2
	AESCBC     Cipher = 3
	AESCTR     Cipher = 4
	DESECB     Cipher = 5
	DESCBC     Cipher = 6
	TripleECB  Cipher = 7 // VIRTIO_CRYPTO_CIPHER_3DES_ECB
	TripleCBC  Cipher = 8 // VIRTIO_CRYPTO_CIPHER_3DES_CBC
	TripleCTR  Cipher = 9 // VIRTIO_CRYPTO_CIPHER_3DES_CTR
	KasumiF8   Cipher = 10
	Snow3GUEA2 Cipher = 11
	AESF8      Cipher = 12
	AESXTS     Cipher = 13
	ZUCEEA3    Cipher = 14
)

// String returns the specification's name of the cipher.
func (c Cipher) String() string {
	names := [...]string{
		"NO_CIPHER", "ARC4", "AES_ECB", "AES_CBC", "AES_CTR", "DES_ECB", "DES_CBC", "3DES_ECB", "3DES_CBC", "3DES_CTR",
		"KASUMI_F8", "SNOW3G_UEA2", "AES_F8", "AES_XTS", "ZUC_EEA3",
	}
	if int(c) < len(names) {
		return names[c]
	}
	return fmt.Sprintf("cipher %d", uint32(c))
}

// Status is the result of an operation (virtio 1.3, section 5.9.7.1 "Operation Status").
type Status uint32

// The statuses.
const (
	OK             Status = 0 // VIRTIO_CRYPTO_OK
	Failed         Status = 1 // VIRTIO_CRYPTO_ERR
	BadMessage     Status = 2 // VIRTIO_CRYPTO_BADMSG: authentication failed
	Unsupported    Status = 3 // VIRTIO_CRYPTO_NOTSUPP: operation or algorithm
	InvalidSession Status = 4 // VIRTIO_CRYPTO_INVSESS
	NoSpace        Status = 5 // VIRTIO_CRYPTO_NOSPC: no free session
	KeyRejected    Status = 6 // VIRTIO_CRYPTO_KEY_REJECTED: verification failed
)

// String returns the specification's name of the status.
func (s Status) String() string {
	names := [...]string{"OK", "ERR", "BADMSG", "NOTSUPP", "INVSESS", "NOSPC", "KEY_REJECTED"}
	if int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("status %#x", uint32(s))
}
