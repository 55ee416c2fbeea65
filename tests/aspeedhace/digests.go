package aspeedhace

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/misc/aspeedhace"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// algorithm is an algorithm with Go's.
type algorithm struct {
	aspeedhace.Algorithm
	hash func() hash.Hash
}

// The algorithms of steps that have one for all.
var (
	md5Sum    = algorithm{aspeedhace.MD5, md5.New}
	sha256Sum = algorithm{aspeedhace.SHA256, sha256.New}
)

// algorithms returns those that an engine has.
func algorithms(e *aspeedhace.Engine) []algorithm {
	all := []algorithm{md5Sum, {aspeedhace.SHA1, sha1.New}, {aspeedhace.SHA224, sha256.New224}, sha256Sum}
	if e.New {
		all = append(all, algorithm{aspeedhace.SHA384, sha512.New384}, algorithm{aspeedhace.SHA512, sha512.New},
			algorithm{aspeedhace.SHA512224, sha512.New512_224}, algorithm{aspeedhace.SHA512256, sha512.New512_256})
	}
	return all
}

// digest returns the digest of a message.
func (a algorithm) digest(message []byte) []byte {
	h := a.hash()
	h.Write(message)
	return h.Sum(nil)
}

// lengths are those of messages around a block of 64 bytes, one of 128 bytes, the room that both leave for the
// padding, a word and a page.
var lengths = []int{1, 3, 4, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 4095, 4097}

// digests checks each algorithm with messages at one address and in lists (RFC 1321, FIPS 180-4).
func digests(t *run.T, e *aspeedhace.Engine) {
	b := newBench(t, e)
	for _, a := range algorithms(e) {
		t.Step(a.Name, func() {
			for _, n := range lengths {
				b.hash(a, pattern(n), 0)
			}
		})
	}
	t.Step("addresses of any alignment", func() {
		for offset := range uint64(8) {
			b.hash(md5Sum, pattern(33), offset)
		}
	})
	t.Step("end of RAM", b.endOfRAM)
	if e.New {
		t.Step("lists", func() { lists(t, b) })
	}
	b.free()
}

// lists checks messages in parts: the order is that of the list, whatever the addresses are.
func lists(t *run.T, b *bench) {
	for _, a := range algorithms(b.Engine) {
		t.Step(a.Name, func() {
			for _, sizes := range [][]int{{1}, {64}, {3, 61}, {64, 64, 64}, {1, 2, 3, 4, 5, 6, 7, 100}, {4096, 1, 4095}} {
				b.list(a, sizes)
			}
		})
	}
	t.Step("one part twice", b.twice)
	t.Step("many parts", func() {
		b.list(sha256Sum, ofOne(many))
	})
}

// many is how many parts there are in a long list: the Linux kernel's have up to 40960 bytes
// (ASPEED_HASH_SRC_DMA_BUF_LEN in aspeed-hace.h).
const many = 257

// ofOne returns n parts of one byte.
func ofOne(n int) []int {
	sizes := make([]int, n)
	for i := range sizes {
		sizes[i] = 1
	}
	return sizes
}

// pattern returns a message in which no two of the neighbouring bytes are alike, and that no shorter one repeats.
func pattern(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*7 + i>>8*3 + 1)
	}
	return p
}

// The memory of a bench: a message with a gap before it, a list, a digest with a margin on either side.
const (
	room   = 16 << 10
	listAt = room - 4<<10
	margin = 64
	filler = 0xa5
)

// bench is an engine with memory for messages and digests.
type bench struct {
	t *run.T
	*aspeedhace.Engine
	message uint64
	result  uint64
}

// newBench allocates the memory. It is to be freed.
func newBench(t *run.T, e *aspeedhace.Engine) *bench {
	t.Helper()
	message, err := e.Machine.Alloc.Alloc(room, margin)
	t.Must(err)
	result, err := e.Machine.Alloc.Alloc(margin+aspeedhace.MaxDigest+margin, margin)
	t.Must(err)
	return &bench{t, e, message, result}
}

func (b *bench) free() {
	b.t.Helper()
	b.t.Must(b.Machine.Alloc.Free(b.message))
	b.t.Must(b.Machine.Alloc.Free(b.result))
}

