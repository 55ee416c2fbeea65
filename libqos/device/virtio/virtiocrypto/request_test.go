package virtiocrypto

import (
	"encoding/hex"
	"testing"
)

// TestRequests compares requests with the structures of the specification (virtio 1.3,
// sections 5.9.7.2.1 "Session operation" and 5.9.7.3 "Data Virtqueue").
func TestRequests(t *testing.T) {
	const pad = "00000000"
	for _, tc := range []struct {
		name string
		got  []byte
		want string
	}{
		{
			"session of a cipher", CipherRequest(CipherSession{Cipher: AESCTR, Direction: Decrypt, Key: []byte{0xaa, 0xbb}}),
			"02000000" + "04000000" + pad + pad + // opcode, algo, flag, queue_id
				"04000000" + "02000000" + "02000000" + pad + // algo, keylen, op
				pad + pad + pad + pad + pad + pad + pad + pad +
				"01000000" + pad + "aabb", // op_type
		},
		{
			"key that is not as long as it says", CipherRequest(CipherSession{Cipher: AESCBC, Direction: Encrypt, KeySize: 0x12345678})[16:28],
			"03000000" + "78563412" + "01000000",
		},
		{
			"session of a hash", HashRequest(AEADService, 1, 16)[:24],
			"02030000" + "01000000" + pad + pad + "01000000" + "10000000",
		},
		{
			"session of a key", RSARequest(Private, PKCS1, RSASHA256, []byte{0x30})[:36],
			"04040000" + "01000000" + pad + pad + "01000000" + "02000000" + "01000000" + "01000000" + "06000000",
		},
		{
			"text", CipherData(DecryptData, 0x1122334455667788, Text{IV: []byte{1, 2}, Source: []byte{3, 4, 5}, Room: 9}),
			"01000000" + pad + "8877665544332211" + pad + pad + // opcode, algo, session_id, flag
				"02000000" + "03000000" + "09000000" + pad + // iv_len, src_data_len, dst_data_len
				pad + pad + pad + pad + pad + pad + "01000000" + pad + // op_type
				"0102" + "030405",
		},
	} {
		if got := hex.EncodeToString(tc.got); got != tc.want {
			t.Errorf("%s:\n%s, want\n%s", tc.name, got, tc.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, tc := range []struct{ got, want string }{
		{AESXTS.String(), "AES_XTS"},
		{(ZUCEEA3 + 1).String(), "cipher 15"},
		{KeyRejected.String(), "KEY_REJECTED"},
		{(KeyRejected + 1).String(), "status 0x7"},
	} {
		if tc.got != tc.want {
			t.Errorf("String() = %q, want %q", tc.got, tc.want)
		}
	}
}
