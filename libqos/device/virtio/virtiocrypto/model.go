package virtiocrypto

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio crypto devices.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-crypto")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-crypto-pci")

// DeviceDriver is the device on one of the machine's transports.
var DeviceDriver = graph.NewDriver[*virtiommio.Slot]("virtio-crypto-device")

// Backend is the need of what ciphers for the device: by default QEMU's own library.
var Backend = graph.NewNeed("cryptodev", "cryptodev", graph.Backend{Kind: graph.Object, Type: "cryptodev-backend-builtin"})

// Queues of the device with one data queue (virtio 1.3, section 5.9.2 "Virtqueues").
const (
	DataQueue    = 0 // dataq1
	ControlQueue = 1 // controlq
)

// Features of a crypto device (virtio 1.3, section 5.9.3 "Feature bits").
const (
	FeatureRevision1         virtio.Feature = 0
	FeatureCipherStateless   virtio.Feature = 1
	FeatureHashStateless     virtio.Feature = 2
	FeatureMACStateless      virtio.Feature = 3
	FeatureAEADStateless     virtio.Feature = 4
	FeatureAKCipherStateless virtio.Feature = 5
)

// Device-specific configuration space (virtio 1.3, section 5.9.5 "Device configuration
// layout").
const (
	ConfigStatus          reg.Reg[ReadyStatus] = 0
	ConfigMaxDataQueues   reg.Reg[uint32]      = 4  // max_dataqueues
	ConfigServices        reg.Reg[uint32]      = 8  // crypto_services: bit n for [Service] n
	ConfigCiphersLow      reg.Reg[uint32]      = 12 // cipher_algo_l: bit n for [Cipher] n
	ConfigCiphersHigh     reg.Reg[uint32]      = 16 // cipher_algo_h
	ConfigHashes          reg.Reg[uint32]      = 20 // hash_algo
	ConfigMACsLow         reg.Reg[uint32]      = 24 // mac_algo_l
	ConfigMACsHigh        reg.Reg[uint32]      = 28 // mac_algo_h
	ConfigAEADs           reg.Reg[uint32]      = 32 // aead_algo
	ConfigMaxCipherKey    reg.Reg[uint32]      = 36 // max_cipher_key_len, in bytes
	ConfigMaxAuthenticKey reg.Reg[uint32]      = 40 // max_auth_key_len, in bytes
	ConfigAKCiphers       reg.Reg[uint32]      = 44 // akcipher_algo: bit n for algorithm n
	ConfigMaxSize         reg.Reg[uint64]      = 48 // max_size, in bytes
)

// ReadyStatus is the field status.
type ReadyStatus uint32

// The bits of status.
//
//qgraph:bits
const (
	Ready ReadyStatus = 1 << 0 // "HW_READY": the device takes requests
)

// Model returns the model of the device with one data queue.
func Model() virtio.Model {
	return virtio.Model{
		Name: "virtio-crypto",
		Type: virtio.Crypto,
		Queues: []virtio.QueueModel{
			DataQueue:    {Name: "dataq1", Size: 1024},
			ControlQueue: {Name: "controlq", Size: 1024},
		},
		Names: []virtio.FeatureName{
			{Feature: FeatureRevision1, Name: "CRYPTO_F_REVISION_1"},
			{Feature: FeatureCipherStateless, Name: "CRYPTO_F_CIPHER_STATELESS_MODE", Needs: []virtio.Feature{FeatureRevision1}},
			{Feature: FeatureHashStateless, Name: "CRYPTO_F_HASH_STATELESS_MODE", Needs: []virtio.Feature{FeatureRevision1}},
			{Feature: FeatureMACStateless, Name: "CRYPTO_F_MAC_STATELESS_MODE", Needs: []virtio.Feature{FeatureRevision1}},
			{Feature: FeatureAEADStateless, Name: "CRYPTO_F_AEAD_STATELESS_MODE", Needs: []virtio.Feature{FeatureRevision1}},
			{Feature: FeatureAKCipherStateless, Name: "CRYPTO_F_AKCIPHER_STATELESS_MODE", Needs: []virtio.Feature{FeatureRevision1}},
		},
		Sample: virtio.Sample{ // the end of a session that there is not
			Queue: ControlQueue, Out: controlRequest(opcode(CipherService, Destroy), 0, words(1<<32-1, 1<<32-1), nil), In: 1, Usual: []string{"x86_64/pc"},
		},
	}
}

// PCIModel returns the model of the device on PCI: it has no legacy interface, and QEMU
// does not save its sessions.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{Device: Model(), Class: pci.ClassOthers, Vectors: 2, Unmigratable: true}
}