// hash checks the digest of a message at an offset in the memory.
func (b *bench) hash(a algorithm, message []byte, offset uint64) {
	b.t.Helper()
	b.t.Must(b.Machine.WriteMemory(b.t.Context(), b.message+offset, message))
	b.request(fmt.Sprintf("%s of %d bytes at an address with %d in its last digit", a.Name, len(message), (b.message+offset)&0xf), a.digest(message),
		aspeedhace.Request{Command: a.Command, Source: b.message + offset, Length: uint32(len(message))})
}

// request makes a request with the bench's digest, which must be there afterwards, and nothing beside it.
func (b *bench) request(what string, digest []byte, r aspeedhace.Request) {
	b.t.Helper()
	got := b.run(r)
	want := filled(len(got))
	copy(want[margin:], digest)
	same.Bytes(b.t, what, got, want)
}

// run makes a request, and returns the memory of the digest with both margins.
func (b *bench) run(r aspeedhace.Request) []byte {
	b.t.Helper()
	ctx := b.t.Context()
	memory := filled(margin + aspeedhace.MaxDigest + margin)
	b.t.Must(b.Machine.WriteMemory(ctx, b.result, memory))
	r.Digest = b.result + margin
	b.t.Must(b.Run(ctx, r))
	b.t.Must(b.Machine.ReadMemory(ctx, b.result, memory))
	return memory
}

// filled returns memory that nothing has written to.
func filled(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = filler
	}
	return p
}

// list checks the digest of a message in parts, which lie in memory from the last one to the first one, with a byte
// between two of them.
func (b *bench) list(a algorithm, sizes []int) {
	b.t.Helper()
	ctx := b.t.Context()
	sum := 0
	for _, n := range sizes {
		sum += n
	}
	message, memory := pattern(sum), filled(sum+len(sizes))
	parts := make([]guest.RAM, 0, len(sizes))
	from, end := 0, len(memory)
	for _, n := range sizes {
		end -= n + 1
		copy(memory[end:], message[from:from+n])
		from += n
		parts = append(parts, guest.RAM{Base: b.message + uint64(end), Size: uint64(n)})
	}
	b.t.Must(b.Machine.WriteMemory(ctx, b.message, memory))
	b.parts(fmt.Sprintf("%s of %d parts with %d bytes", a.Name, len(sizes), sum), a, message, parts)
}

// parts checks the digest of a message that is in parts of memory.
func (b *bench) parts(what string, a algorithm, message []byte, parts []guest.RAM) {
	b.t.Helper()
	b.t.Must(b.Machine.WriteMemory(b.t.Context(), b.message+listAt, aspeedhace.Entries(parts...)))
	b.request(what, a.digest(message), aspeedhace.Request{
		Command: a.Command | aspeedhace.List, Source: b.message + listAt, Length: uint32(len(message)),
	})
}

// twice has the same part of memory two times in a list.
func (b *bench) twice() {
	message := pattern(40)
	b.t.Must(b.Machine.WriteMemory(b.t.Context(), b.message, message))
	one := guest.RAM{Base: b.message, Size: 40}
	b.parts("sha256 of a part that is there twice", sha256Sum, append(message, message...), []guest.RAM{one, one})
}

// endOfRAM has a message that ends with the last byte of RAM, and then a digest that does.
func (b *bench) endOfRAM() {
	ctx := b.t.Context()
	ram := b.Machine.Alloc.RAM()
	end := ram.Base + ram.Size
	a, message := sha256Sum, pattern(77)
	before := make([]byte, len(message))
	b.t.Must(b.Machine.ReadMemory(ctx, end-uint64(len(message)), before))
	b.t.Must(b.Machine.WriteMemory(ctx, end-uint64(len(message)), message))
	b.request("sha256 of a message at the end of RAM", a.digest(message),
		aspeedhace.Request{Command: a.Command, Source: end - uint64(len(message)), Length: uint32(len(message))})
	digest := a.digest(message)
	b.t.Must(b.Run(ctx, aspeedhace.Request{
		Command: a.Command, Source: end - uint64(len(message)), Length: uint32(len(message)), Digest: end - uint64(len(digest)),
	}))
	got := make([]byte, len(message))
	b.t.Must(b.Machine.ReadMemory(ctx, end-uint64(len(message)), got))
	same.Bytes(b.t, "end of RAM with a digest", got, append(message[:len(message)-len(digest):len(message)-len(digest)], digest...))
	b.t.Must(b.Machine.WriteMemory(ctx, end-uint64(len(message)), before))
}
