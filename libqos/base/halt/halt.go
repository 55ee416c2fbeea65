package halt

import "github.com/qgraph/qgraph/graph"

// PoweredOff leaves the processors powered off (the property start-powered-off of
// QEMU's CPU types). They stay so after a reset. The processors of x86 and of some
// boards start regardless.
// The further options are for machines that do not start without firmware.
func PoweredOff(further ...graph.Option) graph.Halt {
	off := graph.Option{Flag: "-global", Type: "cpu.start-powered-off=on"}
	return graph.Halt{Options: append([]graph.Option{off}, further...)}
}

// fileName is the name of the firmware's file.
const fileName = "halt.bin"

// X86Firmware is a firmware image of size bytes, that of the machine's own firmware, so
// that the same addresses are ROM. Its only code, at the reset vector 16 bytes below
// its end (Intel SDM, volume 3, section 10.1.4 "First Instruction Executed"), halts the
// processor with interrupts disabled. Other bytes are 0xff, as in an empty flash chip.
func X86Firmware(size int) graph.Halt {
	image := make([]byte, size)
	for i := range image {
		image[i] = 0xff
	}
	const cli, hlt, jmp, back = 0xfa, 0xf4, 0xeb, 0xfd // jmp: to hlt, 3 bytes back
	copy(image[size-16:], []byte{cli, hlt, jmp, back})
	return firmware(image)
}

// ARMFirmware is an image for boards whose firmware QEMU loads into RAM. It waits for an
// interrupt, again and again.
func ARMFirmware() graph.Halt {
	return firmware([]byte{
		0x03, 0xf0, 0x20, 0xe3, // wfi (Arm Architecture Reference Manual for A-profile, section F5.1 "WFI", A1)
		0xfd, 0xff, 0xff, 0xea, // b: to wfi
	})
}

func firmware(image []byte) graph.Halt {
	return graph.Halt{Options: []graph.Option{{Flag: "-bios", Type: fileName}}, File: fileName, Content: image}
}

// Stopped leaves the whole machine stopped (-S): its devices answer, but no virtual time
// passes.
func Stopped() graph.Halt { return graph.Halt{Options: []graph.Option{{Flag: "-S"}}} }
