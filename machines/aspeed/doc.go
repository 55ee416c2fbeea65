// Package aspeed has the boards with BMCs of ASPEED (QEMU 11.1, docs/system/arm/aspeed.rst). ASPEED publishes no
// manuals: the public maps of the chips are the Linux kernel's device trees,
// arch/arm/boot/dts/aspeed/aspeed-g4.dtsi to -g6.dtsi, and arch/arm64/boot/dts/aspeed/aspeed-g7.dtsi.
// Windows of RAM are those of QEMU 11.1's "info mtree".
package aspeed
