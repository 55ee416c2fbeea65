package aspeedhace

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers of the engines (hace_aspeed.h).
const (
	Status      reg.Reg[State]   = 0x1c // ASPEED_HACE_STS: a written 1 clears the flag of an interrupt
	Source      reg.Reg[uint32]  = 0x20 // ASPEED_HACE_HASH_SRC: address of the message, or of the list
	Digest      reg.Reg[uint32]  = 0x24 // ASPEED_HACE_HASH_DIGEST_BUFF: address of the digest, a multiple of 8
	Key         reg.Reg[uint32]  = 0x28 // ASPEED_HACE_HASH_KEY_BUFF: address of the state with which it begins
	Length      reg.Reg[uint32]  = 0x2c // ASPEED_HACE_HASH_DATA_LEN: of the message in bytes, with a list the sum
	HashCommand reg.Reg[Command] = 0x30 // ASPEED_HACE_HASH_CMD: a write begins
	SourceUpper reg.Reg[uint32]  = 0x90 // of the AST2700: upper half of the address in Source
	DigestUpper reg.Reg[uint32]  = 0x94 // of that in Digest
	KeyUpper    reg.Reg[uint32]  = 0x98 // of that in Key
)

// LengthBits are the bits of [Length].
const LengthBits = 0x0fff_ffff

// MaxDigest is the size of the longest digest, in bytes.
const MaxDigest = 64

// An entry of a list.
const (
	lastInList   = 1 << 31 // HACE_SG_LAST, in its length
	bytesOfEntry = 8
)

// State is the status register.
type State uint32

// Bits of the status register.
//
//qgraph:bits
const (
	HashBusy   State = 1 << 0  // HACE_HASH_BUSY
	CryptoBusy State = 1 << 1  // HACE_CRYPTO_BUSY
	HashDone   State = 1 << 9  // "HACE_HASH_ISR": a hash has ended, also without an interrupt
	CryptoDone State = 1 << 12 // "HACE_CRYPTO_ISR"
)

// Command is the command register of the hash engine.
type Command uint32

// Bits of the command register. Bits 6:4 and 11:10 are the algorithm.
//
//qgraph:bits
const (
	SwapMD5    Command = 1 << 2  // "MD5_LE": the byte order of MD5
	SwapSHA    Command = 1 << 3  // "SHA_BE": the byte order of the SHA family
	Accumulate Command = 1 << 8  // "ACC_MODE": begin with the state in memory, and leave the new one there
	Interrupt  Command = 1 << 9  // "INT_ENABLE"
	List       Command = 1 << 18 // "SG": the message is in a list
)

// Algorithm is a hash with the command for it.
type Algorithm struct {
	Name    string
	Command Command
	Block   int // bytes that one step of the function takes
}

// The algorithms. Those of the SHA-512 series came with the AST2600.
var (
	MD5       = Algorithm{"md5", 0<<4 | SwapMD5, 64}
	SHA1      = Algorithm{"sha1", 2<<4 | SwapSHA, 64}
	SHA224    = Algorithm{"sha224", 4<<4 | SwapSHA, 64}
	SHA256    = Algorithm{"sha256", 5<<4 | SwapSHA, 64}
	SHA512    = Algorithm{"sha512", 6<<4 | SwapSHA, 128}
	SHA384    = Algorithm{"sha384", 6<<4 | 1<<10 | SwapSHA, 128}
	SHA512256 = Algorithm{"sha512_256", 6<<4 | 2<<10 | SwapSHA, 128}
	SHA512224 = Algorithm{"sha512_224", 6<<4 | 3<<10 | SwapSHA, 128}
)
