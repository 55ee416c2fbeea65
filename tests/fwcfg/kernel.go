package fwcfg

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// The files of the tests, and the command line, with a comma and two blanks.
const (
	kernelFile   = "kernel.bin"
	initrdFile   = "initrd.bin"
	firmwareFile = "firmware.bin"
	commandLine  = "console=ttyS0,115200  quiet"
)

// Offsets in a kernel for PCs, and values of fields (The Linux/x86 Boot Protocol, section "The Real-Mode
// Kernel Header").
const (
	setupSectors   = 0x1f1
	headerFrom     = 0x1f1
	bootFlag       = 0x1fe
	headerMagic    = 0x202
	version        = 0x206
	loaderType     = 0x210
	loadFlags      = 0x211
	ramdiskImage   = 0x218
	ramdiskSize    = 0x21c
	heapEnd        = 0x224
	commandPointer = 0x228
	initrdMost     = 0x22c
	headerEnd      = 0x268

	sector     = 512
	protocol   = 0x20c
	loadedHigh = 1 << 0
	useHeap    = 1 << 7
	mostBytes  = 0x37ff_ffff // initrd_addr_max of the test
)

// kernelImage returns a kernel of a header, a sector of setup code and some bytes, none of which
// anything executes.
func kernelImage() []byte {
	const setup, body = 1, 701
	p := make([]byte, (1+setup)*sector+body)
	for i := headerEnd; i < len(p); i++ {
		p[i] = byte(7 * i)
	}
	le := binary.LittleEndian
	p[setupSectors], p[loadFlags] = setup, loadedHigh
	le.PutUint16(p[bootFlag:], 0xaa55)
	copy(p[headerMagic:], "HdrS")
	le.PutUint16(p[version:], protocol)
	le.PutUint32(p[initrdMost:], mostBytes)
	return p
}

// initrd returns the initial RAM disk: no whole number of pages.
func initrd() []byte { return bytes.Repeat([]byte("initrd\x00\xff"), 600)[:4711] }

// prepareKernel writes the files.
func prepareKernel(dir string) error {
	for name, p := range map[string][]byte{kernelFile: kernelImage(), initrdFile: initrd(), firmwareFile: make([]byte, 4096)} {
		if err := os.WriteFile(filepath.Join(dir, name), p, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func kernelOptions() []graph.Option {
	return []graph.Option{
		{Flag: "-kernel", Type: kernelFile}, {Flag: "-initrd", Type: initrdFile},
		{Flag: "-machine", Props: []graph.Prop{graph.P("append", commandLine)}}, // -append, whose commas are not doubled
	}
}

// kernel checks the items of the kernel, its initial RAM disk and its command line, which a firmware
// boots.
func kernel(t *run.T, d *fwcfg.Device) {
	setup := sized(t, d, fwcfg.SetupSize, fwcfg.SetupData)
	t.Step("kernel", func() {
		got, want := append(setup[:len(setup):len(setup)], sized(t, d, fwcfg.KernelSize, fwcfg.KernelData)...), kernelImage()
		if len(setup) > 0 { // QEMU fills the header in, as a boot loader does
			for _, p := range [][]byte{got, want} {
				clear(p[min(headerFrom, len(p)):min(headerEnd, len(p))])
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("setup and kernel have %d bytes, %x, want %d, %x", len(got), got, len(want), want)
		}
	})
	t.Step("initial RAM disk", func() {
		if got, want := sized(t, d, fwcfg.InitrdSize, fwcfg.InitrdData), initrd(); !bytes.Equal(got, want) {
			t.Errorf("initrd has %d bytes, %x, want %d, %x", len(got), got, len(want), want)
		}
	})
	t.Step("command line", func() {
		if got, want := sized(t, d, fwcfg.CommandSize, fwcfg.CommandData), commandLine+"\x00"; string(got) != want {
			t.Errorf("command line = %q, want %q", got, want)
		}
	})
	if len(setup) > 0 {
		t.Step("boot protocol", func() { bootProtocol(t, d, setup) })
	}
}

// sized returns the bytes of an item whose size another item has.
func sized(t *run.T, d *fwcfg.Device, size, data fwcfg.Key) []byte {
	t.Helper()
	n, err := d.Number(t.Context(), size, 4)
	t.Must(err)
	const most = 1 << 16
	if n > most {
		t.Fatalf("item %#x has %d bytes, want up to %d", data, n, most)
	}
	p, err := d.Item(t.Context(), data, int(n))
	t.Must(err)
	return p
}

// bootProtocol checks the fields of the header that a boot loader fills in, and the addresses of
// the parts.
func bootProtocol(t *run.T, d *fwcfg.Device, setup []byte) {
	address := func(k fwcfg.Key) uint64 {
		v, err := d.Number(t.Context(), k, 4)
		t.Must(err)
		return v
	}
	field := func(offset int) uint64 { return uint64(binary.LittleEndian.Uint32(setup[offset:])) }
	const qemu, high, page = 0xb, 1 << 20, 4096
	if got := setup[loaderType] >> 4; got != qemu {
		t.Errorf("type_of_loader = %#x, want %#x in its upper half", setup[loaderType], qemu)
	}
	if got := setup[loadFlags]; got != loadedHigh|useHeap {
		t.Errorf("loadflags = %#x, want %#x", got, loadedHigh|useHeap)
	}
	if got := address(fwcfg.KernelAddress); got != high {
		t.Errorf("kernel at %#x, want %#x", got, high)
	}
	at, size := address(fwcfg.InitrdAddress), uint64(len(initrd()))
	if got := field(ramdiskImage); got != at || field(ramdiskSize) != size {
		t.Errorf("ramdisk_image = %#x, ramdisk_size = %d, want %#x, %d", got, field(ramdiskSize), at, size)
	}
	if top := min(ramSize(t, d.Machine), mostBytes+1); at < high || at%page != 0 || at+size > top {
		t.Errorf("initrd of %#x bytes at %#x, want it on a page between %#x and %#x", size, at, high, top)
	}
	begin, line := address(fwcfg.SetupAddress), address(fwcfg.CommandAddress)
	heap := begin + uint64(binary.LittleEndian.Uint16(setup[heapEnd:])) + sector
	const videoMemory = 0xa_0000
	if got := field(commandPointer); got != line || line < heap || line+uint64(len(commandLine)) >= videoMemory {
		t.Errorf("cmd_line_ptr = %#x, want %#x, between the heap's end, %#x, and %#x", got, line, heap, videoMemory)
	}
	if heap < begin+uint64(len(setup)) {
		t.Errorf("the heap ends at %#x, before the setup code at %#x with %#x bytes does", heap, begin, len(setup))
	}
}
