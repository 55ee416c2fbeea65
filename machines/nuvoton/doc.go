// Package nuvoton has the boards with BMCs of Nuvoton (QEMU 11.1, docs/system/arm/nuvoton.rst; the Linux kernel's
// device trees arch/arm/boot/dts/nuvoton/nuvoton-common-npcm7xx.dtsi and
// arch/arm64/boot/dts/nuvoton/nuvoton-common-npcm8xx.dtsi are the public maps).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package nuvoton
