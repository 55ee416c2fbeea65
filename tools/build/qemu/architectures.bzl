"""The programs with targets in @qemu. Written by gazelle."""

# The architectures, by the names of QEMU's emulators.
ARCHITECTURES = [
    "aarch64",
    "alpha",
    "arm",
    "avr",
    "hexagon",
    "hppa",
    "i386",
    "loongarch64",
    "m68k",
    "microblaze",
    "mips",
    "mips64",
    "mips64el",
    "mipsel",
    "or1k",
    "ppc",
    "ppc64",
    "riscv32",
    "riscv64",
    "rx",
    "s390x",
    "sh4",
    "sh4eb",
    "sparc",
    "sparc64",
    "tricore",
    "x86_64",
    "xtensa",
    "xtensaeb",
]

# The big-endian ones of these.
BIG_ENDIAN = [
    "hppa",
    "m68k",
    "microblaze",
    "mips",
    "mips64",
    "or1k",
    "ppc",
    "ppc64",
    "s390x",
    "sh4eb",
    "sparc",
    "sparc64",
    "xtensaeb",
]

# Other programs, besides the emulators, that a test may run.
TOOLS = [
    "qemu-img",
    "qemu-storage-daemon",
]
