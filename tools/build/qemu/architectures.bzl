"""The architectures that @qemu has targets for, by the names of QEMU's emulators."""

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

# Those of them whose processors are big-endian.
BIG_ENDIAN = [
    "mips",
    "ppc64",
    "s390x",
    "sparc64",
]

# The programs beside the emulators that a test may run.
TOOLS = [
    "qemu-img",
    "qemu-storage-daemon",
]
