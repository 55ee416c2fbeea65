// Package armltd has the boards that Arm Ltd. made or specified: Versatile AB (ARM DUI 0225D), RealView EB (ARM DUI
// 0303), PB-A8 (ARM DUI 0417) and PBX-A9 (ARM DUI 0440), Versatile Express (ARM DUI 0448, ARM DUI
// 0447), Integrator/CP (ARM DUI 0159B), MPS2 (ARM 100112) with AN385, AN386, AN500, AN505, AN511 and AN521, MPS3 (ARM
// 100765) with AN524, AN536 and AN547 (ARM DAI 0385 to 0547), Musca-A (ARM 101107) and Musca-B1 (ARM 101312), and SBSA
// (QEMU 11.1, docs/system/arm/sbsa.rst).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package armltd
