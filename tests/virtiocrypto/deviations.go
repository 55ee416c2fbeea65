package virtiocrypto

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's crypto device and its back end "builtin" from the
// specification.
func deviations() []graph.Deviation {
	const (
		test   = "virtio-crypto-tests/cipher"
		layout = "virtio 1.3, section 5.9.5.1 \"Device Requirements: Device configuration layout\""
	)
	return []graph.Deviation{
		graph.Deviates("virtio-crypto-cipher-mask", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "offered ciphers / no others"}},
			Does:   "cipher_algo_l has the bit of AES-CBC alone, but the device takes sessions of AES-ECB, AES-CTR, AES-XTS and 3DES, too.",
			Says:   "The device sets the bits of all algorithms of a service that it offers.",
			Clause: graph.NewClause(layout),
		}),
		graph.Deviates("virtio-crypto-unknown-cipher", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "other ciphers / reason"}},
			Does:   "A session of a cipher that the device does not have is refused with ERR.",
			Says:   "The status is NOTSUPP if the algorithm is not supported.",
			Clause: graph.NewClause("virtio 1.3, section 5.9.7.2.1 \"Session operation\", \"Device Requirements: create session\""),
		}),
		graph.Deviates("virtio-crypto-cbc-without-vector", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "CBC without a vector"}},
			Does:   "A text for AES-CBC without a vector is encrypted with a vector that the driver did not give.",
			Says:   "The vector is as long as a block of the cipher.",
			Clause: graph.NewClause("virtio 1.3, section 5.9.7.6 \"Symmetric algorithms Operation\", iv_len"),
		}),
		graph.Deviates("virtio-crypto-direction", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "unknown directions / refusal"}},
			Does:   "The device takes sessions whose op is neither ENCRYPT nor DECRYPT.",
			Says:   "The field op is VIRTIO_CRYPTO_OP_ENCRYPT or VIRTIO_CRYPTO_OP_DECRYPT.",
			Clause: graph.NewClause("virtio 1.3, section 5.9.7.2.1 \"Session operation\", \"Symmetric algorithms session\""),
		}),
		graph.Deviates("virtio-crypto-result-size", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "result of another size"}},
			Does:   "A request with room for a result that is not as long as the text makes the device ask for a reset.",
			Says:   "The status of a request is ERR for failures that have no other status.",
			Clause: graph.NewClause("virtio 1.3, section 5.9.7.1 \"Operation Status\""),
		}),
		graph.Deviates("virtio-crypto-services", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "other services"}},
			Does:   "crypto_services has HASH and MAC and hash_algo has SHA-1, but the device takes no session of them and mac_algo is 0.",
			Says:   "crypto_services has the services that the device offers, and each of them has a mask of its algorithms.",
			Clause: graph.NewClause(layout),
		}),
	}
}

// complaints are those of QEMU about the requests that the device must refuse.
func complaints() graph.NodeOption {
	allowed := func(text string) graph.Complaint {
		return graph.Complaint{Kind: graph.ErrorMessage, Text: text, Why: "The test sends requests that the device must refuse."}
	}
	return graph.Allows(
		allowed(`Unsupported cipher alg :\d+`),
		allowed(`Unsupported key length :\d+`),
		allowed(`virtio-crypto length of cipher key is too big: \d+`),
		allowed(`Expected IV size 16 not \d+`),
		allowed(`Length \d+ must be a multiple of block size 16`),
		allowed(`Cannot find a valid session id: \d+`),
		allowed(`Failed to verify signature`),
		allowed(`sym request src len is different from dst len`),
		allowed(`unsupported cipher op_type: `),
		allowed(`unsupported hash mode`),
		allowed(`Algorithm chain is unsupported`),
		allowed(`virtio-crypto unsupported ctrl opcode: \d+`),
	)
}
