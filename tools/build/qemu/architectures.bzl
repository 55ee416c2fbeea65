"""The architectures with targets in @qemu, by the names of QEMU's emulators."""

ARCHITECTURES = [
    "aarch64",
    "arm",
    "i386",
    "loongarch64",
    "mips",
    "ppc64",
    "riscv32",
    "riscv64",
    "s390x",
    "sparc64",
    "x86_64",
]

# The big-endian ones of these.
BIG_ENDIAN = [
    "mips",
    "ppc64",
    "s390x",
    "sparc64",
]

# Other programs, besides the emulators, that a test may run.
TOOLS = [
    "qemu-img",
    "qemu-storage-daemon",
]
